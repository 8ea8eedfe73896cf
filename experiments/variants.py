"""Fourteen cells at equal numbers of weights on four tasks; for chapter 10.

    python experiments/variants.py            # some ten minutes on one core
    python experiments/variants.py GRU        # only the jobs whose names hold these words

Every job trains one kind on one task at both learning rates: twelve networks that are reported, and beside them two
that are not, which choose the rate. Killed and started again, it goes on with the next job.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

import numpy as np
import record

from lstm.rivals import CONTESTS, RIVALS, compete, rival

SEEDS, VALIDATION = list(range(12)), [1000, 1001]
RATES = (0.01, 0.03)
SEQUENCES = {
    "adding, 20": 16_000,
    "seasons of 6": 10_000,
    "temporal order, 30": 10_000,
    "embedded Reber": 8_000,
}


def job(contest: str, name: str) -> dict[str, Any]:
    """Train one kind on one task; the rate is that with the lower mean log error of the validation seeds."""
    found = {
        lr: compete(name, contest, [*SEEDS, *VALIDATION], lr=lr, sequences=SEQUENCES[contest]) for lr in RATES
    }
    chosen = min(RATES, key=lambda lr: float(np.log10(found[lr][len(SEEDS) :]).mean()))
    network = rival(name, CONTESTS[contest].task, [0])
    return {
        "units": network.hidden_size,
        "weights": network.size,
        "sequences": SEQUENCES[contest],
        "lr": chosen,
        "errors": {str(lr): record.numbers(e[: len(SEEDS)]) for lr, e in found.items()},
        "validation errors": {str(lr): record.numbers(e[len(SEEDS) :]) for lr, e in found.items()},
        "contest": record.code_hash("lstm/rivals.py"),
    }


if __name__ == "__main__":
    jobs = {f"{contest} | {name}": partial(job, contest, name) for contest in SEQUENCES for name in RIVALS}
    words = sys.argv[1:]
    record.run("variants", {key: do for key, do in jobs.items() if all(word in key for word in words)})
