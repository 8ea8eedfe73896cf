"""Several ways to forecast the same series: errors of each, and how much more than by the way that was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import record
import torch

from lstm.arrays import Array
from lstm.forecast.network import pinball
from lstm.forecast.quantiles import MIDDLE
from lstm.forecast.simulate import invent

SEEDS = range(3)
CODE = [*record.FORECASTS, "lstm/forecast/simulate.py", "experiments/compared.py"]


def invented(n: int, m: int, S: int, long: int = 0) -> list[Array]:
    """Invent n series that training has not seen, of each seed."""
    rows = [invent(np.random.default_rng([10**6, seed]), n, m, S, long=long) for seed in SEEDS]
    return list(np.concatenate(rows))


def training_parts(path: Path) -> list[Array]:
    """Read the training part of each series of a public set."""
    return _parts(path, "train")


def test_parts(path: Path) -> list[Array]:
    """Read the test part of each series of a public set: to report, never to choose by."""
    return _parts(path, "test")


def _parts(path: Path, split: str) -> list[Array]:
    frame = pd.read_parquet(path)
    return [y.to_numpy(float) for _, y in frame[frame["split"] == split].groupby("unique_id")["y"]]


def mean_interval(gap: Array) -> list[float | None]:
    """Return the mean over series and its 95 % interval, that of the normal distribution: there are many series."""
    half = 1.96 * gap.std(ddof=1) / np.sqrt(len(gap))
    return record.numbers([gap.mean(), gap.mean() - half, gap.mean() + half])


def compared(
    made: Mapping[str, Array], came: Array, scale: Array, chosen: str, others: Sequence[str]
) -> dict[str, Any]:
    """Judge quantiles (N, h, 11) of each way by what came, (N, h), in units of `scale`, (N,).

    Of the others, also what each has above the chosen way, with a 95 % interval over series.
    """
    out: dict[str, Any] = {"series": len(came)}
    error, loss, percent = {}, {}, {}
    for name, q in made.items():
        median = q[..., MIDDLE]
        error[name] = np.abs(came - median).mean(axis=1) / scale
        each = pinball(torch.from_numpy(q.swapaxes(1, 2)), torch.from_numpy(came)).numpy()
        loss[name] = 2 * each.mean(axis=(1, 2)) / scale
        size = np.maximum(np.abs(came) + np.abs(median), 1e-300)
        percent[name] = 200 * (np.abs(came - median) / size).mean(axis=1)
        held = (came >= q[..., 2]) & (came <= q[..., -3])
        means = record.numbers([error[name].mean(), loss[name].mean(), percent[name].mean(), held.mean()])
        out[name] = dict(zip(("error", "loss", "sMAPE", "coverage 80"), means, strict=True))
    for name in others:
        for kind, values in (("error", error), ("loss", loss), ("sMAPE", percent)):
            out[name][f"{kind} above {chosen}"] = mean_interval(values[name] - values[chosen])
    return out
