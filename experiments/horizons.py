"""Beyond two seasons: the network fed with its own forecasts, or held to levels that it forecast from seasons' means.

    python experiments/horizons.py    # some minutes on one core; writes experiments/results/horizons.json

Errors and the share that 80 % intervals held are over the steps beyond two seasons; near steps are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import record
from patches import CODE, loaded, windows
from statsforecast.utils import AirPassengersDF
from statsmodels.datasets import co2

from lstm.arrays import Array
from lstm.forecast import zeroshot
from lstm.forecast.quantiles import MIDDLE
from lstm.forecast.shop import shop
from lstm.forecast.simulate import invent
from lstm.forecast.store import pretrained

HOURS = Path(__file__).resolve().parent.parent / "data" / "bikes_2011_hourly.csv"


def rentals() -> list[Array]:
    """Hourly rentals of a year; an hour without any is not in the file."""
    hours = pd.read_csv(HOURS, parse_dates=["ds"]).set_index("ds")["rentals"]
    return [hours.resample("h").sum().to_numpy(float)]


def carbon() -> list[Array]:
    """Carbon dioxide by month, after the last gap."""
    return [co2.load_pandas().data["co2"].resample("MS").mean()["1964-05":].to_numpy()]


def economy() -> list[Array]:
    """Twelve quarterly series of the American economy."""
    frame = loaded("macrodata").drop(columns=["year", "quarter"])
    return [frame[c].to_numpy(float) for c in frame]


def invented(m: int, seasons: int) -> list[Array]:
    """Invent series of a seed that training has not seen."""
    return list(invent(np.random.default_rng([10**6, 100 + m]), 100, m, seasons))


def days() -> list[Array]:
    """Four years of days: a week and a year, a slope and noise."""
    rng, day = np.random.default_rng(11), np.arange(4 * 365)
    parts = [50 * np.sin(2 * np.pi * day / 7), 100 * np.sin(2 * np.pi * day / 365.25), 0.1 * day]
    return [200 + sum(parts) + rng.normal(size=len(day)) * 20 for _ in range(3)]


# Series, season, longer period, steps, windows.
SETS: dict[str, tuple[Callable[[], list[Array]], int, int, int, int]] = {
    "days with a year": (days, 7, 364, 365, 1),
    "shop, days": (lambda: [shop().frame["y"].to_numpy(float)], 7, 364, 182, 3),
    "rentals, hours": (rentals, 24, 168, 336, 6),
    "AirPassengers, months": (lambda: [AirPassengersDF["y"].to_numpy(float)], 12, 0, 48, 2),
    "CO2, months": (carbon, 12, 0, 60, 5),
    "economy, quarters": (economy, 4, 0, 24, 4),
    "invented, months": (partial(invented, 12, 12), 12, 0, 60, 1),
    "invented, weeks of days": (partial(invented, 7, 20), 7, 0, 56, 1),
}


def judged(series: list[Array], m: int, long: int, h: int, n: int) -> dict[str, Any]:
    """Forecast every window both ways and by its last season; errors over the mean seasonal difference so far."""
    cut = list(windows(series, h, n))
    seen = [one.seen for one in cut]
    came = np.stack([one.came for one in cut])[:, 2 * m :]
    scale = np.array([np.abs(y[m:] - y[:-m]).mean() for y in seen])
    out: dict[str, Any] = {"series": len(series), "windows": len(cut), "steps": h}
    for name, how in {"fed on": lambda *_: None, "levels": zeroshot._levels}.items():  # noqa: SLF001
        with patch.object(zeroshot, "_levels", how):
            q = np.stack(zeroshot.forecast(pretrained(), seen, m, long, h))[:, 2 * m :]
        held = (came >= q[..., 2]) & (came <= q[..., -3])
        out[name] = {
            "MASE": float((np.abs(came - q[..., MIDDLE]).mean(axis=1) / scale).mean().round(4)),
            "coverage 80": float(held.mean().round(3)),
        }
    last = np.stack([np.resize(y[-m:], h)[2 * m :] for y in seen])
    out["SeasonalNaive"] = {"MASE": float((np.abs(came - last).mean(axis=1) / scale).mean().round(4))}
    return out


if __name__ == "__main__":
    jobs = {name: partial(judged, make(), *rest) for name, (make, *rest) in SETS.items()}
    record.run("horizons", jobs, CODE)
