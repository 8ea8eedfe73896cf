"""Tables with a series in each row and its times in the header: dates, years, or numbers that count."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from lstm.forecast.door.dates import dated, looks_dated, month
from lstm.forecast.door.headers import YEAR
from lstm.forecast.door.texts import missing, numeric
from lstm.forecast.door.totals import is_total

# d_1, V2, Week 3: words for what is counted, and the letters that they begin with.
COUNT = re.compile(r"(?i)^((?:|[dwmtvhpj]|day|week|month|hour|period|jour|semaine|mois|heure)[ _.]?)(\d+)$")
LEAST, COUNTED = 3, 12  # times that make a header one of times; shorter counts may be of anything


def across(table: pd.DataFrame, told: list[str], series: str | None = None) -> pd.DataFrame | None:
    """Return a table with times in its header as a long one, ``row, ds, y``; None where it is none.

    Parameters
    ----------
    table : DataFrame
        Cells as they came.
    told : list of str
        Takes a line for each rule that was applied.
    series : str, optional
        Name of the column that names the series; the first whose cells differ where not given, or all that vary.

    Examples
    --------
    >>> table = pd.DataFrame({"country": ["F", "G"], "unit": "t", "2022": [1, 2], "2023": [3, 4], "2024": [5, 6]})
    >>> across(table, [])["row"].tolist()
    ['F', 'G', 'F', 'G', 'F', 'G']
    """
    times = _times(table)
    other = [name for name in table.columns if name not in times]
    if len(times) < LEAST or not other or any(numeric(table[name]) for name in other[1:]):
        return None
    ids = [series] if series in other else _named_by(table, other)
    said = f", named by {', '.join(map(repr, ids))}" if len(other) > 1 else ""
    told.append(f"the header holds times: each row was read as a series{said}")
    rows = table[ids].astype(str).agg(" / ".join, axis=1) if len(ids) > 1 else table[ids[0]]
    long = table[list(times)].rename(columns=times).assign(row=rows)
    total = rows.astype(str).map(is_total)
    if total.any() and not total.all():
        told.append(f"rows of totals, left out: {int(total.sum())}")
        table, long = table[~total], long[~total]
    nothing = table[list(times)].apply(missing).all(axis=1)
    if nothing.any() and not nothing.all():
        told.append(f"rows without a number, left out: {int(nothing.sum())}")
        long = long[~nothing]
    return long.melt("row", var_name="ds", value_name="y", ignore_index=False)


def _times(table: pd.DataFrame) -> dict[str, str]:
    """Name the columns that hold a time each, and say which."""
    names = pd.Series(table.columns, table.columns)
    ways = dated(names)
    found = ways.any(axis=1)
    if found.any():
        return {name: name for name in names[found]} if ways[found].all().any() else {}
    years = names[names.str.fullmatch(YEAR)]
    if len(years):
        first = table.iloc[:, 0]
        words = first.dropna().astype(str).head(20)
        alone = not numeric(first) and not _dated(first) and words.map(month).isna().all()
        steps = np.diff(years.astype(int))
        return {name: name for name in years} if alone and ((steps > 0).all() or (steps < 0).all()) else {}
    return _counted(table)


def _counted(table: pd.DataFrame) -> dict[str, str]:
    """Name the columns at the end that count by one, behind the same word, where all others hold text."""
    parts = pd.Series(table.columns).str.extract(COUNT)
    last = parts[0].iloc[-1]
    same = (parts[0] == last).to_numpy()
    first = len(same) - int(np.argmin(same[::-1])) if not same.all() else 0
    while first < len(same) and not numeric(table.iloc[:, first]):  # where the first of them has the names
        first += 1
    many = parts[1].iloc[first:].astype(float)
    if len(many) < COUNTED or not (many.diff().iloc[1:] == 1).all():
        return {}
    if any(numeric(table[name]) or _dated(table[name]) for name in table.columns[:first]):
        return {}
    return dict(zip(table.columns[first:], parts[1].iloc[first:], strict=True))


def _named_by(table: pd.DataFrame, other: list[str]) -> list[str]:
    """Choose the first column whose cells all differ; all columns that vary where there is none."""
    many = {name: table[name].astype(str).nunique() for name in other}
    alone = [name for name in other if many[name] == len(table)]
    return alone[:1] or [name for name in other if many[name] > 1] or other[:1]


def _dated(column: pd.Series) -> bool:
    return looks_dated(column.dropna().head(20))
