"""Covariates as they were forecast in the past, and how wrong a forecast gets that believes such forecasts."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import pandas as pd

from lstm.arrays import Array
from lstm.errors import DataError
from lstm.forecast.frame import future_rows
from lstm.forecast.known import Known
from lstm.forecast.quantiles import QUANTILES

LEAST, MOST, ALL = 8, 32, 1024  # past forecasts to look at, of a series and of all; spread over what there is
NORMAL = np.array([NormalDist().inv_cdf(q) for q in QUANTILES])


class Foreseen(NamedTuple):
    """Covariates of the next steps as they were forecast once.

    Attributes
    ----------
    n : int
        Observations of the series seen by then.
    x : ndarray
        (k, F): of the k steps after them.

    Examples
    --------
    >>> x = np.zeros((4, 1))
    >>> series = Known(pd.Series(range(4)), np.zeros(4), x, np.zeros((4, 0)), np.zeros(0))
    >>> Foreseen(2, np.ones((1, 1))).put(series).future.ravel().tolist()
    [0.0, 0.0, 1.0, 0.0]
    """

    n: int
    x: Array

    def put(self, s: Known) -> Known:
        """Return a series with the covariates of these steps as they were forecast; all else is as it came."""
        future = s.future.copy()
        future[self.n : self.n + len(self.x)] = self.x
        return s._replace(future=future)


def archive(data: pd.DataFrame, frame: pd.DataFrame, exog: Sequence[str]) -> pd.DataFrame:
    """Return past forecasts of covariates as the data door reads them: each with the last time seen by then.

    Raises
    ------
    DataError
        As :func:`lstm.forecast.frame.future_rows`, or no column ``cutoff``.

    Examples
    --------
    >>> rows = pd.DataFrame({"unique_id": "a", "ds": range(3), "y": 1.0, "rain": 0.0})
    >>> archive(pd.DataFrame({"Cutoff": [1], "ds": [2], "rain": ["6,5"]}), rows, ["rain"]).values.tolist()
    [[2.0, 6.5, 1.0]]
    """
    past = future_rows(data, frame, exog)
    if "cutoff" not in past:
        raise DataError(
            "futr_df: column 'cutoff' is missing; the last time seen when each row was forecast expected"
        )
    return past


def foreseen(frame: pd.DataFrame, data: pd.DataFrame, exog: Sequence[str]) -> list[list[Foreseen]]:
    """Find the past forecasts of the covariates of each series whose steps have come since, oldest first.

    Of a forecast, steps count from the first one after its cutoff to the last before one that it lacks. A covariate
    without a column, or without a value in the whole of a forecast, was known for certain.

    Parameters
    ----------
    frame : DataFrame
        As from :func:`lstm.forecast.frame.read`, with the covariates as they came.
    data : DataFrame
        The forecasts, ``ds``, ``cutoff``, the last time seen by then, and covariates; ``unique_id``, but for forecasts
        that are for each series.
    exog : sequence of str
        All covariates known in advance.

    Raises
    ------
    DataError
        As :func:`archive`, or none of the covariates.

    Examples
    --------
    >>> rows = pd.DataFrame({"unique_id": "a", "ds": range(5), "y": 1.0, "rain": 0.0, "sale": 1.0})
    >>> past = pd.DataFrame({"cutoff": [1, 1, 3, 3], "ds": [2, 3, 4, 5], "rain": [6.0, 7.0, 8.0, 9.0]})
    >>> [(one.n, one.x.tolist()) for one in foreseen(rows, past, ["rain", "sale"])[0]]
    [(2, [[6.0, 1.0], [7.0, 1.0]]), (4, [[8.0, 1.0]])]
    """
    names = [name for name in exog if name in data]
    known = np.array([exog.index(name) for name in names], int)
    if not names:
        asked = ", ".join(exog) or "the covariates, no futr_exog being named,"
        raise DataError(f"futr_df: none of {asked} is there; past forecasts of a covariate expected")
    past = archive(data, frame, names)
    apart = dict(iter(past.groupby("unique_id"))) if "unique_id" in past else None
    most = min(MOST, max(LEAST, ALL // frame["unique_id"].nunique()))
    out = []
    for name, part in frame.groupby("unique_id", sort=True):
        own = past if apart is None else apart.get(name, past[:0])
        ds, came, made = part["ds"].reset_index(drop=True), part[list(exog)].to_numpy(float), []
        cutoffs = pd.Index(own["cutoff"].unique()).sort_values()
        cutoffs = cutoffs[(cutoffs >= ds.iloc[0]) & (cutoffs < ds.iloc[-1])]
        some = cutoffs[:: -max(1, -(-len(cutoffs) // most))]
        for cutoff, rows in own[own["cutoff"].isin(some)].groupby("cutoff", sort=True):
            n = int(ds.searchsorted(cutoff, "right"))
            values = rows.set_index("ds").reindex(ds[n : n + len(rows)])[names].to_numpy(float)
            there = np.isfinite(values).any(axis=0)
            x = came[n : n + len(rows)].copy()
            x[:, known[there]] = values[:, there]
            k = int(np.append(np.isfinite(x).all(axis=1), False).argmin())
            if k and there.any():
                made.append(Foreseen(n, x[:k]))
        out.append(made)
    return out


def doubt(misses: Sequence[Array]) -> Array:
    """Return what was missed at each lead, root mean square: no less further ahead than nearby.

    Parameters
    ----------
    misses : sequence of ndarray
        (k,) of one forecast each, from the first step ahead on; one at least.

    Examples
    --------
    >>> doubt([np.array([1.0, 3.0, 2.0]), np.array([-1.0, 3.0])]).round(2).tolist()
    [1.0, 2.71, 2.71]
    """
    from scipy.optimize import isotonic_regression  # noqa: PLC0415  slow to load, and seldom wanted

    total, count = np.zeros((2, max(map(len, misses))))
    for miss in misses:
        total[: len(miss)] += miss**2
        count[: len(miss)] += 1
    return np.asarray(np.sqrt(isotonic_regression(total / count, weights=count).x))


def doubted(away: Array, missed: Array) -> Array:
    """Widen distances of quantiles from the middle (h, 11) by what covariates may miss at each lead, (k,).

    Both are taken for independent, and the latter for normal: variances add up. Further ahead than was ever forecast,
    as much is missed as at the last lead.

    Examples
    --------
    >>> doubted(np.linspace(-1, 1, 11)[None], np.zeros(1)).round(1).tolist()[0][:3]
    [-1.0, -0.8, -0.6]
    """
    if not len(missed):
        return away
    more = NORMAL * missed[np.minimum(np.arange(len(away)), len(missed) - 1), None]
    return np.asarray(np.sign(NORMAL) * np.sqrt(away**2 + more**2))
