"""Committed results must be what the code gives: a slice is run again, within a stated tolerance."""

import json
from pathlib import Path

import numpy as np
import pytest

from lstm.forecast import SeasonalForecaster
from lstm.forecast.simulate import shop

RESULTS = Path(__file__).parents[1] / "experiments" / "results" / "sales.json"


@pytest.fixture(scope="module")
def results():
    return json.loads(RESULTS.read_text())


def test_every_seed_and_data_set_is_there_with_its_origin(results):
    assert set(results["provenance"]) == {"code sha256", "python", "numpy", "torch"}
    assert [list(results[name]) for name in ("shop", "bikes")] == [list("01234")] * 2


def test_a_slice_run_again_agrees_within_one_percent(results):
    rows = SeasonalForecaster(h=14, calendar=False, seed=1).cross_validation(shop().frame, 14, n_windows=12)
    mae = float(np.abs(rows["y"] - rows["LSTM"]).mean())
    assert mae == pytest.approx(results["shop"]["1"]["mae"]["series alone"], rel=0.01)


def test_no_forecaster_beats_the_oracle_on_average(results):
    for run in results["shop"].values():
        oracle = run["table"]["Oracle"]["MAE"]
        assert all(error > oracle for error in run["mae"].values())
