"""Series on a regular grid of times: the frequency, the holes, and what fills them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pandas as pd

from lstm.arrays import Array
from lstm.errors import DataError, moment
from lstm.forecast.calendar import DAY, infer_freq, span
from lstm.forecast.door.periods import begin, called, uneven

WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


def gridded(frame: pd.DataFrame, freq: str | int | None, told: list[str]) -> tuple[pd.DataFrame, str | int]:
    """Return series on a regular grid, and its frequency: as given, or as the times show it.

    Times that come once in each period, on whatever day and at whatever hour, are read as the periods.

    Parameters
    ----------
    frame, told
        As :func:`regular`.
    freq : str, int or None
        Frequency as :func:`lstm.forecast.calendar.spelled` returns it.

    Raises
    ------
    DataError
        As :func:`regular`, or times without a frequency.

    Examples
    --------
    >>> days = pd.to_datetime([f"2024-{month:02}-{(7 * month) % 28 + 1:02}" for month in range(1, 10)])
    >>> gridded(pd.DataFrame({"unique_id": "a", "ds": days, "y": 1.0}), None, [])[1]
    'MS'
    """
    try:
        step = frequency(frame) if freq is None else freq
        return regular(frame, step, told), step
    except DataError:
        found = uneven(frame, freq)
        if found is None:
            raise
    told.append(
        f"times that come once a {called(found)}, but not regularly, were read as that {called(found)}"
    )
    return regular(frame.assign(ds=begin(frame["ds"], found)), found, told), found


def frequency(frame: pd.DataFrame) -> str | int:
    """Read the frequency off the longest series; for whole numbers off all of them.

    Examples
    --------
    >>> frequency(pd.DataFrame({"unique_id": ["a", "a", "b", "b"], "ds": [2, 6, 0, 4]}))
    4
    """
    if frame["ds"].dtype.kind == "i":
        steps = frame["ds"].diff()[frame["unique_id"].eq(frame["unique_id"].shift())]
        return int(np.gcd.reduce(steps.to_numpy(np.int64)))
    longest = frame.groupby("unique_id", sort=True)["ds"].size().idxmax()
    return infer_freq(frame.loc[frame["unique_id"] == longest, "ds"])


def regular(frame: pd.DataFrame, freq: str | int, told: list[str]) -> pd.DataFrame:
    """Put every series on its grid of times and fill what is missing from the past.

    Parameters
    ----------
    frame : DataFrame
        ``unique_id, ds`` and numbers, sorted, one row per series and time.
    freq : str or int
        Frequency.
    told : list of str
        Takes a line for each rule that was applied.

    Raises
    ------
    DataError
        More holes than rows, a time off the grid, or a column without a number.

    Examples
    --------
    >>> regular(pd.DataFrame({"unique_id": "a", "ds": [1, 2, 4], "y": [5.0, 6.0, 7.0]}), 1, [])["y"].tolist()
    [5.0, 6.0, 6.0, 7.0]
    """
    code, ids = pd.factorize(frame["unique_id"], sort=True)
    first = np.flatnonzero(np.diff(code, prepend=-1))
    count = np.diff(np.append(first, len(code)))
    ds, last = frame["ds"].to_numpy(), first + count - 1
    # Before the grid is built: a wrong year must not fill the memory.
    holes = span(ds[first], ds[last], freq) > 2 * count
    if holes.any():
        k = int(holes.argmax())
        raise DataError(
            f"series {ids[k]!r}: more holes than rows from {moment(ds[first[k]])} to {moment(ds[last[k]])} at "
            f"frequency {freq!r}; a wrong date, or other series of another frequency? mend it or fill the gaps"
        )
    if isinstance(freq, int):
        start, place = ds[first], (ds - ds[first][code]) // freq
        off = ds != start[code] + place * freq
    else:
        grid = pd.date_range(ds[first].min(), ds[last].max(), freq=freq)
        where = grid.get_indexer(pd.DatetimeIndex(frame["ds"]))
        start, place, off = where[first], where - where[first][code], where < 0
    if off.any():
        row = int(off.argmax())
        raise DataError(
            f"series {ids[code[row]]!r}: {moment(ds[row])} is off the frequency {freq!r} of the others, or the series "
            "have different frequencies; drop it, read the series on their own, or put rows together with per='day'"
        )
    length = place[last] + 1
    if length.sum() == len(frame) and not frame.isna().any(axis=None):
        return frame

    def times(owner: Array, step: Array) -> Any:
        return start[owner] + step * freq if isinstance(freq, int) else grid[start[owner] + step]

    full, owner, _ = spread(frame, code, place, length, times)
    return _filled(full, owner, freq, told)


def spread(
    frame: pd.DataFrame, code: Array, place: Array, length: Array, times: Callable[[Array, Array], Any]
) -> tuple[pd.DataFrame, Array, Array]:
    """Give each series as many rows as it has times, with missing values where it had no row.

    Parameters
    ----------
    frame : DataFrame
        ``unique_id, ds`` and numbers, sorted; R rows of N series.
    code, place : ndarray
        (R,): the number of its series, and of its time in the series, for each row.
    length : ndarray
        (N,): times of each series.
    times : callable
        From the numbers of series and of times in them, one of each for a row, to the times.

    Returns
    -------
    DataFrame
        As `frame`, with ``length.sum()`` rows.
    owner, empty : ndarray
        The number of its series, and whether it had no row, for each of them.

    Examples
    --------
    >>> rows = pd.DataFrame({"unique_id": "a", "ds": [1, 4], "y": [5.0, 7.0]})
    >>> spread(rows, np.zeros(2, int), np.array([0, 3]), np.array([4]), lambda owner, step: 1 + step)[2].tolist()
    [False, True, True, False]
    """
    begins, owner = np.cumsum(length) - length, np.repeat(np.arange(len(length)), length)
    step, at = np.arange(len(owner)) - begins[owner], begins[code] + place
    ids = frame["unique_id"].to_numpy()[np.flatnonzero(np.diff(code, prepend=-1))]
    full = pd.DataFrame({"unique_id": ids[owner], "ds": times(owner, step)})
    empty = np.ones(len(full), bool)
    empty[at] = False
    for column in frame.columns.drop(["unique_id", "ds"]):
        values = np.full(len(full), np.nan)
        values[at] = frame[column]
        full[column] = values
    return full, owner, empty


def _filled(full: pd.DataFrame, owner: Array, freq: str | int, told: list[str]) -> pd.DataFrame:
    """Fill each gap with the last value before it; covariates at the start with the first one there is."""
    columns = list(full.columns.drop(["unique_id", "ds"]))
    empty = full[columns].isna().any(axis=1)
    gaps = int(empty.sum())
    told.append(f"gaps, filled from the past: {gaps} of {len(full)} times")
    told += _closed(full["ds"], owner, empty, freq)
    # Never from what came after: a window cut at the gap would know its future.
    full[columns] = full.groupby(owner)[columns].ffill()
    full[columns] = full.groupby(owner)[columns].bfill()
    still = full[columns].isna()
    if still.any(axis=None):
        column = columns[int(still.any().to_numpy().argmax())]
        name = full["unique_id"][still[column]].iloc[0]
        raise DataError(f"series {name!r}: column {column!r} holds no number at all; fill it or leave it out")
    return full


def _closed(ds: pd.Series, owner: Array, empty: pd.Series, freq: str | int) -> list[str]:
    """Say which weekdays, or hours, of a series are nearly always missing: closed, perhaps, and not unknown."""
    offset = None if isinstance(freq, int) else pd.tseries.frequencies.to_offset(freq)
    if not isinstance(offset, pd.tseries.offsets.Tick):
        return []
    step = pd.Timedelta(cast("Any", offset))
    if step != DAY and step > DAY / 24:
        return []
    part = ds.dt.dayofweek if step == DAY else ds.dt.hour
    share = empty.groupby([owner, part]).agg(["mean", "sum"])
    shut = share["sum"][(share["mean"] >= 0.9) & (share["sum"] >= 8)].groupby(level=1).sum()
    if shut.empty:
        return []
    if step == DAY:
        named = zip(shut, shut.index.map(dict(enumerate(WEEKDAYS))), strict=True)
        said = " and ".join(f"{many} are {days}" for many, days in named)
    else:
        said = f"{shut.sum()} are of the hours {_spell(list(shut.index))}"
    return [f"of the missing times {said}: if nothing is sold then, write 0"]


def _spell(hours: list[int]) -> str:
    """Hours of the day as a range where one follows the other, over midnight too."""
    begins = [hour for hour in hours if (hour - 1) % 24 not in hours]
    if len(begins) != 1 or len(hours) == 1:
        return ", ".join(map(str, hours))
    return f"{begins[0]} to {(begins[0] + len(hours) - 1) % 24}"
