"""The LSTM on the shop and on the rentals: covariates added one by one, several seeds, a rolling origin.

    python experiments/sales.py        # about 10 minutes on one core; writes experiments/results/sales.json

A seed that is done is not run again, so a stopped run goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import torch

from lstm.forecast import SeasonalForecaster
from lstm.forecast.baselines import SeasonalNaive
from lstm.forecast.evaluation import compare, cutoffs, rolling_origin, scores
from lstm.forecast.frame import read
from lstm.forecast.simulate import forecast_weather, shop

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "experiments" / "results" / "sales.json"
SEEDS = range(5)


class Case(NamedTuple):
    """One data set and how it is forecast."""

    df: pd.DataFrame
    h: int
    n_windows: int
    season: int  # of the seasonal naive forecast to beat
    scale: int  # season of the MASE
    weather: dict[str, float]  # column to its lowest value
    memory: float  # of the weather forecast, per step
    own: list[str]  # known for certain: promotions, holidays
    oracle: np.ndarray[Any, Any] | None


def the_shop() -> Case:
    """Daily sales whose truth is known, a fortnight ahead."""
    sales = shop()
    weather = {"temperature": -np.inf, "rain": 0.0}
    return Case(sales.frame, 14, 12, 7, 7, weather, 0.9, ["promotion", "holiday"], sales.mean)


def the_bikes() -> Case:
    """Hourly rentals of 2011, a day ahead; the week is the season to beat."""
    weather = {"temperature": -np.inf, "humidity": 0.0, "wind": 0.0, "weather": 1.0}
    own = ["holiday", "workingday"]
    df = read(ROOT / "data" / "bikes_2011_hourly.csv", target="rentals", exog=[*weather, *own])
    return Case(df, 24, 28, 168, 24, weather, 0.985, own, None)


CASES: dict[str, Callable[[], Case]] = {"shop": the_shop, "bikes": the_bikes}
LADDER = ("series alone", "calendar", "and weather", "and plans")
# The order of a ladder hides what a late step does alone: this one leaves only the weather out.
WITHOUT_WEATHER = "all but weather"


def known_ahead(case: Case) -> pd.DataFrame:
    """Return the covariates of every window as they were known at its cutoff: weather as forecast."""
    seen = cutoffs(case.df["ds"].to_numpy(), case.h, case.n_windows, case.h)
    weather = forecast_weather(case.df, case.weather, seen, case.h, memory=case.memory)
    return weather.merge(case.df[["ds", *case.own]], on="ds")


def run(case: Case, step: str, seed: int) -> pd.DataFrame:
    """Forecast every window with the covariates of one step of the ladder; seasonal naive beside it."""
    exog = [*case.weather] * (step in LADDER[2:]) + case.own * (step in (LADDER[3], WITHOUT_WEATHER))
    model = SeasonalForecaster(h=case.h, calendar=step != LADDER[0], seed=seed)
    rows = model.cross_validation(
        case.df,
        case.h,
        n_windows=case.n_windows,
        level=[80],
        futr_exog=exog,
        futr_df=known_ahead(case) if exog else None,
    )
    naive = rolling_origin(SeasonalNaive(case.season), case.df, case.h, n_windows=case.n_windows, level=[80])
    rows = rows.merge(naive.drop(columns="y"), on=["unique_id", "ds", "cutoff"])
    if case.oracle is not None:
        rows = rows.merge(pd.DataFrame({"ds": case.df["ds"], "Oracle": case.oracle}), on="ds")
    if step == LADDER[3]:
        observed = rolling_origin(model, case.df, case.h, n_windows=case.n_windows)
        rows["LSTM, weather observed"] = observed["LSTM"]
    return rows


def summary(case: Case, seed: int) -> dict[str, Any]:
    """Run the whole ladder with one seed and return its errors and differences."""
    steps = {step: run(case, step, seed) for step in (*LADDER, WITHOUT_WEATHER)}
    others = {step: steps[step]["LSTM"] for step in (LADDER[0], WITHOUT_WEATHER)}
    full = steps[LADDER[3]].assign(**others)
    train = case.df[case.df["ds"] <= full["cutoff"].min()]
    table = scores(full, train, case.scale)
    return {
        "mae": {step: float((rows["y"] - rows["LSTM"]).abs().mean()) for step, rows in steps.items()},
        "table": {model: {k: float(v) for k, v in row.dropna().items()} for model, row in table.iterrows()},
        "skill": list(compare(full, "LSTM", "SeasonalNaive")),
        "gain": list(compare(full, "LSTM", LADDER[0])),
        "weather": list(compare(full, "LSTM", WITHOUT_WEATHER)),
    }


def provenance() -> dict[str, str]:
    """Say what the results were made with."""
    code = b"".join(p.read_bytes() for p in sorted((ROOT / "lstm" / "forecast").glob("*.py")))
    return {
        "code sha256": hashlib.sha256(code).hexdigest(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "torch": torch.__version__.split("+")[0],
    }


def main() -> None:
    """Run what is missing and write the results after every seed."""
    results = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}
    if results.get("provenance") != provenance():
        results = {"provenance": provenance()}
    for name, make in CASES.items():
        for seed in SEEDS:
            done = results.setdefault(name, {})
            if str(seed) in done:
                continue
            start = time.process_time()
            done[str(seed)] = {**summary(make(), seed), "cpu seconds": round(time.process_time() - start, 1)}
            new = RESULTS.with_suffix(".new")
            new.write_text(json.dumps(results, indent=1) + "\n")
            new.replace(RESULTS)
            print(name, seed, {k: round(v, 2) for k, v in done[str(seed)]["mae"].items()}, flush=True)


if __name__ == "__main__":
    main()
