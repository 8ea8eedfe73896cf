"""Columns of text to dates, whatever way they are written; decided on the whole column and said aloud."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pandas as pd

from lstm.errors import DataError

CLOCK = r"\d{1,2}[:hH]\d{2}(?::\d{2})?"
NUMBERS = re.compile(rf"(\d{{1,2}})[/.\-](\d{{1,2}})[/.\-](\d{{4}}|\d{{2}})(?:[ T,]+({CLOCK}))?")
ISO = re.compile(r"\d{4}-\d{2}\b.*|\d{4}/\d{1,2}/.*")
QUARTER = re.compile(r"(?P<year>\d{4})[ -]?[QqTt](?P<q>[1-4])|[QqTt](?P<q_>[1-4])[ -/](?P<year_>\d{4})")
WEEK = re.compile(r"(\d{4})[ -]?[Ww](\d{1,2})")
WORD, YEAR = r"[^\W\d_]{3,}", r"\d{4}|\d{2}"
WORDS = re.compile(
    rf"(?:(?:(?P<day>\d{{1,2}})[ .\-/]+)?(?P<month>{WORD})\.?,?[ \-/']+(?:(?P<day_>\d{{1,2}}),? +)?(?P<year>{YEAR})"
    rf"|(?P<year_>\d{{4}})[ \-/](?P<month_>{WORD})\.?)(?:[ T,]+(?P<clock>{CLOCK}))?"
)
HALF_DAY = re.compile(r"(?i)\b(\d{1,2}):(\d{2})(:\d{2})? ?([ap])\.?m\.?$")
MONTHS = (
    ("january", "janvier"),
    ("february", "fevrier"),
    ("march", "mars"),
    ("april", "avril"),
    ("may", "mai"),
    ("june", "juin"),
    ("july", "juillet"),
    ("august", "aout"),
    ("september", "septembre"),
    ("october", "octobre"),
    ("november", "novembre"),
    ("december", "decembre"),
)


def dated(cells: pd.Series) -> pd.DataFrame:
    """Say for each cell of text (row) and each way of writing dates (column) whether it is written so.

    Examples
    --------
    >>> dated(pd.Series(["2024-01-31", "Q1 2024", "May"])).any(axis=1).tolist()
    [True, True, False]
    """
    text = _plain(cells)
    ways = [text.str.fullmatch(way) for way in (NUMBERS, ISO, QUARTER, WEEK)]
    ways.append(text.str.fullmatch(WORDS) & _months(text.str.extract(WORDS)).notna())
    return pd.concat(ways, axis=1)


def looks_dated(cells: pd.Series) -> bool:
    """Say whether text is written as dates, all of it in one way.

    Examples
    --------
    >>> [looks_dated(pd.Series([text])) for text in ("2024-01-31", "31.1.24", "Q1 2024", "Jan-24", "3.14", "May")]
    [True, True, True, True, False, False]
    """
    return len(cells) > 0 and bool(dated(cells).all().any())


def month(word: str) -> int | None:
    """Return the month that a word or its beginning names, in English or in French; None where it names none or two.

    Examples
    --------
    >>> [month(word) for word in ("Jan", "févr", "AOÛT", "juin", "jui", "Total")]
    [1, 2, 8, 6, None, None]
    """
    plain = unicodedata.normalize("NFKD", word.lower()).encode("ascii", "ignore").decode()
    if len(plain) < 3:
        return None
    named = [
        number for number, names in enumerate(MONTHS, 1) if any(name.startswith(plain) for name in names)
    ]
    return named[0] if len(named) == 1 else None


def dates(column: pd.Series, told: list[str], *, dayfirst: bool | None = None) -> pd.Series:
    """Return a column of text as time stamps.

    Year first is read as ISO 8601; otherwise day or month comes first in the whole column alike. Months may be words,
    in English or in French, and quarters and weeks may be numbered; each becomes its first day.

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
        A cell that is not a date, some with a time zone and some without, or days and months that cannot be told apart.

    Examples
    --------
    >>> dates(pd.Series(["30/01/2024", "06/02/2024"]), []).dt.month.tolist()
    [1, 2]
    >>> dates(pd.Series(["janv. 2024", "févr. 2024"]), []).dt.month.tolist()
    [1, 2]
    """
    text = _plain(column)
    if text.str.fullmatch(ISO).mean() > 0.5:  # the commonest way, and the longest columns: no other is tried
        return _known(_iso(text, told), column)
    parts = text.str.extract(f"^{NUMBERS.pattern}$")
    if parts[0].notna().mean() > 0.5:
        return _ordered(text, parts, told, dayfirst)
    for way, read in ((QUARTER, _quarters), (WEEK, _weeks), (WORDS, _words)):
        if len(text) and text.str.fullmatch(way).mean() > 0.5:
            times = read(text.str.extract(f"^(?:{way.pattern})$"), told)
            return _known(times, column)
    return _known(_iso(text, told), column)


def _plain(column: pd.Series) -> pd.Series:
    """Cells without spaces around them, and in 24 hours."""
    text = column.astype(str).str.strip()
    halves = text.str.endswith(("m", "M", "m.", "M."))
    text[halves] = text[halves].str.replace(HALF_DAY, _whole_day, regex=True)
    return text


def _known(times: pd.Series, column: pd.Series) -> pd.Series:
    """Return times that are all there; refuse the first that is not."""
    if times.isna().any():
        row = int(np.flatnonzero(times.isna())[0])
        raise DataError(
            f"row {row + 1}, time {column.iloc[row]!s:.60}: not a date as the others; year-month-day, one order of "
            "day, month and year, a month in words, or whole numbers expected"
        )
    return times


def _iso(text: pd.Series, told: list[str]) -> pd.Series:
    offsets = text.str.extract(r"\d\d:\d\d.*?(Z|[+-]\d\d:?\d\d)$")[0]
    if len(offsets.dropna().unique()) > 1 and offsets.notna().all():
        told.append("times with several offsets (clock changes, or zones) were converted to UTC")
        return pd.to_datetime(text, errors="coerce", format="ISO8601", utc=True).dt.tz_localize(None)
    if offsets.nunique() and offsets.isna().any():
        raise DataError("times: some with an offset from UTC and some without; write all of them alike")
    return pd.to_datetime(text, errors="coerce", format="ISO8601")


def _quarters(parts: pd.DataFrame, _: list[str]) -> pd.Series:
    quarter = _either(parts, "q").astype(float)
    return _day(_either(parts, "year"), 3 * quarter - 2, 1)


def _weeks(parts: pd.DataFrame, told: list[str]) -> pd.Series:
    told.append("numbered weeks were read as the Mondays they begin with (ISO 8601)")
    days = parts[0] + "-" + parts[1].str.zfill(2) + "-1"
    times: pd.Series = pd.to_datetime(days, errors="coerce", format="%G-%V-%u")
    # A week too many would become the first one of the next year.
    return times.where(times.dt.isocalendar().year == parts[0].astype(float))


def _words(parts: pd.DataFrame, told: list[str]) -> pd.Series:
    day = _either(parts, "day")
    if day.isna().all():
        told.append("times were read as a month and a year")
    year = _either(parts, "year").astype(float)
    stamps = _day(_century(year), _months(parts), day if day.notna().any() else 1)
    clock = pd.to_datetime(_clock(parts["clock"]), errors="coerce", format="%H:%M:%S")
    return stamps + (clock - clock.dt.normalize())


def _months(parts: pd.DataFrame) -> pd.Series:
    return _either(parts, "month").map(month, na_action="ignore")


def _either(parts: pd.DataFrame, name: str) -> pd.Series:
    """A part that stands in one of two places."""
    return parts[name].where(parts[name].notna(), parts[f"{name}_"])


def _day(year: pd.Series, month: pd.Series, day: pd.Series | int) -> pd.Series:
    parts = pd.DataFrame({"year": year, "month": month, "day": day}).astype(float)
    out: pd.Series = pd.to_datetime(parts, errors="coerce")
    return out


def _clock(written: pd.Series) -> pd.Series:
    """Times of day with their seconds; midnight where none is written."""
    clock = written.fillna("00:00").str.replace("[hH]", ":", regex=True)
    return clock.where(clock.str.count(":") == 2, clock + ":00")


def _century(year: pd.Series) -> pd.Series:
    """Two digits are years from 1970 to 2069."""
    return year.where(year > 99, year + 1900 + 100 * (year < 70))


def _whole_day(match: re.Match[str]) -> str:
    """A time of a half day in 24 hours; 13 PM stays what it is, and is refused."""
    hour, minute, second, half = match.groups(default="")
    if not 1 <= int(hour) <= 12:
        return match[0]
    return f"{int(hour) % 12 + 12 * (half in 'pP'):02}:{minute}{second}"


def _ordered(text: pd.Series, parts: pd.DataFrame, told: list[str], dayfirst: bool | None) -> pd.Series:
    """Read day/month/year or month/day/year; what the whole column allows, then what gives regular steps."""
    _known(parts[0], text)
    first, second = parts[0].astype(int), parts[1].astype(int)
    year = _century(parts[2].astype(int))
    clock = _clock(parts[3])

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
    return _known(read(dayfirst), text)


def _steps(times: pd.Series) -> int:
    """Count how irregular times are: the number of different steps, months counting as equal."""
    ordered = times.drop_duplicates().sort_values()
    if (ordered.dt.day == ordered.dt.day.iloc[0]).all() and len(ordered) > 1:
        months = (ordered.dt.year * 12 + ordered.dt.month).diff().dropna()
        return int(months.nunique())
    return int(ordered.diff().dropna().nunique())
