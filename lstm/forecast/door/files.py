"""A file or a foreign frame to a pandas frame: encodings, separators, JSON, workbooks, Parquet, the Arrow interface."""

from __future__ import annotations

import codecs
import csv
import io
import re
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from lstm.errors import DataError, first_line
from lstm.forecast.door import workbooks
from lstm.forecast.door.archives import ZIP, unpacked
from lstm.forecast.door.dates import CLOCK
from lstm.forecast.door.headers import begins, header, shown
from lstm.forecast.door.labels import unlabelled
from lstm.forecast.door.levels import joined
from lstm.forecast.door.records import records

SEPARATORS = ",;\t|"
SPACE = " "  # one or more of them, where nothing else cuts a line
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
PARQUET = b"PAR1"
OLD = b"\xd0\xcf\x11\xe0"


def load(data: object, told: list[str], sheet: str | None = None) -> pd.DataFrame:
    """Return data as a pandas frame of its own; cells of a text file stay text.

    Parameters
    ----------
    data : path, DataFrame, Series, or any frame with the Arrow interface
        CSV with a comma, semicolon, tab or bar, in UTF-8, UTF-16 or cp1252; JSON; an Excel workbook; or Parquet; also
        compressed.
    told : list of str
        Takes a line for each rule that was applied.
    sheet : str, optional
        Which sheet of a workbook, or file of an archive.

    Raises
    ------
    DataError
        No such file, not a table, or a row with more cells than the header.

    Examples
    --------
    >>> load(pd.Series([1.0, 2.0], index=[5, 6]), [])["ds"].tolist()
    [5, 6]
    """
    if isinstance(data, str | Path):
        return _file(Path(data), told, sheet)
    _no_sheet("data", sheet)
    if isinstance(data, pd.Series):
        data = data.rename("y").to_frame()
    if isinstance(data, pd.DataFrame):
        return unlabelled(data, told)
    if hasattr(data, "__arrow_c_stream__"):
        return _arrow(data)
    raise DataError(
        f"data: {type(data).__name__} came; a frame, or the path of a CSV, JSON, Excel or Parquet file expected"
    )


def _file(path: Path, told: list[str], sheet: str | None) -> pd.DataFrame:
    """Read a file, Parquet not as a whole."""
    if not path.is_file():
        raise DataError(f"{path}: no such file; the path of a CSV, JSON, Excel or Parquet file expected")
    with path.open("rb") as file:
        first = file.read(len(PARQUET))
    if first == PARQUET:
        _no_sheet(path, sheet)
        return _parquet(path, path)
    return _content(path.name, path.read_bytes(), told, sheet)


def _content(name: str, content: bytes, told: list[str], sheet: str | None) -> pd.DataFrame:
    """Read what a file holds by what its first bytes say it is."""
    if (inner := unpacked(name, content, told, sheet)) is not None:
        (name, content), sheet = inner, None
    if content.startswith(ZIP):
        return _framed(name, workbooks.rows(name, content, told, sheet), told).infer_objects()
    _no_sheet(name, sheet)
    if content.startswith(PARQUET):
        return _parquet(name, io.BytesIO(content))
    if content.startswith(OLD):
        raise DataError(f"{name}: a workbook of an old Excel, or a locked one, came; save it as .xlsx or CSV")
    text = _text(name, content, told)
    if (rows := records(name, text, told)) is not None:
        return _framed(name, rows, told).infer_objects()
    return _framed(name, _csv(name, text, told), told)


def _no_sheet(where: object, sheet: str | None) -> None:
    if sheet is not None:
        raise DataError(
            f"{where}: sheet {sheet!r} was asked for; only a workbook .xlsx has sheets, and an archive files"
        )


def _arrow(data: Any) -> pd.DataFrame:
    try:
        import pyarrow as pa  # noqa: PLC0415  only where such a frame comes
    except ImportError:
        raise DataError(f"data: {type(data).__name__} needs pyarrow: pip install pyarrow") from None
    frame: pd.DataFrame = pa.table(data).to_pandas()
    return frame


def _parquet(path: str | Path, file: Path | io.BytesIO) -> pd.DataFrame:
    try:
        frame = pd.read_parquet(file)
    except ImportError:
        raise DataError(f"{path}: a Parquet file needs pyarrow: pip install pyarrow") from None
    except Exception as error:  # noqa: BLE001  pyarrow raises many kinds for a damaged file
        raise DataError(
            f"{path}: not a readable Parquet file ({first_line(error)}); write it again"
        ) from None
    return unlabelled(frame, [])


def _csv(name: str, text: str, told: list[str]) -> list[list[Any]]:
    """Read the cells of a CSV file as text."""
    if "\n" not in text:  # how a Mac once ended its lines
        text = text.replace("\r", "\n")
    first, _, rest = text.partition("\n")
    separator = None
    if first.strip().strip('"').lower().startswith("sep="):  # Excel's hint
        hint = first.strip("\r\n").strip('"')[4:]
        separator, text = (hint[:1] or "\t"), rest
        told.append(f"line 1 of the file names the separator {separator!r}")
    return _rows(name, text, separator)


def _framed(name: str, rows: list[list[Any]], told: list[str]) -> pd.DataFrame:
    """Make a frame of rows of cells, the first of which is the header, if it holds names."""
    names, rows = header(name, joined(rows, told), told)
    if len(names) == 1 and len(names[0].split()) > 1 and rows:
        raise DataError(
            f"{name}: one column came, {names[0]!r:.60}; columns set apart by a comma, semicolon, tab or bar expected"
        )
    for number, row in enumerate(rows, start=2):
        if len(row) > len(names) and any(map(shown, row[len(names) :])):
            raise DataError(
                f"{name}, row {number}: {len(row)} cells where the header has {len(names)}; "
                "put a cell that holds the separator in quotes, and nothing beside the table"
            )
    full = len(names)
    body = [row if len(row) == full else (row + [""] * full)[:full] for row in rows]
    return pd.DataFrame(body, columns=names, dtype=object)


def _rows(name: str, text: str, separator: str | None) -> list[list[str]]:
    """Cut a text into rows of cells, one at least; blank lines are left out."""
    if not text.strip():
        raise DataError(f"{name}: the file is empty; a header and one row per observation expected")
    if "\0" in text:
        raise DataError(f"{name}: zero bytes in the text; a CSV, JSON, Excel or Parquet file expected")
    try:
        separator = separator or _separator(text)
        if separator == SPACE:
            text = "\n".join(" ".join(line.split()) for line in text.splitlines())
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(map(str.strip, row))]
    except csv.Error as error:
        raise DataError(f"{name}: not a CSV file with a header ({error})") from None
    if not rows:
        raise DataError(f"{name}: the file holds no row; a header and one row per observation expected")
    return rows


def _text(name: str, content: bytes, told: list[str]) -> str:
    """Decode by the mark at the start, else UTF-8, else the code page of Windows."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise DataError(
                    f"{name}: begins as {encoding} but is damaged ({first_line(error)})"
                ) from None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError as error:
            raise DataError(
                f"{name}: neither UTF-8 nor cp1252 ({first_line(error)}); save it as UTF-8"
            ) from None
    told.append("the file was read as cp1252, not being UTF-8")
    return text


def _separator(text: str) -> str:
    """Choose the separator that cuts the first lines into equally many cells, the most of them, or else spaces."""
    lines = list(islice((line for line in text.splitlines() if line.strip()), 20))

    def fit(separator: str) -> tuple[bool, bool, int, int, int]:
        rows = list(csv.reader(lines, delimiter=separator))
        above = begins(rows)
        counts = [len(row) for row in rows[above:]]
        # In a file with decimal commas, commas cut the rows but not the header, or cut a name in it.
        cells = min(counts) if min(counts) == counts[0] else 1
        sure = 1 < cells == max(counts) and separator != ","
        return cells > 1, sure, -above, cells, -SEPARATORS.index(separator)

    best = max(SEPARATORS, key=fit)
    return best if fit(best)[0] or not _spaced(lines) else SPACE


def _spaced(lines: list[str]) -> bool:
    """Say whether spaces cut the lines of a table, and those alone, into equally many cells."""
    rows = [line.split() for line in lines]
    counts = [len(row) for row in rows[begins(rows) :]]
    stamps = all(re.fullmatch(CLOCK, row[-1]) for row in rows[1:])  # a column of days with their clocks
    return 1 < max(counts) == min(counts) and not stamps
