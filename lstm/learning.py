"""How the networks of the battery learn: one sequence at a time as in 1997, or in batches with Adam."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lstm import checkpoint
from lstm.arrays import Array, counted
from lstm.optim import SGD, Adam
from lstm.tasks.episodes import Episode, Task
from lstm.trials import Trials

PAUSE = 5000  # sequences from one state on file to the next


class School(NamedTuple):
    """A way of learning.

    Attributes
    ----------
    batch : int
        Sequences per update.
    lr : float
        Learning rate.
    adam : bool
        Adam, with each network's gradient shortened to a norm of 1, or plain gradient descent.
    truncated : bool
        The gradient of 1997.
    squared : bool
        Squared error, as in 1997, or cross-entropy.
    window : int
        A network has learned when, of this many sequences in a row, all but `wrong` were answered right before it
        learned from them.
    wrong : int
        See `window`.
    """

    batch: int = 16
    lr: float = 1e-2
    adam: bool = True
    truncated: bool = False
    squared: bool = False
    window: int = 2000
    wrong: int = 20


def school_1997(lr: float, wrong: int = 0) -> School:
    """Return the learning of 1997: online, truncated, squared error, 2,000 sequences in a row.

    Examples
    --------
    >>> school_1997(0.5).batch
    1
    """
    return School(1, lr, adam=False, truncated=True, squared=True, wrong=wrong)


def draw_each(task: Task, batch: int, rngs: Sequence[np.random.Generator]) -> Episode:
    """Draw a batch per network, each from its own generator, padded at the end: x (T, S, B, I) and the like.

    Examples
    --------
    >>> from lstm.tasks import TASKS
    >>> rngs = [np.random.default_rng(seed) for seed in range(3)]
    >>> draw_each(TASKS["adding, 100"], 2, rngs).target.shape[1:]
    (3, 2, 1)
    """
    drawn = [task.draw(batch, rng) for rng in rngs]
    length = max(len(episode.x) for episode in drawn)
    parts = []
    for field in zip(*drawn, strict=True):
        whole = np.zeros((length, len(rngs), *field[0].shape[1:]), field[0].dtype)
        for place, part in enumerate(field):
            whole[: len(part), place] = part
        parts.append(whole)
    return Episode(*parts)


def gradient(trials: Trials, episode: Episode, school: School) -> tuple[Array, dict[str, Array]]:
    """Return the outputs (T, S, B, O), and each network's gradient of its mean loss over the batch.

    Examples
    --------
    >>> from lstm.tasks import TASKS
    >>> task, rngs = TASKS["adding, 100"], [np.random.default_rng(0)]
    >>> y, grads = gradient(Trials("LSTM", 2, 3, 1, seeds=[0]), draw_each(task, 2, rngs), School())
    >>> sorted(grads)
    ['matrix', 'readout']
    """
    y, cache = trials.forward(episode.x)
    da = (y - episode.target) * episode.where[..., None] / episode.x.shape[2]
    if school.squared:
        da = da * y * (1 - y)
    return y, trials.backward(da, cache, truncated=school.truncated)


def _shorten(grads: dict[str, Array], max_norm: float) -> None:
    """Scale each network's gradient, in place, to a norm of at most `max_norm`."""
    square = sum((g**2).sum(axis=tuple(range(1, g.ndim))) for g in grads.values())
    scale = np.minimum(1, max_norm / np.maximum(np.sqrt(square), 1e-300))
    for g in grads.values():
        g *= scale.reshape(-1, *[1] * (g.ndim - 1))  # noqa: PLW2901  in place, on purpose


def learn(
    trials: Trials, task: Task, school: School, seeds: Sequence[int], budget: int, state: Path | None = None
) -> Array:
    """Train all networks on fresh sequences until each has learned, or the budget is spent.

    Parameters
    ----------
    trials : Trials
        Changed in place; a network that has learned stays as it was then.
    task : Task
        The problem.
    school : School
        The way of learning.
    seeds : sequence of int
        One per network, for its sequences: they do not depend on its neighbours.
    budget : int
        Sequences that each network may see.
    state : Path, optional
        A file for the state of a long training: written every 5,000 sequences, taken up where it is found, removed
        at the end.

    Returns
    -------
    ndarray
        (S,): sequences seen until the network had learned; NaN where it had not within the budget.

    Raises
    ------
    ValueError
        A budget that is not a whole number of at least one, or the state of another training on file.

    Examples
    --------
    >>> from lstm.tasks import TASKS
    >>> trials = Trials("LSTM", 7, 4, 7, seeds=[0])
    >>> learn(trials, TASKS["embedded Reber"], School(), seeds=[0], budget=32)
    array([nan])
    """
    rngs = [np.random.default_rng([seed, 0]) for seed in seeds]
    adam = Adam(trials.parameters, lr=school.lr) if school.adam else None
    learner = adam or SGD(trials.parameters, lr=school.lr)
    rows = max(1, school.window // school.batch)
    right = np.zeros((rows, len(rngs)))  # of each batch in the window, the number answered right
    sequences, kept = np.full(len(rngs), np.nan), {n: p.copy() for n, p in trials.parameters.items()}
    arrays = {"right": right, "sequences": sequences, **learner.state}
    for when, parameters in (("now", trials.parameters), ("then", kept)):
        arrays |= {f"{when} {name}": p for name, p in parameters.items()}
    number = counted("budget", budget) // school.batch
    for update in checkpoint.updates(number, state, PAUSE // school.batch, arrays, rngs):
        episode = draw_each(task, school.batch, rngs)
        y, grads = gradient(trials, episode, school)
        right[update % rows] = task.right(y, episode).sum(axis=-1)
        done = np.isnan(sequences) & (right.sum(axis=0) >= rows * school.batch - school.wrong)
        for place in np.flatnonzero(done):
            sequences[place] = (update + 1) * school.batch
            for name, p in trials.parameters.items():
                kept[name][place] = p[place]
        if not np.isnan(sequences).any():
            break
        if school.adam:
            _shorten(grads, 1.0)
        learner.step(grads)
    if state:
        state.unlink(missing_ok=True)
    for place in np.flatnonzero(~np.isnan(sequences)):
        for name, p in trials.parameters.items():
            p[place] = kept[name][place]
    return sequences


def examine(trials: Trials, task: Task, seeds: Sequence[int], number: int = 2560) -> Array:
    """Count the sequences answered wrong, of `number` fresh ones per network: (S,).

    Examples
    --------
    >>> from lstm.tasks import TASKS
    >>> int(examine(Trials("LSTM", 2, 3, 1, seeds=[0]), TASKS["adding, 100"], [0], 256)[0]) > 100
    True
    """
    rngs, batch = [np.random.default_rng([seed, 1]) for seed in seeds], 128
    wrong = np.zeros(len(rngs))
    for _ in range(number // batch):
        episode = draw_each(task, batch, rngs)
        wrong += batch - task.right(trials.forward(episode.x)[0], episode).sum(axis=-1)
    return wrong


def travel(trials: Trials, task: Task, school: School, seeds: Sequence[int], budget: int) -> Array:
    """Let networks learn, and say how far their weights moved, relative to their norm at the start: (S,).

    Parameters
    ----------
    trials, task, school, seeds, budget
        As for :func:`learn`.

    Examples
    --------
    >>> from lstm.original import original
    >>> from lstm.tasks import TASKS
    >>> nets = original("adding, 100", seeds=[0])
    >>> float(travel(nets, TASKS["adding, 100"], school_1997(0.5), [0], budget=2)[0]) > 0
    True
    """

    def flat() -> Array:
        return np.concatenate([p.reshape(len(p), -1) for p in trials.parameters.values()], axis=1)

    before = flat()
    learn(trials, task, school, seeds, budget)
    return np.asarray(np.linalg.norm(flat() - before, axis=1) / np.linalg.norm(before, axis=1))
