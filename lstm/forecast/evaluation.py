"""Honest comparison: a rolling origin, errors in units of seasonal naive, and an interval for each difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
import pandas as pd
from utilsforecast import losses

from lstm.arrays import Array, counted
from lstm.errors import DataError, moment

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
    """Forecast from several cutoffs, each time from what was known then; every series counts from its own end.

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
    h, n_windows = counted("h", h), counted("n_windows", n_windows)
    step_size = h if step_size is None else counted("step_size", step_size)
    came = []

    def views() -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
        for window in range(n_windows):
            seen, after = _window(df, h, (n_windows - 1 - window) * step_size)
            _enough(df, seen, h, n_windows)
            if futr_df is None or "cutoff" not in futr_df:
                known = after.drop(columns=["y", "cutoff"])
            else:
                on = ["unique_id", "cutoff"] if "unique_id" in futr_df else ["cutoff"]
                known = futr_df.merge(after[on].drop_duplicates(), on=on).drop(columns="cutoff")
            came.append(after[["unique_id", "ds", "cutoff", "y"]])
            yield seen, known

    if hasattr(model, "predict_windows"):  # the same, in less time
        made = model.predict_windows(views(), h, level=level)
    else:
        made = (model.predict(seen, h, level=level, futr_df=known) for seen, known in views())
    parts = [came[k].merge(forecast, on=["unique_id", "ds"]) for k, forecast in enumerate(made)]
    return pd.concat(parts, ignore_index=True)


def _window(df: pd.DataFrame, h: int, later: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what was seen before a window of h steps with `later` observations after it, and the window."""
    left = df.groupby("unique_id").cumcount(ascending=False)
    seen, after = df[left >= later + h], df[(left >= later) & (left < later + h)]
    return seen, after.merge(seen.groupby("unique_id")["ds"].max().rename("cutoff"), on="unique_id")


def foretold(
    df: pd.DataFrame, futr_df: pd.DataFrame, exog: Sequence[str], h: int, most: int
) -> tuple[int, str]:
    """Count the newest windows of h steps, `most` at most, whose covariates were forecast at their cutoffs.

    Returns
    -------
    windows : int
        How many.
    lacking : str
        The first step that lacks a forecast, going back; empty where none does.

    Examples
    --------
    >>> df = pd.DataFrame({"unique_id": "a", "ds": range(9), "y": 0.0})
    >>> known = pd.DataFrame({"cutoff": [6, 6, 4], "ds": [7, 8, 5], "x": 0.0})
    >>> foretold(df, known, ["x"], 2, 4)
    (1, "series 'a', 6 as forecast at 4")
    """
    on = [key for key in ("unique_id", "ds", "cutoff") if key in futr_df]
    known = futr_df.dropna(subset=list(exog))[on]
    for window in range(most):
        _, after = _window(df, h, window * h)
        found = after[["unique_id", "ds", "cutoff"]].merge(known, on=on, how="left", indicator=True)
        lacking = found[found["_merge"] == "left_only"]
        if len(lacking):
            row = lacking.iloc[0]
            return (
                window,
                f"series {row['unique_id']!r}, {moment(row['ds'])} as forecast at {moment(row['cutoff'])}",
            )
    return most, ""


def _enough(df: pd.DataFrame, seen: pd.DataFrame, h: int, n_windows: int) -> None:
    count = seen.groupby("unique_id").size().reindex(df["unique_id"].unique(), fill_value=0)
    if (count < 3).any():
        name = count.idxmin()
        raise DataError(
            f"n_windows: series {name!r} has {(df['unique_id'] == name).sum()} observations, too few for {n_windows} "
            f"windows of {h} steps after three observations; ask for fewer or shorter windows, or leave the series out"
        )


def until_first_cutoff(df: pd.DataFrame, h: int, n_windows: int, step_size: int) -> pd.DataFrame:
    """Return what was known at the first of several cutoffs, of each series counted from its own end.

    Examples
    --------
    >>> rows = pd.DataFrame({"unique_id": "a", "ds": range(9), "y": 0.0})
    >>> until_first_cutoff(rows, 2, 3, 2)["ds"].tolist()
    [0, 1, 2]
    """
    left = df.groupby("unique_id").cumcount(ascending=False)
    early = df[left >= h + (n_windows - 1) * step_size]
    _enough(df, early, h, n_windows)
    return early


def models(forecasts: pd.DataFrame) -> list[str]:
    """Return the names of the models in a frame of forecasts: its columns that are neither keys nor interval ends.

    Examples
    --------
    >>> models(pd.DataFrame(columns=["unique_id", "ds", "cutoff", "y", "LSTM", "LSTM-lo-80", "LSTM-hi-80"]))
    ['LSTM']
    """
    marks = ("-lo-", "-hi-", "-q-")
    return [c for c in forecasts.columns if c not in KEYS and not any(mark in c for mark in marks)]


def scores(forecasts: pd.DataFrame, train_df: pd.DataFrame, season: int) -> pd.DataFrame:
    """Return errors and, where there are intervals, their loss and coverage, one row per model.

    MAE, RMSE, MASE (Hyndman and Koehler, 2006: over the error of seasonal naive within `train_df`), sMAPE in percent
    (0 to 200), OWA where there is a column ``SeasonalNaive`` (the mean of MASE and sMAPE over its own), the weighted
    quantile loss (twice the loss of the 10, 50 and 90 % quantiles over the sum of outcomes; scaled CRPS in the limit
    of many), and how often the 80 and 95 % intervals held.

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
    table["sMAPE"] = 200 * losses.smape(forecasts, names)[names].mean()
    if "SeasonalNaive" in names:
        naive = table.loc["SeasonalNaive"]
        table["OWA"] = (table["MASE"] / naive["MASE"] + table["sMAPE"] / naive["sMAPE"]) / 2
    total, rows = forecasts["y"].abs().sum(), forecasts.groupby("unique_id").size()
    whole = forecasts.drop(columns="cutoff", errors="ignore")  # all windows of a series as one
    for name in names:
        if f"{name}-lo-80" in forecasts:
            three = {name: [f"{name}-lo-80", name, f"{name}-hi-80"]}
            loss = losses.mqloss(whole, three, np.array([0.1, 0.5, 0.9])).set_index("unique_id")[name]
            # `loss` is the mean of a series' rows.
            table.loc[name, "quantile loss"] = 2 * (loss * rows).sum() / total
        for level in (80, 95):
            low, high = f"{name}-lo-{level}", f"{name}-hi-{level}"
            if low in forecasts:
                table.loc[name, f"coverage {level}"] = (
                    forecasts["y"].between(forecasts[low], forecasts[high]).mean()
                )
    return table
