"""The tasks of the battery in one form: sequences, targets, where they count, and when an answer is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lstm.arrays import Array, counted
from lstm.tasks.reber import embedded_reber, many_hot, one_hot
from lstm.tasks.recall import adding, distractors, multiplication, temporal_order


class Episode(NamedTuple):
    """A batch of sequences, and what is asked of them.

    Attributes
    ----------
    x : ndarray
        (T, B, I).
    target : ndarray
        (T, B, O), what a network is trained on.
    where : ndarray
        (T, B), true where the target counts.
    legal : ndarray
        (T, B, O), true for every symbol that may come next; for numbers and classes, the target rounded.
    """

    x: Array
    target: Array
    where: Array
    legal: Array


class Task(NamedTuple):
    """One problem of the battery.

    Attributes
    ----------
    input_size, output_size : int
        I and O.
    draw : callable
        (batch, generator) to an :class:`Episode`.
    tolerance : float
        An output counts as right within this distance of its target; 0 means that the legal symbols must
        rank highest.
    published : str
        Identifier in the ledger of published numbers.
    """

    input_size: int
    output_size: int
    draw: Callable[[int, np.random.Generator], Episode]
    tolerance: float
    published: str

    def right(self, y: Array, episode: Episode) -> Array:
        """Say of each sequence whether every output (T, B, O) that counts is right: bool (B,).

        Examples
        --------
        >>> task = TASKS["adding, 100"]
        >>> episode = task.draw(3, np.random.default_rng(0))
        >>> task.right(episode.target + 0.03, episode).tolist()
        [True, True, True]
        >>> task.right(episode.target + 0.05, episode).tolist()
        [False, False, False]
        """
        if self.tolerance:
            good = (np.abs(y - episode.target) < self.tolerance).all(axis=-1)
        else:
            good = outranks(y, episode.legal)
        return np.asarray((good | ~episode.where).all(axis=0))


def outranks(y: Array, legal: Array) -> Array:
    """Say where every legal symbol ranks above all others: bool (...), from outputs and a mask (..., O).

    Examples
    --------
    >>> outranks(np.array([[0.4, 0.9, 0.1]]), np.array([[True, True, False]])).tolist()
    [True]
    """
    least = np.where(legal, y, np.inf).min(axis=-1)
    return np.asarray(least > np.where(legal, -np.inf, y).max(axis=-1))


def _at_end(x: Array, y: Array) -> Episode:
    """Make an episode whose target (B, O) counts at the last step only."""
    target = np.zeros((*x.shape[:2], y.shape[1]))
    target[-1] = y
    where = np.zeros(x.shape[:2], bool)
    where[-1] = True
    return Episode(x, target, where, target > 0.5)


def _about(n_steps: int, rng: np.random.Generator) -> int:
    """Draw a length from T to 1.1 T."""
    return int(rng.integers(n_steps, n_steps + n_steps // 10 + 1))


def adding_task(n_steps: int) -> Task:
    """Return the adding problem at one length; the constant answer 0.5 has a mean squared error near 1/24.

    Examples
    --------
    >>> adding_task(50).draw(2, np.random.default_rng(0)).x.shape[1:]
    (2, 2)
    """
    n_steps = counted("n_steps", n_steps, 6)
    return Task(2, 1, lambda b, rng: _at_end(*adding(_about(n_steps, rng), b, rng)), 0.04, "HS97-T7")


def order_task(symbols: int, n_steps: int = 100) -> Task:
    """Return temporal order with two or three symbols.

    Examples
    --------
    >>> order_task(3).output_size
    8
    """

    def draw(batch: int, rng: np.random.Generator) -> Episode:
        return _at_end(*temporal_order(_about(n_steps, rng), batch, symbols, rng))

    return Task(8, 2**symbols, draw, 0.3, "HS97-T9")


def recall_task(lag: int, symbols: int) -> Task:
    """Return task 2c.

    Examples
    --------
    >>> recall_task(50, 50).input_size
    54
    """
    return Task(symbols + 4, 2, lambda b, rng: _at_end(*distractors(lag, symbols, b, rng)), 0.25, "HS97-T3a")


def _reber(batch: int, rng: np.random.Generator) -> Episode:
    """Draw embedded Reber strings, padded at the end; the target is the symbol that does come next."""
    strings = [embedded_reber(rng) for _ in range(batch)]
    length = max(len(legal) for _, legal in strings)
    x, target, allowed = np.zeros((3, length, batch, 7))
    for place, (string, legal) in enumerate(strings):
        x[: len(legal), place] = one_hot(string[:-1])
        target[: len(legal), place] = one_hot(string[1:])
        allowed[: len(legal), place] = many_hot(legal)
    return Episode(x, target, target.sum(axis=-1) > 0, allowed > 0)


def _multiplication(batch: int, rng: np.random.Generator) -> Episode:
    return _at_end(*multiplication(_about(100, rng), batch, rng))


TASKS: dict[str, Task] = {
    "embedded Reber": Task(7, 7, _reber, 0.0, "HS97-T1"),
    "distractors, 50": recall_task(50, 50),
    "adding, 100": adding_task(100),
    "multiplication, 100": Task(2, 1, _multiplication, 0.04, "HS97-T8"),
    "temporal order, 2": order_task(2),
    "temporal order, 3": order_task(3),
}
