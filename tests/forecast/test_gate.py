"""The gate of covariates: clear cases are decided, the others mixed, and the mixture comes out of every door."""

import numpy as np
import pandas as pd
import pytest

from lstm.forecast import SeasonalForecaster, forecaster
from lstm.forecast.gate import CLEAR, Gate, through, weighed
from lstm.forecast.persistence import _gate
from lstm.forecast.shop import shop
from lstm.forecast.trust import mixed, share

SALES = shop(400, seed=3).frame
EARLY, LATE = SALES.iloc[:386], SALES.iloc[386:]
COLUMNS = ["LSTM", "LSTM-lo-80", "LSTM-hi-80"]


def test_the_better_one_weighs_more_and_clear_cases_are_decided():
    before = np.array([1.0, 2.0, 0.5])
    gates = [weighed("covariates", before, factor * before) for factor in (0.5, 0.7, 0.9, 1, 1.1, 1.2, 1.7)]
    shares = [gate.share for gate in gates]
    assert shares == sorted(shares, reverse=True)
    assert shares[:2] == [1, 1]
    assert shares[3] == 0.67
    assert shares[-1] == 0
    assert [gate.kept for gate in gates] == [True] * 6 + [False]
    assert all(part in (0, 1) or CLEAR <= part <= 1 - CLEAR for part in shares)
    assert gates[0].gain == 50
    small = [weighed("covariates", 1e-6 * before, 1e-6 * factor * before).share for factor in (0.5, 0.9, 1.7)]
    assert small == [shares[0], shares[2], shares[-1]]


def test_the_shares_lie_where_the_formula_puts_them():
    first, other = np.array([1.0, 3.0]), np.array([2.0, 1.5])
    assert share(first, other, doubt=3, power=2) == pytest.approx([1 / 13, 1 / (1 + 3 / 4)])
    none = np.zeros(1)
    assert share(none, none, doubt=3, power=2) == pytest.approx(1 / 4)
    assert share(none, none + 1e-9, doubt=3, power=2, least=1.0) == pytest.approx(1 / 4)
    assert weighed("covariates", none, none).share == 0.67


@pytest.mark.parametrize(
    ("gate", "expected"),
    [
        (None, 1.0),
        (Gate("covariates", False, 0.0, 0.0, 4, 0, share=0.0), 1.0),
        (Gate("covariates", True, 0.0, 0.0, 4, 0), 5.0),
        (Gate("covariates", True, 0.0, 0.0, 4, 0, share=0.25), 2.0),
    ],
)
def test_what_the_gate_decided_is_what_is_forecast(gate, expected):
    ones = [np.full((2, 11), 1.0)] * 3
    made = through(gate, lambda: ones, lambda: [5 * q for q in ones])
    assert len(made) == 3
    assert all((q == expected).all() for q in made)


def test_no_more_is_computed_than_counts():
    def never():
        raise AssertionError

    gate = Gate("covariates", True, 0.0, 0.0, 4, 0)
    assert through(gate, never, list) == []
    assert through(gate._replace(kept=False), list, never) == []


def test_the_decision_is_spelled():
    gate = Gate("covariates", True, 1.5, -2.0, 4, 0, share=0.77)
    assert str(gate).endswith("kept with a weight of 77 %")
    assert str(gate._replace(share=1.0)).endswith(": kept")
    assert "not kept" in str(gate._replace(kept=False, share=0.0))


@pytest.fixture(scope="module")
def model():
    return SeasonalForecaster().fit(EARLY, futr_exog=["promotion", "temperature"], h=14)


def given(model, part):
    gate = model.gate_._replace(kept=part > 0, share=part)
    other = SeasonalForecaster()
    other.__dict__ |= model.__dict__ | {"gate_": gate}
    return other


def test_predict_mixes_both_forecasts_by_the_share(model):
    alone, half, full = (
        given(model, part).predict(EARLY, 14, level=[80], futr_df=LATE)[COLUMNS] for part in (0.0, 0.3, 1.0)
    )
    assert (np.abs(full - alone).max() > 1).all()
    pd.testing.assert_frame_equal(half, alone + 0.3 * (full - alone), rtol=1e-9)
    pd.testing.assert_frame_equal(alone, SeasonalForecaster().predict(EARLY, 14, level=[80])[COLUMNS])


def test_several_series_are_mixed_each_with_its_own(model):
    frame = pd.concat([EARLY.assign(unique_id=name, y=EARLY["y"] * k) for k, name in enumerate("abc", 1)])
    coming = pd.concat([LATE.assign(unique_id=name) for name in "abc"])
    mixture = given(model, 0.4)
    together = mixture.predict(frame, 14, futr_df=coming)
    for name, part in frame.groupby("unique_id"):
        alone = mixture.predict(part, 14, futr_df=coming[coming["unique_id"] == name])
        rows = together[together["unique_id"] == name].reset_index(drop=True)
        pd.testing.assert_frame_equal(rows, alone, check_exact=True)


def test_a_mixture_is_saved_and_loaded_to_the_byte(model, tmp_path):
    mixture = given(model, 0.41)
    back = SeasonalForecaster.load(mixture.save(tmp_path / "model"))
    assert back.gate_ == mixture.gate_
    one, two = (m.predict(EARLY, 14, level=[80], futr_df=LATE) for m in (mixture, back))
    pd.testing.assert_frame_equal(one, two, check_exact=True)


def test_older_files_know_no_share():
    gate = _gate(["covariates", True, 12.0, 8.0, 4, 0])
    assert gate == _gate(["covariates", True, 12.0, 8.0, 4, 0, []])
    assert (gate.share, gate.widths) == (1.0, ())
    with pytest.raises(ValueError, match="much"):
        _gate(["covariates", True, 12.0, 8.0, 4, 0, [], "much"])


def test_mixing_keeps_the_order_and_the_ends():
    rng = np.random.default_rng(1)
    one, other = (np.sort(rng.normal(size=(5, 11)), axis=1) for _ in range(2))
    assert np.array_equal(mixed(one, other, 0.0), one)
    assert np.array_equal(mixed(one, one, 0.37), one)
    np.testing.assert_allclose(mixed(one, other, 1.0), other, rtol=1e-12)


def test_without_covariates_nothing_is_mixed(monkeypatch):
    monkeypatch.setattr(forecaster, "through", None)
    assert len(SeasonalForecaster().predict(EARLY, 3, level=None)) == 3
