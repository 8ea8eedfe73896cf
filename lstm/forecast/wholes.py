"""Whole series out of a Parquet file, some at a time, whatever the size of the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lstm.arrays import Array
from lstm.errors import DataError, first_line
from lstm.forecast.door.columns import SERIES

AT_ONCE = 2**18  # names looked at together


def wholes(source: Path, name: str, rows: int) -> Iterator[pa.Table]:
    """Yield tables of whole series, of about `rows` observations each; column `name` tells the series.

    Raises
    ------
    DataError
        Not a readable Parquet file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pd.DataFrame({"id": list("aabbbc")}).to_parquet(f"{folder}/one.parquet")
    ...     [table["id"].to_pylist() for table in wholes(Path(folder) / "one.parquet", "id", 3)]
    [['a', 'a', 'b', 'b', 'b'], ['c']]
    """
    held: list[pa.Table] = []
    for batch in _open(source).iter_batches(batch_size=rows, use_threads=False):
        held.append(pa.Table.from_batches([batch]))
        if sum(table.num_rows for table in held) > rows:
            table = pa.concat_tables(held)
            last = int(_starts(table[name])[-1])  # of this series there may be more to come
            if last:
                yield table[:last]
            held = [table[last:]]
    yield pa.concat_tables(held)


def together(source: Path, name: str) -> int:
    """Return the number of rows after a look at the names alone: all rows of a series must stand together.

    Eight bytes a series are kept.

    Raises
    ------
    DataError
        Not a Parquet file, no such column, no row, or a series that begins twice.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pd.DataFrame({"id": list("aabbbc")}).to_parquet(f"{folder}/one.parquet")
    ...     together(Path(folder) / "one.parquet", "id")
    6
    """
    file = _open(source)
    names = file.schema_arrow.names
    if name not in names:
        raise DataError(f"column {name!r} is missing; the file has {', '.join(names)}: name the column")
    if not file.metadata.num_rows:
        raise DataError(f"{source}: the file holds no row; at least three observations of a series expected")
    seen, last = np.empty(0, np.uint64), None
    for batch in file.iter_batches(batch_size=AT_ONCE, columns=[name], use_threads=False):
        ids = pa.chunked_array([batch.column(0)])
        begun = ids.take(pa.array(_starts(ids))).to_pandas().astype(str).to_numpy(object)
        last, begun = begun[-1], begun[1:] if begun[0] == last else begun
        hashes = pd.util.hash_array(begun)
        twice = np.isin(hashes, seen) | pd.Series(hashes).duplicated().to_numpy()
        if twice.any():
            raise DataError(
                f"series {begun[int(twice.argmax())]!r}: its rows stand apart in {source.name}; all rows of a series "
                f"together expected: sort the file by {name!r}, or forecast it in one piece"
            )
        seen = np.concatenate([seen, hashes])
    return int(file.metadata.num_rows)


def named(source: Path) -> str:
    """Find the column that tells the series.

    Raises
    ------
    DataError
        Not a Parquet file, or no column with a usual name.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pd.DataFrame({"Store": ["a"], "y": 1.0}).to_parquet(f"{folder}/one.parquet")
    ...     named(Path(folder) / "one.parquet")
    'Store'
    """
    names = _open(source).schema_arrow.names
    for word in SERIES:
        for name in names:
            if name.strip().lower() == word:
                return str(name)
    raise DataError(
        f"{source.name}: no column tells the series; the file has {', '.join(names)}: name the column"
    )


def _open(source: Path) -> Any:
    """Open a Parquet file so that it is read piece by piece."""
    if not source.is_file():
        raise DataError(f"{source}: no such file; the path of a Parquet file expected")
    try:
        return pq.ParquetFile(source, pre_buffer=False, buffer_size=2**20)
    except (pa.ArrowInvalid, OSError) as error:
        reason = first_line(error)
        raise DataError(f"{source}: not a readable Parquet file ({reason}); write it again") from None


def _starts(ids: Any) -> Array:
    """Rows at which another series begins, the first included."""
    codes = pc.dictionary_encode(ids).combine_chunks().indices
    codes = pc.fill_null(codes, -1).to_numpy(zero_copy_only=False)
    return np.flatnonzero(np.append(True, codes[1:] != codes[:-1]))
