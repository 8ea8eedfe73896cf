"""The season length of data whose times do not tell it: the lag at which a series is most like itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lstm.arrays import Array

LONGEST, SERIES, POINTS = 366, 50, 5000


def autocorrelation(y: Array, lags: int) -> Array:
    """Return the autocorrelation (lags + 1,) of a series without its trend, by the fast Fourier transform.

    Examples
    --------
    >>> autocorrelation(np.tile([1.0, 0, -1, 0], 25), 4).round(2).tolist()
    [1.0, -0.0, -0.98, -0.0, 0.96]
    """
    y = y / (np.abs(y).max() or 1.0)
    time = np.arange(len(y)) - (len(y) - 1) / 2
    rest = y - y.mean() - time * (time @ y) / (time @ time)
    power = np.abs(np.fft.rfft(rest, 2 * len(y))) ** 2
    covariance = np.fft.irfft(power)[: lags + 1]
    return np.asarray(covariance / (covariance[0] or 1.0))


def find(series: Sequence[Array]) -> int:
    """Return the season that the longest series share, 1 where none stands out.

    The lag whose mean autocorrelation is a clear peak; of peaks nearly as high, the shortest.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> find([np.sin(np.arange(200) * 2 * np.pi / 11) + 0.3 * rng.normal(size=200)])
    11
    >>> find([rng.normal(size=200)])
    1
    """
    longest = sorted((y[-POINTS:] for y in series), key=len, reverse=True)[:SERIES]
    lags = min(LONGEST + 1, len(longest[0]) // 2)
    usable = [y for y in longest if len(y) // 2 >= lags]
    if lags < 3:
        return 1
    mean = np.mean([autocorrelation(y, lags) for y in usable], axis=0)
    # What a slow movement adds to neighbouring lags alike is taken away.
    peak = mean[1:-1] - np.minimum(mean[:-2], mean[2:])
    top = (mean[1:-1] >= mean[:-2]) & (mean[1:-1] >= mean[2:])
    top[0] = False  # lag 1 is no season
    value = np.where(top & (peak > 0), mean[1:-1], -1.0)
    floor = max(0.3, 3 / np.sqrt(len(usable[0])))
    if value.max() < floor:
        return 1
    return int(np.flatnonzero(value >= 0.85 * value.max())[0]) + 1
