"""Where the table begins among rows of cells, and whether its first row holds names or data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from lstm.errors import DataError
from lstm.forecast.dates import dated
from lstm.forecast.texts import MISSING, NUMBER, bare

YEAR = r"(19|20)\d\d"


def header(name: str, rows: list[list[Any]], told: list[str]) -> tuple[list[str], list[list[Any]]]:
    """Return the names of the columns, and the rows below them.

    Parameters
    ----------
    name : str
        Of the file, for messages.
    rows : list of list
        Cells, row by row; one row at least, none of them blank.
    told : list of str
        Takes a line for each rule that was applied.

    Raises
    ------
    DataError
        No names, and columns that numbers alone do not tell apart.

    Examples
    --------
    >>> header("shop.csv", [["Our shop"], ["month", "sold"], ["2024-01", "5"]], [])
    (['month', 'sold'], [['2024-01', '5']])
    """
    above = begins(rows)
    if above:
        told.append(f"lines above the table, left out: {above}")
    below = _ends(rows[above:])
    if below:
        told.append(f"lines below the table, left out: {below}")
        rows = rows[:-below]
    first = rows[above]
    data, text = _kinds(first)
    if data and text:
        raise DataError(
            f"{name}: the first line ({', '.join(map(shown, first)):.60}) holds data, not names: "
            "add a line with the names of the columns"
        )
    if data:
        told.append("the file has no header: its first line was read as data")
        return [f"column {place}" for place in range(1, len(first) + 1)], rows[above:]
    names = [shown(cell) for cell in first]
    while len(names) > 1 and names[-1] == "":  # a separator at the end of each line
        names.pop()
    return names, rows[above + 1 :]


def begins(rows: Sequence[Sequence[Any]]) -> int:
    """Return the place of the first row of a table: lines of one cell, and comments, may stand above it.

    Examples
    --------
    >>> begins([["# made by Ann", " in May"], ["Sales"], ["month", "sold"], ["2024-01", "5"]])
    2
    """
    for place, row in enumerate(rows):
        # A comment that data follow is a header: some programs write it so.
        comment = str(row[0]).startswith("# ") and not any(
            _kinds(below)[0] for below in rows[place + 1 : place + 2]
        )
        if not comment and not _is_title(row):
            return place
    return 0


def shown(cell: Any) -> str:
    """Return a cell as text, a day without its midnight.

    Examples
    --------
    >>> shown(pd.Timestamp("2024-01-31"))
    '2024-01-31'
    """
    return str(cell).strip().removesuffix(" 00:00:00")


def _is_title(row: Sequence[Any]) -> bool:
    """Say whether one cell alone is filled, unless it names the last column beside one without a name."""
    filled = [place for place, cell in enumerate(row) if shown(cell)]
    return len(filled) < 2 and (len(row) == 1 or filled != [len(row) - 1])


def _ends(rows: Sequence[Sequence[Any]]) -> int:
    """Count the lines of words below a table: one cell, neither a date nor a number, as sources and notes are."""
    widest = max(map(len, rows))
    for count, row in enumerate(reversed(rows[1:])):
        filled = [shown(cell) for cell in row if shown(cell)]
        if widest < 2 or len(filled) != 1 or not shown(row[0]) or not _kinds(row)[1]:
            return count
    return 0


def _kinds(row: Sequence[Any]) -> tuple[bool, bool]:
    """Say whether a row holds a date and a number, as no header does, and whether it holds other text."""
    cells = pd.Series([text for text in map(shown, row) if text.lower() not in MISSING], dtype=object)
    if not len(cells):
        return False, False
    dates = dated(cells).any(axis=1)
    numbers = bare(cells).str.fullmatch(NUMBER) & ~dates
    # A header may hold times, and a year among several is one of them.
    counted = numbers & ~cells.str.fullmatch(YEAR) if dates.sum() > 1 else numbers
    return bool(dates.any() and counted.any()), not (dates | numbers).all()
