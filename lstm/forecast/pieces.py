"""Dates from their pieces: days and months in one order or the other, numbered weeks, two digits of a year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lstm.errors import DataError


def complete(times: pd.Series, column: pd.Series) -> pd.Series:
    """Return times that are all there; refuse the first that is not, as it stands in the column.

    Examples
    --------
    >>> complete(pd.Series([1.0, 2.0]), pd.Series(["one", "two"])).tolist()
    [1.0, 2.0]
    """
    if times.isna().any():
        row = int(np.flatnonzero(times.isna())[0])
        raise DataError(
            f"row {row + 1}, time {column.iloc[row]!s:.60}: not a date as the others; year-month-day, one order of "
            "day, month and year, a month in words, or whole numbers expected"
        )
    return times


def century(year: pd.Series) -> pd.Series:
    """Return years in full; two digits are years from 1970 to 2069.

    Examples
    --------
    >>> century(pd.Series([69, 70, 1850])).tolist()
    [2069, 1970, 1850]
    """
    return year.where(year > 99, year + 1900 + 100 * (year < 70))


def clock(written: pd.Series) -> pd.Series:
    """Return times of day with their seconds; midnight where none is written.

    Examples
    --------
    >>> clock(pd.Series(["9h30", None])).tolist()
    ['9:30:00', '00:00:00']
    """
    clocks = written.fillna("00:00").str.replace("[hH]", ":", regex=True)
    return clocks.where(clocks.str.count(":") == 2, clocks + ":00")


def week(year: pd.Series, number: pd.Series, day: pd.Series | int = 1) -> pd.Series:
    """Return days of the weeks that ISO 8601 numbers, their Mondays where no day is given; NaT for no such week.

    Examples
    --------
    >>> week(pd.Series([2020, 2021]), pd.Series([53, 53])).dt.day.tolist()
    [28.0, nan]
    """
    parts = pd.DataFrame({"year": year, "week": number, "day": day}).astype("Int64").astype(str)
    written = parts["year"] + "-" + parts["week"] + "-" + parts["day"]
    times: pd.Series = pd.to_datetime(written, errors="coerce", format="%G-%V-%u")
    # A week too many would become the first one of the next year.
    return times.where(times.dt.isocalendar().year == year)


def orders(parts: pd.DataFrame) -> dict[bool, pd.Series]:
    """Return what two numbers, a year and a clock may mean: by whether the day stands first, NaT where it cannot.

    Examples
    --------
    >>> [times.notna().tolist() for times in orders(pd.DataFrame([["31", "01", "24", None]])).values()]
    [[True], [False]]
    """
    first, second, year = parts[0].astype(int), parts[1].astype(int), century(parts[2].astype(int))

    def read(day: pd.Series, month: pd.Series) -> pd.Series:
        stamp = year.astype(str) + "-" + month.astype(str) + "-" + day.astype(str) + " " + clock(parts[3])
        stamps: pd.Series = pd.to_datetime(stamp, errors="coerce", format="%Y-%m-%d %H:%M:%S")
        return stamps

    return {True: read(first, second), False: read(second, first)}


def ordered(text: pd.Series, parts: pd.DataFrame, told: list[str], dayfirst: bool | None) -> pd.Series:
    """Return day/month/year or month/day/year; what the whole column allows, then what gives regular steps.

    Parameters
    ----------
    text : Series
        As it was written.
    parts : DataFrame
        Its two numbers, its year and its clock, in columns 0 to 3.
    told : list of str
        Takes a line for each rule that was applied.
    dayfirst : bool or None
        Whether the day stands before the month, where that is known.

    Raises
    ------
    DataError
        A cell that is no date, or days and months that cannot be told apart.

    Examples
    --------
    >>> ordered(pd.Series(["1/13/24"]), pd.DataFrame([["1", "13", "24", None]]), [], None).dt.day.tolist()
    [13]
    """
    complete(parts[0], text)
    readings = orders(parts)
    if dayfirst is None:
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
    return complete(readings[dayfirst], text)


def _steps(times: pd.Series) -> int:
    """Count how irregular times are: the number of different steps, months counting as equal."""
    ordered = times.drop_duplicates().sort_values()
    if (ordered.dt.day == ordered.dt.day.iloc[0]).all() and len(ordered) > 1:
        months = (ordered.dt.year * 12 + ordered.dt.month).diff().dropna()
        return int(months.nunique())
    return int(ordered.diff().dropna().nunique())
