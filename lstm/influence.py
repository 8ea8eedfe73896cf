"""What an answer depends on: exchange one step for another of its kind, and see how far the answer moves."""

from __future__ import annotations

import numpy as np

from lstm.arrays import Array, checked
from lstm.interventions import answers
from lstm.trials import Trials


def influence(trials: Trials, x: Array, other: Array) -> Array:
    """Return how much the answer moves when one step is exchanged for another: mean of |y' - y|, (T, S, B).

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
