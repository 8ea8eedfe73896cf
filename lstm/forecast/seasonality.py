"""The season length of data whose times do not tell it: the lag at which a series is most like itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lstm.arrays import Array
from lstm.forecast.calendar import seasons

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
    if rest.std() < 1e-9:  # a line: what is left is rounding
        return np.zeros(lags + 1)
    power = np.abs(np.fft.rfft(rest, 2 * len(y))) ** 2
    covariance = np.fft.irfft(power)[: lags + 1]
    return np.asarray(covariance / (covariance[0] or 1.0))


def find(series: Sequence[Array]) -> int:
    """Return the season that the longest series share, 1 where none stands out.

    Looked for in the steps from one observation to the next, where slow movement does not hide it, and in the
    observations themselves, where noise does not hide a long one; the clearer of the two counts.

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
    n, scale = len(usable[0]), [np.abs(y).max() or 1.0 for y in usable]
    steps = [np.diff(y / size) for y, size in zip(usable, scale, strict=True)]
    in_steps = _clear_peak(steps, lags - 1, max(0.1, 3.5 / np.sqrt(n * len(usable))))
    return max(in_steps, _clear_peak(usable, lags, max(0.3, 3 / np.sqrt(n))))[1]


def season_of(series: Sequence[Array], freq: str | int, given: int | None = None) -> int:
    """Return the season: as given, of the frequency, or, where times are whole numbers, of the data.

    Examples
    --------
    >>> season_of([], "MS"), season_of([], "MS", given=6)
    (12, 6)
    """
    return given or (find(series) if isinstance(freq, int) else seasons(freq)[0])


def unseasoned(series: Sequence[Array], season: int) -> list[str]:
    """Say how many series are too short for the season, in a line, where there are any.

    Examples
    --------
    >>> unseasoned([np.zeros(12), np.zeros(5)], 12), unseasoned([np.zeros(12)], 12)
    (['1 of 2 series are shorter than the season of 12 and forecast without it'], [])
    """
    short = sum(len(y) < season for y in series)
    said = f"{short} of {len(series)} series are shorter than the season of {season} and forecast without it"
    return [said] if short else []


def _clear_peak(series: Sequence[Array], lags: int, floor: float) -> tuple[float, int]:
    """Return height and lag of a clear peak of the mean autocorrelation, the first of those nearly as high; or 0, 1."""
    mean = np.mean([autocorrelation(y, lags) for y in series], axis=0)
    inner, before = mean[1:-1], np.minimum.accumulate(mean)[:-2]
    top = (inner >= mean[:-2]) & (inner >= mean[2:]) & (inner - before >= 0.5 * inner)
    value = np.where(top, inner, -1.0)
    if not len(value) or value.max() < floor:
        return 0.0, 1
    first = int(np.flatnonzero(value >= 0.85 * value.max())[0])
    near = value[: first + 1 + max(1, first // 6)]  # noise gives a broad peak several tips
    return float(value.max()), int(np.flatnonzero(near == near.max())[0]) + 1
