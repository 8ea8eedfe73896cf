"""A column of times as pandas reads them: whole numbers, or time stamps without a zone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lstm.errors import DataError
from lstm.forecast.door.codes import coded
from lstm.forecast.door.dates import dates
from lstm.forecast.door.distinct import distinctly
from lstm.forecast.door.zones import unzoned

FIRST, AFTER = pd.Timestamp("1678-01-01"), pd.Timestamp("2262-01-01")  # whole years that nanoseconds count


def times(
    column: pd.Series, told: list[str], *, dayfirst: bool | None = None, events: bool = False
) -> pd.Series:
    """Return times as whole numbers or as time stamps.

    Times with a zone become wall time where one a day or fewer come, and UTC otherwise, so that no hour comes twice.
    Those of single events are wall time, and may be seconds since 1970 that are no whole minutes.
    Times that come once a month on one day, other than the first or the last, become the firsts of their months.

    Raises
    ------
    DataError
        An empty cell, or something that is neither a date nor a whole number.

    Examples
    --------
    >>> times(pd.Series(["20240131", "20240229"]), []).dt.month.tolist()
    [1, 2]
    """
    if isinstance(column.dtype, pd.PeriodDtype):
        column = column.dt.to_timestamp()
    if column.dtype.kind in "iufM":
        _filled(column, column.isna())
    else:
        column = distinctly(lambda cells, said, _: _written(cells, said, dayfirst, events), column, told)
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = unzoned(column, told, wall=events)
    if column.dtype.kind != "M":
        column = coded(column, told, dayfirst=dayfirst, events=events)
    return column if column.dtype.kind != "M" else _stamps(column, told)


def _written(cells: pd.Series, told: list[str], dayfirst: bool | None, events: bool) -> pd.Series:
    """Read text as numbers, where it is nothing but digits, or as dates."""
    text = cells.astype(str).str.strip()
    _filled(text, cells.isna() | text.isin(["", "NaT", "nan", "None"]))
    part = "[0-9]" if events else "0"  # of a second since 1970
    if text.str.fullmatch(rf"[+-]?\d{{1,18}}(\.{part}+)?").all():
        return text.astype(float if text.str.contains(".", regex=False).any() else "int64")
    return dates(text, told, dayfirst=dayfirst, wall=events)


def _filled(column: pd.Series, empty: pd.Series) -> None:
    if empty.any():
        row = int(np.flatnonzero(empty)[0])
        raise DataError(
            f"row {row + 1}, time {column.iloc[row]!s}: not a date or a whole number; fill or drop the row"
        )


def _stamps(column: pd.Series, told: list[str]) -> pd.Series:
    try:
        stamps = column.astype("datetime64[ns]")
        inside = stamps.empty or (stamps.min() >= FIRST and stamps.max() < AFTER)
    except pd.errors.OutOfBoundsDatetime:
        inside = False
    if not inside:
        raise DataError(f"times: {column.min()} to {column.max()} came; 1678 to 2261 expected")
    return _monthly(stamps, told)


def _monthly(stamps: pd.Series, told: list[str]) -> pd.Series:
    """Move times that come once a month on one day, or on the last where a month is shorter, to the first."""
    each = pd.Series(stamps.unique())
    day, last = each.dt.day, each.dt.is_month_end
    on_it = ((day == day.max()) | last).all() and len((each - each.dt.normalize()).unique()) == 1
    if len(each) < 3 or day.max() == 1 or last.all() or not on_it:
        return stamps
    told.append(f"times on day {day.max()} of each month were read as their months")
    months: pd.Series = stamps.dt.to_period("M").dt.to_timestamp()
    return months
