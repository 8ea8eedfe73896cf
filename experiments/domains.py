"""Whether the shipped network should read data as they are, their logarithms, or both: by halves, or weighed.

    python experiments/domains.py --set M3=m3_monthly.parquet:12:0:18 --set M4h=m4_hourly.parquet:24:168:48

Two minutes on one core; writes experiments/results/domains.json. Only training parts of the public sets are read: the
last horizon of each is forecast from what came before. Series that are not positive have no logarithm: left out.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import record
import torch

from lstm.arrays import Array
from lstm.forecast import zeroshot
from lstm.forecast.network import pinball
from lstm.forecast.quantiles import MIDDLE
from lstm.forecast.simulate import invent
from lstm.forecast.store import pretrained

INVENTED = {"invented, 12": (12, 0), "invented, 24 with weeks": (24, 168), "invented, 17": (17, 0)}
SEEDS, SERIES = range(3), 512


def fixed(share: float) -> Callable[[Array, Array, Array], Array]:
    """Return a rule that gives the logarithms one share everywhere."""
    return lambda raw, made, Y: np.full((len(Y), Y.shape[2]), share)  # noqa: ARG005


WAYS = {"data": fixed(0.0), "logarithms": fixed(1.0), "halves": fixed(0.5), "weighed": zeroshot.share_of_logs}
CODE = [f"lstm/forecast/{name}.py" for name in ("frozen", "seasons", "simulate", "widths", "zeroshot")]
CODE += ["lstm/forecast/weights/seasonal.json"]


def invented(m: int, long: int) -> list[Array]:
    """Invent series that training has not seen, of each seed."""
    S = 18 if long else 10
    rows = [invent(np.random.default_rng([10**6, seed]), SERIES, m, S, long=long) for seed in SEEDS]
    return list(np.concatenate(rows))


def training_parts(path: Path) -> list[Array]:
    """Read the training part of each series of a public set."""
    frame = pd.read_parquet(path)
    return [y.to_numpy(float) for _, y in frame[frame["split"] == "train"].groupby("unique_id")["y"]]


def domains(series: list[Array], m: int, long: int, h: int) -> dict[str, Any]:
    """Forecast the last h steps of each series in each domain; errors of the median in seasonal errors."""
    fit = [y for y in series if len(y) >= 3 * m + h and y.min() > 0 and y.max() < 1e4 * y.min()]
    fit = [y for y in fit if np.abs(y[m:-h] - y[: -h - m]).max() > 0]
    seen, came = [y[:-h] for y in fit], np.stack([y[-h:] for y in fit])
    scale = np.array([np.abs(y[m:] - y[:-m]).mean() for y in seen])
    made = {}
    for name, share in WAYS.items():
        with patch.object(zeroshot, "share_of_logs", share):
            made[name] = np.stack(zeroshot.forecast(pretrained(), seen, m, long, h))
    out: dict[str, Any] = {"series": len(fit)}
    error, loss, percent = {}, {}, {}
    for name, q in made.items():
        median = q[..., MIDDLE]
        error[name] = np.abs(came - median).mean(axis=1) / scale
        each = pinball(torch.from_numpy(q.swapaxes(1, 2)), torch.from_numpy(came)).numpy()
        loss[name] = 2 * each.mean(axis=(1, 2)) / scale
        percent[name] = 200 * (np.abs(came - median) / (np.abs(came) + np.abs(median))).mean(axis=1)
        held = (came >= q[..., 2]) & (came <= q[..., -3])
        means = record.numbers([error[name].mean(), loss[name].mean(), percent[name].mean(), held.mean()])
        out[name] = dict(zip(("error", "loss", "sMAPE", "coverage 80"), means, strict=True))
    for name in ("data", "logarithms", "halves"):
        for kind, values in (("error", error), ("loss", loss), ("sMAPE", percent)):
            gap = values[name] - values["weighed"]
            half = 1.96 * gap.std(ddof=1) / np.sqrt(len(gap))  # normal interval of the mean: many series
            out[name][f"{kind} above weighed"] = record.numbers(
                [gap.mean(), gap.mean() - half, gap.mean() + half]
            )
    return out


def main() -> None:
    """Judge each set that has no result yet."""
    parser = argparse.ArgumentParser(description="raw data or logarithms")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=FILE:SEASON:LONG:HORIZON")
    jobs = {
        name: partial(lambda m, long: domains(invented(m, long), m, long, 2 * m), *kind)
        for name, kind in INVENTED.items()
    }
    for text in parser.parse_args().set:
        name, _, rest = text.partition("=")
        path, m, long, h = rest.split(":")
        jobs[name] = partial(
            lambda path, *how: domains(training_parts(Path(path)), *how), path, int(m), int(long), int(h)
        )
    record.run("domains", jobs, CODE)


if __name__ == "__main__":
    main()
