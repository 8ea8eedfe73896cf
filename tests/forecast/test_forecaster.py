import numpy as np
import pandas as pd
import polars as pl
import pytest
import torch

from lstm.errors import DataError
from lstm.forecast import SeasonalForecaster
from lstm.forecast.evaluation import until_first_cutoff
from lstm.forecast.shop import shop


def waves(n, names=("a",), season=7, seed=0):
    """Noisy seasonal series of positive numbers, one per name, daily."""
    rng = np.random.default_rng(seed)
    parts = []
    for k, name in enumerate(names):
        y = 50 + 20 * np.sin(2 * np.pi * np.arange(n) / season + k) + rng.normal(0, 2, n)
        parts.append(pd.DataFrame({"unique_id": name, "ds": pd.date_range("2024-01-01", periods=n), "y": y}))
    return pd.concat(parts, ignore_index=True)


def test_it_forecasts_at_once_and_well():
    df = waves(164)
    made = SeasonalForecaster().predict(df.iloc[:150], 14, level=[80, 95], quantiles=[0.1, 0.3])
    assert list(made.columns) == [
        "unique_id", "ds", "LSTM", "LSTM-lo-80", "LSTM-hi-80", "LSTM-lo-95", "LSTM-hi-95", "LSTM-q-0.1", "LSTM-q-0.3",
    ]  # fmt: skip
    assert made["ds"].tolist() == df["ds"].iloc[150:].tolist()
    assert (made["LSTM"] - df["y"].iloc[150:].to_numpy()).abs().mean() < 3
    assert made["LSTM-q-0.1"].equals(made["LSTM-lo-80"])


def test_predict_leaves_the_callers_frame_and_the_global_state_alone():
    df, state, threads = waves(100), torch.get_rng_state(), torch.get_num_threads()
    copy = df.copy()
    SeasonalForecaster().fit(df, h=7).predict(df, 7)
    pd.testing.assert_frame_equal(df, copy)
    assert torch.equal(state, torch.get_rng_state())
    assert torch.get_num_threads() == threads


def test_a_forecast_does_not_depend_on_the_other_series_or_the_order_of_rows():
    df, model = waves(150, names=("a", "b", "c")), SeasonalForecaster()
    together = model.predict(df, 7).set_index("unique_id").loc["b", "LSTM"].to_numpy()
    alone = model.predict(df[df["unique_id"] == "b"], 7)["LSTM"].to_numpy()
    mixed = (
        model.predict(df.sample(frac=1, random_state=1), 7).set_index("unique_id").loc["b", "LSTM"].to_numpy()
    )
    assert together.tobytes() == alone.tobytes() == mixed.tobytes()


def test_series_of_different_lengths_and_ends_go_on_from_their_own_end():
    df = waves(100, names=("a", "b"))
    df = df[(df["unique_id"] == "a") | (df["ds"] < "2024-02-01")]
    made = SeasonalForecaster().predict(df, 3)
    assert made.groupby("unique_id")["ds"].min().tolist() == [
        pd.Timestamp("2024-04-10"),
        pd.Timestamp("2024-02-01"),
    ]


def test_intervals_are_ordered_and_nested():
    made = SeasonalForecaster().predict(waves(60), 20, level=[50, 80, 95, 99])
    ends = [f"LSTM-lo-{k}" for k in (99, 95, 80, 50)] + ["LSTM"] + [f"LSTM-hi-{k}" for k in (50, 80, 95, 99)]
    assert (np.diff(made[ends].to_numpy(), axis=1) >= 0).all()


@pytest.mark.parametrize(
    ("freq", "season"),
    [("MS", 12), ("QS", 4), ("D", 7), ("h", 24), ("30min", 48), ("W-SUN", 52), ("YS", 1), ("B", 5)],
)
def test_the_season_comes_from_the_frequency(freq, season):
    ds = pd.date_range("2015-01-01", periods=8 * max(season, 3), freq=freq)
    y = 10 + 3 * np.sin(2 * np.pi * np.arange(len(ds)) / max(season, 2))
    made = SeasonalForecaster().predict(pd.DataFrame({"ds": ds, "y": y}), 5)
    np.testing.assert_array_equal(made["ds"], pd.date_range(ds[-1], periods=6, freq=freq)[1:])
    if season > 2:
        np.testing.assert_allclose(
            made["LSTM"], 10 + 3 * np.sin(2 * np.pi * (len(ds) + np.arange(5)) / season), atol=0.5
        )


def test_the_season_of_whole_numbers_is_found_in_the_data():
    rng = np.random.default_rng(0)
    y = 10 + 3 * np.sin(2 * np.pi * np.arange(214) / 11) + 0.3 * rng.normal(size=214)
    made = SeasonalForecaster().predict(pd.DataFrame({"ds": range(200), "y": y[:200]}), 14)
    assert np.abs(made["LSTM"] - y[200:]).mean() < 0.6


def test_polars_and_arrow_frames_give_what_pandas_gives():
    df = waves(60)
    expected = SeasonalForecaster().predict(df, 5)
    for other in (pl.from_pandas(df), pl.from_pandas(df).to_arrow()):
        pd.testing.assert_frame_equal(SeasonalForecaster().predict(other, 5), expected)


def test_cross_validation_without_a_fit_is_one_forecast_from_each_cutoff():
    df, model = waves(90, names=("a", "b")), SeasonalForecaster()
    rows = model.cross_validation(df, 5, n_windows=3, level=[80])
    assert rows.groupby(["unique_id", "cutoff"]).size().tolist() == [5] * 6
    cutoff = rows["cutoff"].min()
    direct = model.predict(df[df["ds"] <= cutoff], 5)
    first = rows[rows["cutoff"] == cutoff].sort_values(["unique_id", "ds"])
    np.testing.assert_array_equal(first["LSTM"], direct["LSTM"])


def test_cross_validation_of_a_fitted_model_fits_anew_before_the_first_cutoff():
    df = waves(200).assign(x=np.arange(200) % 3)
    model = SeasonalForecaster().fit(df, futr_exog=["x"], h=7)
    rows = model.cross_validation(df, 7, n_windows=2)
    assert rows.attrs["covariates"] == "observed: an oracle"
    early = until_first_cutoff(df, 7, 2, 7)
    changed = pd.concat([early, df.iloc[len(early) :].assign(y=lambda d: 9 * d["y"])])
    again = SeasonalForecaster().fit(changed, futr_exog=["x"], h=7).cross_validation(changed, 7, n_windows=2)
    first = rows["cutoff"] == rows["cutoff"].min()
    np.testing.assert_array_equal(rows.loc[first, "LSTM"], again.loc[first, "LSTM"])


def test_calendar_alone_can_be_asked_for():
    model = SeasonalForecaster().fit(waves(200), calendar=True, h=14)
    assert model.regression is not None
    assert np.isfinite(model.predict(waves(200), 14)["LSTM"]).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda d: SeasonalForecaster().predict(d, 0), "h: 0 came"),
        (lambda d: SeasonalForecaster().predict(d, 3, level=[120]), "level: 120"),
        (lambda d: SeasonalForecaster().predict(d, 3, quantiles=[1.5]), "quantiles: 1.5"),
        (lambda _: SeasonalForecaster(season_length=0), "season_length: 0 came"),
        (lambda d: SeasonalForecaster(freq="fortnight").predict(d, 3), "freq: 'fortnight' came"),
        (lambda d: SeasonalForecaster().predict(d.iloc[:2], 3), "at least three"),
        (lambda d: SeasonalForecaster().cross_validation(d.iloc[:20], 10), "n_windows: series 'a' has 20"),
    ],
)
def test_bad_use_gets_one_clear_error(call, message):
    with pytest.raises(ValueError, match=message):
        call(waves(60))


def test_a_thousand_series_take_no_frame_apart():
    df = pd.concat([waves(40).assign(unique_id=f"s{k:04}") for k in range(200)], ignore_index=True)
    made = SeasonalForecaster().predict(df, 7)
    assert len(made) == 1400
    with pytest.raises(DataError, match="s0007"):
        SeasonalForecaster().predict(df.drop(index=range(7 * 40, 7 * 40 + 38)), 7)


def test_a_history_too_short_for_its_season_is_forecast_without_it_and_says_so():
    ds = pd.date_range("2024-01-01", periods=30, freq="MS")
    rows = pd.DataFrame({"unique_id": ["a"] * 30 + ["b"] * 5, "ds": [*ds, *ds[:5]], "y": np.arange(35.0)})
    made = SeasonalForecaster().predict(rows, 2)
    assert made.attrs["mended"] == ["1 of 2 series are shorter than the season of 12 and forecast without it"]
    assert made["LSTM"].notna().all()
    assert SeasonalForecaster().predict(rows[:30], 2).attrs["mended"] == []


def test_a_fit_that_fails_leaves_the_model_as_it_was():
    days = shop(60).frame
    model = SeasonalForecaster().fit(days, futr_exog="promotion", h=7)
    before = vars(model).copy()
    with pytest.raises(DataError, match="'nope' is missing"):
        model.fit(days, futr_exog=["nope"])
    with pytest.raises(DataError, match="a static covariate has one value"):
        model.fit(days, futr_exog=["promotion"], stat_exog=["rain"])
    assert vars(model) == before
