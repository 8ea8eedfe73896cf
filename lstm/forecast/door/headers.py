"""Where the table begins among rows of cells, and whether its first row holds names or data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from lstm.errors import DataError
from lstm.forecast.door.dates import dated
from lstm.forecast.door.texts import MISSING, NUMBER, bare

YEAR = r"(1[7-9]|20)\d\d"
ABOUT = 40  # lines in which what is said about a table must end
MANY = 1000  # rows that show how wide it is


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
    about = above + _about(rows[above : above + ABOUT])
    if about:
        told.append(f"lines above the table, left out: {about}")
    below = _ends(rows[about:])
    if below:
        told.append(f"lines below the table, left out: {below}")
        rows = rows[:-below]
    first = rows[about] if about == above or _heads(rows[about], rows[about + 1]) else rows[above]
    data, text = _data_or_text(first)
    if data and text:
        raise DataError(
            f"{name}: the first line ({', '.join(map(shown, first)):.60}) holds data, not names: "
            "add a line with the names of the columns"
        )
    if data:
        told.append("the file has no header: its first line was read as data")
        return [f"column {place}" for place in range(1, len(first) + 1)], rows[about:]
    return _names(first, rows[about + 1 :]), rows[about + 1 :]


def begins(rows: Sequence[Sequence[Any]]) -> int:
    """Return the place of a table's header: lines of one cell, comments, and lines with fewer cells may stand above it.

    Examples
    --------
    >>> begins([["# made by Ann", " in May"], ["Sales"], ["month", "sold"], ["2024-01", "5"]])
    2
    >>> begins([["Source", "Bank"], ["country", "code", "2023", "2024"], ["France", "FRA", "5", "6"]])
    1
    """
    above = _titles(rows)
    for size in (len, _width):  # of a text file that has no cells there, and where all rows are padded alike
        widths = list(map(size, rows[above : above + MANY]))
        common = Counter(widths).most_common(1)[0][0]
        first = above + next(place for place, width in enumerate(widths) if width >= common)
        row = rows[first]
        if above < first and _all_words(row) and not timed([row])[0]:
            return first
    return above


def _width(row: Sequence[Any]) -> int:
    """Count the cells to the last one that holds anything."""
    return max((place for place, cell in enumerate(row, 1) if shown(cell)), default=0)


def _titles(rows: Sequence[Sequence[Any]]) -> int:
    """Count the lines of one cell, and the comments, above a table."""
    for place, row in enumerate(rows):
        # A comment that data follow is a header: some programs write it so.
        comment = str(row[0]).startswith("# ") and not any(
            _data_or_text(below)[0] for below in rows[place + 1 : place + 2]
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


def _about(rows: Sequence[Sequence[Any]]) -> int:
    """Count the lines before the one above the first time, where the first column holds times to its end.

    Statistics offices say there what a series is; where the last line is no header, the first one has its title.
    """
    if len(rows) < 5 or timed([rows[1]])[0]:
        return 0
    times = timed(rows)
    first = times.index(True) if True in times else 0
    if first < 2 or not all(times[first:]) or len(rows) - first < 3:
        return 0
    # What holds numbers alone, behind something that is no time, may be data with a mistake.
    return first - 1 if not any(_counts(row[1:]) for row in rows[1:first]) else 0


def timed(rows: Sequence[Sequence[Any]]) -> list[bool]:
    """Say which rows begin with a time.

    Examples
    --------
    >>> timed([["2024-01-31", "5"], ["month", "sold"], [2024, 5]])
    [True, False, True]
    """
    return list(_times(pd.Series([shown(row[0]) for row in rows], dtype=object)))


def _times(cells: pd.Series) -> pd.Series:
    return dated(cells).any(axis=1) | cells.str.fullmatch(YEAR)


def _filled(row: Sequence[Any]) -> pd.Series:
    return pd.Series([text for text in map(shown, row) if text.lower() not in MISSING], dtype=object)


def _counts(row: Sequence[Any]) -> bool:
    """Say whether a row holds numbers, and nothing else."""
    cells = _filled(row)
    return len(cells) > 0 and bool(bare(cells).str.fullmatch(NUMBER).all())


def _heads(row: Sequence[Any], below: Sequence[Any]) -> bool:
    """Say whether a row names the columns of the one below it: a word above each cell, and no colon."""
    names = list(map(shown, row))
    filled = [name for name, cell in zip(names, below, strict=False) if shown(cell)]
    cells = pd.Series(names, dtype=object)
    return all(filled) and not names[0].endswith(":") and not dated(cells).any(axis=None) and _all_words(row)


def _all_words(row: Sequence[Any]) -> bool:
    """Say whether a row holds words and perhaps years or dates, and no other number, as a header does."""
    words, times = kinds(row)
    return bool(words.any() and (words | times).all())


def kinds(row: Sequence[Any]) -> tuple[pd.Series, pd.Series]:
    """Say which of the cells that hold anything hold words, and which times.

    Examples
    --------
    >>> [found.tolist() for found in kinds(["", "sold", "2024", "5.5"])]
    [[True, False, False], [False, True, False]]
    """
    cells = pd.Series([text for text in map(shown, row) if text], dtype=object)
    times = _times(cells)
    return ~times & ~bare(cells).str.fullmatch(NUMBER), times


def _names(first: Sequence[Any], below: Sequence[Sequence[Any]]) -> list[str]:
    """Name the columns; those without a name behind the others are none, where nothing stands in them."""
    names = [shown(cell) for cell in first]
    last = max((place for place, name in enumerate(names) if name), default=0)
    if last == 0 and len(names) > 1 and any(map(shown, below[0][1:] if below else ())):
        return names[:1] + [f"column {place}" for place in range(2, len(names) + 1)]
    return names[: last + 1]


def _ends(rows: Sequence[Sequence[Any]]) -> int:
    """Count the lines of words below a table: one cell, neither a date nor a number, as sources and notes are."""
    widest = max(map(len, rows))
    for count, row in enumerate(reversed(rows[1:])):
        filled = [shown(cell) for cell in row if shown(cell)]
        if widest < 2 or len(filled) != 1 or not shown(row[0]) or not _data_or_text(row)[1]:
            return count
    return 0


def _data_or_text(row: Sequence[Any]) -> tuple[bool, bool]:
    """Say whether a row holds a date and a number, as no header does, and whether it holds other text."""
    cells = _filled(row)
    if not len(cells):
        return False, False
    dates = dated(cells).any(axis=1)
    numbers = bare(cells).str.fullmatch(NUMBER) & ~dates
    # A header may hold times, and a year among several is one of them.
    counted = numbers & ~cells.str.fullmatch(YEAR) if dates.sum() > 1 else numbers
    return bool(dates.any() and counted.any()), not (dates | numbers).all()
