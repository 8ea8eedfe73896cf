"""Two methods on the same windows: how much error one saves, how sure that is, and which to use."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from lstm.arrays import Array

MOST = 100.0  # times as large an error: beyond it, nobody asks how many


class Difference(NamedTuple):
    """Error saved by a model against another, in percent, with the ends of a 95 % interval.

    Examples
    --------
    >>> print(Difference(12.0, 8.0, 16.0))
    12.0 % [8.0, 16.0]
    """

    saved: float
    lower: float
    upper: float

    def __str__(self) -> str:
        """Spell the difference with its interval."""
        return f"{self.saved:.1f} % [{self.lower:.1f}, {self.upper:.1f}]"


def windows(forecasts: pd.DataFrame, models: list[str], scale: pd.Series | None = None) -> pd.DataFrame:
    """Return the mean absolute error of each model in each window, one row per series and cutoff.

    Parameters
    ----------
    forecasts : DataFrame
        As from :func:`lstm.forecast.evaluation.rolling_origin`.
    models : list of str
        Columns.
    scale : Series, optional
        By series: what an error of one is; all series in the data's own units where not given.

    Examples
    --------
    >>> rows = pd.DataFrame({"unique_id": "a", "cutoff": [1, 1, 2], "y": 0.0, "A": [1.0, 3.0, 5.0]})
    >>> windows(rows, ["A"])["A"].tolist()
    [2.0, 5.0]
    """
    errors = forecasts[models].sub(forecasts["y"], axis=0).abs()
    if scale is not None:
        errors = errors.div(forecasts["unique_id"].map(scale), axis=0)
    keys = [forecasts[name] for name in ("unique_id", "cutoff") if name in forecasts]
    return errors.groupby(keys).mean()


def compare(
    forecasts: pd.DataFrame,
    model: str,
    against: str,
    *,
    scale: pd.Series | None = None,
    draws: int = 2000,
    seed: int = 0,
) -> Difference:
    """Return the absolute error that a model saves against another, with a paired bootstrap.

    What is drawn depends on nothing within it: whole series where there are ten or more, else windows, never steps.

    Parameters
    ----------
    forecasts : DataFrame
        As from :func:`lstm.forecast.evaluation.rolling_origin`.
    model, against : str
        Names of the columns.
    scale : Series, optional
        As :func:`windows`.
    draws, seed : int
        Of the bootstrap: Efron (1979).

    Examples
    --------
    >>> rows = pd.DataFrame({"cutoff": [1, 1, 2, 2], "y": [0.0] * 4, "A": [1.0] * 4, "B": [2.0] * 4})
    >>> compare(rows, "A", "B").saved
    50.0
    """
    table = windows(forecasts, [model, against], scale)
    if "unique_id" in table.index.names and table.index.get_level_values("unique_id").nunique() >= 10:
        table = table.groupby("unique_id").mean()
    errors = table.to_numpy()  # (W, 2)
    picks = np.random.default_rng(seed).integers(len(errors), size=(draws, len(errors)))
    low, high = np.quantile(_saved(*errors[picks].sum(axis=1).T), [0.025, 0.975])
    return Difference(float(_saved(*errors.sum(axis=0))), float(low), float(high))


def _saved(ours: Array, theirs: Array) -> Array:
    """Error saved in percent; one that is more than MOST times theirs, theirs being 0 perhaps, counts as MOST times."""
    ratio = np.minimum(ours, MOST * theirs) / np.where(theirs > 0, theirs, 1)
    return np.asarray(100 * (1 - np.where(theirs > 0, ratio, np.where(ours > 0, MOST, 1))))


def diebold_mariano(difference: Array, overlap: int = 1) -> tuple[float, float]:
    """Return statistic and two-sided p-value for windows in order whose errors differ by `difference`, (W,).

    Diebold and Mariano (1995) with the correction of Harvey, Leybourne and Newbold (1997).

    Parameters
    ----------
    difference : ndarray
        Loss of one method less that of the other.
    overlap : int
        Windows whose horizons overlap: autocovariances below this lag count.

    Examples
    --------
    >>> diebold_mariano(np.array([1.0, 2.0, 1.5, 2.5, 1.0]))[1] < 0.01
    True
    """
    d, n = np.asarray(difference, float), len(difference)
    if n < 2 or np.ptp(d) == 0:
        return (0.0, 1.0) if n < 2 or d[0] == 0 else (float(np.sign(d[0]) * np.inf), 0.0)
    away = d - d.mean()
    spread = sum((1 if k == 0 else 2) * float(away[k:] @ away[: n - k]) / n for k in range(min(overlap, n)))
    if spread <= 0:  # a sum of autocovariances may be
        spread = float(away @ away) / n
    correction = (n + 1 - 2 * overlap + overlap * (overlap - 1) / n) / n
    statistic = float(d.mean() / np.sqrt(spread / n) * np.sqrt(max(correction, 1 / n)))
    return statistic, float(2 * stats.t.sf(abs(statistic), n - 1))


def advice(forecasts: pd.DataFrame, seconds: dict[str, float], scale: pd.Series | None = None) -> str:
    """Say in plain words which method to use, by how much, how sure, and at what cost.

    Parameters
    ----------
    forecasts : DataFrame
        Of all methods, ``LSTM`` among them.
    seconds : dict
        Time each method took.
    scale : Series, optional
        As :func:`windows`.

    Examples
    --------
    >>> rows = pd.DataFrame({"cutoff": range(9), "y": 0.0, "LSTM": 1.0, "Theta": [2.0, 2.2, 1.8] * 3})
    >>> print(advice(rows, {"LSTM": 0.1, "Theta": 0.4}))  # doctest: +NORMALIZE_WHITESPACE
    Use the LSTM: its error is 50.0 % lower than that of Theta, the next best (95 % interval 47.1 to
    52.6 %), in 0.1 s against 0.4 s.
    """
    errors = windows(forecasts, list(seconds), scale).mean().sort_values()
    best, rival = errors.index[0], errors.index[1]
    if best == "LSTM":
        gap = compare(forecasts, "LSTM", rival, scale=scale)
        cost = f"in {seconds['LSTM']:.2g} s against {seconds[rival]:.2g} s"
        if gap.lower > 0:
            return (
                f"Use the LSTM: its error is {gap.saved:.1f} % lower than that of {rival}, the next best "
                f"(95 % interval {gap.lower:.1f} to {gap.upper:.1f} %), {cost}."
            )
        return (
            f"The LSTM or {rival}: the error of the LSTM was {gap.saved:.1f} % lower, but that may be chance "
            f"(95 % interval {gap.lower:.1f} to {gap.upper:.1f} %), {cost}."
        )
    gap = compare(forecasts, best, "LSTM", scale=scale)
    if gap.lower > 0:
        return (
            f"Don't use the LSTM: the error of {best} is {gap.saved:.1f} % lower "
            f"(95 % interval {gap.lower:.1f} to {gap.upper:.1f} %)."
        )
    return (
        f"No need for the LSTM: the error of {best} was {gap.saved:.1f} % lower, though that may be chance "
        f"(95 % interval {gap.lower:.1f} to {gap.upper:.1f} %)."
    )
