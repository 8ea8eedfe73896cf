"""The sheet of an Excel workbook that holds a table, as rows of cells."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable
from datetime import time, timedelta
from typing import Any

from lstm.errors import DataError, first_line

LEAST = 4  # rows of a sheet that can hold a table: a header and three observations


def rows(name: str, content: bytes, told: list[str], sheet: str | None = None) -> list[list[Any]]:
    """Return the rows of the sheet with a table: text, numbers and times as they stand there, "" where nothing does.

    Of formulas the values that were saved with the file are read; nothing is computed or run.

    Parameters
    ----------
    name : str
        Of the file, for messages.
    content : bytes
        A workbook (.xlsx).
    told : list of str
        Takes a line for each rule that was applied.
    sheet : str, optional
        Which sheet; the only one that is shown and can hold a table, where not given.

    Raises
    ------
    DataError
        Not a workbook, no such sheet, no table, or several.

    Examples
    --------
    >>> from openpyxl import Workbook
    >>> book, file = Workbook(), io.BytesIO()
    >>> for row in (["month", "sold"], ["2024-01", 5], ["2024-02", 6], ["2024-03", 7.5]):
    ...     book.active.append(row)
    >>> book.save(file)
    >>> rows("shop.xlsx", file.getvalue(), [])
    [['month', 'sold'], ['2024-01', 5], ['2024-02', 6], ['2024-03', 7.5]]
    """
    sheets = _sheets(name, content, sheet)
    if sheet is not None:
        if sheet not in sheets:
            raise DataError(f"{name}: no sheet {sheet!r}; one of {_names(sheets)} expected")
        chosen = sheet
    else:
        tables = [title for title, cells in sheets.items() if _is_table(cells)]
        if not tables:
            raise DataError(
                f"{name}: no sheet holds a table; a header and three rows in two columns expected"
            )
        if len(tables) > 1:
            raise DataError(
                f"{name}: the sheets {_names(tables)} hold a table each; name one, sheet=... or --sheet"
            )
        chosen = tables[0]
        if len(sheets) > 1:
            told.append(f"sheet {chosen!r} was read, the only one with a table")
    return sheets[chosen]


def _sheets(name: str, content: bytes, asked: str | None) -> dict[str, list[list[Any]]]:
    """Read the sheet that was asked for, where it holds anything, or else all that do and are shown."""
    from openpyxl import load_workbook  # noqa: PLC0415  only where a workbook comes

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of pictures and rules that are not read anyway
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            return _held(sheet for sheet in shown if sheet.title == asked) or _held(shown)
    except Exception as error:  # noqa: BLE001  many kinds, for a damaged file
        raise DataError(
            f"{name}: not a readable workbook .xlsx ({first_line(error)}); save it again, as CSV"
        ) from None


def _held(sheets: Iterable[Any]) -> dict[str, list[list[Any]]]:
    """Cells of the sheets that hold anything, by title."""
    return {sheet.title: cells for sheet in sheets if (cells := _cells(sheet))}


def _cells(sheet: Any) -> list[list[Any]]:
    """Rows of a sheet, without blank ones and without blank columns before them."""
    sheet.reset_dimensions()  # what some programs write there is wrong
    read = ([_cell(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
    filled = [row for row in read if any(cell != "" for cell in row)]
    left = min((next(k for k, cell in enumerate(row) if cell != "") for row in filled), default=0)
    return [row[left:] for row in filled]  # not padded: a cell gone astray far away shall cost no memory


def _is_table(cells: list[list[Any]]) -> bool:
    return len(cells) >= LEAST and any(cell != "" for row in cells for cell in row[1:])


def _cell(cell: Any) -> Any:
    if cell is None:
        return ""
    return str(cell).strip() if isinstance(cell, str | time | timedelta) else cell


def _names(sheets: Iterable[str]) -> str:
    return ", ".join(map(repr, sheets)) or "none"
