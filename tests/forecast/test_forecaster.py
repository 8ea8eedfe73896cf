import numpy as np
import pandas as pd
import pytest
import torch

from lstm.errors import DataError
from lstm.forecast import SeasonalForecaster
from lstm.forecast.baselines import SeasonalNaive
from lstm.forecast.evaluation import compare, cutoffs, rolling_origin, scores
from lstm.forecast.simulate import forecast_weather, shop
from lstm.forecast.training import Plan

BRIEF = Plan(updates=10)
EXOG = ["temperature", "rain", "promotion", "holiday"]


def waves(n, names=("a",), season=7, seed=0):
    """Noisy weekly series of positive numbers, one per name."""
    rng = np.random.default_rng(seed)
    parts = []
    for k, name in enumerate(names):
        y = 50 + 20 * np.sin(2 * np.pi * np.arange(n) / season + k) + rng.normal(0, 2, n)
        parts.append(pd.DataFrame({"unique_id": name, "ds": pd.date_range("2024-01-01", periods=n), "y": y}))
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def sales():
    return shop(400)


@pytest.fixture(scope="module")
def fitted(sales):
    """A model fitted on the first 350 days of the shop, with its covariates."""
    return SeasonalForecaster(h=14, plan=Plan(updates=40)).fit(sales.frame.iloc[:350], EXOG)


def test_it_beats_seasonal_naive_on_the_shop_with_weather_as_forecast_and_the_oracle_beats_it():
    sales, h, n_windows = shop(900, seed=3), 14, 8
    df = sales.frame
    seen = cutoffs(df["ds"].to_numpy(), h, n_windows, h)
    weather = forecast_weather(df, {"temperature": -np.inf, "rain": 0.0}, seen, h, memory=0.9)
    known = weather.merge(df[["ds", "promotion", "holiday"]], on="ds")
    model = SeasonalForecaster(h=h, plan=Plan(updates=200))
    rows = model.cross_validation(df, h, n_windows=n_windows, level=[80], futr_exog=EXOG, futr_df=known)
    naive = rolling_origin(SeasonalNaive(7), df, h, n_windows=n_windows)
    rows = rows.assign(SeasonalNaive=naive["SeasonalNaive"]).merge(
        df[["ds"]].assign(Oracle=sales.mean), on="ds"
    )
    table = scores(rows, df[df["ds"] <= seen[0]], 7)
    assert table.loc["Oracle", "MAE"] < table.loc["LSTM", "MAE"] < table.loc["SeasonalNaive", "MAE"]
    assert compare(rows, "LSTM", "SeasonalNaive").lower > 0
    assert 0.6 < table.loc["LSTM", "coverage 80"] <= 1


def test_losses_fall(fitted):
    for losses in fitted.losses:
        assert np.mean(losses[-10:]) < 0.8 * np.mean(losses[:5])


def test_equal_seeds_and_data_give_equal_bytes_and_the_global_state_is_left_alone():
    df, state, threads = waves(150), torch.get_rng_state(), torch.get_num_threads()
    one, two = (
        SeasonalForecaster(h=7, plan=BRIEF, seed=4).fit(df).predict(df, 7, level=[80]) for _ in range(2)
    )
    other = SeasonalForecaster(h=7, plan=BRIEF, seed=5).fit(df).predict(df, 7, level=[80])
    pd.testing.assert_frame_equal(one, two, check_exact=True)
    assert not one["LSTM"].equals(other["LSTM"])
    assert torch.equal(state, torch.get_rng_state())
    assert torch.get_num_threads() == threads


def test_a_forecast_does_not_depend_on_the_other_series_or_the_order_of_rows():
    df = waves(150, names=("a", "b", "c"))
    model = SeasonalForecaster(h=7, plan=BRIEF).fit(df)
    together = model.predict(df, 7).set_index("unique_id").loc["b", "LSTM"].to_numpy()
    alone = model.predict(df[df["unique_id"] == "b"], 7)["LSTM"].to_numpy()
    mixed = (
        model.predict(df.sample(frac=1, random_state=1), 7).set_index("unique_id").loc["b", "LSTM"].to_numpy()
    )
    assert np.array_equal(together, alone)
    assert np.array_equal(together, mixed)


def test_intervals_are_ordered_nested_and_never_negative_for_data_that_never_are(fitted, sales):
    known = sales.frame.iloc[350:364]
    out = fitted.predict(sales.frame.iloc[:350], 14, level=[50, 80, 95, 99], futr_df=known)
    ends = [f"LSTM-lo-{k}" for k in (99, 95, 80, 50)] + ["LSTM"] + [f"LSTM-hi-{k}" for k in (50, 80, 95, 99)]
    values = out[ends].to_numpy()
    assert (np.diff(values, axis=1) >= 0).all()
    assert (values >= 0).all()


def test_any_horizon_is_answered_and_the_times_follow_the_data(fitted, sales):
    out = fitted.predict(sales.frame.iloc[:350], 40, futr_df=sales.frame.iloc[350:390])
    assert out["ds"].tolist() == sales.frame["ds"].iloc[350:390].tolist()
    assert np.isfinite(out["LSTM"]).all()


def test_scaling_the_data_scales_the_forecast_where_no_logarithm_is_taken():
    df = waves(150).assign(y=lambda d: d["y"] - 50)
    model = SeasonalForecaster(h=7, plan=BRIEF).fit(df)
    once = model.predict(df, 7)["LSTM"]
    thousand = model.predict(df.assign(y=1000 * df["y"]), 7)["LSTM"]
    np.testing.assert_allclose(thousand, 1000 * once, rtol=1e-4)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda m, d: m.predict(d.iloc[:350], 14), "futr_df: missing"),
        (lambda m, d: m.predict(d.iloc[:350], 14, futr_df=d.iloc[350:364][["unique_id", "ds"]]), "'temperature' is missing"),
        (lambda m, d: m.predict(d.iloc[:350], 14, futr_df=d.iloc[350:360]), "no covariates for 2020-12-26"),
        (lambda m, d: m.predict(d.iloc[:20], 14, futr_df=d.iloc[20:34]), "20 observations; at least"),
        (lambda m, d: m.predict(d.iloc[:350], 14, level=[120], futr_df=d.iloc[350:364]), "level: 120"),
        (lambda m, d: m.predict(d.iloc[:350], 0), "h: 0 came"),
        (lambda _, d: SeasonalForecaster(h=14).predict(d, 14), "not fitted"),
        (lambda _, d: SeasonalForecaster(h=14).fit(d.iloc[:50]), "a series of 50 observations"),
        (lambda *_: SeasonalForecaster(season_length=0), "season_length: 0 came"),
    ],
)  # fmt: skip
def test_bad_use_gets_one_clear_error(fitted, sales, call, message):
    with pytest.raises(ValueError, match=message):
        call(fitted, sales.frame)


def test_bad_data_is_the_readers_error():
    with pytest.raises(DataError, match="at least three"):
        SeasonalForecaster().fit(waves(2))
