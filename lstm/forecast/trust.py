"""How far to trust a second forecast beside a first: by what both missed before."""

from __future__ import annotations

import numpy as np

from lstm.arrays import Array
from lstm.forecast.quantiles import MIDDLE


def share(first: Array, other: Array, *, doubt: float, power: float, least: float = 1e-300) -> Array:
    """Return the weight of the second forecast, 1 / (1 + doubt (other / first)^power).

    Parameters
    ----------
    first, other : ndarray
        Errors of both, of one shape and unit.
    doubt : float
        The first weighs so much more where both missed alike.
    power : float
        How sharply errors tell.
    least : float
        Added to the errors: where neither is larger, both count as alike.

    Returns
    -------
    ndarray
        Of the shape of the errors, between 0 and 1.

    References
    ----------
    Bates and Granger (1969), with a power and a prior in place of variances of errors that are known.

    Examples
    --------
    >>> share(np.array([1.0, 1.0, 0.0]), np.array([1.0, 2.0, 0.0]), doubt=4, power=4).round(3).tolist()
    [0.2, 0.015, 0.2]
    """
    odds = np.clip(power * np.log((other + least) / (first + least)), -50, 50)
    return np.asarray(1 / (1 + doubt * np.exp(odds)))


def mixed(first: Array, other: Array, share: float) -> Array:
    """Mix the quantiles (h, 11) of two forecasts; rounding must not cross what was in order.

    Examples
    --------
    >>> mixed(np.zeros((1, 3)), np.array([[-1.0, 0.0, 2.0]]), 0.25).tolist()
    [[-0.25, 0.0, 0.5]]
    """
    return np.sort(first + share * (other - first), axis=1)


def missed_before(past: Array, Y: Array, back: int, steps: int) -> Array:
    """Return what was missed on average, (N,), by forecasts made `back` points before the end of Y, (N, T).

    Of the forecasts (N, L, 2, 11, m) along Y those count that were made there, and so many steps as have come.

    Examples
    --------
    >>> missed_before(np.zeros((1, 3, 2, 11, 4)), np.arange(12.0)[None], 4, 8).tolist()
    [9.5]
    """
    m = past.shape[-1]
    came = Y[:, Y.shape[1] - back :][:, :steps]
    made = past[:, -1 - back // m, :, MIDDLE].reshape(len(Y), -1)[:, : came.shape[1]]
    return np.asarray(np.abs(made - came).mean(axis=1))
