"""No forecast may know its future: change everything after the cutoff and nothing may move."""

import numpy as np
import pandas as pd
import pytest

from lstm.forecast import SeasonalForecaster
from lstm.forecast.baselines import SeasonalNaive
from lstm.forecast.evaluation import cutoffs, rolling_origin
from lstm.forecast.seasons import Series, references
from lstm.forecast.simulate import forecast_weather, shop
from lstm.forecast.training import Plan
from lstm.forecast.windows import cut

H, N_WINDOWS = 14, 3


@pytest.fixture(scope="module")
def data():
    return shop(300).frame


def spoiled(df, after, columns):
    """Replace columns after a time by nonsense."""
    out = df.copy()
    late = out["ds"] > after
    for column in columns:
        out.loc[late, column] = 1e4 + np.arange(late.sum())
    return out


def forecasts(model, df, known):
    return rolling_origin(model, df, H, n_windows=N_WINDOWS, level=[80], futr_df=known).drop(columns="y")


@pytest.fixture(scope="module")
def known(data):
    seen = cutoffs(data["ds"].to_numpy(), H, N_WINDOWS, H)
    return forecast_weather(data, {"temperature": -np.inf, "rain": 0.0}, seen, H, memory=0.9)


@pytest.mark.parametrize("columns", [["y"], ["temperature", "rain"]])
def test_neither_fit_nor_forecast_moves_when_the_future_changes(data, known, columns):
    exog, first = ["temperature", "rain"], cutoffs(data["ds"].to_numpy(), H, N_WINDOWS, H)[0]
    outcomes = []
    for df in (data, spoiled(data, first, columns)):
        model = SeasonalForecaster(h=H, plan=Plan(updates=5))
        out = model.cross_validation(df, H, n_windows=N_WINDOWS, level=[80], futr_exog=exog, futr_df=known)
        # The first window has seen nothing that was changed; later ones may see it as their past.
        outcomes.append(out[out["cutoff"] == first].drop(columns="y"))
    pd.testing.assert_frame_equal(*outcomes, check_exact=True)


def test_each_window_of_seasonal_naive_sees_its_own_past_only(data):
    last = cutoffs(data["ds"].to_numpy(), H, N_WINDOWS, H)[-1]
    before = forecasts(SeasonalNaive(7), data, None)
    after = forecasts(SeasonalNaive(7), spoiled(data, last, ["y"]), None)
    pd.testing.assert_frame_equal(before, after, check_exact=True)


def test_the_degraded_weather_of_a_cutoff_uses_no_later_day_than_its_own_target(data):
    seen = cutoffs(data["ds"].to_numpy(), H, N_WINDOWS, H)
    one = forecast_weather(data, {"rain": 0.0}, seen, H, memory=0.9)
    two = forecast_weather(
        spoiled(data, seen[-1] + np.timedelta64(5, "D"), ["rain"]), {"rain": 0.0}, seen, H, memory=0.9
    )
    early = one["ds"] <= seen[-1] + np.timedelta64(5, "D")
    assert one["rain"][early].equals(two["rain"][early])
    assert not one["rain"].equals(two["rain"])


def test_windows_and_references_read_nothing_after_the_cutoff():
    rng, cutoff = np.random.default_rng(0), np.array([60, 70])
    z, known = rng.normal(size=100), rng.normal(size=(100, 2))
    late = z.copy()
    late[71:] = 1e6
    one, two = (Series(values, known, 7, 14, logged=False) for values in (z, late))
    for a, b in zip(cut(one, cutoff, 10, 20), cut(two, cutoff, 10, 20), strict=True):
        assert np.array_equal(a, b)
    target = cutoff[:, None] + np.arange(1, 11)
    assert np.array_equal(references(one, cutoff, target)[0], references(two, cutoff, target)[0])
