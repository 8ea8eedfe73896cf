import numpy as np
import pandas as pd
import pytest

from lstm.errors import DataError
from lstm.forecast.baselines import SeasonalNaive
from lstm.forecast.evaluation import compare, cutoffs, rolling_origin, scores
from lstm.forecast.intervals import at_levels, stretch, stretched
from lstm.forecast.seasons import same_phase


def weekly(n=70):
    return pd.DataFrame(
        {"unique_id": "a", "ds": pd.date_range("2024-01-01", periods=n), "y": np.arange(n) % 7 + 1.0}
    )


def test_seasonal_naive_is_right_on_a_series_that_repeats():
    rows = rolling_origin(SeasonalNaive(7), weekly(), 10, n_windows=3, level=[80])
    assert (rows["SeasonalNaive"] == rows["y"]).all()
    assert scores(rows, weekly(40).assign(y=lambda d: d["y"] + d.index), 7).loc["SeasonalNaive", "MASE"] == 0


def test_windows_end_where_the_data_end_and_hold_h_steps_each():
    rows = rolling_origin(SeasonalNaive(7), weekly(), 10, n_windows=3, step_size=5)
    assert rows.groupby("cutoff").size().tolist() == [10, 10, 10]
    assert rows["ds"].max() == weekly()["ds"].max()
    assert (rows["ds"] > rows["cutoff"]).all()


def test_mase_is_the_error_over_that_of_seasonal_naive_in_the_training_part():
    rows = pd.DataFrame({"unique_id": "a", "ds": [8, 9], "cutoff": 7, "y": [1.0, 1.0], "model": [4.0, 4.0]})
    train = pd.DataFrame({"unique_id": "a", "ds": range(8), "y": [0, 1, 2, 3, 2, 3, 4, 5.0]})
    assert scores(rows, train, 4).loc["model", "MASE"] == 3 / 2


def test_coverage_and_quantile_loss_are_those_of_the_interval():
    rows = pd.DataFrame({"unique_id": "a", "ds": [1, 2], "cutoff": 0, "y": [1.0, 9.0], "model": [2.0, 2.0]})
    rows = rows.assign(**{"model-lo-80": 0.0, "model-hi-80": 4.0, "other": 1.0})
    train = pd.DataFrame({"unique_id": "a", "ds": range(8), "y": np.arange(8.0)})
    table = scores(rows, train, 4)
    # (q = .1, .5, .9 at 0, 2, 4): (.1 + .5 + .3) / 3 for y = 1, (.9 + 3.5 + 4.5) / 3 for y = 9
    assert table.loc["model", "quantile loss"] == pytest.approx((0.9 + 8.9) / 6)
    assert table.loc["model", "coverage 80"] == 0.5
    assert np.isnan(table.loc["other", "quantile loss"])


def test_too_many_windows_are_refused():
    with pytest.raises(DataError, match="n_windows: 9 windows"):
        cutoffs(np.arange(20), h=5, n_windows=9, step_size=5)


def test_the_same_phase_is_the_last_one_seen():
    cutoff, target = np.array([20]), 20 + np.arange(1, 20)[None]
    place = same_phase(cutoff, target, 7)
    assert (place <= 20).all()
    assert (place > 20 - 7).all()
    assert ((target - place) % 7 == 0).all()


def test_a_paired_bootstrap_tells_a_clear_difference_from_none():
    rng = np.random.default_rng(0)
    rows = pd.DataFrame({"cutoff": np.repeat(np.arange(30), 5), "y": 0.0})
    rows["good"], rows["bad"] = np.abs(rng.normal(1, 0.3, 150)), np.abs(rng.normal(2, 0.3, 150))
    rows["same"] = np.abs(rng.normal(1, 0.3, 150))
    assert compare(rows, "good", "bad").lower > 40
    none = compare(rows, "good", "same")
    assert none.lower < 0 < none.upper


def test_stretched_intervals_cover_new_outcomes_as_often_as_they_say():
    rng = np.random.default_rng(0)
    narrow = np.tile(np.array([-1.0, -0.6, -0.3, 0, 0.3, 0.6, 1.0]), (4000, 1, 1))
    factors = stretch(narrow[:2000], rng.normal(size=(2000, 1)))
    wide, y = stretched(narrow[2000:], factors), rng.normal(size=(2000, 1))
    for percent in (50, 80, 95):
        ends = at_levels(wide, [percent])
        covered = ((ends[f"lo-{percent}"] <= y) & (y <= ends[f"hi-{percent}"])).mean()
        assert abs(covered - percent / 100) < 0.03
