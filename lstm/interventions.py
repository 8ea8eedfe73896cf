"""A hand in the cell: clamp a gate, squash what the cell state hands on, cut the recurrence, erase; shuffled labels.

Each function that changes networks returns changed copies. They can be tried as they are, to see what a trained network
owed to the part, or trained, to see what can be learned without it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lstm.arrays import Array
from lstm.switches import Memory, Switches
from lstm.tasks.episodes import Episode, Task
from lstm.trials import Trials

FAR = 40.0  # within 1e-17, sigmoid(40) is 1 and sigmoid(-40) is 0: open and shut


def _copied(trials: Trials) -> tuple[Trials, Switches]:
    """Return networks with weights of their own, and their switches; only a cell with switches has gates to change."""
    if trials.switches is None:
        raise ValueError(f"trials: kind {trials.kind!r} came, a cell with switches expected, such as 'LSTM'")
    copied = copy.copy(trials)
    copied.parameters = {name: p.copy() for name, p in trials.parameters.items()}
    copied.exists = {name: mask.copy() for name, mask in trials.exists.items()}
    return copied, trials.switches


def clamped(trials: Trials, gate: str, *, is_open: bool) -> Trials:
    """Return networks one of whose gates stands open, or shut, at every step; training leaves it there.

    Parameters
    ----------
    trials : Trials
        A cell with switches and without peepholes. Unchanged.
    gate : {"i", "f", "o"}
        The gate; its columns of the matrix become zero, its bias 40 or -40.
    is_open : bool
        Open (1) or shut (0).

    Raises
    ------
    ValueError
        A cell without switches, with peepholes, or without this gate.

    Examples
    --------
    >>> trials = Trials("LSTM", 1, 2, 1, seeds=[0])
    >>> held = clamped(trials, "f", is_open=False)
    >>> bool(held.forward(np.ones((3, 1, 1, 1)))[1].steps[1].f.max() < 1e-17)
    True
    """
    changed, s = _copied(trials)
    if not gate or gate not in s.gates or s.peepholes:
        raise ValueError(f"gate: {gate!r} came, one of {s.gates!r} of a cell without peepholes expected")
    width = trials.hidden_size // s.block
    place = s.gates.index(gate) * width
    columns = slice(place, place + width)
    changed.parameters["matrix"][:, :, columns] = 0
    changed.parameters["matrix"][:, trials.input_size, columns] = FAR if is_open else -FAR
    changed.exists["matrix"][:, columns] = 0  # a gate that is held has no weights to learn
    return changed


def cut_off(trials: Trials) -> Trials:
    """Return networks whose gates and candidate see the input only: no feedback of h, in use and in training.

    Raises
    ------
    ValueError
        A cell without switches.

    Examples
    --------
    >>> trials = cut_off(Trials("LSTM", 1, 2, 1, seeds=[0]))
    >>> bool(trials.parameters["matrix"][0, 2:].any()), trials.size
    (False, 19)
    """
    changed, _ = _copied(trials)
    rows = slice(trials.input_size + 1, None)
    changed.parameters["matrix"][:, rows] = 0
    changed.exists["matrix"][rows] = 0
    return changed


class Squashed(Trials):
    """Networks whose cell state passes a tanh at every step: c = tanh(f * c_prev + i * g) and h = o * c."""

    def _advance(self, v: Array, state: Any) -> tuple[Any, Any]:
        """Take one step; what is carried on is tanh(c)."""
        cache, after = super()._advance(v, state)
        return cache, after._replace(c=cache.squashed)

    def _retreat(self, d: Any, cache: Any, back: Array, seen: Array) -> tuple[Array, Any]:
        """Take one step backward: the gradient of tanh(c) becomes that of c."""
        return super()._retreat((d[0], d[1] * (1 - cache.squashed**2), *d[2:]), cache, back, seen)


def squashed(trials: Trials) -> Trials:
    """Return networks whose additive path is squashed at every step, c = tanh(f * c_prev + i * g).

    Raises
    ------
    ValueError
        A cell without switches, or whose state does not pass a tanh on its way out.

    Examples
    --------
    >>> trials, x = Trials("LSTM", 1, 2, 1, seeds=[0]), np.ones((3, 1, 1, 1))
    >>> bool(np.abs(squashed(trials).forward(x)[0] - trials.forward(x)[0])[0].max() < 1e-15)
    True
    """
    changed, s = _copied(trials)
    if s.output_activation != "tanh" or s.input_gate == "exponential":
        raise ValueError(f"trials: kind {trials.kind!r} came, a cell with h = o * tanh(c) expected")
    changed.__class__ = Squashed
    return changed


def erase(step: int, cells: Sequence[int] | slice = slice(None)) -> Callable[[int, Memory], Memory]:
    """Return a hand for ``Trials.forward``: after one step, counted from 0, the states of some cells become 0.

    Examples
    --------
    >>> trials, x = Trials("LSTM", 1, 2, 1, seeds=[0]), np.ones((3, 1, 1, 1))
    >>> steps = trials.forward(x, erase(1, [0]))[1].steps
    >>> steps[2].before.c[0, 0, 0], bool(steps[2].before.c[0, 0, 1] != 0)
    (np.float64(0.0), True)
    """

    def alter(t: int, state: Memory) -> Memory:
        if t != step:
            return state
        c = state.c.copy()
        c[..., cells] = 0
        return state._replace(c=c)

    return alter


def shuffled(task: Task) -> Task:
    """Return a task whose answers are handed out at random among the sequences of a batch.

    Nothing but their mean can be learned.

    Examples
    --------
    >>> from lstm.tasks.episodes import adding_task
    >>> task, rng = adding_task(20), np.random.default_rng(0)
    >>> shuffled(task).draw(8, rng).target.shape[1:]
    (8, 1)
    """

    def draw(batch: int, rng: np.random.Generator) -> Episode:
        episode, order = task.draw(batch, rng), rng.permutation(batch)
        return episode._replace(target=episode.target[:, order], legal=episode.legal[:, order])

    return task._replace(draw=draw)
