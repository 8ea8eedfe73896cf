"""Intervals: widths calibrated on data that a network did not see, and any level from the quantiles at hand."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from lstm.arrays import Array
from lstm.errors import DataError
from lstm.forecast.network import MIDDLE, QUANTILES


def stretch(quantiles: Array, y: Array) -> Array:
    """Return by how much each pair of quantiles must be stretched to cover held-out outcomes as often as it says.

    Parameters
    ----------
    quantiles : ndarray
        (B, h, 7), of networks that did not see `y`.
    y : ndarray
        (B, h).

    Returns
    -------
    ndarray
        (3,): for the 95 %, 80 % and 50 % pairs.

    References
    ----------
    Romano, Patterson and Candes (2019), conformalised quantile regression, with a factor in place of a shift.

    Examples
    --------
    >>> quantiles = np.tile(np.array([-3.0, -2, -1, 0, 1, 2, 3]), (100, 1, 1))
    >>> stretch(quantiles, np.linspace(-2, 2, 100)[:, None]).round(2).tolist()
    [0.64, 0.8, 1.01]
    """
    middle = quantiles[..., MIDDLE]
    factors = []
    for k in range(MIDDLE):
        below = (middle - y) / (middle - quantiles[..., k])
        above = (y - middle) / (quantiles[..., -1 - k] - middle)
        covered = QUANTILES[-1 - k] - QUANTILES[k]
        factors.append(np.quantile(np.maximum(below, above), covered))
    return np.array(factors)


def stretched(quantiles: Array, factors: Array) -> Array:
    """Apply the factors of :func:`stretch`; quantiles stay in order.

    Examples
    --------
    >>> stretched(np.array([-3.0, -2, -1, 0, 1, 2, 3]), np.array([2.0, 1, 1])).tolist()
    [-6.0, -2.0, -1.0, 0.0, 1.0, 2.0, 6.0]
    """
    middle = quantiles[..., MIDDLE : MIDDLE + 1]
    both = np.concatenate([factors, [1.0], factors[::-1]])
    return np.asarray(np.sort(middle + (quantiles - middle) * both, axis=-1))


def at_levels(quantiles: Array, level: Sequence[float]) -> dict[str, Array]:
    """Return the ends of central intervals: ``lo-80``, ``hi-80`` and so on.

    Between the quantiles at hand, and beyond them, the ends are interpolated on the scale of the normal
    distribution.

    Raises
    ------
    DataError
        A level that is not between 0 and 100.

    Examples
    --------
    >>> ends = at_levels(np.array([[-2.0, -1.3, -0.7, 0, 0.7, 1.3, 2.0]]), [80, 95])
    >>> {name: end.round(3).tolist() for name, end in ends.items()}
    {'lo-80': [-1.3], 'hi-80': [1.3], 'lo-95': [-2.0], 'hi-95': [2.0]}
    """
    knots = np.array([NormalDist().inv_cdf(q) for q in QUANTILES])
    ends = {}
    for percent in level:
        if not 0 < percent < 100:
            raise DataError(f"level: {percent} came, a number between 0 and 100 expected")
        for name, share in (("lo", 0.5 - percent / 200), ("hi", 0.5 + percent / 200)):
            z = NormalDist().inv_cdf(share)
            place = int(np.clip(np.searchsorted(knots, z), 1, len(knots) - 1))
            part = (z - knots[place - 1]) / (knots[place] - knots[place - 1])
            left, right = quantiles[..., place - 1], quantiles[..., place]
            ends[f"{name}-{percent:g}"] = left + part * (right - left)
    return ends
