"""Any interval or quantile from the quantiles of the network."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import pandas as pd

from lstm.arrays import Array, several
from lstm.errors import DataError
from lstm.forecast.calendar import futures
from lstm.forecast.quantiles import MIDDLE, QUANTILES


def at(quantiles: Array, share: float) -> Array:
    """Return the quantile at any share in (0, 1) from quantiles (..., 11).

    Between those at hand, and beyond them, it is interpolated on the scale of the normal distribution.

    Raises
    ------
    DataError
        A share that is not between 0 and 1.

    Examples
    --------
    >>> at(np.arange(11.0), 0.5).item(), at(np.arange(11.0), 0.9).item()
    (5.0, 8.0)
    """
    if not 0 < share < 1:
        raise DataError(f"quantiles: {share} came, a number between 0 and 1 expected")
    knots = np.array([NormalDist().inv_cdf(q) for q in QUANTILES])
    z = NormalDist().inv_cdf(share)
    nearest = int(np.abs(knots - z).argmin())
    if abs(knots[nearest] - z) < 1e-9:
        return np.asarray(quantiles[..., nearest])
    place = int(np.clip(np.searchsorted(knots, z), 1, len(knots) - 1))
    part = (z - knots[place - 1]) / (knots[place] - knots[place - 1])
    left, right = quantiles[..., place - 1], quantiles[..., place]
    return np.asarray(left + part * (right - left))


def columns(
    quantiles: Array, name: str, level: Sequence[float] = (), shares: Sequence[float] = ()
) -> dict[str, Array]:
    """Return the columns of a forecast: the median, the ends of central intervals, and quantiles.

    Raises
    ------
    DataError
        A level that is not between 0 and 100.

    Examples
    --------
    >>> {key: float(value[0]) for key, value in columns(np.arange(11.0)[None], "LSTM", [80], [0.1]).items()}
    {'LSTM': 5.0, 'LSTM-lo-80': 2.0, 'LSTM-hi-80': 8.0, 'LSTM-q-0.1': 2.0}
    """
    out = {name: quantiles[..., MIDDLE]}
    for percent in several(level):
        if not 0 < percent < 100:
            raise DataError(f"level: {percent} came, a number between 0 and 100 expected")
        out[f"{name}-lo-{percent:g}"] = at(quantiles, 0.5 - percent / 200)
        out[f"{name}-hi-{percent:g}"] = at(quantiles, 0.5 + percent / 200)
    out |= {f"{name}-q-{share:g}": at(quantiles, share) for share in several(shares)}
    return out


def table(
    names: Sequence[str] | Array,
    ends: Array,
    freq: str | int,
    made: Sequence[Array],
    model: str,
    level: Sequence[float] = (),
    shares: Sequence[float] = (),
) -> pd.DataFrame:
    """Return the forecasts of several series as a long frame: who, when, and the columns of :func:`columns`.

    Parameters
    ----------
    names : sequence of str
        One per series.
    ends : ndarray
        The last time of each series.
    freq : str or int
        Step between two times.
    made : sequence of ndarray
        The quantiles of each series, (h, 11).
    model : str
        Name of the column of the median.
    level, shares
        As for :func:`columns`.

    Examples
    --------
    >>> table(["a"], np.array([5]), 1, [np.ones((2, 11))], "LSTM").to_dict("list")
    {'unique_id': ['a', 'a'], 'ds': [6, 7], 'LSTM': [1.0, 1.0]}
    """
    h = len(made[0])
    out = pd.DataFrame({"unique_id": np.repeat(names, h), "ds": futures(ends, h, freq)})
    return pd.concat([out, pd.DataFrame(columns(np.concatenate(made), model, level, shares))], axis=1)
