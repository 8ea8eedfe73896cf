"""A header of several lines, as pivot tables have it, becomes one: shops above their measures, years above months."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lstm.forecast.door.headers import ABOUT, kinds, shown, timed

Row = Sequence[Any]
MOST = 4  # lines of a header


def joined(rows: list[list[Any]], told: list[str]) -> list[list[Any]]:
    """Return rows whose header is one line; they are left alone where it is.

    A header has several lines where the lowest does not tell the columns apart, and together with those above it does.
    A name above stands for the blank cells to its right. Below all may stand the name of the first column alone.

    Parameters
    ----------
    rows : list of list
        Cells, row by row.
    told : list of str
        Takes a line for each rule that was applied.

    Examples
    --------
    >>> rows = [["", "north", "", "south", ""], ["day", "sold", "sent", "sold", "sent"], ["2024-01-01", 1, 2, 3, 4]]
    >>> joined(rows, [])
    [['day', 'north sold', 'north sent', 'south sold', 'south sent'], ['2024-01-01', 1, 2, 3, 4]]
    """
    for lowest, row in enumerate(rows[1 : ABOUT + MOST], 1):
        if _told_apart(list(map(shown, row[1:]))):
            continue
        if _with_data(row):  # and so do all below
            return rows
        data = lowest + 1 + (_filled(rows[lowest + 1 : lowest + 2]) == [0])
        if not any(map(_with_data, rows[data : data + 1])):
            continue
        for place in range(max(0, lowest - MOST + 1), lowest):
            block = rows[place : lowest + 1]
            names = _names([list(map(shown, line)) for line in block])
            if names and not any(map(_with_data, block)):
                first = next((name for line in reversed(rows[place:data]) if (name := shown(line[0]))), "")
                told.append(f"the header has {data - place} lines: the names in a column were joined")
                return [*rows[:place], [first, *names], *rows[data:]]
    return rows


def _names(lines: list[list[str]]) -> list[str] | None:
    """Join the names of all columns but the first, where the lowest line alone does not tell them apart."""
    width = max(map(len, lines))
    *above, lowest = ([*line[1:], *[""] * (width - len(line))] for line in lines)
    if _told_apart(lowest) or not any(above[0]):
        return None
    if all(lines[0]) and _told_apart(lines[0]):  # what stands below names is about them: units
        return None
    spread = [_spread(level, lowest) for level in above]
    telling = [
        level
        for level in spread
        if len({name for name, below in zip(level, lowest, strict=True) if below}) > 1
    ]
    names = [" ".join(filter(None, column)) for column in zip(*telling, lowest, strict=True)]
    return names if _told_apart(names) else None


def _spread(level: Sequence[str], below: Sequence[str]) -> list[str]:
    """Let a name stand for the blank cells to its right, where something stands below them."""
    last, out = "", []
    for name, lower in zip(level, below, strict=True):
        last = name or last
        out.append(last if lower else name)
    return out


def _told_apart(names: Sequence[str]) -> bool:
    given = [name for name in names if name]
    return len(set(given)) == len(given)


def _with_data(row: Row) -> bool:
    """Say whether a row begins with a time, or holds a number that is no time."""
    words, times = kinds(row)
    return not (words | times).all() or timed([row])[0]


def _filled(rows: Sequence[Row]) -> list[int]:
    """Return the places of the cells that hold anything."""
    return [place for row in rows for place, cell in enumerate(row) if shown(cell)]
