"""Intervals for what several seeds gave: a share of successes, a median, and the place where something begins."""

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


def onset(values: Array, levels: Array, draws: int = 4000, seed: int = 0) -> tuple[float, float, float]:
    """Return the level from which on the median of the values stays above zero, and its 95 % interval.

    Parameters
    ----------
    values : ndarray
        (N, L), a row per seed, a column per level.
    levels : ndarray
        (L,), growing.
    draws : int
        Number of samples of rows, drawn with replacement.
    seed : int
        Of the samples.

    Returns
    -------
    tuple of float
        Level, lower and upper end; infinity where the median at the last level is not above zero.

    Raises
    ------
    ValueError
        Values that do not have a column per level, or are not finite.

    References
    ----------
    Efron and Tibshirani (1993), An Introduction to the Bootstrap, section 13.3.

    Examples
    --------
    >>> onset(np.array([[-1.0, 1.0, 2.0], [-2.0, 3.0, 1.0], [-1.0, -1.0, 1.0]]), np.array([2, 4, 8]))
    (4.0, 4.0, 8.0)
    """
    values, levels = np.asarray(values, float), np.asarray(levels, float)
    if values.ndim != 2 or values.shape[1:] != levels.shape or not np.isfinite(values).all():
        raise ValueError(
            f"values: {values.shape} came, finite numbers with a column for each of {levels.size} levels expected"
        )

    def begins(some: Array) -> Array:
        above = np.median(some, axis=-2) > 0
        # How many levels, counted from the last, are above without a gap.
        stays = np.logical_and.accumulate(above[..., ::-1], axis=-1).sum(axis=-1)
        return np.asarray(np.append(levels, np.inf)[levels.size - stays])

    picked = np.random.default_rng(seed).integers(len(values), size=(draws, len(values)))
    low, high = np.quantile(begins(values[picked]), [0.025, 0.975], method="inverted_cdf")
    return float(begins(values)), float(low), float(high)


# Student's t at 97.5 %, for 1 to 30 degrees of freedom.
T_975 = [
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
]


def ratio_interval(above: Array, below: Array) -> tuple[float, float, float]:
    """Return the geometric mean of paired ratios and its 95 % interval, from Student's t on their logarithms.

    Parameters
    ----------
    above, below : ndarray
        (N,), positive, one pair per seed; N from 2 to 31.

    Returns
    -------
    tuple of float
        Mean, lower and upper end.

    Raises
    ------
    ValueError
        Rows of unequal length, too few or too many, or numbers that are not positive.

    Examples
    --------
    >>> [round(end, 2) for end in ratio_interval(np.array([2.0, 4.0, 8.0]), np.ones(3))]
    [4.0, 0.71, 22.38]
    """
    above, below = np.asarray(above, float), np.asarray(below, float)
    if above.ndim != 1 or above.shape != below.shape or not 1 < above.size <= len(T_975) + 1:
        raise ValueError(
            f"above, below: shapes {above.shape} and {below.shape} came, two rows of 2 to {len(T_975) + 1} expected"
        )
    if not (np.isfinite(above).all() and np.isfinite(below).all() and min(above.min(), below.min()) > 0):
        raise ValueError("above, below: finite positive numbers expected")
    logs = np.log(above / below)
    middle, half = logs.mean(), T_975[logs.size - 2] * logs.std(ddof=1) / np.sqrt(logs.size)
    return float(np.exp(middle)), float(np.exp(middle - half)), float(np.exp(middle + half))
