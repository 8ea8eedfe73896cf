"""Intervals for what several seeds gave: a share of successes, and a median."""

from __future__ import annotations

import numpy as np

from lstm.arrays import Array, counted


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, from the number of successes among so many trials.

    It stays within 0 and 1, and has a width even where all trials or none succeed.

    Raises
    ------
    ValueError
        Not whole numbers, or more successes than trials.

    References
    ----------
    Wilson (1927), Probable inference, the law of succession, and statistical inference.

    Examples
    --------
    >>> [round(end, 3) for end in wilson(10, 10)], [round(end, 3) for end in wilson(0, 10)]
    ([0.722, 1.0], [0.0, 0.278])
    """
    n, k = counted("trials", trials), counted("successes", successes, 0)
    if k > n:
        raise ValueError(f"successes: {k} came, at most {n} expected, the number of trials")
    z2, share = 1.959964**2, k / n
    middle = share + z2 / (2 * n)
    half = np.sqrt(z2 * (share * (1 - share) + z2 / (4 * n)) / n)
    low, high = (middle - half) / (1 + z2 / n), (middle + half) / (1 + z2 / n)
    return max(0.0, float(low)), min(1.0, float(high))


def median_interval(values: Array, draws: int = 4000, seed: int = 0) -> tuple[float, float, float]:
    """Return the median and its 95 % interval, from medians of samples drawn with replacement.

    Parameters
    ----------
    values : ndarray
        (N,), one per seed; infinity where a seed has not ended.
    draws : int
        Number of samples.
    seed : int
        Of the samples.

    Returns
    -------
    tuple of float
        Median, lower and upper end.

    Raises
    ------
    ValueError
        No values, or NaN among them.

    References
    ----------
    Efron and Tibshirani (1993), An Introduction to the Bootstrap, section 13.3.

    Examples
    --------
    >>> median_interval(np.array([1.0, 2.0, 3.0, 4.0, np.inf]))
    (3.0, 1.0, inf)
    """
    values = np.asarray(values, float)
    if values.ndim != 1 or not values.size or np.isnan(values).any():
        raise ValueError(f"values: {values} came, numbers in one row expected, infinity allowed, NaN not")
    picked = np.random.default_rng(seed).integers(values.size, size=(draws, values.size))
    # No interpolation between samples: a mean with infinity is no number that was seen.
    low, high = np.quantile(np.median(values[picked], axis=1), [0.025, 0.975], method="inverted_cdf")
    return float(np.median(values)), float(low), float(high)
