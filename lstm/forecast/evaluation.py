"""Honest comparison: a rolling origin, errors in units of seasonal naive, and an interval for each difference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd
from utilsforecast import losses

from lstm.arrays import Array
from lstm.errors import DataError

KEYS = ["unique_id", "ds", "cutoff", "y"]


class Model(Protocol):
    """What a rolling origin needs of a model."""

    def predict(
        self, df: pd.DataFrame, h: int, *, level: Sequence[float] = (), futr_df: pd.DataFrame | None = None
    ) -> pd.DataFrame:
        """Forecast h steps after each series of df."""


def cutoffs(times: Array, h: int, n_windows: int, step_size: int) -> Array:
    """Return the last time seen in each window: the windows end where the data end.

    Raises
    ------
    DataError
        More windows than the data can hold.

    Examples
    --------
    >>> cutoffs(np.arange(10), h=2, n_windows=3, step_size=2).tolist()
    [3, 5, 7]
    """
    ordered = np.unique(times)
    places = len(ordered) - 1 - h - step_size * np.arange(n_windows)[::-1]
    if places[0] < 2:
        raise DataError(
            f"n_windows: {n_windows} windows of {h} steps need at least {h + step_size * (n_windows - 1) + 3} times, "
            f"the data have {len(ordered)}; ask for fewer or shorter windows"
        )
    return np.asarray(ordered[places])


def rolling_origin(
    model: Model,
    df: pd.DataFrame,
    h: int,
    *,
    n_windows: int = 4,
    step_size: int | None = None,
    level: Sequence[float] = (),
    futr_df: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Forecast from several cutoffs, each time from what was known then.

    Parameters
    ----------
    model : Model
        Fitted, on data before the first cutoff.
    df : DataFrame
        Long frame, as from :func:`lstm.forecast.frame.read`.
    h, n_windows, step_size : int
        Steps to forecast, number of cutoffs, steps between them (h where not given).
    level : sequence of float
        Interval levels in percent.
    futr_df : DataFrame, optional
        Covariates of the steps to forecast. With a column ``cutoff``, as they were forecast at each cutoff;
        without, the observed values of `df` are used, which no forecaster has: an oracle.

    Returns
    -------
    DataFrame
        ``unique_id, ds, cutoff, y`` and the model's columns.
    """
    parts = []
    for cutoff in cutoffs(df["ds"].to_numpy(), h, n_windows, step_size or h):
        seen = df[df["ds"] <= cutoff]
        after = df[df["ds"] > cutoff].groupby("unique_id").head(h)
        if futr_df is None:
            known = after.drop(columns="y")
        else:
            known = futr_df[futr_df["cutoff"] == cutoff].drop(columns="cutoff")
        forecast = model.predict(seen, h, level=level, futr_df=known)
        parts.append(
            after[["unique_id", "ds", "y"]].assign(cutoff=cutoff).merge(forecast, on=["unique_id", "ds"])
        )
    out: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return out.reindex(columns=[*KEYS, *out.columns.drop(KEYS)])


def models(forecasts: pd.DataFrame) -> list[str]:
    """Return the names of the models in a frame of forecasts: its columns that are neither keys nor interval ends.

    Examples
    --------
    >>> models(pd.DataFrame(columns=["unique_id", "ds", "cutoff", "y", "LSTM", "LSTM-lo-80", "LSTM-hi-80"]))
    ['LSTM']
    """
    return [c for c in forecasts.columns if c not in KEYS and "-lo-" not in c and "-hi-" not in c]


def scores(forecasts: pd.DataFrame, train_df: pd.DataFrame, season: int) -> pd.DataFrame:
    """Return MAE, RMSE, MASE and, where there are 80 % intervals, their coverage and loss, one row per model.

    MASE divides by the error of seasonal naive within `train_df`: Hyndman and Koehler (2006). The quantile loss
    is the mean over the two ends of the interval and the forecast as the median.

    Parameters
    ----------
    forecasts : DataFrame
        As from :func:`rolling_origin`.
    train_df : DataFrame
        The data before the first cutoff.
    season : int
        Season length.
    """
    names = models(forecasts)
    table = pd.DataFrame(index=pd.Index(names, name="model"))
    table["MAE"] = losses.mae(forecasts, names)[names].mean()
    table["RMSE"] = losses.rmse(forecasts, names)[names].mean()
    table["MASE"] = losses.mase(forecasts, names, season, train_df)[names].mean()
    for name in names:
        low, high = f"{name}-lo-80", f"{name}-hi-80"
        if low in forecasts:
            three = {name: [low, name, high]}
            loss = losses.mqloss(forecasts, three, np.array([0.1, 0.5, 0.9]))[name].mean()
            table.loc[name, "quantile loss"] = loss
            table.loc[name, "coverage 80"] = forecasts["y"].between(forecasts[low], forecasts[high]).mean()
    return table


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


def compare(
    forecasts: pd.DataFrame, model: str, against: str, *, draws: int = 2000, seed: int = 0
) -> Difference:
    """Return the absolute error that a model saves against another, with a paired bootstrap over cutoffs.

    Windows, not single steps, are drawn: errors within a window depend on one another.

    Parameters
    ----------
    forecasts : DataFrame
        As from :func:`rolling_origin`, with both models' columns.
    model, against : str
        Names of the columns.
    draws, seed : int
        Of the bootstrap: Efron (1979).

    Examples
    --------
    >>> rows = pd.DataFrame({"cutoff": [1, 1, 2, 2], "y": [0.0] * 4, "A": [1.0] * 4, "B": [2.0] * 4})
    >>> compare(rows, "A", "B").saved
    50.0
    """
    errors = pd.DataFrame({
        "cutoff": forecasts["cutoff"],
        "model": (forecasts["y"] - forecasts[model]).abs(),
        "against": (forecasts["y"] - forecasts[against]).abs(),
    })  # fmt: skip
    windows = errors.groupby("cutoff")[["model", "against"]].sum().to_numpy()  # (W, 2)
    picks = np.random.default_rng(seed).integers(len(windows), size=(draws, len(windows)))
    sums = windows[picks].sum(axis=1)  # (draws, 2)
    saved = 100 * (1 - sums[:, 0] / sums[:, 1])
    total = windows.sum(axis=0)
    low, high = np.quantile(saved, [0.025, 0.975])
    return Difference(float(100 * (1 - total[0] / total[1])), float(low), float(high))
