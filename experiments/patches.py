"""Data without a season: how long a patch the shipped network should read, or a blend; ETS and Theta beside it.

    python experiments/patches.py     # a minute on one core; writes experiments/results/patches.json

Real series are years of statsmodels' data sets: births, an economy, sunspots, a river, and firms and markets, which
were not looked at before the blend was chosen. The last windows of each are forecast from what came before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
import pandas as pd
import record
from statsmodels import datasets

from lstm.arrays import Array
from lstm.forecast import cuts, zeroshot
from lstm.forecast.baselines import Classic
from lstm.forecast.quantiles import MIDDLE
from lstm.forecast.simulate import invent
from lstm.forecast.store import pretrained

CODE = [*record.FORECASTS, "lstm/forecast/simulate.py"]
WAYS = {
    "longest": {"SHORTER": ()},
    "4": {"PATCHES": (4, 3, 2, 1), "SHORTER": ()},
    "1": {"PATCHES": (1,)},
    "blend": {"SHORTER": cuts.SHORTER},
}
PEERS = ("AutoETS", "Theta")


class Window(NamedTuple):
    """What was seen of a series, what came, and which series it is."""

    seen: Array
    came: Array
    series: int


def windows(series: list[Array], h: int, n: int) -> Iterator[Window]:
    """Cut the last n windows of h steps off each series, where eight observations come before."""
    for number, y in enumerate(series):
        for end in range(len(y) - n * h, len(y), h):
            if end >= 8:
                yield Window(y[:end], y[end : end + h], number)


def loaded(name: str) -> pd.DataFrame:
    """Return a data set of statsmodels."""
    frame: pd.DataFrame = getattr(datasets, name).load_pandas().data
    return frame


def births() -> list[Array]:
    """Births a woman of 196 countries and groups of them, by year."""
    frame = loaded("fertility")
    rows = (row.dropna().to_numpy(float) for _, row in frame[[c for c in frame if c.isdigit()]].iterrows())
    return [y for y in rows if len(y) >= 30]


def economy() -> list[Array]:
    """Twelve quarterly series of the American economy, averaged to years."""
    frame = loaded("macrodata").drop(columns=["year", "quarter"])
    return [frame[c].to_numpy(float)[len(frame) % 4 :].reshape(-1, 4).mean(axis=1) for c in frame]


def markets() -> list[Array]:
    """Investment, value and capital of firms; the copper market; an economy: 15 to 25 years of each."""
    firms = loaded("grunfeld")
    panel = [
        part[c].to_numpy(float) for _, part in firms.groupby("firm") for c in ("invest", "value", "capital")
    ]
    copper, longley = loaded("copper"), loaded("longley")
    tables = [table[c].to_numpy(float) for table in (copper, longley) for c in table]
    return panel + [y for y in tables if not (np.diff(y) == 1).all()]  # no years, no trend


def invented(m: int, seasons: int) -> list[Array]:
    """Invent series without a season, of a seed that training has not seen."""
    return list(invent(np.random.default_rng([10**6, m]), 400, m, seasons, seasonal=False))


SETS: dict[str, tuple[Callable[[], list[Array]], int, int]] = {
    "invented, short": (partial(invented, 1, 30), 6, 1),
    "invented, long": (partial(invented, 12, 9), 6, 1),
    "births, years": (births, 6, 3),
    "economy, years": (economy, 4, 6),
    "sunspots, years": (lambda: [loaded("sunspots")["SUNACTIVITY"].to_numpy(float)], 6, 12),
    "Nile, years": (lambda: [loaded("nile")["volume"].to_numpy(float)], 6, 12),
    "firms and markets, years": (markets, 4, 2),
}


def judged(series: list[Array], h: int, n: int) -> dict[str, Any]:
    """Forecast every window in each way; errors of the median over the mean step so far, and how often 80 % held."""
    cut = list(windows(series, h, n))
    came, seen = np.stack([one.came for one in cut]), [one.seen for one in cut]
    scale = np.array([np.abs(np.diff(y)).mean() for y in seen]) + 1e-300
    made = {}  # median, and the ends of the 80 % interval
    for name, how in WAYS.items():
        with patch.multiple(cuts, **how):
            q = np.stack(zeroshot.forecast(pretrained(), seen, 1, 0, h))
        made[name] = (q[..., MIDDLE], q[..., 2], q[..., -3])
    rows = [pd.DataFrame({"unique_id": k, "ds": range(len(y)), "y": y}) for k, y in enumerate(seen)]
    frame = pd.concat(rows, ignore_index=True)
    frame.attrs["freq"] = 1
    for name in PEERS:
        table = Classic(name, 1).predict(frame, h, level=[80]).sort_values(["unique_id", "ds"])
        columns = (name, f"{name}-lo-80", f"{name}-hi-80")
        made[name] = tuple(table[column].to_numpy().reshape(-1, h) for column in columns)
    error = {name: np.abs(came - middle).mean(axis=1) / scale for name, (middle, _, _) in made.items()}
    # Windows of one series are alike: whole series are drawn, or windows where there is one series.
    number = np.array([one.series for one in cut]) if len(series) > 1 else np.arange(len(cut))
    out: dict[str, Any] = {"series": len(series), "windows": len(cut)}
    for name, (_, low, high) in made.items():
        gap = np.array([(error[name] - error["blend"])[number == k].mean() for k in np.unique(number)])
        drawn = np.random.default_rng(0).choice(gap, (2000, len(gap))).mean(axis=1)
        out[name] = {
            "coverage 80": float(((came >= low) & (came <= high)).mean().round(3)),
            "MASE": float(error[name].mean().round(4)),
            "above blend": record.numbers(np.array([gap.mean(), *np.quantile(drawn, [0.025, 0.975])])),
        }
    return out


if __name__ == "__main__":
    record.run("patches", {name: partial(judged, make(), h, n) for name, (make, h, n) in SETS.items()}, CODE)
