"""Long-lag problems of 1997: two numbers to add or multiply, the order of rare symbols, one symbol to recall."""

from __future__ import annotations

import numpy as np

from lstm.arrays import Array, counted

# Where the relevant symbols of temporal order fall in a sequence of 100 steps: first and last place of each.
PLACES = {2: [(10, 20), (50, 60)], 3: [(10, 20), (33, 43), (66, 76)]}


def _source(rng: object) -> np.random.Generator:
    """Return a generator after checking that it is one."""
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng: {type(rng).__name__} came, a numpy.random.Generator expected")  # noqa: TRY004
    return rng


def _marked(
    n_steps: int, batch: int, low: float, first: float, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Draw numbers in [low, 1] and markers, (T, B, 2), and the two marked numbers (2, B); a marked start is `first`."""
    span = n_steps // 2 - 1
    one = rng.integers(min(10, span), size=batch)
    # The second mark is drawn among the steps still unmarked: skip over the first.
    two = rng.integers(span - 1, size=batch)
    two += two >= one
    each = np.arange(batch)
    x = np.zeros((n_steps, batch, 2))
    x[:, :, 0] = rng.uniform(low, 1, (n_steps, batch))
    x[[0, -1], :, 1] = -1
    x[one, each, 1] = x[two, each, 1] = 1
    x[0, x[0, :, 1] == 1, 0] = first
    return x, np.stack([x[one, each, 0], x[two, each, 0]])


def adding(n_steps: int, batch: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw sequences of the adding problem: recall two marked numbers among many and report their sum.

    Each step holds a number, uniform in [-1, 1], and a marker: 1 at the two numbers to add, -1 at both ends,
    else 0. The first mark falls within the first 10 steps, the second within the first n_steps / 2 - 1; a
    marked first step has its number set to zero, as in the paper. All sequences are n_steps long; the paper
    draws lengths from T to 1.1 T.

    Parameters
    ----------
    n_steps : int
        Length T, at least 6.
    batch : int
        Number of sequences B.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    x : ndarray
        (T, B, 2): number and marker.
    y : ndarray
        (B, 1): 0.5 + (X1 + X2) / 4, in [0, 1]. Always answering 0.5 has a mean squared error near 1 / 24.

    Raises
    ------
    ValueError
        A length or batch too small, or not a generator.

    References
    ----------
    Hochreiter and Schmidhuber (1997), Long Short-Term Memory, experiment 4.

    Examples
    --------
    >>> x, y = adding(20, 3, np.random.default_rng(0))
    >>> x.shape, y.shape, (x[:, :, 1] == 1).sum(axis=0).tolist()
    ((20, 3, 2), (3, 1), [2, 2, 2])
    """
    n_steps, batch = counted("n_steps", n_steps, 6), counted("batch", batch)
    x, numbers = _marked(n_steps, batch, -1, 0, _source(rng))
    return x, 0.5 + numbers.sum(axis=0)[:, None] / 4


def multiplication(n_steps: int, batch: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw sequences of the multiplication problem: as :func:`adding`, but the answer is the product.

    The numbers are uniform in [0, 1]; a marked first step has its number set to one.

    Parameters
    ----------
    n_steps, batch, rng
        As for :func:`adding`.

    Returns
    -------
    x : ndarray
        (T, B, 2): number and marker.
    y : ndarray
        (B, 1): the product, in [0, 1]. Always answering 1/4 has a mean squared error near 7 / 144.

    Raises
    ------
    ValueError
        As :func:`adding`.

    References
    ----------
    Hochreiter and Schmidhuber (1997), experiment 5.

    Examples
    --------
    >>> x, y = multiplication(20, 3, np.random.default_rng(0))
    >>> np.allclose(y[:, 0], np.where(x[:, :, 1] == 1, x[:, :, 0], 1).prod(axis=0))
    True
    """
    n_steps, batch = counted("n_steps", n_steps, 6), counted("batch", batch)
    x, numbers = _marked(n_steps, batch, 0, 1, _source(rng))
    return x, numbers.prod(axis=0)[:, None]


def temporal_order(n_steps: int, batch: int, symbols: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw sequences whose class is the order of a few rare symbols, X or Y, far apart.

    Each step shows one of eight symbols, one-hot: a b c d (distractors), E (first step), B (last step), X, Y.
    Two symbols stand within steps 10-20 and 50-60 of every hundred, or three within 10-20, 33-43 and 66-76;
    in shorter or longer sequences the places shrink or stretch.

    Parameters
    ----------
    n_steps : int
        Length T, at least 20. The paper draws it from 100 to 110.
    batch : int
        Number of sequences B.
    symbols : {2, 3}
        Number of relevant symbols k.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    x : ndarray
        (T, B, 8).
    y : ndarray
        (B, 2**k): one-hot; the class counts in binary, X as 0 and Y as 1, the first symbol first.

    Raises
    ------
    ValueError
        A length, batch or number of symbols out of range, or not a generator.

    References
    ----------
    Hochreiter and Schmidhuber (1997), experiments 6a and 6b.

    Examples
    --------
    >>> x, y = temporal_order(100, 3, 2, np.random.default_rng(0))
    >>> x.shape, y.shape, x[:, :, 6:].sum(axis=(0, 2)).tolist()
    ((100, 3, 8), (3, 4), [2.0, 2.0, 2.0])
    """
    n_steps, batch = counted("n_steps", n_steps, 20), counted("batch", batch)
    if symbols not in PLACES:
        raise ValueError(f"symbols: {symbols!r} came, 2 or 3 expected")
    rng, stretch = _source(rng), min(n_steps, 100) / 100
    shown = rng.integers(4, size=(n_steps, batch))
    shown[0], shown[-1] = 4, 5
    label = np.zeros(batch, int)
    for first, last in PLACES[symbols]:
        low, high = round(first * stretch), round(last * stretch)
        bit = rng.integers(2, size=batch)
        shown[rng.integers(low, high + 1, size=batch), np.arange(batch)] = 6 + bit
        label = 2 * label + bit
    return np.eye(8)[shown], np.eye(2**symbols)[label]


def distractors(lag: int, symbols: int, batch: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw sequences of task 2c: recall the second symbol after a long run of distractors.

    A sequence shows b, then x or y, then `lag` + k distractors, then e; the answer is x or y. The number k is
    geometric with mean 9 and the same for the whole batch. The relevant symbol is rare when there are few
    kinds of distractors: each of them is then frequent.

    Parameters
    ----------
    lag : int
        Least number of distractors q between the symbol and the end.
    symbols : int
        Number of kinds of distractors p.
    batch : int
        Number of sequences B.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    x : ndarray
        (q + k + 3, B, p + 4), one-hot: the distractors, then e, b, x, y.
    y : ndarray
        (B, 2): one-hot, x or y.

    Raises
    ------
    ValueError
        A size out of range, or not a generator.

    References
    ----------
    Hochreiter and Schmidhuber (1997), experiment 2c.

    Examples
    --------
    >>> x, y = distractors(20, 5, 3, np.random.default_rng(0))
    >>> x.shape[2], np.array_equal(x[1, :, 7:], y)
    (9, True)
    """
    lag, symbols, batch = counted("lag", lag), counted("symbols", symbols), counted("batch", batch)
    rng = _source(rng)
    n_steps = lag + int(rng.geometric(0.1)) - 1 + 3
    shown = rng.integers(symbols, size=(n_steps, batch))
    bit = rng.integers(2, size=batch)
    shown[0], shown[1], shown[-1] = symbols + 1, symbols + 2 + bit, symbols
    return np.eye(symbols + 4)[shown], np.eye(2)[bit]
