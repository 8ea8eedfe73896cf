"""Columns of text to numbers and to dates, decided on the whole column and said aloud."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from lstm.errors import DataError

MISSING = {"", "na", "n/a", "#n/a", "nan", "null", "none", "-", "--", "nat", "."}
SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\u2009'\u2019"))  # thousands are also set apart by these
SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-"})
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
DATE = re.compile(
    r"^\s*(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:[ T,]+(\d{1,2}[:hH]\d{2}(?::\d{2})?))?\s*$"
)
QUARTER = re.compile(r"^\s*(\d{4})[ -]?[QqTt]([1-4])\s*$")


def numbers(column: pd.Series, name: str, told: list[str], decimal: str | None = None) -> pd.Series:
    """Return a column as floats, NaN where it is empty.

    Parameters
    ----------
    column : Series
        Numbers, or text that holds numbers.
    name : str
        For messages.
    told : list of str
        Takes a line for each rule that was applied.
    decimal : {".", ","}, optional
        The decimal mark; from the whole column where not given.

    Raises
    ------
    DataError
        A cell that is not a finite number, or commas that may be decimal marks as well as thousands.

    Examples
    --------
    >>> numbers(pd.Series(["1 234,5", "0,25"]), "y", []).tolist()
    [1234.5, 0.25]
    """
    if column.dtype.kind in "cmM":
        raise DataError(f"column {name!r}: {column.dtype} came; numbers expected")
    if column.dtype.kind in "iufb":
        values = column.astype(float)
        return _finite(values, values.isna(), column, name)
    text = column.astype(str).str.translate(SIGNS).str.strip()
    empty = column.isna() | text.str.lower().isin(MISSING)
    cells = text[~empty].str.strip("$\u20ac\u00a3").str.translate(SPACES)
    mark = decimal or _mark(cells, name, told)
    cells = cells.str.replace("." if mark == "," else ",", "", regex=False).str.replace(
        mark, ".", regex=False
    )
    good = cells.map(lambda cell: NUMBER.fullmatch(cell) is not None).astype(bool)
    values = pd.Series(np.nan, column.index)
    values[cells.index[good]] = cells[good].astype(float)
    return _finite(values, empty, column, name)


def _finite(values: pd.Series, empty: pd.Series, column: pd.Series, name: str) -> pd.Series:
    bad = ~np.isfinite(values) & ~empty
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise DataError(
            f"row {row + 1}, column {name!r}: {column.iloc[row]!s:.60} is not a finite number; "
            "write a number or leave it empty"
        )
    return values


def _mark(cells: pd.Series, name: str, told: list[str]) -> str:
    """Find the decimal mark of a column from all its cells."""
    commas, points = cells.str.count(","), cells.str.count(r"\.")
    both = cells[(commas > 0) & (points > 0)]
    if len(both):
        mark = "," if both.iloc[0].rfind(",") > both.iloc[0].rfind(".") else "."
        told.append(f"column {name!r}: {mark!r} read as the decimal mark")
        return mark
    if (points > 1).any():
        told.append(f"column {name!r}: points read as thousands")
        return ","
    if not (commas > 0).any() or (commas > 1).any():
        return "."
    groups = cells[commas > 0].str.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}")
    if groups.all():
        raise DataError(
            f"column {name!r}: {cells[commas > 0].iloc[0]} may be thousands or a decimal comma, as may every other "
            "value: say which with decimal=',' or decimal='.'"
        )
    told.append(f"column {name!r}: comma read as the decimal mark")
    return ","


def dates(column: pd.Series, told: list[str], *, dayfirst: bool | None = None) -> pd.Series:
    """Return a column of text as time stamps.

    Year first is read as ISO 8601; otherwise day or month comes first in the whole column alike.

    Parameters
    ----------
    column : Series
        Text.
    told : list of str
        Takes a line for each rule that was applied.
    dayfirst : bool, optional
        Whether the day stands before the month; from the whole column where not given.

    Raises
    ------
    DataError
        A cell that is not a date, several time zones, or days and months that cannot be told apart.

    Examples
    --------
    >>> dates(pd.Series(["30/01/2024", "06/02/2024"]), []).dt.month.tolist()
    [1, 2]
    """
    text = column.astype(str).str.strip()
    parts = text.str.extract(DATE)
    if parts[0].notna().mean() > 0.5:
        return _ordered(text, parts, told, dayfirst)
    quarters = text.str.extract(QUARTER)
    if len(text) and quarters[0].notna().all():
        return pd.to_datetime(quarters[0] + "-" + (3 * quarters[1].astype(int) - 2).astype(str) + "-01")
    offsets = text.str.extract(r"\d\d:\d\d.*?(Z|[+-]\d\d:?\d\d)$")[0]
    if len(offsets.dropna().unique()) > 1 and offsets.notna().all():
        told.append("times with several offsets (clock changes, or zones) were converted to UTC")
        times = pd.to_datetime(text, errors="coerce", format="ISO8601", utc=True).dt.tz_localize(None)
    elif offsets.nunique() and offsets.isna().any():
        raise DataError("times: some with an offset from UTC and some without; write all of them alike")
    else:
        times = pd.to_datetime(text, errors="coerce", format="ISO8601")
    if times.isna().any():
        _refuse(column, times.isna())
    return times


def _ordered(text: pd.Series, parts: pd.DataFrame, told: list[str], dayfirst: bool | None) -> pd.Series:
    """Read day/month/year or month/day/year; what the whole column allows, then what gives regular steps."""
    if parts[0].isna().any():
        _refuse(text, parts[0].isna())
    first, second, year = (parts[k].astype(int) for k in range(3))
    year = year.where(year > 99, year + 1900 + 100 * (year < 70))
    clock = parts[3].fillna("00:00").str.replace("[hH]", ":", regex=True)
    clock = clock.where(clock.str.count(":") == 2, clock + ":00")

    def read(order: bool) -> pd.Series:
        day, month = (first, second) if order else (second, first)
        stamp = year.astype(str) + "-" + month.astype(str) + "-" + day.astype(str) + " " + clock
        stamps: pd.Series = pd.to_datetime(stamp, errors="coerce", format="%Y-%m-%d %H:%M:%S")
        return stamps

    if dayfirst is None:
        readings = {order: read(order) for order in (True, False)}
        possible = [order for order, times in readings.items() if times.notna().all()]
        if len(possible) == 2:
            regular = [order for order in possible if _steps(readings[order]) <= 1]
            possible = regular or possible
        if len(possible) == 2 and not readings[True].equals(readings[False]):
            raise DataError(
                f"times: {text.iloc[0]} and all others may begin with the day or with the month: "
                "say which with dayfirst=True or dayfirst=False"
            )
        dayfirst = possible[0] if possible else True
        told.append(f"times read with the {'day' if dayfirst else 'month'} first")
    times = read(dayfirst)
    if times.isna().any():
        _refuse(text, times.isna())
    return times


def _steps(times: pd.Series) -> int:
    """Count how irregular times are: the number of different steps, months counting as equal."""
    ordered = times.drop_duplicates().sort_values()
    if (ordered.dt.day == ordered.dt.day.iloc[0]).all() and len(ordered) > 1:
        months = (ordered.dt.year * 12 + ordered.dt.month).diff().dropna()
        return int(months.nunique())
    return int(ordered.diff().dropna().nunique())


def _refuse(column: pd.Series, bad: pd.Series) -> None:
    row = int(np.flatnonzero(bad)[0])
    raise DataError(
        f"row {row + 1}, time {column.iloc[row]!s:.60}: not a date as the others; year-month-day, one order of day, "
        "month and year, or whole numbers expected"
    )
