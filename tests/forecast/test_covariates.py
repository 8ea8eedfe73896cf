import numpy as np
import pandas as pd
import pytest

from lstm.errors import DataError
from lstm.forecast import SeasonalForecaster, store
from lstm.forecast.calendar import longer
from lstm.forecast.covariates import Regression
from lstm.forecast.design import DESIGN, Units, design
from lstm.forecast.effects import PENALTIES, departures, explain, penalised, sums
from lstm.forecast.evaluation import rolling_origin
from lstm.forecast.frame import read
from lstm.forecast.known import Known, known
from lstm.forecast.scale import Scale
from lstm.forecast.shop import shop
from lstm.forecast.zeroshot import forecast

SALES = shop(900, seed=3)
EXOG = ["temperature", "rain", "promotion", "holiday"]


def test_it_comes_near_the_oracle_of_the_shop():
    model = SeasonalForecaster().fit(SALES.frame.iloc[:-112], futr_exog=EXOG, h=14)
    rows = rolling_origin(model, SALES.frame, 14, n_windows=8, level=[80, 95])
    rows = rows.merge(SALES.frame[["ds"]].assign(oracle=SALES.mean), on="ds")
    ours, oracle = ((rows["y"] - rows[name]).abs().mean() for name in ("LSTM", "oracle"))
    assert model.gate_.kept
    assert oracle < ours < 1.2 * oracle
    assert abs(rows["y"].between(rows["LSTM-lo-80"], rows["LSTM-hi-80"]).mean() - 0.8) < 0.1


def test_a_promotion_ahead_raises_the_forecast_of_its_days_only():
    df, coming = SALES.frame.iloc[:850], SALES.frame.iloc[850:864].assign(promotion=0.0, holiday=0.0)
    model = SeasonalForecaster().fit(df, futr_exog=EXOG, h=14)
    plain = model.predict(df, 14, futr_df=coming)["LSTM"]
    planned = model.predict(df, 14, futr_df=coming.assign(promotion=[1.0] * 4 + [0.0] * 10))["LSTM"]
    lift = planned / plain
    assert (lift[:4] > 1.2).all()
    np.testing.assert_allclose(lift[4:], 1, atol=1e-9)


def test_a_useless_covariate_is_not_kept_or_does_no_harm():
    rng = np.random.default_rng(0)
    y = 100 + 30 * np.sin(np.arange(300) * 2 * np.pi / 7) + rng.normal(0, 3, 300)
    df = pd.DataFrame({"unique_id": "a", "ds": range(300), "y": y, "noise": rng.normal(size=300)})
    model = SeasonalForecaster(season_length=7).fit(df.iloc[:280], futr_exog=["noise"], h=10)
    made = model.predict(df.iloc[:280], 20, futr_df=df.iloc[280:])["LSTM"].to_numpy()
    assert np.abs(made - y[280:]).mean() < 6


def test_what_is_known_up_to_now_helps_where_it_leads_the_target():
    rng = np.random.default_rng(1)
    lead = rng.normal(size=420)
    y = 50 + 10 * np.roll(lead, 7) + rng.normal(size=420)
    df = pd.DataFrame({"unique_id": "a", "ds": range(420), "y": y, "orders": lead})
    model = SeasonalForecaster(season_length=7).fit(df.iloc[10:400], hist_exog=["orders"], h=7)
    made = model.predict(df.iloc[10:400], 7)["LSTM"].to_numpy()
    assert np.corrcoef(made, y[400:407])[0, 1] > 0.9


def test_static_covariates_let_the_effect_of_another_differ_between_series():
    rng, parts = np.random.default_rng(2), []
    for k in range(12):
        sale, big = (rng.random(60) < 0.2).astype(float), float(k % 2)
        y = 100 * np.exp(sale * (0.6 if big else 0.1) + 0.02 * rng.normal(size=60))
        parts.append(
            pd.DataFrame({"unique_id": f"s{k:02}", "ds": range(60), "y": y, "sale": sale, "big": big})
        )
    df = pd.concat(parts)
    model = SeasonalForecaster(season_length=1).fit(df, futr_exog=["sale"], stat_exog=["big"], h=4)
    fresh = df[df["unique_id"].isin(["s00", "s01"]) & (df["ds"] < 12)].assign(sale=0.0)
    coming = pd.DataFrame({"unique_id": ["s00", "s01"], "ds": [12, 12], "sale": 1.0})
    small, large = model.predict(fresh, 1, futr_df=coming)["LSTM"]
    assert large > 1.2 * small


def test_a_static_covariate_that_changes_is_refused():
    df = pd.DataFrame({"unique_id": "a", "ds": range(30), "y": 1.0, "size": range(30)})
    with pytest.raises(DataError, match="'size': changes"):
        SeasonalForecaster().fit(df, stat_exog=["size"])


@pytest.mark.parametrize(
    ("futr", "message"),
    [
        (None, "futr_df: missing"),
        (SALES.frame.iloc[850:864][["unique_id", "ds"]], "'temperature' is missing"),
        (SALES.frame.iloc[850:860], "no covariates for 2022-05-10"),
    ],
)
def test_covariates_that_are_missing_ahead_get_one_clear_error(futr, message):
    df = SALES.frame.iloc[:850]
    model = SeasonalForecaster().fit(df, futr_exog=EXOG, h=14)
    with pytest.raises(DataError, match=message):
        model.predict(df, 14, futr_df=futr)


def test_the_scale_goes_there_and_back_and_does_not_depend_on_the_unit():
    for y in (np.array([0.0, 3, 500]), np.array([-5.0, 0, 9])):
        scale = Scale.of(y)
        np.testing.assert_allclose(scale.back(scale.there(y)), y, atol=1e-9)
        np.testing.assert_allclose(Scale.of(1e9 * y).there(1e9 * y), scale.there(y), rtol=1e-9)


def test_a_penalty_draws_coefficients_to_zero_but_leaves_the_level():
    rng = np.random.default_rng(0)
    X = np.c_[np.ones(200), rng.normal(size=200)]
    z = 7 + 2 * X[:, 1]
    weak, strong = penalised(sums(X, z), [1.0, 1e6])
    assert weak[1] == pytest.approx(2, abs=0.02)
    assert abs(strong[1]) < 0.01
    assert strong[0] == pytest.approx(z.mean(), abs=0.01)


def test_one_series_is_explained_with_an_empty_share_of_the_others():
    x = np.tile([0.0, 1.0, 0.0], 15)[:, None]
    one = Known(pd.Series(range(45)), 5 + 3 * x[:42, 0], x, np.zeros((42, 0)), np.zeros(0))
    made = Regression(1, 0).learn([one.until(42, 0)], 3).forecast(store.pretrained(), [one], 3)[0]
    assert made[1, 5] == pytest.approx(8, abs=0.3)


def left_to_explain(y, x, seen, h, season=7):
    """Return the error of the middle forecast of h steps after the first `seen` of y, with x known in advance."""
    one = Known(pd.Series(range(len(y))), y, x[:, None], np.zeros((len(y), 0)), np.zeros(0)).until(seen, h)
    learned = Regression(season, 0).learn([one.until(seen, 0)], h)
    made = learned.forecast(store.pretrained(), [one], h)[0][:, 5]
    return float(np.abs(made - y[seen : seen + h]).mean())


def test_what_lingers_is_seen():
    rng = np.random.default_rng(4)
    rain = (rng.random(300) < 0.3) * rng.gamma(2, 2, 300)
    wet = pd.Series(rain).rolling(3, min_periods=1).mean().to_numpy()
    y = 100 * np.exp(-0.2 * wet + 0.01 * rng.normal(size=300))
    errors = [left_to_explain(y, rain, n, 7) for n in (240, 260, 280)]
    assert np.mean(errors) < 4


def test_what_only_drifts_together_is_not_taken_for_an_effect():
    rng, t = np.random.default_rng(5), np.arange(200)
    warmth = 0.1 * t + 3 * rng.normal(size=200)  # spring
    warmth[180:] -= 10  # a cold spell that means nothing; without departures the error is .10
    y = 100 * np.exp(0.01 * t + 0.02 * rng.normal(size=200))  # a young shop grows
    assert left_to_explain(y, warmth, 180, 14) < 0.08 * y[180:].mean()


def test_every_hour_of_the_week_is_its_own():
    ds = pd.Series(pd.date_range("2024-01-01", periods=24 * 7 * 6, freq="h"))
    evening = ((ds.dt.dayofweek == 4) & (ds.dt.hour >= 18)).to_numpy()
    y, x = 50 + 100.0 * evening, np.zeros((len(ds), 1))
    one = Known(ds, y[:-24], x, np.zeros((len(ds) - 24, 0)), np.zeros(0))
    X = design(one, 24, 24, 0, Units(np.zeros(1), np.ones(1), np.zeros(1, bool)))
    assert np.abs(X @ penalised(sums(X, y), [1.0])[0] - y).max() < 15


def test_coefficients_of_other_columns_are_refused():
    arrays, about = Regression(7, 0).state()
    assert Regression.of(arrays, about).season == 7
    with pytest.raises(ValueError, match="another version"):
        Regression.of(arrays, about | {"design": DESIGN - 1})


@pytest.mark.parametrize(("n", "early", "near"), [(300, 240, 112), (40, 30, 16), (25, 9, 112), (60, 41, 7)])
def test_what_both_fits_have_in_common_is_added_up_once(n, early, near):
    """Against fits that add up all their rows themselves."""
    rng = np.random.default_rng(7)
    X, z = np.cumsum(rng.normal(size=(n + 5, 4)), axis=0), rng.normal(size=n)
    explained, left_out = np.zeros(n + 5), np.zeros(n)
    for width in (0, near):
        fits = penalised(sums(departures(X[:early], width), departures(z[:early], width)), PENALTIES)
        misses = [z - X[:n] @ b for b in fits]
        misses = [miss - miss[:early][-width:].mean() for miss in misses]
        best = int(np.argmin([np.mean(departures(miss[early:], width) ** 2) for miss in misses]))
        fit = X @ penalised(sums(departures(X[:n], width), departures(z, width)), [PENALTIES[best]])[0]
        explained += (fit + (z - fit[:n])[-width:].mean()) / 2
        left_out += misses[best] / 2
    for made, expected in zip(explain(X, z, early, near), (explained, left_out), strict=True):
        np.testing.assert_allclose(made, expected, atol=1e-10)


def test_departures_are_from_the_nearest_rows_fewer_at_the_ends():
    A = np.random.default_rng(6).normal(size=(20, 2))
    near = pd.DataFrame(A).rolling(6, min_periods=1, center=True).mean().to_numpy()
    np.testing.assert_allclose(departures(A, 6), A - near, atol=1e-12)
    np.testing.assert_allclose(departures(A[:, 0], 6), (A - near)[:, 0], atol=1e-12)
    assert departures(A, 0) is A


def test_phases_of_whole_numbers_count_observations_whatever_the_step():
    y = np.tile([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], 6)
    columns = [
        design(
            Known(pd.Series(step * np.arange(42)), y, np.zeros((42, 0)), np.zeros((42, 0)), np.zeros(0)),
            0, 7, 0, Units(np.zeros(0), np.ones(0), np.zeros(0, bool)),
        )
        for step in (1, 7)
    ]  # fmt: skip
    assert np.array_equal(*columns)


def test_the_gate_judges_each_window_from_its_own_past():
    frame, network, long = read(SALES.frame, exog=EXOG), store.pretrained(), longer(7, "D")
    model = SeasonalForecaster().fit(frame, futr_exog=EXOG, h=14)
    (whole,) = known(frame, EXOG, [], [])
    errors = []
    for n in range(len(frame) - 4 * 14, len(frame), 14):
        early = whole.until(n, 14)
        with_them = Regression(7, long).learn([early.until(n, 0)], 14).forecast(network, [early], 14)
        alone = forecast(network, [early.y], 7, long, 14)
        scale = np.abs(np.diff(early.y)).mean()
        errors.append([np.abs(whole.y[n : n + 14] - q[0][:, 5]).mean() / scale for q in (alone, with_them)])
    before, after = np.mean(errors, axis=0)
    assert model.gate_.windows == 4
    assert model.gate_.gain == round(100 * (before - after) / before, 2)
