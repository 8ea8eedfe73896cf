"""Parquet to Parquet, part by part: the memory does not grow with the series, and a run that was killed goes on."""

from __future__ import annotations

import itertools
import json
import os
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from lstm.arrays import counted
from lstm.atomic import write
from lstm.errors import DataError
from lstm.forecast.forecaster import SeasonalForecaster
from lstm.forecast.partitions import part, settled
from lstm.forecast.persistence import pack
from lstm.forecast.store import digest
from lstm.forecast.wholes import named, together, wholes

ROWS = 2**16  # observations in a part, about
Job = tuple[SeasonalForecaster, dict[str, Any]]


def stream(
    model: SeasonalForecaster,
    source: str | Path,
    out: str | Path,
    h: int,
    *,
    level: Sequence[float] = (),
    quantiles: Sequence[float] = (),
    rows: int = ROWS,
    workers: int = 1,
    tell: Callable[[int, int], None] | None = None,
    **how: Any,
) -> Path:
    """Forecast every series of a Parquet file into another.

    Parts of whole series are forecast into the folder ``<out>.parts`` and joined at the end. The same call goes on
    from what is there, to the same bytes; parts of another call, or of a file that changed, are made anew.

    Parameters
    ----------
    model : SeasonalForecaster
        Frequency and season are read off the first part where it does not give them.
    source, out : path
        Parquet, long; the rows of a series stand together.
    h, level, quantiles
        As :meth:`lstm.forecast.forecaster.SeasonalForecaster.predict`.
    rows : int
        Observations in a part, about.
    workers : int
        Processes; more than one only from a program guarded by ``if __name__ == "__main__"``.
    tell : callable, optional
        Takes the observations done and those in all, after each part.
    how
        Names of columns and rules, as :func:`lstm.forecast.frame.read`.

    Raises
    ------
    DataError
        As :func:`lstm.forecast.wholes.together` and :func:`lstm.forecast.frame.read`; a worker that died; a folder
        in the way.

    Examples
    --------
    >>> import tempfile
    >>> df = pd.DataFrame({"unique_id": ["a"] * 9 + ["b"] * 9, "ds": [*range(9)] * 2, "y": [1.0] * 9 + [2.0] * 9})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     df.to_parquet(f"{folder}/in.parquet")
    ...     made = stream(SeasonalForecaster(), f"{folder}/in.parquet", f"{folder}/out.parquet", 1)
    ...     pd.read_parquet(made)["LSTM"].tolist()
    [1.0, 2.0]
    """
    source, out = Path(source), Path(out)
    h, rows, workers = counted("h", h), counted("rows", rows), counted("workers", workers)
    series = how.get("series") or named(source)
    how["series"] = series.strip()  # as the data door reads names
    total, tables = together(source, series), wholes(source, series, rows)
    first = next(tables)
    model = settled(model, first.to_pandas(), **how)
    asked = {"h": h, "level": list(level), "quantiles": list(quantiles), **how}
    folder = out.with_name(out.name + ".parts")
    _begin(folder, _plan(model, source, rows, asked))
    done = 0
    for count in _made(folder, itertools.chain([first], tables), (model, asked), workers):
        done += count
        if tell is not None:
            tell(done, total)
    _join(folder, out)
    return out


def _plan(model: SeasonalForecaster, source: Path, rows: int, asked: dict[str, Any]) -> dict[str, Any]:
    """What decides the bytes of the parts, as JSON gives it back."""
    tensors, about = pack(model)
    state = source.stat()
    plan = {
        "source": [str(source.resolve()), state.st_size, state.st_mtime_ns],
        "rows": rows,
        "asked": asked,
        "model": [digest(tensors), about],
        "versions": [version("lstm"), np.__version__, pd.__version__, pa.__version__],
    }
    made: dict[str, Any] = json.loads(json.dumps(plan))
    return made


def _begin(folder: Path, plan: dict[str, Any]) -> None:
    """Keep the parts of the same plan; clear away those of another."""
    note = folder / "plan.json"
    if note.is_file() and json.loads(note.read_text()) == plan:
        return
    if folder.exists():
        if folder.is_file() or (not note.is_file() and any(folder.iterdir())):
            raise DataError(
                f"{folder}: in the way, and holds no plan of ours; move it or name another output"
            )
        shutil.rmtree(folder)
    write(note, json.dumps(plan).encode())


def _made(folder: Path, tables: Iterator[pa.Table], job: Job, workers: int) -> Iterator[int]:
    """Yield the rows of each table once its part stands in the folder; as many wait as keep the workers busy."""
    waiting: deque[tuple[int, Future[None] | None]] = deque()
    try:
        with _crew(workers, job) as crew:
            for number, table in enumerate(tables):
                path = folder / f"{number:06d}.parquet"
                waiting.append((table.num_rows, None if path.is_file() else crew.submit(_write, path, table)))
                while len(waiting) >= 2 * workers:
                    yield _finished(*waiting.popleft())
            while waiting:
                yield _finished(*waiting.popleft())
    except BrokenProcessPool:  # of a part that is waited for, or when the next one is handed out
        raise DataError(
            "a worker died, perhaps for want of memory; run the same again, with fewer workers if it recurs: "
            "it goes on where it stopped"
        ) from None


class _Here(Executor):
    """The process itself as its only worker; another thread may do another job."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def submit(self, work: Callable[..., Any], /, *given: Any, **options: Any) -> Future[Any]:
        """Do the work at once."""
        done: Future[Any] = Future()
        done.set_result(work(*given, self._job, **options))
        return done


def _crew(workers: int, job: Job) -> Executor:
    if workers > 1:
        return ProcessPoolExecutor(workers, get_context("spawn"), _learn, (job,))
    return _Here(job)


_JOB: list[Job] = []  # what a worker forecasts with


def _learn(job: Job) -> None:
    _JOB[:] = [job]


def _write(path: Path, table: pa.Table, job: Job | None = None) -> None:
    """Forecast a table into a file that is there whole or not at all."""
    model, asked = job or _JOB[0]
    made = pa.Table.from_pandas(part(model, table.to_pandas(), **asked), preserve_index=False)
    sink = pa.BufferOutputStream()
    pq.write_table(made, sink)
    write(path, sink.getvalue().to_pybytes())


def _finished(rows: int, future: Future[None] | None) -> int:
    if future is not None:
        future.result()
    return rows


def _join(folder: Path, out: Path) -> None:
    """Join the parts, a row group each, and put the result in place at once."""
    parts, draft = sorted(folder.glob("[0-9]*.parquet")), folder / "draft"
    with pq.ParquetWriter(draft, pq.read_schema(parts[0])) as writer:
        for file in parts:
            writer.write_table(pq.read_table(file))
    with draft.open("rb+") as whole:
        os.fsync(whole.fileno())
    draft.replace(out)
    shutil.rmtree(folder)
