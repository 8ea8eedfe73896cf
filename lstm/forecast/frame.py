"""The only door for data: a file or a frame becomes a validated long frame, or one clear error."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lstm.errors import DataError
from lstm.forecast.calendar import spelled
from lstm.forecast.columns import arrange
from lstm.forecast.files import load
from lstm.forecast.grid import frequency, regular
from lstm.forecast.texts import numbers
from lstm.forecast.times import times

TWICE = ("error", "sum", "mean", "last")


def read(
    data: str | Path | pd.DataFrame | Any,
    *,
    target: str | None = None,
    time: str | None = None,
    series: str | None = None,
    exog: Sequence[str] = (),
    freq: str | int | None = None,
    decimal: str | None = None,
    dayfirst: bool | None = None,
    duplicates: str = "error",
    sheet: str | None = None,
) -> pd.DataFrame:
    """Read and validate data.

    Parameters
    ----------
    data : path or frame
        CSV, an Excel workbook or Parquet; pandas, or any frame with the Arrow interface. Long, one row per series and
        time, or wide, one column per series.
    target, time, series : str, optional
        Names of the columns; ``y``, ``ds`` and ``unique_id``, or what usual names tell, where not given. Without a
        column for the series all rows are one, "series".
    exog : sequence of str
        Names of covariate columns to keep.
    freq : str or int, optional
        Frequency as pandas writes it; read from the times where not given.
    decimal, dayfirst : optional
        What a column of text leaves open: the decimal mark, and whether the day comes before the month.
    duplicates : {"error", "sum", "mean", "last"}
        What to do with several rows for one time.
    sheet : str, optional
        Sheet of a workbook; the only one with a table where not given.

    Returns
    -------
    DataFrame
        Sorted columns ``unique_id, ds, y`` and `exog`; one row per series and time, without gaps. A missing value
        becomes the last one before it, never one that looks ahead; rows without a target at the two ends are left
        out. ``.attrs`` holds "freq", "mended", one line for each rule that changed something, and "ahead", the rows
        after the last target.

    Raises
    ------
    DataError
        With the place, the value, what was expected and the remedy.

    Examples
    --------
    >>> rows = pd.DataFrame({"ds": [3, 1, 2], "y": [5.0, 1.0, 3.0]})
    >>> read(rows)["y"].tolist()
    [1.0, 3.0, 5.0]
    """
    if duplicates not in TWICE:
        raise DataError(f"duplicates: {duplicates!r} came; one of {', '.join(TWICE)} expected")
    told: list[str] = []
    frame, name = arrange(load(data, told, sheet), told, target=target, time=time, series=series, exog=exog)
    frame = frame.reset_index(drop=True)
    frame["ds"] = times(frame["ds"], told, dayfirst=dayfirst)
    for column, original in (("y", name), *((one, one) for one in exog)):
        frame[column] = numbers(frame[column], original, told, decimal)
    frame, ahead = _trimmed(frame, name, told)
    frame = _sorted(frame, told)
    frame = _once_each(frame, told, duplicates)
    _long_enough(frame)
    freq = spelled(freq, frame["ds"]) if freq is not None else frequency(frame)
    out = regular(frame, freq, told)
    out.attrs.update(mended=told, freq=freq, ahead=ahead.to_dict("list"))
    return out


def future_rows(
    data: str | Path | pd.DataFrame | None,
    frame: pd.DataFrame,
    exog: Sequence[str],
    *,
    time: str | None = None,
    series: str | None = None,
) -> pd.DataFrame:
    """Return the covariates of the steps to forecast: from a file, or the rows of `frame` that came without a target.

    Parameters
    ----------
    data : path or frame, optional
        With the times and the covariates; where not given, the rows at the end of the data whose target was empty.
    frame : DataFrame
        As :func:`read` returned it.
    exog : sequence of str
        Names of the covariates.
    time, series : str, optional
        Names of columns, as for :func:`read`.

    Examples
    --------
    >>> rows = pd.DataFrame({"ds": range(5), "y": [1.0, 2, 3, None, None], "x": 7.0})
    >>> future_rows(None, read(rows, exog=["x"]), ["x"])["ds"].tolist()
    [3, 4]
    """
    if data is None:
        return pd.DataFrame(frame.attrs["ahead"])
    told: list[str] = []
    raw = load(data, told).assign(y=0.0)
    rows, _ = arrange(raw, told, target="y", time=time, series=series, exog=exog)
    rows["ds"] = times(rows["ds"].reset_index(drop=True), told)
    for name in exog:
        rows[name] = numbers(rows[name], name, told)
    return rows.drop(columns="y")


def _trimmed(frame: pd.DataFrame, name: str, told: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cut off the rows without a target before a series begins and after it ends; return the latter too."""
    empty = frame["y"].isna()
    if not empty.any():
        return frame, frame[:0]
    seen = frame[~empty].groupby("unique_id")["ds"]
    if lost := sorted(set(frame["unique_id"]) - set(seen.groups)):
        raise DataError(
            f"series {lost[0]!r}: column {name!r} holds no number at all; fill it or leave it out"
        )
    early = frame["ds"] < frame["unique_id"].map(seen.min())
    late = frame["ds"] > frame["unique_id"].map(seen.max())
    for outside, where in ((early, "before the first"), (late, "after the last")):
        if outside.any():
            told.append(f"rows without {name!r} {where} value, left out: {int(outside.sum())}")
    return frame[~early & ~late], frame[late].drop(columns="y")


def _sorted(frame: pd.DataFrame, told: list[str]) -> pd.DataFrame:
    code = pd.factorize(frame["unique_id"], sort=True)[0]
    order = np.lexsort((frame["ds"].to_numpy(), code))
    if (np.diff(order) == 1).all():
        return frame.reset_index(drop=True)
    if (order != np.argsort(code, kind="stable")).any():
        told.append("rows were sorted by time")
    return frame.iloc[order].reset_index(drop=True)


def _once_each(frame: pd.DataFrame, told: list[str], duplicates: str) -> pd.DataFrame:
    """Mend several rows for one time as asked, or where a rule says how; refuse them otherwise."""
    keys = ["unique_id", "ds"]
    if not frame.duplicated(keys).any():
        return frame
    equal = frame.duplicated()
    if equal.any():
        told.append(f"rows that stood there twice, alike in all columns, dropped: {int(equal.sum())}")
        frame = frame[~equal]
    twice = frame.duplicated(keys)
    if not twice.any():
        return frame.reset_index(drop=True)
    how = duplicates
    if how == "error" and _clock_change(frame.loc[twice, "ds"]):
        told.append(f"hours that came twice when the clock was set back, averaged: {int(twice.sum())}")
        how = "mean"
    elif how == "error":
        row = frame[twice].iloc[0]
        raise DataError(
            f"series {row['unique_id']!r}: two rows for {row['ds']}; one per time expected: drop one, name the column "
            "that tells series apart, or ask for duplicates='sum', 'mean' or 'last'"
        )
    else:
        told.append(f"rows for a time that had one already, the {how} taken: {int(twice.sum())}")
    covariates = dict.fromkeys(frame.columns.drop([*keys, "y"]), "mean" if how == "sum" else how)
    return frame.groupby(keys, sort=True).agg({"y": how, **covariates}).reset_index()


def _clock_change(ds: pd.Series) -> bool:
    """Say whether times that came twice are the hour that is repeated in autumn: at night, on few Sundays."""
    if ds.dtype.kind != "M":
        return False
    sunday_night = (ds.dt.dayofweek == 6) & (ds.dt.hour <= 3)
    return bool(sunday_night.all() and ds.dt.month.isin([3, 4, 9, 10, 11]).all())


def _long_enough(frame: pd.DataFrame) -> None:
    count = frame.groupby("unique_id", sort=False)["ds"].size()
    if (count < 3).any():
        raise DataError(f"series {count.idxmin()!r}: {count.min()} observation(s); at least three expected")
