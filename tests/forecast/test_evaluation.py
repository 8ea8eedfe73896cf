import numpy as np
import pandas as pd
import pytest

from lstm.errors import DataError
from lstm.forecast.baselines import SeasonalNaive, same_phase
from lstm.forecast.comparison import advice, compare, diebold_mariano
from lstm.forecast.evaluation import cutoffs, rolling_origin, scores, until_first_cutoff
from lstm.forecast.intervals import at, columns
from lstm.forecast.quantiles import QUANTILES


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


def test_with_ten_series_or_more_whole_series_are_drawn():
    """A hundred windows of one series that is off count once."""
    rows = pd.DataFrame(
        {"unique_id": np.repeat([f"s{k}" for k in range(10)], 100), "cutoff": list(range(100)) * 10}
    )
    rows = rows.assign(y=0.0, A=1.0, B=1.0 + 0.5 * (rows["unique_id"] == "s0"))
    gap = compare(rows, "A", "B")
    assert gap.lower <= 0 < gap.saved


def test_errors_of_series_of_different_sizes_are_scaled():
    rows = pd.DataFrame(
        {"unique_id": ["a", "b"], "cutoff": 0, "y": 0.0, "A": [1.0, 1000.0], "B": [2.0, 1000.0]}
    )
    scale = pd.Series({"a": 1.0, "b": 1000.0})
    assert compare(rows, "A", "B", scale=scale).saved == pytest.approx(100 / 3)


def test_diebold_mariano_has_the_size_it_claims_and_finds_a_difference():
    rng = np.random.default_rng(0)
    false = np.mean([diebold_mariano(rng.normal(size=12))[1] < 0.05 for _ in range(2000)])
    assert abs(false - 0.05) < 0.015
    assert diebold_mariano(rng.normal(1, 1, 40))[1] < 0.001
    assert diebold_mariano(np.zeros(5)) == (0.0, 1.0)
    overlapping = np.convolve(rng.normal(size=63), np.ones(4))[3:-3]
    assert diebold_mariano(overlapping, 4)[1] > diebold_mariano(overlapping, 1)[1] / 2


@pytest.mark.parametrize(
    ("theta", "begins"),
    [
        (2.0, "Use the LSTM"),
        (0.5, "Don't use the LSTM"),
        (1.02, "The LSTM or Theta"),
        (0.98, "No need for the LSTM"),
    ],
)
def test_the_advice_is_plain(theta, begins):
    rng = np.random.default_rng(0)
    rows = pd.DataFrame({"cutoff": range(12), "y": 0.0, "LSTM": 1 + 0.2 * rng.normal(size=12)})
    rows["Theta"] = theta * (rows["LSTM"].mean() + 0.2 * rng.permutation(np.linspace(-1, 1, 12)))
    assert advice(rows, {"LSTM": 0.1, "Theta": 1.0}).startswith(begins)


def test_quantiles_between_those_at_hand_are_the_normal_ones_of_a_normal_forecast():
    from statistics import NormalDist

    normal = np.array([NormalDist().inv_cdf(q) for q in QUANTILES])
    for share in (0.01, 0.1, 0.33, 0.5, 0.8, 0.99):
        assert at(normal, share) == pytest.approx(NormalDist().inv_cdf(share), abs=1e-9)
    assert list(columns(normal[None], "m", [80], [0.2])) == ["m", "m-lo-80", "m-hi-80", "m-q-0.2"]
    assert columns(normal[None], "m", 80).keys() == {"m", "m-lo-80", "m-hi-80"}


def test_windows_count_from_the_end_of_each_series():
    one = weekly(30).assign(unique_id="a")
    two = weekly(20).assign(unique_id="b")
    both = pd.concat([one, two], ignore_index=True)
    rows = rolling_origin(SeasonalNaive(7), both, 3, n_windows=2)
    assert rows.groupby("unique_id")["ds"].max().tolist() == [one["ds"].max(), two["ds"].max()]
    assert until_first_cutoff(both, 3, 2, 3).groupby("unique_id").size().tolist() == [24, 14]


def test_owa_smape_and_the_weighted_quantile_loss_by_hand():
    rows = pd.DataFrame(
        {
            "unique_id": "a",
            "ds": [8, 9],
            "cutoff": 7,
            "y": [2.0, 4.0],
            "SeasonalNaive": [3.0, 3.0],
            "m": [2.0, 3.0],
        }
    )
    rows = rows.assign(**{"m-lo-80": 1.0, "m-hi-80": 5.0, "m-lo-95": 0.0, "m-hi-95": 3.0})
    train = pd.DataFrame({"unique_id": "a", "ds": range(8), "y": [0, 1, 2, 3, 2, 3, 4, 5.0]})
    table = scores(rows, train, 4)
    smape = {"SeasonalNaive": 100 * (1 / 5 + 1 / 7), "m": 100 * (0 + 1 / 7)}
    assert table.loc["m", "sMAPE"] == pytest.approx(smape["m"])
    assert table.loc["m", "OWA"] == pytest.approx((0.5 / 1 + smape["m"] / smape["SeasonalNaive"]) / 2)
    losses = [(0.1 * 1 + 0.1 * 3), 0.5 * 1, (0.1 * 3 + 0.1 * 1)]
    assert table.loc["m", "quantile loss"] == pytest.approx(2 * sum(losses) / 3 / 6)
    assert table.loc["m", ["coverage 80", "coverage 95"]].tolist() == [1.0, 0.5]


@pytest.mark.filterwarnings("error")
def test_what_is_never_wrong_cannot_be_beaten_and_two_of_them_are_alike():
    rows = pd.DataFrame({"cutoff": range(4), "y": 0.0, "A": [1.0, 0.0, 1.0, 0.0], "B": 0.0, "C": 0.0})
    assert compare(rows, "A", "B").saved == -9900
    assert compare(rows, "B", "A").saved == 100
    assert compare(rows, "B", "C") == (0, 0, 0)


def test_quantile_loss_is_over_all_rows_also_of_series_of_unequal_length():
    rows = pd.DataFrame(
        {"unique_id": list("aaab"), "ds": [1, 2, 3, 1], "cutoff": [0, 0, 1, 0], "y": [10.0, 10, 10, 1]}
    )
    for name in ("m", "m-lo-80", "m-hi-80"):
        rows[name] = [10.0, 10, 10, 2]
    train = pd.DataFrame({"unique_id": list("aaabbb"), "ds": [-2, -1, 0] * 2, "y": [1.0, 2, 3] * 2})
    loss = np.mean([1 - q for q in (0.1, 0.5, 0.9)])  # of the one row that missed, by one
    assert scores(rows, train, 1).loc["m", "quantile loss"] == pytest.approx(2 * loss / 31)
