"""Tables that spreadsheets lay out another way: years by months, or series by times, become long ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

import pandas as pd

from lstm.forecast.door.across import across
from lstm.forecast.door.dates import month
from lstm.forecast.door.headers import YEAR
from lstm.forecast.door.texts import missing, numeric
from lstm.forecast.door.together import NAMES
from lstm.forecast.door.totals import TOTALS, is_total

# What whole numbers count, by the name of their column; under another name they may number shops as well.
UNITS = {name: part[0].upper() for part in ("month", "quarter", "week") for name in NAMES[part]}
PART = re.compile(r"([MQTW]?)(\d{1,2})")
MOST = {"": 12, "M": 12, "Q": 4, "T": 4, "W": 53}
WHOLE = (
    [f"{number:02}" for number in range(1, 13)],
    [f"Q{number}" for number in range(1, 5)],
    *([f"W{number:02}" for number in range(1, last + 1)] for last in (52, 53)),
)


def unfolded(raw: pd.DataFrame, told: list[str], series: str | None = None) -> pd.DataFrame:
    """Return a table that has times in its header as a long one with ``ds`` and ``y``; any other as it is.

    Parameters
    ----------
    raw : DataFrame
        Cells as they came, columns with names of text.
    told : list of str
        Takes a line for each rule that was applied.
    series : str, optional
        Name of the column that names the series; ``unique_id`` where not given.

    Returns
    -------
    DataFrame
        Each cell under the index of the row that it stood in.

    Examples
    --------
    >>> table = pd.DataFrame({"shop": ["a"], "2024-01": ["5"], "2024-02": ["6"], "2024-03": ["7"]})
    >>> unfolded(table, []).values.tolist()
    [['a', '2024-01', '5'], ['a', '2024-02', '6'], ['a', '2024-03', '7']]
    >>> unfolded(pd.DataFrame({"Month": ["Jan", "Feb"], "2023": [1, 2], "2024": [3, 4]}), [])["ds"].tolist()
    ['2023-01', '2023-02', '2024-01', '2024-02']
    """
    if raw.columns.duplicated().any():
        return raw
    # A word for totals may name the years as well: all columns are tried first.
    totals = [name for name in raw.columns[1:] if is_total(name)]
    for left in ([], totals) if totals else ([],):
        table = raw.drop(columns=left)
        for layout in (_years_down, _years_across, partial(across, series=series)):
            long = layout(table, told)
            if long is not None:
                if left:
                    told.append(f"columns of totals, left out: {', '.join(map(repr, left))}")
                return long.rename(columns={"row": series or "unique_id"})
    return raw


def _years_down(table: pd.DataFrame, told: list[str]) -> pd.DataFrame | None:
    """Read a year in each row, its months, quarters or weeks in the header."""
    parts = {name: part for name in table.columns if (part := _part(name))}
    if sorted(parts.values()) not in WHOLE:
        return None
    blank = [name for name in table.columns if table[name].astype(str).str.strip().eq("").all()]
    other = {name: _labels(table, name) for name in table.columns if name not in {*parts, *blank}}
    dates = [name for name, cells in other.items() if len(cells) and cells.str.fullmatch(YEAR).all()]
    last = max(map(list(table.columns).index, parts))
    behind = [name for name in table.columns[last + 1 :] if name in other and name not in dates]
    means = [name for name in behind if name.lower() not in TOTALS and numeric(table[name])]
    ids = [name for name in other if name not in {*dates, *means}]
    if len(dates) != 1 or len(ids) > 1 or any(name.lower() in TOTALS for name in ids):
        return None
    years, kind = other[dates[0]], _kind(next(iter(parts.values())))
    read = f"a {kind}ly series for each {ids[0]!r}" if ids else f"one {kind}ly series"
    told.append(f"a row is a year and a column a {kind}: the table was read as {read}")
    if means:
        told.append(f"columns of numbers behind those, left out: {', '.join(map(repr, means))}")
    long = _melted(table[[*ids, *parts]].rename(columns=parts), years, told, ids)
    return _joined(long, long["label"], long["header"])


def _years_across(table: pd.DataFrame, told: list[str]) -> pd.DataFrame | None:
    """Read a month, quarter or week in each row, years in the header."""
    label, years = table.columns[0], table.columns[1:]
    if not len(years) or not years.str.fullmatch(YEAR).all():
        return None
    cells = _labels(table, label)
    if cells.str.fullmatch(r"\d+").all():
        cells = UNITS.get(label.lower(), "no unit ") + cells
    parts = cells.map(_part)
    if not len(parts) or parts.isna().any() or parts.duplicated().any() or len(set(parts.map(_kind))) > 1:
        return None
    kind = _kind(parts.iloc[0])
    told.append(f"a row is a {kind} and a column a year: the table was read as one {kind}ly series")
    long = _melted(table[years], parts, told)
    return _joined(long, long["header"], long["label"])


def _part(text: str) -> str | None:
    """Return the month, quarter or week of a year that a word or a number names: 01, Q1, W01."""
    if (number := PART.fullmatch(text.upper())) is None:
        named = month(text.rstrip("."))
        return f"{named:02}" if named else None
    letter, count = number[1], int(number[2])
    if not 1 <= count <= MOST[letter]:
        return None
    return f"W{count:02}" if letter == "W" else f"Q{count}" if letter in {"Q", "T"} else f"{count:02}"


def _kind(part: str) -> str:
    return {"Q": "quarter", "W": "week"}.get(part[0], "month")


def _labels(table: pd.DataFrame, name: str) -> pd.Series:
    """Cells of a column as text, without those that name a row of totals."""
    text = table[name].astype(str).str.strip()
    return text[~text.str.lower().isin(TOTALS)]


def _melted(table: pd.DataFrame, labels: pd.Series, told: list[str], ids: Sequence[str] = ()) -> pd.DataFrame:
    if len(labels) < len(table):
        told.append(f"rows of totals, left out: {len(table) - len(labels)}")
    long = table.loc[labels.index].assign(label=labels).rename(columns=dict.fromkeys(ids, "row"))
    keys = ["label", *(["row"] if ids else [])]
    return long.melt(keys, var_name="header", value_name="y", ignore_index=False)


def _joined(long: pd.DataFrame, years: pd.Series, parts: pd.Series) -> pd.DataFrame:
    """Return series in the order of time; only a year that has a 53rd week needs to fill it."""
    long = long.assign(ds=years + "-" + parts)[~(missing(long["y"]) & (parts == "W53"))]
    return long.sort_values("ds", kind="stable")[[*long.columns.intersection(["row"]), "ds", "y"]]
