import hashlib
import io
from pathlib import Path

import numpy as np
import pandas as pd

from lstm.forecast.shop import DISPERSION, HOLIDAYS, WEEK, forecast_weather, shop

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


def ahead_of(days, lead_to, memory, every=5):
    """Weather forecasts from many cutoffs beside what came, with their leads."""
    cutoffs = days["ds"].to_numpy()[400 : len(days) - lead_to : every]
    ahead = forecast_weather(days, {"temperature": -np.inf, "rain": 0.0}, cutoffs, lead_to, memory=memory)
    rows = ahead.merge(days, on="ds", suffixes=("", "_true"))
    return rows.assign(lead=(rows["ds"] - rows["cutoff"]).dt.days)


def test_a_weather_forecast_tells_no_more_than_it_says():
    rows = ahead_of(shop(12000).frame, 30, 0.9, every=20)
    turn = 2 * np.pi * (rows["ds"].dt.dayofyear - 1) / 365.25
    climate = 12 - 9 * np.cos(turn - 0.35)  # the simulator's
    f, x = rows["temperature"] - climate, rows["temperature_true"] - climate
    for lead in (1, 3, 7, 14, 30):
        now, r = rows["lead"] == lead, 0.9**lead
        assert abs(np.corrcoef(f[now], x[now])[0, 1] - r) < 0.06
        assert abs(((f - x)[now] ** 2).mean() / x[now].var() - (1 - r**2)) < 0.1


def test_far_ahead_a_weather_forecast_is_as_good_as_the_climate_and_rain_is_never_negative():
    rows = ahead_of(shop(1461).frame, 60, 0.9)
    error = np.sqrt(((rows["temperature"] - rows["temperature_true"]) ** 2).groupby(rows["lead"]).mean())
    assert error[1] < 2 < error[5] < error[20] < 4
    assert (rows["rain"] >= 0).all()


def test_a_weather_forecast_knows_the_hour_of_the_day():
    ds = pd.date_range("2024-06-01", periods=24 * 40, freq="h")
    days = pd.DataFrame({"unique_id": "a", "ds": ds, "temperature": np.cos(2 * np.pi * ds.hour / 24)})
    out = forecast_weather(days, {"temperature": -np.inf}, ds.to_numpy()[[700]], 24, memory=0.5)
    np.testing.assert_allclose(out["temperature"], days["temperature"][701:725], atol=1e-9)


def test_equal_seeds_give_equal_shops_and_others_do_not():
    pd.testing.assert_frame_equal(shop(50, seed=1).frame, shop(50, seed=1).frame)
    assert not shop(50, seed=1).frame.equals(shop(50, seed=2).frame)
