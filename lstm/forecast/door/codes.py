"""Whole numbers that are times: dates in digits, seconds since 1970, and days as Excel counts them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lstm.errors import DataError
from lstm.forecast.pieces import complete, ordered, orders, week

DIGITS = (
    (
        19000101000000,
        21001231235959,
        "%Y%m%d%H%M%S",
        "fourteen digits were read as date, hour, minute and second",
    ),
    (190001010000, 210012312359, "%Y%m%d%H%M", "twelve digits were read as date, hour and minute"),
    (1900010100, 2100123123, "%Y%m%d%H", "ten digits were read as date and hour"),
    (19000101, 21001231, "%Y%m%d", "eight digits were read as year, month and day"),
    (190001, 210012, "%Y%m", "six digits were read as year and month"),
)
YEARS = (1900, 2100)
# Seconds and their parts since 1970, as computers count time: of whole minutes between 1973 and 2100.
UNIX: tuple[tuple[str, Any, int], ...] = (
    ("seconds", "s", 1),
    ("milliseconds", "ms", 10**3),
    ("microseconds", "us", 10**6),
    ("nanoseconds", "ns", 10**9),
)
SECONDS = (100_000_000, 4_102_444_800)
# Excel counts days from here; what it counts in this century may be dates whose column lost its format.
EXCEL, CENTURY = pd.Timestamp("1899-12-30"), (36526, 73050)


def coded(
    column: pd.Series, told: list[str], *, dayfirst: bool | None = None, events: bool = False
) -> pd.Series:
    """Return numbers as time stamps where all of them are codes of one kind, and as whole numbers otherwise.

    Parameters
    ----------
    column : Series
        Numbers.
    told : list of str
        Takes a line for the rule that was applied.
    dayfirst : bool, optional
        Whether the day stands before the month where the year comes last; from the whole column where not given.
    events : bool
        Whether seconds since 1970 need not be whole minutes, nor whole.

    Raises
    ------
    DataError
        Numbers that are not whole, a week that its year does not have, or days and months that cannot be told apart.

    Examples
    --------
    >>> coded(pd.Series([202252, 202301]), []).dt.day.tolist()
    [26, 2]
    >>> coded(pd.Series([20234, 20241]), []).dt.month.tolist()
    [10, 1]
    >>> coded(pd.Series([31012024, 1022024]), []).dt.month.tolist()
    [1, 2]
    """
    if events and column.dtype.kind == "f" and column.between(*SECONDS).all():
        column = np.floor(column)
    whole = _whole(column)
    for read in (_year_first, _weeks, _quarters):
        stamps = read(whole, told)
        if stamps is not None:
            return stamps
    stamps = _year_last(whole, told, dayfirst)
    if stamps is not None:
        return stamps
    stamps = _unix(whole, told, events=events)
    if stamps is not None:
        return stamps
    return _of_excel(whole, told) if whole.between(*CENTURY).all() else whole


def _whole(column: pd.Series) -> pd.Series:
    if (
        column.dtype.kind == "f"
        and not (np.isfinite(column) & (column % 1 == 0) & (column.abs() < 2**53)).all()
    ):
        raise DataError(f"times: {column.dtype} came; dates or whole numbers expected")
    if column.dtype.kind == "u" and (column > np.iinfo("int64").max).any():
        raise DataError("times: whole numbers beyond 2^63 came; smaller ones expected")
    return column.astype("int64")


def _year_first(whole: pd.Series, told: list[str]) -> pd.Series | None:
    """Eight digits that are all dates, and six that are all months."""
    for least, most, order, said in DIGITS:
        if whole.between(least, most).all():
            stamps: pd.Series = pd.to_datetime(whole.astype(str), format=order, errors="coerce")
            if stamps.notna().all():
                told.append(f"times of {said}")
                return stamps
    return None


def _weeks(whole: pd.Series, told: list[str]) -> pd.Series | None:
    """Six digits that are a year and a week; up to 12 they are months."""
    year, number = whole // 100, whole % 100
    if not (year.between(*YEARS) & number.between(1, 53)).all() or number.max() <= 12:
        return None
    stamps = week(year, number)
    if stamps.isna().any() and year.min() == year.max():  # no gap is invented by leaving them whole numbers
        return None
    told.append("times of six digits were read as year and week, each as its Monday (ISO 8601)")
    return complete(stamps, whole)


def _quarters(whole: pd.Series, told: list[str]) -> pd.Series | None:
    """Five digits that are a year and a quarter."""
    year, quarter = whole // 10, whole % 10
    if not (year.between(*YEARS) & quarter.between(1, 4)).all() or quarter.min() == quarter.max():
        return None
    told.append("times of five digits were read as year and quarter")
    stamps: pd.Series = pd.to_datetime(pd.DataFrame({"year": year, "month": 3 * quarter - 2, "day": 1}))
    return stamps


def _year_last(whole: pd.Series, told: list[str], dayfirst: bool | None) -> pd.Series | None:
    """Eight digits that end with a year, or seven that lost a zero, where all are dates in one order."""
    if not whole.between(1_01_1900, 31_12_2100).all():
        return None
    text = whole.astype(str).str.zfill(8)
    parts = text.str.extract(r"(\d\d)(\d\d)(\d{4})")
    if not parts[2].astype(int).between(*YEARS).all():
        return None
    if len(parts[[0, 1]].drop_duplicates()) == 1:  # a count: its last digits change and the first do not
        return None
    parts[3] = None
    if not any(times.notna().all() for times in orders(parts).values()):
        return None
    told.append("times of eight digits were read with the year last")
    return ordered(text, parts, told, dayfirst)


def _unix(whole: pd.Series, told: list[str], *, events: bool) -> pd.Series | None:
    """Seconds since 1970, or thousandths, millionths or billionths of them."""
    first, last = SECONDS
    for name, unit, many in UNIX:
        if (whole.between(many * first, many * last) & ((whole % (60 * many) == 0) | events)).all():
            stamps: pd.Series = pd.to_datetime(whole, unit=unit)
            told.append(f"times were read as {name} since 1970, in UTC: {whole.iloc[0]} is {stamps.iloc[0]}")
            return stamps
    return None


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
