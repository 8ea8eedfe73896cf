"""A column of times as pandas reads them: whole numbers, or time stamps without a zone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lstm.errors import DataError
from lstm.forecast.dates import dates

DIGITS = (
    (19000101, 21001231, "%Y%m%d", "eight digits were read as year, month and day"),
    (190001, 210012, "%Y%m", "six digits were read as year and month"),
)
# Excel counts days from here; what it counts in this century may be dates whose column lost its format.
EXCEL, CENTURY = pd.Timestamp("1899-12-30"), (36526, 73050)


def times(column: pd.Series, told: list[str], *, dayfirst: bool | None = None) -> pd.Series:
    """Return times as whole numbers or as time stamps.

    Times with a zone become wall time where one a day or fewer come, and UTC otherwise, so that no hour comes twice.

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
    empty = column.isna()
    if column.dtype.kind not in "iufM":
        column = column.astype(str).str.strip()
        empty |= column.isin(["", "NaT", "nan", "None"])
    if empty.any():
        row = int(np.flatnonzero(empty)[0])
        raise DataError(
            f"row {row + 1}, time {column.iloc[row]!s}: not a date or a whole number; fill or drop the row"
        )
    if column.dtype.kind not in "iufM":
        if column.str.fullmatch(r"[+-]?\d{1,18}(\.0+)?").all():
            column = column.astype(float if column.str.contains(".", regex=False).any() else "int64")
        else:
            column = dates(column, told, dayfirst=dayfirst)
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = _unzoned(column, told)
    if column.dtype.kind != "M":
        return _whole(column, told)
    try:
        return column.astype("datetime64[ns]")
    except pd.errors.OutOfBoundsDatetime:
        raise DataError(f"times: {column.min()} to {column.max()} came; 1678 to 2261 expected") from None


def _whole(column: pd.Series, told: list[str]) -> pd.Series:
    """Whole numbers; eight digits that are all dates, and six that are all months, are those."""
    if (
        column.dtype.kind == "f"
        and not (np.isfinite(column) & (column % 1 == 0) & (column.abs() < 2**53)).all()
    ):
        raise DataError(f"times: {column.dtype} came; dates or whole numbers expected")
    if column.dtype.kind == "u" and (column > np.iinfo("int64").max).any():
        raise DataError("times: whole numbers beyond 2^63 came; smaller ones expected")
    whole = column.astype("int64")
    for least, most, order, said in DIGITS:
        if whole.between(least, most).all():
            stamps = pd.to_datetime(whole.astype(str), format=order, errors="coerce")
            if stamps.notna().all():
                told.append(f"times of {said}")
                return stamps
    return _of_excel(whole, told) if whole.between(*CENTURY).all() else whole


def _of_excel(days: pd.Series, told: list[str]) -> pd.Series:
    """Days as Excel counts them, where the steps are those of dates: weeks, months of uneven length, or working days.

    Days without a gap may as well be a count of something else: they are left alone, and that is said.
    """
    stamps: pd.Series = EXCEL + pd.to_timedelta(days, unit="D")
    each = pd.Series(stamps.unique()).sort_values().dt
    steps = np.diff(np.unique(days))
    months = len(np.unique(steps)) > 1 and (each.is_month_end.all() or len(np.unique(each.day)) == 1)
    working = days.max() - days.min() > 13 and bool((each.dayofweek < 5).all())
    if len(steps) > 1 and ((steps % 7 == 0).all() or months or working):
        told.append(
            f"times of whole numbers were read as Excel's days: {days.iloc[0]} is {stamps.iloc[0]:%Y-%m-%d}"
        )
        return stamps
    told.append(
        f"times {days.min()} to {days.max()} were left whole numbers; if they are Excel's days, format them as dates"
    )
    return days


def _unzoned(column: pd.Series, told: list[str]) -> pd.Series:
    wall: pd.Series = column.dt.tz_localize(None)
    within_days = len((wall - wall.dt.normalize()).unique()) > 1
    if str(column.dt.tz) == "UTC":
        told.append("times in UTC were read without the zone")
        return wall
    told.append(
        f"times in the zone {column.dt.tz} were {'converted to UTC' if within_days else 'read as wall time'}"
    )
    utc: pd.Series = column.dt.tz_convert("UTC").dt.tz_localize(None)
    return utc if within_days else wall
