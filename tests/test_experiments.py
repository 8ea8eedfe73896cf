"""Committed results must be what the code gives: slices are run again, within a stated tolerance."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from lstm.forecast import SeasonalForecaster
from lstm.forecast.evaluation import scores
from lstm.forecast.frame import read
from lstm.forecast.seasons import BASES, INPUTS

ROOT = Path(__file__).parents[1]


def load(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "experiments" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def results(name):
    return json.loads((ROOT / "experiments" / "results" / f"{name}.json").read_text())


def test_the_long_lag_has_all_its_runs_and_one_of_them_runs_again_alike():
    long_lag, committed = load("long_lag"), results("long_lag")
    assert all(list(map(int, runs)) == list(long_lag.SEEDS) for runs in committed["right"].values())
    assert set(committed["right"]) == set(long_lag.NETWORKS)
    again = long_lag.succeeds("LSTM, forget gate open", 1)
    assert again == pytest.approx(committed["right"]["LSTM, forget gate open"]["1"], abs=0.02)


def test_the_ablation_has_every_arm_and_three_seeds():
    ablation, committed = load("ablation"), results("ablation")
    assert set(committed["runs"]) == set(ablation.ARMS)
    for arm, runs in committed["runs"].items():
        assert sorted(runs) == ["0", "1", "2"], arm
        for run in runs.values():
            assert set(run["scores"]) == set(committed["made with"]["sets"])
            assert all(np.isfinite(list(score.values())).all() for score in run["scores"].values())


def test_a_short_run_of_the_ablation_scores_as_the_committed_ones_do():
    """An untrained network and one after a second: the scale of the errors must be the committed one's."""
    ablation, committed = load("ablation"), results("ablation")
    network, updates = ablation.train("LSTM, 32 units", 0, 1.0)
    parts = {"invented, 12": ablation.validation([])["invented, 12"]}
    error = ablation.error(network, parts["invented, 12"], ablation.VIEWS["all"])["error"]
    full = committed["runs"]["LSTM, 32 units"]["0"]
    assert updates < full["updates"]
    assert 1 < error / full["scores"]["invented, 12"]["error"] < 1.6


def test_controls_have_as_many_parameters_as_the_lstm():
    sizes = {arm: runs["0"]["parameters"] for arm, runs in results("ablation")["runs"].items()}
    for arm in (name for name in sizes if "equal parameters" in name):
        assert sizes[arm] == pytest.approx(sizes["LSTM"], rel=0.01)


def test_the_benchmark_on_the_airline_is_what_the_code_gives():
    record = json.loads((ROOT / "benchmarks" / "forecasting.json").read_text())["AirPassengers"]["LSTM"]
    air = read(ROOT / "data" / "air_passengers.csv", target="passengers")
    rows = SeasonalForecaster(season_length=12).cross_validation(air, 12, n_windows=6, level=[80, 95])
    windows = [scores(part, air[air["ds"] <= end], 12).loc["LSTM"] for end, part in rows.groupby("cutoff")]
    assert np.mean([one["MASE"] for one in windows]) == pytest.approx(record["MASE"], rel=0.002)
    assert np.mean([one["coverage 80"] for one in windows]) == pytest.approx(record["coverage 80"], abs=0.02)


def test_series_without_a_season_judged_again_give_the_committed_patches(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "experiments"))
    patches, committed = load("patches"), results("patches")["runs"]
    assert set(committed) == set(patches.SETS)
    make, h, n = patches.SETS["Nile, years"]
    again = patches.judged(make(), h, n)
    for way in (*patches.WAYS, *patches.PEERS):
        assert again[way]["MASE"] == pytest.approx(committed["Nile, years"][way]["MASE"], rel=0.002)
        assert again[way]["coverage 80"] == pytest.approx(
            committed["Nile, years"][way]["coverage 80"], abs=0.02
        )


def test_a_set_judged_again_gives_the_committed_domains(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "experiments"))
    domains, committed = load("domains"), results("domains")["runs"]["invented, 12"]
    again = domains.of_kind(12, 0)
    assert again["series"] == committed["series"]
    for way in domains.WAYS:
        for score in ("error", "sMAPE", "coverage 80"):
            assert again[way][score] == pytest.approx(committed[way][score], rel=0.002)


def test_two_views_of_the_rentals_judged_again_give_the_committed_errors(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "experiments"))
    views, committed = load("views"), results("views")["runs"]
    again = views.rentals()
    assert again["series"] == committed["rentals, spring"]["series"]
    for way in views.WAYS:
        for score in ("error", "loss", "sMAPE", "coverage 80"):
            assert again[way][score] == pytest.approx(committed["rentals, spring"][way][score], rel=0.002)
    longer = [found for name, found in committed.items() if not name.startswith("two seasons")]
    assert all(found["both"]["error"] < found["short"]["error"] for found in longer)


def test_two_seasons_as_one_judged_again_give_the_committed_errors(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "experiments"))
    views, committed = load("views"), results("views")["runs"]
    again = views.rolled(views.economy(), 4, 8, 12)
    for way in views.WAYS:
        for score in ("error", "loss", "coverage 80"):
            expected = committed["two seasons, economy, quarters"][way][score]
            assert again[way][score] == pytest.approx(expected, rel=0.002)
    pairs = {name: found for name, found in committed.items() if name.startswith("two seasons")}
    ratios = {name: found["both"]["error"] / found["short"]["error"] for name, found in pairs.items()}
    assert ratios.pop("two seasons, M3 monthly, training part") < 0.995
    assert min(ratios.values()) > 0.95
    assert max(ratios.values()) < 1.005


def test_a_shop_judged_again_gives_the_committed_weight_of_its_covariates(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "experiments"))
    trust, committed = load("trust"), results("trust")["runs"]
    assert set(committed) == set(trust.jobs())
    again = trust.one_shop(340, "noise", 300)
    assert again["share"] == pytest.approx(committed["shops, 340 days, noise"]["shares"][0], abs=0.01)
    assert again["dropped"]["error"] == 1
    low, high = sorted((1.0, again["kept"]["error"]))
    assert low - 1e-9 <= again["weighed"]["error"] <= high + 1e-9


@pytest.mark.parametrize("m", [4, 12, 40])
def test_single_steps_see_what_seasons_see_one_point_after_the_other(monkeypatch, m):
    monkeypatch.syspath_prepend(str(ROOT / "experiments"))
    steps = load("steps")
    network, rng = steps.SingleSteps(0), torch.Generator().manual_seed(0)
    inputs, bases = (torch.randn(2, 5, *size, generator=rng) for size in ((INPUTS,), (2, BASES, m)))
    taken = []
    network.cores[0].register_forward_hook(lambda core, given, out: taken.append(given[0].shape[0]))  # noqa: ARG005
    made = network(inputs, bases)
    assert made.shape == (2, 5, 2, 11, m)
    assert taken == [5 * min(m, 24)]
    later = inputs.clone()
    later[:, 3:] += 1
    torch.testing.assert_close(network(later, bases)[:, :3], made[:, :3])
    for number in (0, 23, 96, INPUTS - 1):  # first and last of a channel, of another, about the season
        other = inputs.clone()
        other[:, 1, number] += 3
        assert (network(other, bases)[:, 1:] - made[:, 1:]).abs().max() > 1e-6


def test_single_steps_were_trained_alike_and_score_on_the_committed_scale(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "experiments"))
    steps, committed = load("steps"), results("steps")["runs"]
    assert sorted(committed) == ["0", "1", "2"]
    for run in committed.values():
        assert run["steps, equal updates"]["updates"] == run["seasons"]["updates"]
        assert run["steps, equal time"]["updates"] < run["seasons"]["updates"] / 3
        assert run["steps, equal time"]["parameters"] == pytest.approx(run["seasons"]["parameters"], rel=0.01)
    for name in ("invented, 12", "M3"):
        ratios = {
            arm: [
                run[arm]["scores"][name]["error"] / run["seasons"]["scores"][name]["error"]
                for run in committed.values()
            ]
            for arm in ("steps, equal updates", "steps, equal time")
        }
        assert max(abs(np.log(ratios["steps, equal updates"]))) < 0.04
        assert min(ratios["steps, equal time"]) > 1
    part = steps.validation([])["invented, 12"]
    untrained = steps.report(steps.SingleSteps(0), 0, {"part": part})["scores"]["part"]["error"]
    assert 1 < untrained / committed["0"]["seasons"]["scores"]["invented, 12"]["error"] < 1.6
