"""Covariates that help a little, or not at all: kept always, kept on any gain at the gate, or weighed by it.

    python experiments/trust.py     # about ten minutes on one core; writes experiments/results/trust.json

Invented shops with their plans and a stand-in for a weather forecast, with the weather alone, with a column of noise;
and invented series with a column of noise. Each is fitted once, before the first of its last windows. Errors are those
of the median over those of the pre-trained network alone; weighed is what `fit` does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import record
from compared import CODE, mean_interval

from lstm.forecast import SeasonalForecaster
from lstm.forecast.evaluation import cutoffs, rolling_origin, until_first_cutoff
from lstm.forecast.shop import forecast_weather, shop
from lstm.forecast.simulate import invent
from lstm.forecast.trust import mixed

SHOPS, SERIES, WINDOWS, ARCHIVED = 24, 48, 8, 12
# Covariates: what the weather forecast knows of them with their lowest values, and what is known for certain.
COLUMNS: dict[str, tuple[dict[str, float], list[str]]] = {
    "all": ({"temperature": -np.inf, "rain": 0.0}, ["promotion", "holiday"]),
    "weather": ({"temperature": -np.inf, "rain": 0.0}, []),
    "noise": ({"noise": -np.inf}, []),
}
DAYS = (340, 500, 1200)
INVENTED = {
    "days": (7, "D", 40, 14, 6),
    "months": (12, "MS", 12, 12, 4),
}  # season, frequency, seasons, h, windows
FILES = [
    *CODE,
    *(f"lstm/forecast/{n}.py" for n in ("covariates", "design", "effects", "gate", "known", "shop")),
]


def both(
    df: pd.DataFrame, exog: Sequence[str], h: int, n: int, known: Any = None, past: Any = None
) -> dict[str, Any]:
    """Forecast the last windows of a frame with covariates and without; each way is a mixture of these."""
    model = SeasonalForecaster().fit(until_first_cutoff(df, h, n, h), futr_exog=exog, h=h, futr_df=past)
    gate, names = model.gate_, ["LSTM-lo-80", "LSTM", "LSTM-hi-80"]
    assert gate is not None  # noqa: S101  a fit has one
    made = []
    for kept in (False, True):
        model.gate_ = gate._replace(kept=kept, share=1.0)
        rows = rolling_origin(model, df, h, n_windows=n, level=[80], futr_df=known)
        made.append(rows[names].to_numpy())
    y = rows["y"].to_numpy()
    shares = {"kept": 1.0, "any gain": float(gate.gain > 0), "weighed": gate.share}
    alone = np.abs(y - made[0][:, 1]).mean()
    out: dict[str, Any] = {"share": shares["weighed"], "gain": gate.gain}
    for name, share in ({"dropped": 0.0} | shares).items():
        q = mixed(made[0], made[1], share)
        held = ((y >= q[:, 0]) & (y <= q[:, 2])).mean()
        out[name] = {"error": np.abs(y - q[:, 1]).mean() / alone, "held": held}
    return out


def summed(cases: list[dict[str, Any]]) -> dict[str, Any]:
    """Mean over series of the errors, relative to those without covariates, and of what intervals held."""
    out: dict[str, Any] = {"series": len(cases), "shares": record.numbers([c["share"] for c in cases])}
    error = {}
    for way in ("dropped", "kept", "any gain", "weighed"):
        error[way] = np.array([case[way]["error"] for case in cases])
        held = np.mean([case[way]["held"] for case in cases])
        out[way] = dict(zip(("error", "coverage 80"), record.numbers([error[way].mean(), held]), strict=True))
    out["any gain"]["error above weighed"] = mean_interval(error["any gain"] - error["weighed"])
    return out


def one_shop(days: int, columns: str, seed: int) -> dict[str, Any]:
    """Judge one shop, the weather being forecast for each window and for some times before the first."""
    sky, plans = COLUMNS[columns]
    noise = np.random.default_rng(seed).normal(size=days)
    df, h = shop(days, seed=seed).frame.assign(noise=noise), 14
    early = until_first_cutoff(df, h, WINDOWS, h)
    seen, before = (cutoffs(part["ds"].to_numpy(), h, k, h) for part, k in ((df, WINDOWS), (early, ARCHIVED)))
    known = forecast_weather(df, sky, seen, h, memory=0.9).merge(df[["ds", *plans]], on="ds")
    past = forecast_weather(early, sky, before, h, memory=0.9, seed=1)
    return both(df, [*sky, *plans], h, WINDOWS, known, past)


def shops(days: int, columns: str) -> dict[str, Any]:
    """Judge shops that no rule was chosen on."""
    return summed([one_shop(days, columns, seed) for seed in range(300, 300 + SHOPS)])


def inventions(m: int, freq: str, seasons: int, h: int, n: int) -> dict[str, Any]:
    """Judge invented series with a column that means nothing."""
    cases = []
    for k, y in enumerate(invent(np.random.default_rng([10**6, 50 + m]), SERIES, m, seasons)):
        if np.ptp(y[: -h * n]) and np.ptp(y[-h * n :]):
            times = pd.date_range("2020-01-01", periods=len(y), freq=freq)
            noise = np.random.default_rng(k).normal(size=len(y))
            cases.append(
                both(pd.DataFrame({"unique_id": "a", "ds": times, "y": y, "noise": noise}), ["noise"], h, n)
            )
    return summed(cases)


def jobs() -> dict[str, Callable[[], Any]]:
    """Name everything that is judged."""
    out: dict[str, Callable[[], Any]] = {
        f"shops, {days} days, {columns}": partial(shops, days, columns)
        for columns in COLUMNS
        for days in DAYS
    }
    return out | {f"invented {name}, noise": partial(inventions, *how) for name, how in INVENTED.items()}


if __name__ == "__main__":
    record.run("trust", jobs(), FILES)
