"""No forecast may know its future: change everything after the cutoff and nothing may move."""

import numpy as np
import pandas as pd
import pytest

from lstm.forecast import SeasonalForecaster, finetuning, recurrent
from lstm.forecast.baselines import Classic, SeasonalNaive
from lstm.forecast.evaluation import cutoffs, rolling_origin
from lstm.forecast.gate import helps
from lstm.forecast.lagged import METHODS, Lagged
from lstm.forecast.recurrent import CELLS, FromScratch
from lstm.forecast.shop import forecast_weather, shop

H, N_WINDOWS = 14, 3
WEATHER = ["temperature", "rain"]


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


@pytest.mark.parametrize(
    ("exog", "columns"),
    [([], ["y", *WEATHER]), (WEATHER, ["y"]), (WEATHER, WEATHER)],
    ids=["all, without weather", "sales", "weather"],
)
def test_neither_fit_nor_forecast_moves_when_the_future_changes(monkeypatch, data, known, exog, columns):
    monkeypatch.setattr(finetuning, "STOPS", (10,))  # a leak shows at once
    # The gate would hide a leak in what it does not keep.
    monkeypatch.setattr(finetuning, "helps", lambda *a, **k: helps(*a, **k)._replace(kept=True, updates=10))
    first = cutoffs(data["ds"].to_numpy(), H, N_WINDOWS, H)[0]
    outcomes = []
    for df in (data, spoiled(data, first, columns)):
        model = SeasonalForecaster().fit(df[df["ds"] <= first], futr_exog=exog, h=H)
        out = model.cross_validation(df, H, n_windows=N_WINDOWS, level=[80], futr_df=known if exog else None)
        # The first window has seen nothing that was changed; later ones may see it as their past.
        outcomes.append(out[out["cutoff"] == first].drop(columns="y"))
    pd.testing.assert_frame_equal(*outcomes, check_exact=True)


@pytest.mark.parametrize("name", ["Theta", "Ridge", "LightGBM", "RNN", "GRU"])
def test_no_baseline_moves_either(monkeypatch, data, known, name):
    monkeypatch.setattr(recurrent, "UPDATES", 10)
    last = cutoffs(data["ds"].to_numpy(), H, N_WINDOWS, H)[-1]
    exog = WEATHER if name in METHODS else []
    make = FromScratch if name in CELLS else Classic
    model = Lagged(name, 7, exog) if name in METHODS else make(name, 7)
    futr = known if exog else None
    one, two = (
        rolling_origin(model, df, H, n_windows=1, futr_df=futr)[name]
        for df in (data, spoiled(data, last, ["y", *WEATHER]))
    )
    np.testing.assert_array_equal(one, two)


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
