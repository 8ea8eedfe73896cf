"""The experiments of chapter 18: their tasks from first principles, and a slice of the committed results run again."""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def since():
    spec = importlib.util.spec_from_file_location("since", ROOT / "experiments" / "since.py")
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(ROOT / "experiments"))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ROOT / "experiments"))
    return module


COMMITTED = json.loads((ROOT / "experiments" / "results" / "since.json").read_text())["runs"]


def test_parity_counts_ones(since):
    episode = since.parity(9, 4, np.random.default_rng(0))
    for t in range(9):
        assert (episode.target[t, :, 0] == episode.x[: t + 1, :, 0].sum(axis=0) % 2).all()


def test_orders_are_those_of_three_things_that_are_moved_by_hand(since):
    episode = since.orders(12, 5, np.random.default_rng(0))
    for b in range(5):
        things = [0, 1, 2]
        for t in range(12):
            if episode.x[t, b, 0]:
                things[0], things[1] = things[1], things[0]
            else:
                things.append(things.pop(0))
            assert since.ORDERS[int(episode.target[t, b].argmax())] == tuple(things)
            assert episode.target[t, b].sum() == 1


def test_every_job_has_its_committed_result_and_networks_of_a_task_are_of_one_size(since):
    assert set(COMMITTED) == set(since.jobs())
    for key, run in COMMITTED.items():
        assert abs(run["weights"] / since.WEIGHTS[key.split(" | ")[0]] - 1) < 0.07, key
        assert len(run["sequences"]) == len(run["seeds"])


@pytest.mark.parametrize("kind", ["LSTM", "sLSTM"])
def test_a_run_of_the_committed_results_comes_out_alike(since, kind):
    again, whole = since.track("parity", kind, seeds=[0]), COMMITTED[f"parity | {kind}"]
    assert again["sequences"][0] == pytest.approx(whole["sequences"][0], rel=0.1)
    assert again["right"][16][0] == pytest.approx(whole["right"]["16"][0], abs=0.03)


def test_a_network_that_does_not_read_its_state_does_no_better_when_trained_again(since):
    again = since.track("parity", "minLSTM", seeds=[0], budget=8000)
    assert again["right"][16][0] < 0.05
    assert max(COMMITTED["parity | minLSTM"]["right"]["16"]) < 0.05
