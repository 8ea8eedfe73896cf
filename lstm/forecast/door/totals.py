"""Rows whose time is longer than the others': sums and means of years and quarters, and rows without a time."""

from __future__ import annotations

import re

import pandas as pd

from lstm.forecast.door.dates import looks_dated
from lstm.forecast.door.headers import YEAR

TOTALS = {"total", "totals", "grand total", "total général", "sum", "summe", "somme", "gesamt", "année",
          "year total", "average", "mean", "annual", "moyenne", "durchschnitt"}  # fmt: skip
LONGER = rf"{YEAR}(?:[ -]?(?:Q[1-4]|M13))?"  # a year, a quarter, or the thirteenth month by which offices mean a year


def is_total(name: str) -> bool:
    """Say whether a name is a word for totals, alone or with a year.

    Examples
    --------
    >>> [is_total(name) for name in ("Total", "2024 Total", "total 2024", "Total sales")]
    [True, True, True, False]
    """
    return re.sub(rf"^{YEAR} | {YEAR}$", "", name.strip().lower()) in TOTALS


def single(raw: pd.DataFrame, time: str, told: list[str]) -> pd.DataFrame:
    """Leave out rows whose time is a word for totals, is longer than the others', or is empty below them all.

    Parameters
    ----------
    raw : DataFrame
        Cells as they came.
    time : str
        The column of the times.
    told : list of str
        Takes a line for each rule that was applied.

    Examples
    --------
    >>> rows = pd.DataFrame({"ds": ["2023 Jan", "2023 Feb", "Total", "2023", "2023 Q1", "2023-M13", ""]})
    >>> single(rows, "ds", [])["ds"].tolist()
    ['2023 Jan', '2023 Feb']
    """
    if raw[time].dtype.kind in "iufM":
        return raw
    below = _untimed(raw[time])
    if below:
        told.append(f"rows without a time below the others, left out: {below}")
        raw = raw.iloc[:-below]
    text = raw[time].astype(str)
    each = pd.Series(text.unique())
    total = text.isin(each[_totals(each.str.strip())])
    if total.any():
        told.append(f"rows of totals, left out: {int(total.sum())}")
    return raw[~total]


def shorter(cells: pd.Series) -> pd.Series:
    """Leave out times of a year or a quarter.

    Examples
    --------
    >>> shorter(pd.Series(["2023", "2023 Q1", "2023 Jan"])).tolist()
    ['2023 Jan']
    """
    return cells[~cells.astype(str).str.fullmatch(LONGER)]


def _totals(text: pd.Series) -> pd.Series:
    words = text.str.rstrip(":").str.lower().isin(TOTALS)
    longer = text.str.fullmatch(LONGER)
    rest = text[~words & ~longer]
    return words | longer if len(rest) and looks_dated(rest.head(20)) else words


def _untimed(cells: pd.Series) -> int:
    """Count the cells at the end that are text without a letter."""
    for count, cell in enumerate(cells.iloc[::-1]):
        if not isinstance(cell, str) or cell.strip():
            return count
    return 0
