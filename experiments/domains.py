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
import record
from compared import CODE, compared, invented, training_parts

from lstm.arrays import Array
from lstm.forecast import domains, zeroshot
from lstm.forecast.store import pretrained

INVENTED = {"invented, 12": (12, 0), "invented, 24 with weeks": (24, 168), "invented, 17": (17, 0)}
SERIES = 512


def fixed(share: float) -> Callable[[Array, Array, Array], Array]:
    """Return a rule that gives the logarithms one share everywhere."""
    return lambda raw, made, Y: np.full((len(Y), Y.shape[2]), share)  # noqa: ARG005


WAYS = {"data": fixed(0.0), "logarithms": fixed(1.0), "halves": fixed(0.5), "weighed": domains.share_of_logs}


def judged(series: list[Array], m: int, long: int, h: int) -> dict[str, Any]:
    """Forecast the last h steps of each series in each domain; errors of the median in seasonal errors."""
    fit = [y for y in series if len(y) >= 3 * m + h and y.min() > 0 and y.max() < 1e4 * y.min()]
    fit = [y for y in fit if np.abs(y[m:-h] - y[: -h - m]).max() > 0]
    seen, came = [y[:-h] for y in fit], np.stack([y[-h:] for y in fit])
    scale = np.array([np.abs(y[m:] - y[:-m]).mean() for y in seen])
    made = {}
    for name, share in WAYS.items():
        with patch.object(domains, "share_of_logs", share):
            made[name] = np.stack(zeroshot.forecast(pretrained(), seen, m, long, h))
    return compared(made, came, scale, "weighed", ("data", "logarithms", "halves"))


def of_kind(m: int, long: int) -> dict[str, Any]:
    """Judge invented series."""
    return judged(invented(SERIES, m, 18 if long else 10, long), m, long, 2 * m)


def main() -> None:
    """Judge each set that has no result yet."""
    parser = argparse.ArgumentParser(description="raw data or logarithms")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=FILE:SEASON:LONG:HORIZON")
    jobs: dict[str, Callable[[], Any]] = {name: partial(of_kind, *kind) for name, kind in INVENTED.items()}
    for text in parser.parse_args().set:
        name, _, rest = text.partition("=")
        path, *how = rest.split(":")
        jobs[name] = lambda path=Path(path), how=how: judged(training_parts(path), *map(int, how))
    record.run("domains", jobs, CODE)


if __name__ == "__main__":
    main()
