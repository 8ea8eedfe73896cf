"""Data and their logarithms: the network reads both where data are positive; what missed less before weighs more."""

from __future__ import annotations

import numpy as np

from lstm.arrays import Array
from lstm.forecast.cuts import Cut
from lstm.forecast.frozen import Forecast
from lstm.forecast.quantiles import MIDDLE
from lstm.forecast.seasons import describe
from lstm.forecast.trust import share
from lstm.forecast.widths import paired

LOG_LEVEL = 1.0  # mean of the logarithms that the network sees, as the level of invented series
FAR = 3.0  # logarithms never forecast more than e^3 = 20 times the largest value seen
# Logarithms weigh 1 to 4 where both domains missed alike, and less or more by this power.
DOUBT, POWER = 4.0, 4.0


def domains(run: Forecast, Y: Array, how: Cut, last: int, part: Array | None = None) -> tuple[Array, Array]:
    """Forecast the data and, where they are positive, their logarithms; weigh both at each point of the season.

    Gives quantiles (N, last, 2, 11, m) and the share of the logarithms, (N, m), worked out where it is not given.
    """
    positive: Array = (Y > 0).all(axis=(1, 2)) & (Y.max(axis=(1, 2)) < 1e4 * Y.min(axis=(1, 2)))
    raw = read(run, Y, how, last)
    if not positive.any():
        return raw, np.zeros((len(Y), how.m))
    logs = np.log(np.where(positive[:, None, None], Y, 1.0))
    level = logs.mean(axis=(1, 2), keepdims=True) - LOG_LEVEL  # so that the unit of the data does not matter
    most = logs.max(axis=(1, 2), keepdims=True) + FAR
    q = read(run, logs - level, how, last) + level[..., None, None]
    made = np.exp(np.minimum(q, most[..., None, None]))
    if part is None:
        part = share_of_logs(raw, made, Y) * positive[:, None]
    weight = part[:, None, None, None]
    return np.where(positive[:, None, None, None, None], raw + weight * (made - raw), raw), part


def share_of_logs(raw: Array, made: Array, Y: Array) -> Array:
    """Weigh the logarithms, (N, m), by what past forecasts (N, L, 2, 11, m) missed at each point of the season.

    Where a valley lies far below the peaks, logarithms often forecast the valley and the data the peaks.

    Examples
    --------
    >>> same = np.ones((1, 3, 2, 11, 4))
    >>> share_of_logs(same, same, np.zeros((1, 5, 4))).round(3).tolist()
    [[0.2, 0.2, 0.2, 0.2]]
    """
    if raw.shape[1] < 2:
        return np.full((len(Y), Y.shape[2]), 1 / (1 + DOUBT))
    of_data, of_logs = (
        np.abs(q[:, :, MIDDLE] - y).mean(axis=1) for q, y in (paired(raw, Y), paired(made, Y))
    )
    return share(of_data, of_logs, doubt=DOUBT, power=POWER)


def read(run: Forecast, Y: Array, how: Cut, last: int) -> Array:
    """Describe, forecast and go back to the units of Y: quantiles (N, last, 2, 11, m) after the newest seasons."""
    seen = describe(Y, how.long, seasonal=how.seasonal)
    q = run(seen.inputs, seen.bases, last)
    level, unit = (a[:, -last:, None, None, None] for a in (seen.level, seen.unit))
    return np.asarray(level + unit * q)
