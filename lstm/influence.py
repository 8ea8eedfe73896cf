"""What an answer depends on: the error with a hand in the cell, and how far the answer moves with one step."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm.arrays import Array, checked
from lstm.interventions import clamped, cut_off, erase, squashed
from lstm.trials import Trials


def error(trials: Trials, x: Array, answer: Array, alter: Any = None) -> Array:
    """Return each network's mean squared error on its last step, (S,).

    Parameters
    ----------
    trials : Trials
        The networks.
    x : ndarray
        (T, B, I): all networks read the same sequences.
    answer : ndarray
        (B, O).
    alter : callable, optional
        As for :meth:`lstm.trials.Trials.forward`.

    Raises
    ------
    ValueError
        x or answer of the wrong shape or dtype.

    Examples
    --------
    >>> error(Trials("LSTM", 1, 2, 1, seeds=[0, 1]), np.ones((3, 4, 1)), np.ones((4, 1))).shape
    (2,)
    """
    y = answers(trials, x, alter)
    answer = checked("answer", answer, y.shape[1:])
    return np.asarray(((y - answer) ** 2).mean(axis=(1, 2)))


def answers(trials: Trials, x: Array, alter: Any = None) -> Array:
    """Return the answers of all networks to the same sequences (T, B, I) at their last step, (S, B, O).

    Raises
    ------
    ValueError
        x of the wrong shape or dtype.

    Examples
    --------
    >>> answers(Trials("LSTM", 1, 2, 1, seeds=[0, 1]), np.ones((3, 4, 1))).shape
    (2, 4, 1)
    """
    return np.asarray(trials.forward(_each(trials, x), alter)[0][-1])


def _each(trials: Trials, x: Array) -> Array:
    """Give the same sequences to every network: (T, S, B, I)."""
    x = checked("x", x, ("T", "B", trials.input_size))
    return np.repeat(x[:, None], len(trials.parameters["matrix"]), axis=1)


def trace(trials: Trials, x: Array) -> dict[str, Array]:
    """Return the gates i, f, o, the candidate g and the cell state c on sequences (T, B, I), each (T, S, B, H).

    Raises
    ------
    ValueError
        A cell without switches, or x of the wrong shape or dtype.

    Examples
    --------
    >>> trace(Trials("LSTM", 1, 2, 1, seeds=[0]), np.ones((3, 4, 1)))["f"].shape
    (3, 1, 4, 2)
    """
    if trials.switches is None:
        raise ValueError(f"trials: kind {trials.kind!r} came, a cell with switches expected, such as 'LSTM'")
    steps = trials.forward(_each(trials, x))[1].steps
    found = {name: np.stack([getattr(step, name) for step in steps]) for name in "ifog"}
    return found | {"c": np.stack([step.after.c for step in steps])}


def lesions(trials: Trials, x: Array, answer: Array) -> Array:
    """Return the error after each single cell was erased after each single step, (T, S, H).

    Parameters
    ----------
    trials, x, answer
        As for :func:`error`.

    Raises
    ------
    ValueError
        As :func:`error`.

    Examples
    --------
    >>> lesions(Trials("LSTM", 1, 2, 1, seeds=[0]), np.ones((3, 4, 1)), np.ones((4, 1))).shape
    (3, 1, 2)
    """
    cells = range(trials.hidden_size)
    rows = [[error(trials, x, answer, erase(t, [cell])) for cell in cells] for t in range(len(x))]
    return np.array(rows).swapaxes(1, 2)


def effects(trials: Trials, x: Array, answer: Array, moments: dict[str, int]) -> dict[str, Array]:
    """Return the error of trained networks under each intervention, by name, (S,).

    Every gate held open and shut, the path squashed, the feedback cut, and all cells erased after some steps.

    Parameters
    ----------
    trials, x, answer
        As for :func:`error`.
    moments : dict
        Name to the step, counted from 0, after which the cells are erased.

    Raises
    ------
    ValueError
        As the interventions.

    Examples
    --------
    >>> trials = Trials("LSTM", 1, 2, 1, seeds=[0])
    >>> list(effects(trials, np.ones((3, 4, 1)), np.ones((4, 1)), {"halfway": 1}))[-3:]
    ['path squashed', 'feedback cut', 'erased halfway']
    """
    found = {}
    for gate in "ifo":
        for word in ("open", "shut"):
            found[f"{gate} {word}"] = error(clamped(trials, gate, is_open=word == "open"), x, answer)
    found["path squashed"] = error(squashed(trials), x, answer)
    found["feedback cut"] = error(cut_off(trials), x, answer)
    erased = {f"erased {when}": error(trials, x, answer, erase(step)) for when, step in moments.items()}
    return found | erased


def influence(trials: Trials, x: Array, other: Array) -> Array:
    """Return how much the answer moves when one step is exchanged for another: mean of abs(y' - y), (T, S, B).

    Parameters
    ----------
    trials : Trials
        The networks.
    x, other : ndarray
        (T, B, I): the sequences, and what takes the place of each step in turn.

    Raises
    ------
    ValueError
        Sequences of the wrong shape or dtype.

    Examples
    --------
    >>> trials, x = Trials("LSTM", 1, 2, 1, seeds=[0]), np.ones((3, 4, 1))
    >>> influence(trials, x, x).max()
    np.float64(0.0)
    """
    other = checked("other", other, x.shape)
    y, moved = answers(trials, x), []
    for t in range(len(x)):
        exchanged = x.copy()
        exchanged[t] = other[t]
        moved.append(np.abs(answers(trials, exchanged) - y).mean(axis=-1))
    return np.stack(moved)


def exchange(x: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw, for every step of the adding problem or of temporal order, another content of the same kind.

    A number becomes another number and keeps its marker; the first step stays. X becomes Y and Y becomes X; a
    distractor becomes another distractor; the symbols at the ends stay.

    Parameters
    ----------
    x : ndarray
        (T, B, 2) of the adding problem, or (T, B, 8) of temporal order.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    other : ndarray
        Shaped as x.
    relevant : ndarray
        (T, B): 1 where the answer depends on the step, -1 where it does not, 0 where nothing is exchanged.

    Raises
    ------
    ValueError
        Sequences of another task.

    Examples
    --------
    >>> from lstm.tasks import temporal_order
    >>> x, _ = temporal_order(20, 5, 2, np.random.default_rng(0))
    >>> other, relevant = exchange(x, np.random.default_rng(1))
    >>> (relevant == 1).sum(axis=0).tolist(), bool(relevant[0].any()), bool((other * x)[1:-1].any())
    ([2, 2, 2, 2, 2], False, False)
    """
    x = checked("x", x, ("T", "B", "I"))
    other = x.copy()
    if x.shape[2] == 2:
        other[1:, :, 0] = rng.uniform(-1, 1, x[1:, :, 0].shape)
        relevant = np.where(x[..., 1] == 1, 1, -1)
        relevant[0] = 0  # the task sets the number of a marked first step to zero
        return other, relevant
    if x.shape[2] != 8:
        raise ValueError(
            f"x: {x.shape[2]} inputs came, 2 (adding) or 8 (temporal order) expected; exchange others by hand"
        )
    shown = x.argmax(axis=-1)
    letter = (shown + rng.integers(1, 4, shown.shape)) % 4  # another of a, b, c, d
    new = np.where(shown < 4, letter, np.where(shown > 5, 13 - shown, shown))
    return np.eye(8)[new], np.where(shown > 5, 1, np.where(shown < 4, -1, 0))


def written(trials: Trials, x: Array, relevant: Array) -> tuple[Array, Array]:
    """Return the mean size of i * g, what is written, at relevant steps and at irrelevant ones, (S,) each.

    Parameters
    ----------
    trials, x
        As for :func:`influence`.
    relevant : ndarray
        (T, B), from :func:`exchange`.

    Raises
    ------
    ValueError
        As :func:`trace`.

    Examples
    --------
    >>> trials, x = Trials("LSTM", 2, 3, 1, seeds=[0, 1]), np.ones((4, 5, 2))
    >>> [part.shape for part in written(trials, x, np.where(np.eye(4, 5), 1, -1))]
    [(2,), (2,)]
    """
    inside = trace(trials, x)
    return by_relevance(np.abs(inside["i"] * inside["g"]).mean(axis=-1), relevant)


def by_relevance(values: Array, relevant: Array) -> tuple[Array, Array]:
    """Return the mean of values (T, S, B) over relevant steps and over irrelevant ones, (S,) each.

    Examples
    --------
    >>> by_relevance(np.ones((4, 2, 5)), np.where(np.eye(4, 5), 1, -1))[0].tolist()
    [1.0, 1.0]
    """
    each = values.swapaxes(0, 1)
    return each[:, relevant == 1].mean(axis=1), each[:, relevant == -1].mean(axis=1)
