"""Cells compete at equal numbers of weights: the same tasks, the same sequences, the same number of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from lstm.arrays import Array
from lstm.learning import School, draw_each, learn
from lstm.starts import keep, sized
from lstm.tasks.episodes import TASKS, Episode, Task, adding_task, order_task
from lstm.trials import Trials

# Name in the figures -> kind of network.
RIVALS: dict[str, str] = {
    "LSTM": "LSTM",
    "no input gate": "no input gate",
    "no forget gate": "no forget gate",
    "no output gate": "no output gate",
    "no input activation": "no input activation",
    "no output activation": "no output activation",
    "coupled gates": "coupled gates",
    "peepholes": "peepholes",
    "full gate recurrence": "full gate recurrence",
    "GRU": "gru",
    "forget gate only": "forget gate only",
    "minLSTM": "minLSTM",
    "sLSTM": "sLSTM",
    "tanh RNN": "rnn_tanh",
}
UNITS, BATCH, FORGET_BIAS, NOISE, SEASON = 8, 20, 1.0, 0.05, 6


def seasonal(batch: int, rng: np.random.Generator) -> Episode:
    """Draw seasonal series, each with a season of its own, to be forecast by one step from the second season on.

    A season has 6 points, uniform in [0.2, 0.8], and is seen five times with fresh noise of standard deviation 0.05.
    Seasonal naive, the value six steps ago, has a mean squared error of twice the noise's variance.

    Examples
    --------
    >>> episode = seasonal(3, np.random.default_rng(0))
    >>> episode.x.shape, int(episode.where[:, 0].sum())
    ((29, 3, 1), 24)
    """
    season = rng.uniform(0.2, 0.8, (SEASON, batch, 1))
    y = np.tile(season, (5, 1, 1)) + NOISE * rng.standard_normal((5 * SEASON, batch, 1))
    where = np.zeros((len(y) - 1, batch), bool)
    where[SEASON - 1 :] = True
    return Episode(y[:-1], y[1:] * where[..., None], where, y[1:] > 0.5)


@cache
def _strings(number: int = 8192) -> Episode:
    """Draw strings of the embedded Reber grammar once; the target of each step is the chance of each symbol."""
    episode = TASKS["embedded Reber"].draw(number, np.random.default_rng(0))
    chance = episode.legal / np.maximum(episode.legal.sum(axis=-1, keepdims=True), 1)
    return episode._replace(target=chance)


def _reber(batch: int, rng: np.random.Generator) -> Episode:
    """Take strings from the store, without the steps after the end of the longest."""
    whole = _strings()
    picked = rng.integers(whole.x.shape[1], size=batch)
    steps = int(whole.where[:, picked].any(axis=1).sum())
    return Episode(*(part[:steps, picked] for part in whole))


class Contest(NamedTuple):
    """A task, and the mean squared error below which a network counts as having solved it.

    Attributes
    ----------
    task : Task
        The problem.
    solved : float
        Adding and temporal order: a hundredth of the error of the best constant answer. Seasons: the error of seasonal
        naive. Reber: about a tenth of the error of a network that knows the grammar and forgot the second symbol.
    """

    task: Task
    solved: float


CONTESTS: dict[str, Contest] = {
    "adding, 20": Contest(adding_task(20), 1 / 24 / 100),
    "temporal order, 30": Contest(order_task(2, 30), 3 / 16 / 100),
    "seasons of 6": Contest(Task(1, 1, seasonal, 0.1, ""), 2 * NOISE**2),
    "embedded Reber": Contest(TASKS["embedded Reber"]._replace(draw=_reber), 0.0006),
}


def rival(name: str, task: Task, seeds: Sequence[int]) -> Trials:
    """Return untrained networks with as many weights, as nearly as possible, as an LSTM of eight units.

    Where a gate can keep the state, it starts by keeping sigmoid(1) of it.

    Raises
    ------
    KeyError
        A name that ``RIVALS`` lacks.

    Examples
    --------
    >>> task = CONTESTS["adding, 20"].task
    >>> rival("LSTM", task, [0]).size, rival("GRU", task, [0]).size
    (361, 334)
    """
    weights = Trials("LSTM", task.input_size, UNITS, task.output_size, seeds=[0]).size
    hidden = sized(RIVALS[name], task.input_size, task.output_size, weights)
    trials = Trials(RIVALS[name], task.input_size, hidden, task.output_size, seeds=seeds)
    keep(trials, FORGET_BIAS)
    return trials


def errors(trials: Trials, task: Task, seeds: Sequence[int], batches: int = 10) -> Array:
    """Return each network's mean squared error over the outputs that count, of 100 fresh sequences a batch: (S,).

    Examples
    --------
    >>> task = CONTESTS["adding, 20"].task
    >>> bool(errors(rival("LSTM", task, [0]), task, [0], 1)[0] > 0.02)
    True
    """
    rngs, sums, counts = [np.random.default_rng([seed, 6]) for seed in seeds], 0.0, 0.0
    for _ in range(batches):
        episode = draw_each(task, 100, rngs)
        square = ((trials.forward(episode.x)[0] - episode.target) ** 2).mean(axis=-1)
        sums = sums + (square * episode.where).sum(axis=(0, 2))
        counts = counts + episode.where.sum(axis=(0, 2))
    return np.asarray(sums / counts)


def compete(name: str, contest: str, seeds: Sequence[int], *, lr: float, sequences: int) -> Array:
    """Train networks of one kind on so many sequences each, and return their errors: (S,).

    Examples
    --------
    >>> compete("GRU", "seasons of 6", [0, 1], lr=0.01, sequences=20).shape
    (2,)
    """
    task = CONTESTS[contest].task
    trials = rival(name, task, seeds)
    # No network may stop early: -1 wrong answers are never reached.
    learn(trials, task, School(batch=BATCH, lr=lr, window=BATCH, wrong=-1), seeds, sequences)
    return errors(trials, task, seeds)
