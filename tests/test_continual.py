"""The committed runs on the continual grammar are complete, and a slice of one comes out alike."""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pytest

EXPERIMENTS = Path(__file__).parents[1] / "experiments"
RUNS = json.loads((EXPERIMENTS / "results" / "continual.json").read_text())["runs"]


@pytest.fixture
def continual(monkeypatch):
    monkeypatch.syspath_prepend(str(EXPERIMENTS))
    spec = importlib.util.spec_from_file_location("continual", EXPERIMENTS / "continual.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.modules.pop("record", None)


def test_every_condition_has_ten_networks_and_all_its_tests(continual):
    assert list(RUNS) == list(continual.CONDITIONS)
    for run in RUNS.values():
        lengths = np.array(run["lengths"])
        assert lengths.shape == (continual.BUDGET // continual.EVERY, 10)
        assert lengths.max() <= run["longest"] == continual.LONGEST
        assert len(run["succeeded"]) == 10
        for place, when in enumerate(run["succeeded"]):
            if when is not None:  # a median of ten streams without an error is the longest there is
                assert lengths[int(when) // run["every"] - 1, place] == run["longest"]


def test_a_slice_comes_out_as_committed_within_a_factor_of_two(continual):
    again = continual.condition("forget gate", budget=50_000)["lengths"][0]
    assert 0.5 < np.median(again) / np.median(RUNS["forget gate"]["lengths"][0]) < 2


def test_forget_gates_start_open_and_the_others_shut(continual):
    bias = continual.networks(forget_gate=True, seeds=[0]).parameters["matrix"][0, 7]
    assert bias[:12].tolist() == [-0.5, -1, -1.5, -2, 0.5, 1, 1.5, 2, -0.5, -1, -1.5, -2]
    without = continual.networks(forget_gate=False, seeds=[0])
    assert without.size < continual.networks(forget_gate=True, seeds=[0]).size


def test_a_network_that_has_succeeded_stays_as_it_is(continual, monkeypatch):
    seen = []

    def examine(trials, seeds, _round, _reset, longest):
        seen.append(trials.parameters["matrix"].copy())
        lengths = np.full((len(seeds), 10), longest - 1)
        lengths[0] = longest
        return lengths

    monkeypatch.setattr(continual, "examine", examine)
    run = continual.condition("forget gate", seeds=[0, 1], budget=60, every=20, longest=500)
    assert run["succeeded"] == [20, None]
    assert np.array_equal(seen[0][0], seen[2][0])
    assert not np.array_equal(seen[0][1], seen[2][1])
