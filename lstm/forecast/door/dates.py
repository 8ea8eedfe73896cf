"""Columns of text to dates, whatever way they are written; decided on the whole column and said aloud."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from lstm.errors import DataError
from lstm.forecast.door.zones import iso
from lstm.forecast.pieces import century, clock, complete, ordered, week

CLOCK = r"\d{1,2}[:hH]\d{2}(?::\d{2})?"
NUMBERS = re.compile(rf"(\d{{1,2}})[/.\-](\d{{1,2}})[/.\-](\d{{4}}|\d{{2}})(?:[ T,]+({CLOCK}))?")
ISO = re.compile(r"\d{4}-\d{2}\b.*|\d{4}/\d{1,2}/.*")
FISCAL, NAMED = re.compile(r"(\d{4})[-/](\d{2})"), re.compile(r"(?i)FY ?'?(\d{4}|\d{2})")
RANGE = re.compile(r"(.*\d.*?) (?:-|\u2013|to|au|bis) (.*\d.*)")
MONTH = re.compile(
    r"(?P<month>0?[1-9]|1[0-2])[/.\-](?P<year>(?:19|20)\d\d)|(?P<year_>\d{4})[ -]?[Mm](?P<month_>\d{1,2})"
)
Q = r"(?:[Qq](?:uarter)?|[Tt](?:rim(?:estre|\.)?)?) ?"  # T in French
QUARTER = re.compile(
    rf"(?P<year>\d{{4}})[ -]?{Q}(?P<q>[1-4])|{Q}(?P<q_>[1-4])[ ,.\-/']+(?P<year_>\d{{4}}|\d{{2}})"
    rf"|(?P<q__>[1-4])(?:er|e|st|nd|rd|th)? ?{Q}[ .\-/']?(?P<year__>\d{{4}}|\d{{2}})"
)
W = r"(?P<mark{}>[Kk]?[Ww](?:k|eek)?|[Ss](?:em(?:aine|\.)?)?) ?"  # KW in German, S in French
WEEK = re.compile(
    rf"(?P<year>\d{{4}})[ \-/]?{W.format('')}(?P<week>\d{{1,2}})(?:-(?P<day>[1-7]))?"
    rf"|{W.format('_')}(?P<week_>\d{{1,2}})[ ,\-/]+(?P<year_>\d{{4}})"
)
WORD, YEAR, ORDINAL = r"[^\W\d_]{3,}", r"\d{4}|\d{2}", "(?:er|st|nd|rd|th)?"
WORDS = re.compile(
    rf"(?:(?:(?P<day>\d{{1,2}}){ORDINAL}[ .\-/]*)?(?P<month>{WORD})\.?,?[ \-/']*"
    rf"(?:(?P<day_>\d{{1,2}}){ORDINAL},? +)?(?P<year>{YEAR})"
    rf"|(?P<year_>\d{{4}})[ \-/](?P<month_>{WORD})\.?)(?:[ T,]+(?P<clock>{CLOCK}))?"
)
DAYS = ("monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun"
        "|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim"
        "|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|mo|di|mi|do|fr|sa|so")  # fmt: skip
# Before a date that has a day of its own: mar. may be a month as well.
WEEKDAY = re.compile(
    rf"(?i)^(?:{DAYS})\b\.?,? +"
    rf"(?=\d{{1,2}}{ORDINAL}[ .\-/]+(?:\d{{1,2}}[ .\-/]|[^\W\d])|\d{{4}}-\d|[^\W\d]{{3,}}\.? \d{{1,2}}\b)"
)
HALF_DAY = re.compile(r"(?i)\b(\d{1,2}):(\d{2})(:\d{2})? ?([ap])\.?m\.?$")
MONTHS = (
    ("january", "janvier", "januar"), ("february", "fevrier", "februar"), ("march", "mars", "marz", "maerz", "mrz"),
    ("april", "avril"), ("may", "mai"), ("june", "juin", "juni"), ("july", "juillet", "juli"), ("august", "aout"),
    ("september", "septembre"), ("october", "octobre", "oktober"), ("november", "novembre"),
    ("december", "decembre", "dezember"),
)  # fmt: skip


def dated(cells: pd.Series) -> pd.DataFrame:
    """Say for each cell of text (row) and each way of writing dates (column) whether it is written so.

    Examples
    --------
    >>> dated(pd.Series(["2024-01-31", "Q1 2024", "May"])).any(axis=1).tolist()
    [True, True, False]
    """
    text = _plain(cells, [])
    ways = [text.str.fullmatch(way) for way in (NUMBERS, ISO, QUARTER, WEEK)]
    ways.append(text.str.fullmatch(MONTH) & ~text.str.match(r"\d\."))  # 1.2024 may be a number as well
    ways.append(text.str.fullmatch(WORDS) & _months(text.str.extract(WORDS)).notna())
    return pd.concat(ways, axis=1)


def looks_dated(cells: pd.Series) -> bool:
    """Say whether text is written as dates, all of it in one way.

    Examples
    --------
    >>> [looks_dated(pd.Series([text])) for text in ("2024-01-31", "31.1.24", "Q1 2024", "Jan-24", "3.14", "May")]
    [True, True, True, True, False, False]
    """
    return len(cells) > 0 and bool(dated(_begun(cells.astype(str), [])).all().any())


def month(word: str) -> int | None:
    """Return the month that a word or its beginning names, in English, French or German; None for none or two.

    Examples
    --------
    >>> [month(word) for word in ("Jan", "févr", "AOÛT", "März", "juin", "jui", "Total")]
    [1, 2, 8, 3, 6, None, None]
    """
    plain = unicodedata.normalize("NFKD", word.lower()).encode("ascii", "ignore").decode()
    if len(plain) < 3:
        return None
    named = [
        number for number, names in enumerate(MONTHS, 1) if any(name.startswith(plain) for name in names)
    ]
    return named[0] if len(named) == 1 else None


def dates(
    column: pd.Series, told: list[str], *, dayfirst: bool | None = None, wall: bool = False
) -> pd.Series:
    """Return a column of text as time stamps.

    Year first is read as ISO 8601; otherwise day or month comes first in the whole column alike. Months may be words,
    in English, French or German, and quarters and weeks may be numbered; each becomes its first day. Fiscal years,
    2023-24, become the year they begin in.

    Parameters
    ----------
    column : Series
        Text.
    told : list of str
        Takes a line for each rule that was applied.
    dayfirst : bool, optional
        Whether the day stands before the month; from the whole column where not given.
    wall : bool
        Whether times beside several offsets from UTC are read as wall time.

    Raises
    ------
    DataError
        A cell that is not a date, some with a time zone and some without, or days that cannot be told from months or
        from years.

    Examples
    --------
    >>> dates(pd.Series(["30/01/2024", "06/02/2024"]), []).dt.month.tolist()
    [1, 2]
    >>> dates(pd.Series(["janv. 2024", "févr. 2024"]), []).dt.month.tolist()
    [1, 2]
    """
    text = _plain(_begun(column.astype(str), told), told)
    fiscal = _fiscal(text, told)
    if fiscal is not None:
        return fiscal
    if text.str.fullmatch(ISO).mean() > 0.5:  # the commonest way, and the longest columns: no other is tried
        return complete(iso(text, told, wall=wall), column)
    parts = text.str.extract(f"^{NUMBERS.pattern}$")
    if parts[0].notna().mean() > 0.5:
        return ordered(text, parts, told, dayfirst)
    for way, read in ((QUARTER, _quarters), (WEEK, _weeks), (MONTH, _numbered), (WORDS, _words)):
        if len(text) and text.str.fullmatch(way).mean() > 0.5:
            times = read(text.str.extract(f"^(?:{way.pattern})$"), told)
            return complete(times, column)
    return complete(iso(text, told, wall=wall), column)


def _begun(text: pd.Series, told: list[str]) -> pd.Series:
    """Of ranges of times, the first time."""
    if not len(text) or not RANGE.fullmatch(text.iloc[0]) or not text.str.fullmatch(RANGE).all():
        return text
    ends = text.str.extract(RANGE)
    if not (looks_dated(ends[0]) and looks_dated(ends[1])):
        return text
    told.append("of each range of times the first was read")
    return ends[0]


def _plain(column: pd.Series, told: list[str]) -> pd.Series:
    """Cells without spaces and days of the week around them, in 24 hours, without a UTC behind all of them."""
    text = column.astype(str).str.strip()
    if text.str.endswith((" UTC", " GMT")).all():
        told.append("times in UTC were read without the zone")
        text = text.str[:-4]
    if len(text) and WEEKDAY.match(text.iloc[0]):
        text = text.str.replace(WEEKDAY, "", regex=True)
    halves = text.str.endswith(("m", "M", "m.", "M."))
    text[halves] = text[halves].str.replace(HALF_DAY, _whole_day, regex=True)
    return text


def _fiscal(text: pd.Series, told: list[str]) -> pd.Series | None:
    """Years and the last digits of the next ones: no column of months has each month in the year before it."""
    if not len(text):
        return None
    if NAMED.fullmatch(text.iloc[0]) and text.str.fullmatch(NAMED).all():
        told.append("fiscal years were read as the year in their name")
        return _day(century(text.str.extract(NAMED)[0].astype(float)), 1, 1)
    if not FISCAL.fullmatch(text.iloc[0]):  # long columns of other dates are not searched
        return None
    parts = text.str.extract(f"^{FISCAL.pattern}$").astype(float)
    if not ((parts[0] + 1) % 100 == parts[1]).all() or parts[0].min() == parts[0].max():
        return None
    told.append("fiscal years were read as the year they begin in")
    return _day(parts[0], 1, 1)


def _quarters(parts: pd.DataFrame, _: list[str]) -> pd.Series:
    quarter = _either(parts, "q").astype(float)
    return _day(century(_either(parts, "year").astype(float)), 3 * quarter - 2, 1)


def _weeks(parts: pd.DataFrame, told: list[str]) -> pd.Series:
    day = parts["day"]
    if day.isna().any():
        told.append("numbered weeks were read as the Mondays they begin with (ISO 8601)")
    year, number = _either(parts, "year").astype(float), _either(parts, "week").astype(float)
    if number.max() < 3 and _either(parts, "mark").str.upper().eq("S").any():
        raise DataError(
            "times: S1 and S2 may be weeks or halves of a year: write the day that each begins with"
        )
    return week(year, number, day.fillna("1").astype(int))


def _numbered(parts: pd.DataFrame, told: list[str]) -> pd.Series:
    told.append("times were read as a month and a year")
    return _day(_either(parts, "year"), _either(parts, "month"), 1)


def _words(parts: pd.DataFrame, told: list[str]) -> pd.Series:
    day = _either(parts, "day")
    if day.isna().all():
        _not_days(parts)
        told.append("times were read as a month and a year")
    year = _either(parts, "year").astype(float)
    stamps = _day(century(year), _months(parts), day if day.notna().any() else 1)
    clocks = pd.to_datetime(clock(parts["clock"]), errors="coerce", format="%H:%M:%S")
    return stamps + (clocks - clocks.dt.normalize())


def _not_days(parts: pd.DataFrame) -> None:
    """Refuse two digits that may be days: of one month only, or as many beside a month as it has days."""
    digits = _either(parts, "year").dropna()
    if not digits.astype(int).between(1, 31).all():
        return
    many = digits.groupby(_months(parts)).nunique()
    if many.max() >= (3 if len(many) == 1 else 28):
        words = _either(parts, "month").dropna()
        raise DataError(
            f"times: {words.iloc[0]} {digits.iloc[0]} to {words.iloc[-1]} {digits.iloc[-1]} may be days of a month, "
            "or months of several years: write the year with four digits"
        )


def _months(parts: pd.DataFrame) -> pd.Series:
    return _either(parts, "month").map(month, na_action="ignore")


def _either(parts: pd.DataFrame, name: str) -> pd.Series:
    """A part that stands in one of two or three places."""
    found = parts[name].where(parts[name].notna(), parts[f"{name}_"])
    return found.where(found.notna(), parts[f"{name}__"]) if f"{name}__" in parts else found


def _day(year: pd.Series, month: pd.Series | int, day: pd.Series | int) -> pd.Series:
    parts = pd.DataFrame({"year": year, "month": month, "day": day}).astype(float)
    out: pd.Series = pd.to_datetime(parts, errors="coerce")
    return out


def _whole_day(match: re.Match[str]) -> str:
    """A time of a half day in 24 hours; 13 PM stays what it is, and is refused."""
    hour, minute, second, half = match.groups(default="")
    if not 1 <= int(hour) <= 12:
        return match[0]
    return f"{int(hour) % 12 + 12 * (half in 'pP'):02}:{minute}{second}"
