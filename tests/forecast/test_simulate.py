import hashlib
import io
from pathlib import Path

import numpy as np
import pandas as pd

from lstm.forecast.simulate import DISPERSION, HOLIDAYS, WEEK, forecast_weather, shop

DATA = Path(__file__).parents[2] / "data"


def test_the_committed_files_have_the_checksums_of_the_readme():
    listed = [line.split() for line in (DATA / "README.md").read_text().splitlines() if line.endswith(".csv")]
    assert len(listed) == len(list(DATA.glob("*.csv"))) == 3
    for digest, name in listed:
        assert hashlib.sha256((DATA / name).read_bytes()).hexdigest() == digest, name


def test_the_committed_shop_is_the_simulators():
    text = io.StringIO()
    shop().frame.to_csv(text, index=False, lineterminator="\n")
    assert text.getvalue() == (DATA / "shop.csv").read_text()


def test_sales_scatter_around_the_known_mean_with_the_known_variance():
    years = [shop(seed=seed) for seed in range(20)]
    y, mean = (np.concatenate(parts) for parts in zip(*((s.frame["y"], s.mean) for s in years), strict=True))
    z = (y - mean) / np.sqrt(mean + mean**2 / DISPERSION)
    assert abs(z.mean()) < 4 / np.sqrt(z.size)
    assert abs((z**2).mean() - 1) < 0.05


def test_week_holidays_and_promotions_have_the_effects_they_were_given():
    days, mean = shop().frame, np.log(shop().mean)
    weekday = days["ds"].dt.dayofweek
    log_week = np.array([mean[weekday == k].mean() for k in range(7)])
    np.testing.assert_allclose(log_week - log_week.mean(), np.log(WEEK) - np.log(WEEK).mean(), atol=0.06)
    assert days["holiday"].sum() == 4 * len(HOLIDAYS)
    assert 0.1 < days["promotion"].mean() < 0.25


def test_a_weather_forecast_is_good_at_once_and_no_better_than_the_climate_far_ahead():
    days = shop(1461).frame
    cutoffs = days["ds"].to_numpy()[400:1300:5]
    ahead = forecast_weather(days, {"temperature": -np.inf, "rain": 0.0}, cutoffs, 60, memory=0.9)
    rows = ahead.merge(days, on="ds", suffixes=("", "_true"))
    lead = (rows["ds"] - rows["cutoff"]).dt.days
    error = (rows["temperature"] - rows["temperature_true"]) ** 2
    rmse = np.sqrt(error.groupby(lead).mean())
    assert rmse[1] < 2.5
    assert rmse[1] < rmse[5] < rmse[20]
    assert (rows["rain"] >= 0).all()


def test_equal_seeds_give_equal_shops_and_others_do_not():
    pd.testing.assert_frame_equal(shop(50, seed=1).frame, shop(50, seed=1).frame)
    assert not shop(50, seed=1).frame.equals(shop(50, seed=2).frame)
