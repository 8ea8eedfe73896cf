"""The only door for data: a file or a frame becomes a validated long frame, or one clear error."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lstm.errors import DataError, moment
from lstm.forecast.calendar import spelled
from lstm.forecast.door.columns import arrange
from lstm.forecast.door.doubles import KEYS, once
from lstm.forecast.door.events import by_period
from lstm.forecast.door.files import load
from lstm.forecast.door.grid import gridded
from lstm.forecast.door.periods import onto, period
from lstm.forecast.door.texts import numbers
from lstm.forecast.door.times import times

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
    per: str | None = None,
    sheet: str | None = None,
) -> pd.DataFrame:
    """Read and validate data.

    Parameters
    ----------
    data : path or frame
        CSV, JSON, an Excel workbook or Parquet, compressed or not; pandas, or any frame with the Arrow interface. Long,
        one row per series and time, or wide, one column per series.
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
        What to do with several rows for one time. Where it is "error", a row that stands there twice, alike in all
        columns, is dropped, unless a tenth of the rows do.
    per : str, optional
        Rows are single events, such as sales with their times: put together per "hour", "day", "week", "month",
        "quarter" or "year", or a frequency that begins periods. `duplicates` says how; where it is "error" they are
        summed, and counted where no column holds numbers. A period without a row then has the sum zero, and one that
        the data begin or end in is left out.
    sheet : str, optional
        Sheet of a workbook, or file of an archive; the only one with a table where not given.

    Returns
    -------
    DataFrame
        Sorted columns ``unique_id, ds, y`` and `exog`; one row per series and time, without gaps. A missing value
        becomes the last one before it, never one that looks ahead; rows without a target at the two ends are left
        out. ``.attrs`` holds "freq", "mended", one line for each rule that changed something, "ahead", the rows after
        the last target, and "marks", the decimal marks of columns of text.

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
    if per is not None and freq is not None:
        raise DataError(
            f"per: {per!r} came beside freq {freq!r}; one of them expected, periods having their frequency"
        )
    freq = freq if per is None else period(per)
    told: list[str] = []
    raw = load(data, told, sheet).reset_index(drop=True)
    roles: dict[str, Any] = {"target": target, "time": time, "series": series, "exog": exog}
    frame, name = arrange(raw, told, **roles, events=per is not None)
    rows = frame.index.to_numpy()
    frame = frame.reset_index(drop=True)
    ids = frame["unique_id"]
    frame["ds"] = times(frame["ds"], told, dayfirst=dayfirst, events=per is not None)
    marks: dict[str, str] = {}
    place = None
    if name is None:  # a wide table: the series is the column
        name, place = "y", lambda row: f"row {rows[row] + 1}, column {ids[row]!r}"
    frame["y"] = numbers(frame["y"], name, told, decimal, marks=marks, place=place)
    for column in exog:
        frame[column] = numbers(frame[column], column, told, decimal, marks=marks)
    frame, ahead = _trimmed(frame, name, told)
    if per is not None:
        frame = by_period(frame, str(freq), "sum" if duplicates == "error" else duplicates, told)
    else:
        frame = once(_sorted(frame, told), told, duplicates, raw, rows).reset_index(drop=True)
        freq = None if freq is None else spelled(freq, frame["ds"])
    _long_enough(frame)
    out, step = gridded(frame, freq, told)
    out.attrs.update(mended=told, freq=step, ahead=ahead.to_dict("list"), marks=marks)
    return out


def read_apart(
    data: str | Path | pd.DataFrame | Any, exog: Sequence[str], freq: str | int | None
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Read, and take the rows after the last target out of ``.attrs``, which pandas copies with every step.

    Examples
    --------
    >>> rows = pd.DataFrame({"ds": range(5), "y": [1.0, 2, 3, 4, None], "x": 7.0})
    >>> read_apart(rows, ["x"], None)[1]["ds"].tolist()
    [4]
    """
    frame = read(data, exog=exog, freq=freq)
    coming = pd.DataFrame(frame.attrs.pop("ahead"))
    return frame, coming if len(coming) else None


def future_rows(
    data: str | Path | pd.DataFrame | None,
    frame: pd.DataFrame,
    exog: Sequence[str],
    *,
    time: str | None = None,
    series: str | None = None,
    decimal: str | None = None,
    dayfirst: bool | None = None,
) -> pd.DataFrame:
    """Return the covariates of the steps to forecast: from a file, or the rows of `frame` that came without a target.

    Parameters
    ----------
    data : path or frame, optional
        With the times and the covariates; where not given, the rows at the end of the data whose target was empty. A
        column ``cutoff`` tells what was forecast when: the last time seen by then.
    frame : DataFrame
        As :func:`read` returned it.
    exog : sequence of str
        Names of the covariates.
    time, series, decimal, dayfirst : optional
        As for :func:`read`; where no decimal mark is given, each covariate keeps the one it had in `frame`.

    Returns
    -------
    DataFrame
        ``ds`` and `exog`, ``cutoff`` where it came, and ``unique_id``, but for rows that are for each series;
        ``.attrs["mended"]`` holds a line for each rule that changed something.

    Raises
    ------
    DataError
        As :func:`read`, or two rows for one series and time.

    Examples
    --------
    >>> rows = pd.DataFrame({"ds": range(5), "y": [1.0, 2, 3, None, None], "x": 7.0})
    >>> future_rows(None, read(rows, exog=["x"]), ["x"])["ds"].tolist()
    [3, 4]
    """
    told: list[str] = []
    if data is None:
        rows = pd.DataFrame(frame.attrs["ahead"])
    else:
        raw = load(data, told).reset_index(drop=True).assign(y=0.0)
        apart = np.array([str(name).strip().lower() == "cutoff" for name in raw])
        made, raw = raw.loc[:, apart], raw.loc[:, ~apart]
        rows, _ = arrange(raw, told, target="y", time=time, series=series, exog=exog)
        rows["ds"] = times(rows["ds"], told, dayfirst=dayfirst)
        if apart.any():
            rows["cutoff"] = _cutoffs(made.iloc[:, 0], told, dayfirst)
            _before(rows["cutoff"], rows["ds"])
        marks = frame.attrs.get("marks", {})
        for name in exog:
            rows[name] = numbers(rows[name], name, told, decimal or marks.get(name))
        rows = rows.drop(columns="y")
        # Rows that name no series are for each of them.
        if set(rows["unique_id"]) == {"series"} and "series" not in set(frame["unique_id"]):
            rows = rows.drop(columns="unique_id")
    rows = onto(rows, frame.attrs.get("freq"), told)
    twice = rows.duplicated([key for key in (*KEYS, "cutoff") if key in rows])
    if twice.any():
        row = rows[twice].iloc[0]
        raise DataError(
            f"rows to forecast, series {row.get('unique_id', 'any')!r}: two for {moment(row['ds'])}; "
            "one per series and time expected: drop one, name the column that tells series apart, or add a column "
            "cutoff, the last time seen when each was forecast"
        )
    rows.attrs["mended"] = told
    return rows


def _cutoffs(column: pd.Series, told: list[str], dayfirst: bool | None) -> pd.Series:
    try:
        return times(column, told, dayfirst=dayfirst)
    except DataError as error:
        raise DataError(f"column 'cutoff': {error}") from None


def _before(cutoff: pd.Series, ds: pd.Series) -> None:
    """Refuse cutoffs of another kind than the times, or with nothing after them."""
    expected = "the last time seen when a row was forecast expected"
    if (cutoff.dtype.kind == "M") != (ds.dtype.kind == "M"):
        raise DataError(
            f"column 'cutoff': {moment(cutoff.iloc[0])} came for {moment(ds.iloc[0])}; {expected}, as times are written"
        )
    if not (cutoff < ds).any():
        raise DataError(
            f"column 'cutoff': {moment(cutoff.iloc[0])} came for {moment(ds.iloc[0])}, and no time after it; {expected}"
        )


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
        return frame
    if (order != np.argsort(code, kind="stable")).any():
        told.append("rows were sorted by time")
    return frame.iloc[order]


def _long_enough(frame: pd.DataFrame) -> None:
    count = frame.groupby("unique_id", sort=False)["ds"].size()
    if (count < 3).any():
        raise DataError(f"series {count.idxmin()!r}: {count.min()} observation(s); at least three expected")
