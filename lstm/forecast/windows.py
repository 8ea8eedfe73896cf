"""Windows cut at a cutoff: what a forecaster may see before it, and what it is asked after it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm.arrays import Array
from lstm.forecast.seasons import Series, references


class Window(NamedTuple):
    """A batch of windows, in units of each window's own level and scale.

    Attributes
    ----------
    past : ndarray
        (B, L, 1 + F): the observations up to the cutoff, with what is known of their times.
    future : ndarray
        (B, h, 3 + 2F + 1): references, what is known of the times to forecast and of the references' times,
        and the lead.
    base : ndarray
        (B, h): the seasonal naive forecast, the first reference.
    level, scale : ndarray
        (B, 1): z = level + scale * window value.
    """

    past: Array
    future: Array
    base: Array
    level: Array
    scale: Array


def cut(series: Series, cutoff: Array, h: int, lookback: int) -> Window:
    """Cut windows whose last observation seen is at each cutoff.

    Nothing after a cutoff is read but `known`, the calendar and covariates known in advance.

    Parameters
    ----------
    series : Series
        One series.
    cutoff : ndarray
        (B,) indices, each at least ``series.first_cutoff``.
    h, lookback : int
        Steps to forecast, steps to see.

    Examples
    --------
    >>> series = Series(np.arange(40.0), np.zeros((42, 2)), 4, 8, logged=False)
    >>> window = cut(series, np.array([39]), 2, 6)
    >>> window.past.shape, window.future.shape
    ((1, 6, 3), (1, 2, 8))
    """
    seen = cutoff[:, None] - np.arange(lookback)[::-1]  # (B, L)
    target = cutoff[:, None] + np.arange(1, h + 1)  # (B, h)
    level, scale = series.level(cutoff)[:, None], series.scale(cutoff)[:, None]
    past = np.concatenate([((series.z[seen] - level) / scale)[..., None], series.known[seen]], axis=2)
    values, then = references(series, cutoff, target)
    values = (values - level[..., None]) / scale[..., None]  # (B, h, 3)
    lead = np.broadcast_to(np.arange(1, h + 1) / h, target.shape)[..., None]
    future = np.concatenate([values, series.known[target], then, lead], axis=2)
    return Window(past, future, values[..., 0], level, scale)


def targets(series: Series, cutoff: Array, h: int, window: Window) -> Array:
    """Return what happened after each cutoff, (B, h), in the window's units: for training only.

    Examples
    --------
    >>> series = Series(np.arange(40.0), np.zeros((40, 1)), 4, 8, logged=False)
    >>> cutoff = np.array([30])
    >>> targets(series, cutoff, 2, cut(series, cutoff, 2, 6)).shape
    (1, 2)
    """
    after = series.z[cutoff[:, None] + np.arange(1, h + 1)]
    return np.asarray((after - window.level) / window.scale)
