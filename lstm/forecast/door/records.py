"""JSON to rows of cells: records, columns or lines, alone or the only table within what a service answers."""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from collections.abc import Iterable
from typing import Any

import pandas as pd

from lstm.errors import DataError, first_line
from lstm.forecast.door.dates import looks_dated

MANY = 200  # values among which a table is looked for
LEAST = 3  # rows of columns that are objects: fewer say something about a table
SINCE = r"\d{10,13}"  # seconds or milliseconds since 1970


def records(name: str, text: str, told: list[str]) -> list[list[Any]] | None:
    """Return the rows of the only table in a text, its header first; None where the text is no JSON.

    Records, lists of rows or columns, columns by row as pandas writes them, values by time, and a JSON value per line.

    Parameters
    ----------
    name : str
        Of the file, for messages.
    text : str
        Of the file.
    told : list of str
        Takes a line for each rule that was applied.

    Raises
    ------
    DataError
        Damaged, or not one table.

    Examples
    --------
    >>> records("a.json", '{"ok": true, "rows": [{"day": 1, "sold": 5}, {"day": 2, "sold": 6}]}', [])
    [['day', 'sold'], [1, 5], [2, 6]]
    >>> records("a.json", '{"time": [1, 2], "rain": [0.5, null]}', [])
    [['time', 'rain'], [1, 0.5], [2, '']]
    """
    start = text.lstrip()[:2]
    if not start.startswith(("{", "[")):
        return None
    try:
        value = _parsed(text)
    except (ValueError, RecursionError) as error:
        if start[0] == "[" and start[1:].strip() not in {"{", "["}:
            return None
        raise DataError(
            f"{name}: begins as JSON but is damaged ({first_line(error)}); write it again"
        ) from None
    tables = _tables(value)
    if len(tables) != 1:
        held = ", ".join(map(repr, tables)) or "none"
        raise DataError(
            f"{name}: JSON with one table expected, as records [{{...}}, ...] or columns {{name: [...]}}; "
            f"it holds {held:.200}: write the one that is meant"
        )
    place, rows = next(iter(tables.items()))
    if place:
        told.append(f"{place!r} was read, the only table in the file")
    return [[_cell(cell) for cell in row] for row in rows]


def _parsed(text: str) -> Any:
    """Return the value of a text, or those of its lines."""
    try:
        return json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if error.msg != "Extra data" or len(lines) < 2:
            raise
        return [json.loads(line, object_pairs_hook=_once) for line in lines]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        name, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise ValueError(f"{name!r} stands twice in one object")
    return made


def _tables(value: Any) -> dict[str, list[list[Any]]]:
    """Return the tables in a value, by where they stand: those above first, and no further than MANY values."""
    found: dict[str, list[list[Any]]] = {}
    queue = deque([("", value)])
    for _ in range(MANY):
        if not queue:
            break
        place, inner = queue.popleft()
        rows = _rows(inner)
        if rows is not None:
            found[place] = rows
            continue
        for name, part in inner.items() if isinstance(inner, dict) else enumerate(inner, 1):
            if isinstance(part, dict | list):
                queue.append((f"{place}.{name}".lstrip("."), part))
    return found


def _rows(value: Any) -> list[list[Any]] | None:
    """Return the rows of a value that is a table."""
    if isinstance(value, dict):
        return _keyed(value) if value else None
    if not isinstance(value, list) or not value:
        return None
    if all(isinstance(row, dict) for row in value):
        names = list(dict.fromkeys(name for row in value for name in row))
        return [names, *([row.get(name) for name in names] for row in value)] if _full(value, names) else None
    if not all(isinstance(row, list) for row in value):
        return None
    # Times that are numbers look like any others: pairs that begin with one have no header.
    since = all(len(row) == 2 and re.fullmatch(SINCE, str(row[0])) for row in value)
    return [["ds", "y"], *value] if since else value


def _keyed(value: dict[str, Any]) -> list[list[Any]] | None:
    """Return the rows of columns, of columns by row, or of values by time."""
    # As pandas writes "split" and "table".
    if isinstance(value.get("columns"), list) and isinstance(value.get("data"), list):
        return _indexed(value.get("index"), value["columns"], value["data"])
    if isinstance(value.get("schema"), dict) and isinstance(value.get("data"), list):
        return _rows(value["data"])
    parts = list(value.values())
    if all(isinstance(part, list) for part in parts) and len(set(map(len, parts))) == 1 and _flat(parts):
        return [list(value), *map(list, zip(*parts, strict=True))]
    if all(isinstance(part, dict) for part in parts) and _flat([list(part.values()) for part in parts]):
        return _nested(value)
    return _series(value)


def _full(rows: list[dict[str, Any]], names: list[str]) -> bool:
    """Say whether a table is not so empty that a small file becomes a large one."""
    return len(rows) * len(names) <= 100 * sum(map(len, rows))


def _flat(parts: list[list[Any]]) -> bool:
    return not any(isinstance(cell, list | dict) for part in parts for cell in part)


def _indexed(index: Any, names: list[Any], rows: list[Any]) -> list[list[Any]]:
    """Put labels of rows before them, unless they only count."""
    if index is None or _counts(index):
        return [names, *rows]
    return [["index", *names], *([label, *row] for label, row in zip(index, rows, strict=False))]


def _nested(value: dict[str, dict[str, Any]]) -> list[list[Any]] | None:
    """Return the rows of columns by row, or of rows by their number or time."""
    inner = list(dict.fromkeys(label for part in value.values() for label in part))
    if not _full(list(value.values()), inner):
        return None
    if _counts(value) or _timed(list(value)):
        return _indexed(list(value), inner, [[part.get(name) for name in inner] for part in value.values()])
    rows = [[column.get(label) for column in value.values()] for label in inner]
    return _indexed(inner, list(value), rows) if len(inner) >= LEAST else None


def _series(value: dict[str, Any]) -> list[list[Any]] | None:
    """Return the rows of values by time."""
    numbers = all(part is None or isinstance(part, int | float) for part in value.values())
    if not numbers or not _timed(list(value)):
        return None
    return [["ds", "y"], *map(list, value.items())]


def _timed(labels: list[str]) -> bool:
    times = pd.Series(labels, dtype=object)
    return looks_dated(times) or bool(times.str.fullmatch(SINCE).all())


def _counts(labels: Iterable[Any]) -> bool:
    """Say whether labels of rows only count them."""
    return all(str(label) == str(place) for place, label in enumerate(labels))


def _cell(cell: Any) -> Any:
    if cell is None:
        return ""
    if isinstance(cell, int) and abs(cell) >= 2**63:  # more than arrays hold
        return str(cell)
    return json.dumps(cell) if isinstance(cell, list | dict) else cell
