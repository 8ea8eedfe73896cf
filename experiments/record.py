"""What an experiment keeps beside its numbers: code, versions, processor time; a kill loses one job at most."""

from __future__ import annotations

import hashlib
import json
import platform
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lstm.atomic import write

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "experiments" / "results"
# The code that the small networks' results depend on.
CODE = [
    "activations",
    "arrays",
    "checkpoint",
    "equations",
    "guessing",
    "learning",
    "optim",
    "original",
    "packing",
    "starts",
    "switches",
    "trials",
    "truncation",
]
# The code that forecasts of the shipped network depend on.
FORECASTS = [
    *(
        f"lstm/forecast/{name}.py"
        for name in (
            "cuts",
            "domains",
            "doubled",
            "frozen",
            "seasons",
            "trust",
            "views",
            "widths",
            "zeroshot",
        )
    ),
    "lstm/forecast/weights/seasonal.json",
]
FILES = [
    *(f"lstm/{name}.py" for name in [*CODE, "variants"]),
    *(f"lstm/tasks/{n}.py" for n in ("episodes", "reber")),
]


def code_hash(*more: str) -> str:
    """Return a hash of the code that the results depend on."""
    whole = b"".join((ROOT / name).read_bytes() for name in [*FILES, "lstm/tasks/recall.py", *more])
    return hashlib.sha256(whole).hexdigest()[:16]


def read(path: Path) -> dict[str, Any]:
    """Return what is on file."""
    return json.loads(path.read_text()) if path.is_file() else {"runs": {}}


def run(name: str, jobs: dict[str, Callable[[], Any]], more: Sequence[str] = ()) -> None:
    """Run each job that has no result yet, and write its result before the next begins; `more` is code it uses."""
    path = RESULTS / f"{name}.json"
    for key, job in jobs.items():
        if key in read(path)["runs"]:
            continue
        began = time.process_time()
        result = job()
        results = read(path)  # anew: another process may have added to it
        made = {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "code": code_hash(f"experiments/{name}.py", *more),
        }
        results["runs"][key] = result | {
            "cpu_seconds": round(time.process_time() - began, 1),
            "made with": made,
        }
        write(path, (json.dumps(results, indent=1) + "\n").encode())
        print(f"{results['runs'][key]['cpu_seconds']:8.1f} s  {key}", flush=True)


def numbers(values: Any) -> list[float | None]:
    """Spell an array for JSON: no NaN, no more digits than mean something."""
    return [None if np.isnan(v) else float(f"{v:.6g}") for v in np.ravel(values)]
