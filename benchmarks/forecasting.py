"""The forecaster beside its peers, in one run: accuracy, intervals, time.

    python benchmarks/forecasting.py --data DIR [--quick]
    python benchmarks/forecasting.py --only singles
    python benchmarks/forecasting.py --only covariates

DIR holds m3_monthly.parquet and m4_hourly.parquet (unique_id, ds, y, split); they do not belong to this repository. The
other sets come with it, or with statsforecast and statsmodels. Writes benchmarks/forecasting.json; of one part anew,
where only that part is asked for.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lstm.forecast import SeasonalForecaster
from lstm.forecast.baselines import Classic, SeasonalNaive
from lstm.forecast.comparison import compare
from lstm.forecast.evaluation import Model, cutoffs, rolling_origin, scores, until_first_cutoff
from lstm.forecast.frame import read
from lstm.forecast.lagged import Lagged
from lstm.forecast.shop import forecast_weather, shop

ROOT = Path(__file__).resolve().parent.parent
OUT = Path(__file__).with_suffix(".json")
# The weather, with the lowest possible values.
SKY = {"temperature": -np.inf, "humidity": 0.0, "wind": 0.0, "weather": 1.0}
PLANS = ["holiday", "workingday"]
ARCHIVED = 12  # past forecasts of the weather
results: dict[str, Any] = {}


def note(case: str, method: str, **values: float) -> None:
    """Keep and show one line."""
    kept = {name: round(float(value), 4) for name, value in values.items()}
    results.setdefault(case, {})[method] = kept
    print(
        f"{case:34}{method:22}" + "  ".join(f"{name} {value:g}" for name, value in kept.items()), flush=True
    )


def split_sets(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return training and test part of a public set."""
    frame = pd.read_parquet(path)
    return tuple(frame[frame["split"] == part].drop(columns="split") for part in ("train", "test"))  # type: ignore[return-value]


def judge(
    case: str,
    method: str,
    made: pd.DataFrame,
    test: pd.DataFrame,
    train: pd.DataFrame,
    season: int,
    seconds: float,
) -> None:
    """Score forecasts of a public set: means over series."""
    name = next(c for c in made if c not in ("unique_id", "ds") and "-" not in c)
    last = train.groupby("unique_id")["ds"].max().rename("cutoff").reset_index()
    rows = test.merge(made, on=["unique_id", "ds"]).merge(last, on="unique_id")
    table = scores(rows, train, season).loc[name]
    values = {key: table[key] for key in ("MASE", "sMAPE", "coverage 80", "coverage 95") if key in table}
    note(case, method, **values, **{"ms per series": 1e3 * seconds / train["unique_id"].nunique()})


def timed(model: Model, train: pd.DataFrame, h: int) -> tuple[pd.DataFrame, float]:
    """Forecast and take the CPU time."""
    start = time.process_time()
    made = model.predict(train, h, level=[80, 95])
    return made, time.process_time() - start


def public(case: str, path: Path, season: int, h: int, peers: list[Model], *, tune: bool) -> None:
    """Zero-shot, fine-tuned and peers on a public set."""
    train, test = split_sets(path)
    train.attrs["freq"] = 1
    ours = SeasonalForecaster(season_length=season)
    ours.predict(train[train["unique_id"] == train["unique_id"].iloc[0]], h)  # what is made once
    made, seconds = timed(ours, train, h)
    judge(case, "LSTM, zero-shot", made, test, train, season, seconds)
    if tune:
        start = time.process_time()
        ours.fit(train, h=h)
        made = ours.predict(train, h, level=[80, 95])
        judge(
            case, f"LSTM, fit ({ours.gate_.updates})", made, test, train, season, time.process_time() - start
        )  # type: ignore[union-attr]
    for peer in [SeasonalNaive(season), *peers]:
        made, seconds = timed(peer, train, h)
        judge(case, getattr(peer, "name", "SeasonalNaive"), made, test, train, season, seconds)


def single(case: str, df: pd.DataFrame, season: int, h: int, n_windows: int) -> None:
    """Rolling origin on one series; the error of each window over that of seasonal naive in all it had seen."""
    models: dict[str, Model] = {
        "LSTM": SeasonalForecaster(season_length=season),
        "SeasonalNaive": SeasonalNaive(season),
    }
    models |= {name: Classic(name, season) for name in ("AutoETS", "Theta", "AutoTheta", "AutoARIMA")}
    for name, model in models.items():
        start = time.process_time()
        rows = rolling_origin(model, df, h, n_windows=n_windows, level=[80, 95])
        seconds = time.process_time() - start
        tables = [
            scores(part, df[df["ds"] <= cutoff], season).loc[name] for cutoff, part in rows.groupby("cutoff")
        ]
        means = {
            key: np.mean([table[key] for table in tables]) for key in ("MASE", "coverage 80", "coverage 95")
        }
        note(case, name, **means, seconds=seconds)


def covariates(
    case: str,
    df: pd.DataFrame,
    known: pd.DataFrame | None,
    past: pd.DataFrame | None,
    exog: list[str],
    h: int,
    n: int,
    season: int,
) -> pd.DataFrame:
    """Ours, ridge and LightGBM on the same folds; ours alone has intervals, which learn from past weather forecasts."""
    made = {}
    for name, archive in {"LSTM": past, **({} if past is None else {"LSTM, no archive": None})}.items():
        model = SeasonalForecaster().fit(
            until_first_cutoff(df, h, n, h), futr_exog=exog, h=h, futr_df=archive
        )
        rows = made[name] = rolling_origin(model, df, h, n_windows=n, level=[80, 95], futr_df=known)
        held = {
            f"coverage {k}": rows["y"].between(rows[f"LSTM-lo-{k}"], rows[f"LSTM-hi-{k}"]).mean()
            for k in (80, 95)
        }
        error = (rows["y"] - rows["LSTM"]).abs().mean()
        note(case, name, MAE=error, **held, weight=model.gate_.share)  # type: ignore[union-attr]
    rows = made["LSTM"]
    peers: list[Any] = [
        Lagged("Ridge", season, exog),
        Lagged("LightGBM", season, exog),
        SeasonalNaive(7 * season if season == 24 else season),
    ]
    for peer in peers:
        name = getattr(peer, "name", "SeasonalNaive")
        rows[name] = rolling_origin(peer, df, h, n_windows=n, futr_df=known)[name]
        gap = compare(rows, "LSTM", name)
        note(
            case,
            name,
            MAE=(rows["y"] - rows[name]).abs().mean(),
            **{"LSTM saves %": gap.saved, "from": gap.lower, "to": gap.upper},
        )
    return rows


def forecasts(
    df: pd.DataFrame, sky: dict[str, float], plans: list[str], h: int, n: int, memory: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Weather as forecast at the start of each window, with the plans, and at ARCHIVED times before the first one."""
    early = until_first_cutoff(df, h, n, h)
    seen, before = (cutoffs(part["ds"].to_numpy(), h, k, h) for part, k in ((df, n), (early, ARCHIVED)))
    known = forecast_weather(df, sky, seen, h, memory=memory).merge(df[["ds", *plans]], on="ds")
    return known, forecast_weather(early, sky, before, h, memory=memory, seed=1)


def with_covariates() -> None:
    """The shop and the rentals by hour and by day, weather as forecast and as observed."""
    sales, h, n = shop(), 14, 12
    exog = ["temperature", "rain", "promotion", "holiday"]
    ahead = forecasts(sales.frame, {"temperature": -np.inf, "rain": 0.0}, ["promotion", "holiday"], h, n, 0.9)
    for case, futr in (("shop, forecast weather", ahead), ("shop, observed weather", (None, None))):
        rows = covariates(case, sales.frame, *futr, exog, h, n, 7)
        rows = rows.merge(sales.frame[["ds"]].assign(Oracle=sales.mean), on="ds")
        note(case, "oracle", MAE=(rows["y"] - rows["Oracle"]).abs().mean())
    hours = pd.read_csv(ROOT / "data" / "bikes_2011_hourly.csv", parse_dates=["ds"])
    rentals("hourly rentals", hours, 24, 168, 24, memory=0.985)
    per_day = {"rentals": "sum", **dict.fromkeys(SKY, "mean"), **dict.fromkeys(PLANS, "max")}
    days = hours.groupby(hours["ds"].dt.normalize()).agg(per_day).reset_index()
    rentals("daily rentals", days, 7, 24, 7, memory=0.9)


def rentals(case: str, df: pd.DataFrame, h: int, n: int, season: int, *, memory: float) -> None:
    """The second half of 2011, each window from all that came before it."""
    df = read(df, target="rentals", exog=[*SKY, *PLANS])
    for weather, futr in (("forecast", forecasts(df, SKY, PLANS, h, n, memory)), ("observed", (None, None))):
        covariates(f"{case}, {weather} weather", df, *futr, [*SKY, *PLANS], h, n, season)


def start_up() -> None:
    """Seconds of a fresh process until the first forecast, over importing torch alone; the least of three."""
    first = (
        "import numpy as np, pandas as pd\nfrom lstm.forecast import SeasonalForecaster\n"
        "SeasonalForecaster(season_length=12).predict(pd.DataFrame({'ds': range(60), 'y': np.arange(60.0) % 12}), 12)"
    )
    least = {}
    for name, code in (("import torch", "import torch"), ("first forecast", first)):
        spent = []
        for _ in range(3):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603
            spent.append(time.perf_counter() - start)
        least[name] = min(spent)
    note("start", "seconds", **least, more=least["first forecast"] - least["import torch"])


def public_sets(data: Path, *, slow: bool) -> None:
    """Time to start, and the public sets."""
    start_up()
    m3 = [Classic("Theta", 12), Classic("AutoTheta", 12), *([Classic("AutoETS", 12)] if slow else [])]
    public("M3 monthly", data / "m3_monthly.parquet", 12, 18, list(m3), tune=True)
    m4 = [Classic("Theta", 24), Classic("AutoTheta", 24), *([Classic("MSTL", 24)] if slow else [])]
    public("M4 hourly", data / "m4_hourly.parquet", 24, 48, list(m4), tune=True)


def singles() -> None:
    """Two series alone; the longer one has room for thirty years, and six of them say little.

    CO2 begins after its last gap, in May 1964, so that no month is made up.
    """
    from statsforecast.utils import AirPassengersDF  # noqa: PLC0415
    from statsmodels.datasets import co2  # noqa: PLC0415

    single("AirPassengers", read(AirPassengersDF), 12, 12, 6)
    monthly = read(co2.load_pandas().data["co2"].resample("MS").mean()["1964-05":])
    single("CO2 monthly", monthly, 12, 12, 6)
    single("CO2 monthly, 30 windows", monthly, 12, 12, 30)


PARTS = {"singles": singles, "covariates": with_covariates}


def main() -> None:
    """Run everything, or a part, and write it down."""
    parser = argparse.ArgumentParser(description="the forecaster beside its peers")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--data", type=Path, help="folder of the public sets")
    what.add_argument("--only", choices=list(PARTS), help="one part, which needs no folder")
    parser.add_argument("--quick", action="store_true", help="leave out AutoETS and MSTL on the public sets")
    chosen = parser.parse_args()
    kept = json.loads(OUT.read_text()) if chosen.only else {}
    if not chosen.only:
        public_sets(chosen.data, slow=not chosen.quick)
    for name, part in PARTS.items():
        if chosen.only in (None, name):
            part()
    made = {"python": platform.python_version(), "numpy": np.__version__, "machine": platform.machine()}
    OUT.write_text(json.dumps(kept | results | {"made with": made}, indent=1) + "\n")


if __name__ == "__main__":
    main()
