"""Memory and time of forecasts from Parquet to Parquet, from ten thousand series to a million.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 python benchmarks/scale.py [--series 10000 1000000]

Series of 36 months, 12 ahead, each size in a process of its own with two workers. A run that was killed goes on when it
is started again with the same folder. Adds to benchmarks/scale.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import torch

from lstm.forecast import SeasonalForecaster
from lstm.forecast.stream import stream

MONTHS, H, WORKERS, LOOP = 36, 12, 2, 200
OUT = Path(__file__).with_suffix(".json")
TIMES = pd.date_range("2021-01-01", periods=MONTHS, freq="MS")


def invented(first: int, n: int) -> pd.DataFrame:
    """Invent n monthly series with a season, a slope and noise."""
    rng, month = np.random.default_rng(first), np.arange(MONTHS)
    season = rng.uniform(0, 0.4, (n, 1)) * np.sin(2 * np.pi * (month / 12 + rng.random((n, 1))))
    growth = rng.normal(0, 0.01, (n, 1)) * month + rng.normal(0, 0.1, (n, MONTHS))
    y = rng.lognormal(4, 1, (n, 1)) * np.exp(season + growth)
    names = np.repeat([f"item {k:07d}" for k in range(first, first + n)], MONTHS)
    return pd.DataFrame({"unique_id": names, "ds": np.tile(TIMES, n), "y": y.ravel()})


def write(path: Path, n: int) -> None:
    """Write a file of n series, ten thousand at a time."""
    draft = path.with_suffix(".draft")
    schema = pa.Schema.from_pandas(invented(0, 1), preserve_index=False)
    with pq.ParquetWriter(draft, schema) as writer:
        for first in range(0, n, 10_000):
            frame = invented(first, min(10_000, n - first))
            writer.write_table(pa.Table.from_pandas(frame, schema, preserve_index=False))
    draft.replace(path)


def mib(who: int) -> float:
    """Largest memory that a process, or any of its children, ever held; MiB."""
    size = resource.getrusage(who).ru_maxrss
    return round(size / (2**20 if sys.platform == "darwin" else 2**10), 1)


def forecast(source: Path, out: Path) -> dict[str, Any]:
    """Forecast a file; return time and memory of this process and its workers."""
    start, last = time.perf_counter(), [0.0]

    def tell(done: int, total: int) -> None:
        if time.perf_counter() > last[0] + 10:
            last[0] = time.perf_counter()
            print(f"{done / total:6.1%}", file=sys.stderr, flush=True)

    stream(SeasonalForecaster(), source, out, H, level=[80], workers=WORKERS, tell=tell)
    mine, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "seconds": round(time.perf_counter() - start, 1),
        "CPU seconds": round(sum(one.ru_utime + one.ru_stime for one in (mine, theirs)), 1),
        "peak MiB, reader": mib(resource.RUSAGE_SELF),
        "peak MiB, a worker": mib(resource.RUSAGE_CHILDREN),
    }


def loop() -> dict[str, float]:
    """Time one `predict` for each series, and one for all of them; CPU milliseconds a series, medians of three."""
    model, frame = SeasonalForecaster(), invented(0, LOOP)
    each = [one.reset_index(drop=True) for _, one in frame.groupby("unique_id")]
    spent: dict[str, list[float]] = {"one by one": [], "together": []}
    for _ in range(3):
        start = time.process_time()
        for one in each:
            model.predict(one, H, level=[80])
        middle = time.process_time()
        model.predict(frame, H, level=[80])
        spent["one by one"].append((middle - start) / LOOP * 1e3)
        spent["together"].append((time.process_time() - middle) / LOOP * 1e3)
    return {name: round(float(np.median(values)), 3) for name, values in spent.items()}


def machine() -> dict[str, Any]:
    """Describe the processor, how busy it is, and the versions; no name of a host."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.machine())
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "processes waiting for a core, mean of the last minute": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "pyarrow": pa.__version__,
    }


def main() -> None:
    """Measure what was asked for, each size in a fresh process."""
    parser = argparse.ArgumentParser(description="forecasts of many series in a bounded memory")
    parser.add_argument("--series", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "lstm-scale")
    parser.add_argument("--one", nargs=2, type=Path, metavar=("IN", "OUT"), help="forecast a file and report")
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(forecast(*chosen.one)))
        return
    chosen.folder.mkdir(parents=True, exist_ok=True)
    keep(
        "note",
        "a shared machine: seconds by the clock grow with the processes that wait, CPU seconds hardly do",
    )
    for n in chosen.series:
        source, out = (chosen.folder / f"{n}{end}.parquet" for end in ("", "-out"))
        if not source.is_file():
            write(source, n)
        before = machine()
        command = [sys.executable, __file__, "--one", str(source), str(out)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
        rows = pq.read_metadata(out).num_rows
        keep(f"{n} series", json.loads(done.stdout) | {"forecasts": rows, "machine": before})
    keep("CPU ms a series", loop())


def keep(name: str, result: dict[str, Any]) -> None:
    """Add a result to what is on file."""
    print(name, result, flush=True)
    results = json.loads(OUT.read_text()) if OUT.is_file() else {}
    OUT.write_text(json.dumps(results | {name: result}, indent=1) + "\n")


if __name__ == "__main__":
    main()
