"""What is known beside a series: covariates of the past, of the steps to forecast, and static ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from lstm.arrays import Array
from lstm.errors import DataError, moment
from lstm.forecast.calendar import future


class Known(NamedTuple):
    """One series with what is known beside it; n observations, h steps ahead.

    Attributes
    ----------
    ds : Series
        (n + h,) times.
    y : ndarray
        (n,).
    future : ndarray
        (n + h, F): covariates known in advance.
    past : ndarray
        (n, P): covariates known up to now.
    static : ndarray
        (S,): what does not change.
    """

    ds: pd.Series
    y: Array
    future: Array
    past: Array
    static: Array

    def until(self, n: int, h: int) -> Known:
        """Return what is known after the first n observations, h steps ahead included."""
        return Known(self.ds[: n + h], self.y[:n], self.future[: n + h], self.past[:n], self.static)


def split(frame: pd.DataFrame) -> tuple[Array, list[Array]]:
    """Return the names of the series of a frame from the data door, and their values.

    Examples
    --------
    >>> split(pd.DataFrame({"unique_id": ["a", "a", "b"], "y": [1.0, 2.0, 3.0]}))[1][0].tolist()
    [1.0, 2.0]
    """
    names = frame["unique_id"].to_numpy()
    first = np.flatnonzero(np.append(True, names[1:] != names[:-1]))
    return names[first], np.split(frame["y"].to_numpy(float), first[1:])


def known(
    frame: pd.DataFrame,
    futr_exog: Sequence[str],
    hist_exog: Sequence[str],
    stat_exog: Sequence[str],
    h: int = 0,
    futr_df: pd.DataFrame | None = None,
) -> list[Known]:
    """Set what is known beside each series of a frame from the data door, h steps ahead included.

    Raises
    ------
    DataError
        A step without covariates, or a static covariate that changes.

    Examples
    --------
    >>> rows = pd.DataFrame({"unique_id": "a", "ds": [1, 2, 3], "y": 1.0, "x": [0.0, 1.0, 2.0]})
    >>> rows.attrs["freq"] = 1
    >>> known(rows, ["x"], [], [])[0].future.ravel().tolist()
    [0.0, 1.0, 2.0]
    """
    out = []
    for name, part in frame.groupby("unique_id", sort=True):
        ds, values = part["ds"].reset_index(drop=True), part[list(futr_exog)].to_numpy(float)
        if h:
            freq = frame.attrs["freq"]
            coming = ahead(str(name), future(ds.iloc[-1], h, freq), futr_exog, futr_df, freq)
            ds = pd.concat([ds, coming["ds"]], ignore_index=True)
            values = np.concatenate([values, coming[list(futr_exog)].to_numpy(float)])
        static = part[list(stat_exog)].to_numpy(float)
        if (changes := (static != static[0]).any(axis=0)).any():
            column = stat_exog[int(changes.argmax())]
            raise DataError(
                f"series {name!r}, column {column!r}: changes; a static covariate has one value per series"
            )
        past = part[list(hist_exog)].to_numpy(float)
        out.append(Known(ds, part["y"].to_numpy(float), values, past, static[0]))
    return out


def ahead(
    name: str, times: Array, exog: Sequence[str], futr_df: pd.DataFrame | None, freq: str | int = 1
) -> pd.DataFrame:
    """Return the covariates of the steps to forecast for one series, one row per time.

    Where months begin the steps and no row is at one, a row on another day is its month's, as the data door reads it.

    Raises
    ------
    DataError
        No frame, a column that is missing, or a step without a value or with two.

    Examples
    --------
    >>> rain = pd.DataFrame({"ds": [4, 5], "rain": [0.0, 2.0]})
    >>> ahead("shop", np.array([4, 5]), ["rain"], rain)["rain"].tolist()
    [0.0, 2.0]
    """
    steps = pd.DataFrame({"ds": times})
    if not exog:
        return steps
    if futr_df is None:
        raise DataError(f"futr_df: missing; {', '.join(exog)} of the steps to forecast expected")
    own = futr_df[futr_df["unique_id"] == name] if "unique_id" in futr_df else futr_df
    lacking = [column for column in ("ds", *exog) if column not in own]
    if lacking:
        raise DataError(f"futr_df: column {lacking[0]!r} is missing; add it or fit without it")
    if "cutoff" in own:  # of several forecasts of a step, the newest counts
        own = own.sort_values("cutoff", kind="stable").drop_duplicates("ds", keep="last")
    own = own[["ds", *exog]].drop_duplicates()
    starts = isinstance(freq, str) and re.match(r"[MQY]S", freq) and own["ds"].dtype.kind == "M"
    if starts and not own["ds"].isin(times).any():
        own = own.assign(ds=own["ds"].dt.to_period("M").dt.to_timestamp())
    steps = steps.merge(own, on="ds", how="left")
    if (twice := steps.duplicated("ds")).any():
        raise DataError(
            f"futr_df: series {name!r} has several rows for {moment(steps['ds'][twice].iloc[0])}; one row per step "
            "expected: drop the others, or name the series of each in a column unique_id"
        )
    empty = steps[list(exog)].isna().any(axis=1)
    if empty.any():
        raise DataError(
            f"futr_df: series {name!r} has no covariates for {moment(steps['ds'][empty].iloc[0])}; one row per step "
            "expected"
        )
    return steps
