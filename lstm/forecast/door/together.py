"""A time that stands in several columns, year and month or day and hour, becomes one column."""

from __future__ import annotations

import pandas as pd

from lstm.forecast.door.dates import month
from lstm.forecast.door.headers import YEAR

FIRST, MOST = 50, 0.5  # of so many cells, this share must look like what the name of the column says
NAMES = {
    "year": ("year", "année", "annee", "jahr", "año", "anno", "ano"),
    "quarter": ("quarter", "trimestre", "quartal"),
    "month": ("month", "mois", "monat", "mes", "mese", "mês", "period"),
    "week": ("week", "semaine", "woche", "semana", "settimana"),
    "day": ("day", "jour", "tag", "día", "dia", "giorno"),
    "hour": ("hour", "hr", "heure", "stunde", "time", "clock", "uhrzeit", "zeit", "hora", "ora"),
}
# Names that say that a column is the time, in English and in French, in small letters.
TIMES = ("ds", "date", "datetime", "timestamp", "time", "day", "week", "month", "quarter", "year", "period", "hour",
         "jour", "semaine", "mois", "trimestre", "année", "période", "heure", "horodatage",
         "time_period", "yyyymmdd", "aaaammjj", "yyyymm", "aaaamm")  # fmt: skip
OFTEN = 0.25  # share of rows whose day came before, for hours to be a part of the time
PARTS = {name for names in NAMES.values() for name in names}
PATTERNS = {
    "year": YEAR,
    "quarter": r"[1-4]",
    "month": r"0?[1-9]|1[0-2]",
    "week": r"0?[1-9]|[1-4]\d|5[0-3]",
    "day": r"0?[1-9]|[12]\d|3[01]",
    "hour": r"(?:[01]?\d|2[0-3])(?:[:hH]\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?)?",
}
# The first of these whose parts are all there.
WAYS = (
    ("year", "month", "day", "hour"),
    ("year", "month", "day"),
    ("year", "quarter"),
    ("year", "month"),
    ("year", "week"),
)
BEFORE = {"month": "-", "day": "-", "quarter": "-Q", "week": "-W", "hour": " "}


def whole(raw: pd.DataFrame, told: list[str], taken: set[str | None]) -> tuple[pd.DataFrame, str | None]:
    """Join year and month, with the day and the hour where they stand beside them, year and quarter, or year and week.

    Parameters
    ----------
    raw : DataFrame
        Cells as they came.
    told : list of str
        Takes a line for each rule that was applied.
    taken : set of str
        Columns that are something else.

    Returns
    -------
    raw : DataFrame
        With one column in place of those.
    time : str or None
        Its name; None where there are no such columns.

    Examples
    --------
    >>> rows = pd.DataFrame({"Year": ["2023", "2024"], "Month": ["12", "1"], "sold": ["5", "6"]})
    >>> whole(rows, [], set())[0].values.tolist()
    [['5', '2023-12'], ['6', '2024-01']]
    """
    found = _parts(raw, taken)
    for way in WAYS:
        if set(way) <= set(found):
            years, good = _cells(raw[found["year"]], "year")
            cells = years
            for part in way[1:]:
                column = raw[found[part]] if part != "hour" else _from_zero(raw[found[part]], told)
                cells = cells + BEFORE[part] + _cells(column, part)[0]
            # What is no year, as a word for totals, stays alone.
            return _joined(raw, [found[part] for part in way], cells.where(good, years), told)
    return raw, None


def with_clock(
    raw: pd.DataFrame,
    time: str,
    series: str | None,
    told: list[str],
    taken: set[str | None],
    *,
    events: bool = False,
) -> tuple[pd.DataFrame, str]:
    """Join days with the hour or the time of the day beside them, where days come in a series more than once as a rule.

    Those of single events are joined however often a day comes.

    Examples
    --------
    >>> rows = pd.DataFrame({"date": ["2024-01-01"] * 2, "hr": ["9", "10"], "sold": ["5", "6"]})
    >>> with_clock(rows, "date", None, [], set())[0].values.tolist()
    [['5', '2024-01-01 09:00'], ['6', '2024-01-01 10:00']]
    """
    hour = _parts(raw, {*taken, time, series}).get("hour")
    if hour is None:
        return raw, time
    if not events and raw.duplicated([time] if series is None else [time, series]).mean() < OFTEN:
        return raw, time
    days = raw[time].astype(str).str.strip().str.removesuffix(" 00:00:00")
    if days.str.contains(":").any():
        return raw, time
    clock, _ = _cells(_from_zero(raw[hour], told), "hour")
    return _joined(raw, [time, hour], days + BEFORE["hour"] + clock, told)


def counts(column: pd.Series) -> bool:
    """Say whether a column counts the months, weeks, days or hours of something longer, by its name and all its cells.

    Examples
    --------
    >>> [counts(pd.Series(cells, name="week")) for cells in (range(1, 53), range(1, 105), ["2024-W01"])]
    [True, False, False]
    """
    word = str(column.name).lower()
    part = next((part for part, names in NAMES.items() if word in names), "year")
    # Most columns are told by how they begin.
    some = (column.head(FIRST), column.drop_duplicates())
    return part != "year" and all(_cells(cells, part)[1].all() for cells in some)


def _parts(raw: pd.DataFrame, taken: set[str | None]) -> dict[str, str]:
    """Find the columns that hold parts of a time, each by its name and by what it holds."""
    found = {}
    for part, names in NAMES.items():
        some = [name for name in raw.columns if name.lower() in names and name not in taken]
        # Periods are months only where they say so: four a year are quarters, and thirteen four weeks.
        some = [
            one for one in some if one.lower() != "period" or raw[one].astype(str).str.match(r"M\d").all()
        ]
        if len(some) == 1 and _cells(raw[some[0]].head(FIRST), part)[1].mean() > MOST:
            found[part] = some[0]
    return found


def _cells(column: pd.Series, part: str) -> tuple[pd.Series, pd.Series]:
    """Parts with as many digits as ISO 8601 wants, and which of them are what they should be; an empty one is "?"."""
    cells = column.astype(str).str.strip().str.removesuffix(".0").replace("", "?")
    if part == "month":
        cells = cells.map(lambda cell: str(month(cell.rstrip(".")) or cell)).str.replace(
            rf"^M(?=(?:{PATTERNS['month']})$)", "", regex=True
        )
    good: pd.Series = cells.str.fullmatch(PATTERNS[part])
    if part not in {"year", "quarter"}:
        cells = cells.str.replace(r"^(\d)(?!\d)", r"0\1", regex=True)
    if part == "hour":
        cells = cells.where(~cells.str.fullmatch(r"\d\d"), cells + ":00")
    return cells, good


def _from_zero(hours: pd.Series, told: list[str]) -> pd.Series:
    """Hours that are counted from 1 to 24, as those of power grids, by the time that each begins."""
    whole = pd.to_numeric(hours, errors="coerce")
    if not (whole.between(1, 24).all() and whole.max() == 24):
        return hours
    told.append("hours 1 to 24 were read as 0 to 23, when they begin")
    return (whole - 1).astype(int)


def _joined(
    raw: pd.DataFrame, names: list[str], cells: pd.Series, told: list[str]
) -> tuple[pd.DataFrame, str]:
    told.append(f"columns {', '.join(map(repr, names))} were read as the time together")
    name = " and ".join(names)
    return raw.drop(columns=names).assign(**{name: cells}), name
