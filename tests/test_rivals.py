"""Cells in competition: equal sizes, gates that start alike, tasks from first principles, and committed results."""

import json
from pathlib import Path

import numpy as np
import pytest

from lstm.activations import sigmoid
from lstm.learning import draw_each
from lstm.rivals import BATCH, CONTESTS, NOISE, RIVALS, SEASON, compete, errors, rival, seasonal
from lstm.starts import keep
from lstm.tasks.episodes import Task
from lstm.trials import Trials

RESULTS = Path(__file__).parents[1] / "experiments" / "results" / "variants.json"
SLICE = "seasons of 6"
# Decades: other processors round in another order, and 800 updates let that grow.
TOLERANCE = 0.1


def committed():
    return json.loads(RESULTS.read_text())["runs"]


def test_rivals_have_as_many_weights_within_a_sixth_and_most_within_a_twelfth():
    for contest in CONTESTS.values():
        sizes = {name: rival(name, contest.task, [0]).size for name in RIVALS}
        off = np.array([abs(size / sizes["LSTM"] - 1) for size in sizes.values()])
        assert off.max() < 1 / 6, sizes
        assert np.median(off) < 1 / 12


@pytest.mark.parametrize(
    "kind",
    ["LSTM", "no input gate", "coupled gates", "forget gate only", "minLSTM", "sLSTM", "peepholes"],
)
def test_every_gate_that_can_keep_starts_by_keeping_the_same_share(kind):
    trials = Trials(kind, 2, 4, 1, seeds=[0])
    for p in trials.parameters.values():
        p[:] = 0
    keep(trials, 1.0)
    # The second step: before the first, an sLSTM has nothing to keep. Its f and i count relative to each other.
    cache = trials.forward(np.zeros((2, 1, 1, 2)))[1].steps[1]
    f = cache.raw[1] / cache.raw[0] if kind == "sLSTM" else cache.f
    np.testing.assert_allclose(f, sigmoid(np.array(1.0)), atol=1e-12)


def test_the_update_gate_of_the_gru_keeps_it_too_and_cells_without_such_a_gate_are_left_alone():
    trials = Trials("gru", 2, 4, 1, seeds=[0])
    for p in trials.parameters.values():
        p[:] = 0
    keep(trials, 1.0)
    trials.parameters["matrix"][:, :2, 8:12] = 3.0  # the candidate sees x
    h = trials.forward(np.concatenate([np.ones((1, 1, 1, 2)), np.zeros((3, 1, 1, 2))]))[1].h[:, 0, 0, 0]
    np.testing.assert_allclose(h[1:] / h[:-1], sigmoid(np.array(1.0)), atol=1e-12)
    for kind in ("no forget gate", "rnn_tanh"):
        trials = Trials(kind, 2, 4, 1, seeds=[0])
        before = trials.parameters["matrix"].copy()
        keep(trials, 1.0)
        assert np.array_equal(before, trials.parameters["matrix"])


def test_a_season_repeats_under_its_noise_and_seasonal_naive_has_twice_the_noise():
    episode = seasonal(4000, np.random.default_rng(0))
    x, where = episode.x[..., 0], episode.where
    assert where.all(axis=1).tolist() == [False] * (SEASON - 1) + [True] * 24
    naive = x[: -(SEASON - 1)]  # of the target at step t + 5: six points before it
    error = ((naive - episode.target[SEASON - 1 :, :, 0]) ** 2).mean()
    assert error == pytest.approx(CONTESTS["seasons of 6"].solved, rel=0.02)
    assert error == pytest.approx(2 * NOISE**2, rel=0.02)
    between = x[:SEASON].var(axis=0).mean()
    assert between > 10 * NOISE**2  # a season that is worth knowing


def test_stored_strings_are_whole_and_their_chances_add_to_one():
    task = CONTESTS["embedded Reber"].task
    episode = task.draw(200, np.random.default_rng(0))
    assert episode.where[0].all()
    assert episode.where[-1].any()
    np.testing.assert_allclose(episode.target.sum(axis=-1)[episode.where], 1)
    assert not episode.target[~episode.where].any()
    assert np.array_equal(episode.target > 0, episode.legal)


def test_forgetting_the_second_symbol_costs_about_ten_times_what_counts_as_solved():
    contest = CONTESTS["embedded Reber"]
    episode = contest.task.draw(4000, np.random.default_rng(0))
    last = episode.where.sum(axis=0) - 2  # the step whose answer is the second symbol once more
    error = 2 * 0.5**2 / 7 / episode.where.sum() * len(last)
    assert episode.target[last, np.arange(4000)].max(axis=-1).min() == 1
    assert error == pytest.approx(10 * contest.solved, rel=0.1)


@pytest.mark.parametrize(("contest", "constant"), [("adding, 20", 1 / 24), ("temporal order, 30", 3 / 16)])
def test_the_best_constant_answer_has_a_hundred_times_the_error_that_counts_as_solved(contest, constant):
    task, solved = CONTESTS[contest]
    episode = task.draw(20_000, np.random.default_rng(0))
    y = episode.target[-1]
    # A marked first step of the adding problem is set to zero: its variance is a little smaller.
    assert y.var(axis=0).mean() == pytest.approx(constant, rel=0.12)
    assert solved == pytest.approx(constant / 100)


def test_the_error_is_the_mean_square_over_what_counts():
    task = CONTESTS["seasons of 6"].task
    trials = rival("LSTM", task, [3])
    trials.parameters["readout"][:] = 0  # answers one half
    episode = draw_each(task, 100, [np.random.default_rng([3, 6])])
    by_hand = ((0.5 - episode.target[..., 0]) ** 2)[episode.where].mean()
    assert errors(trials, task, [3], 1)[0] == pytest.approx(by_hand)


def test_all_networks_of_a_seed_see_the_same_sequences_and_none_stops_early():
    task, seen = CONTESTS["seasons of 6"].task, {}
    for name in ("LSTM", "GRU"):

        def draw(batch, rng, name=name):
            episode = seasonal(batch, rng)
            seen.setdefault(name, []).append((batch, episode.x.sum()))
            return episode

        watched = Task(*task[:2], draw, 10.0, "")  # every answer counts as right
        contest = CONTESTS["seasons of 6"]._replace(task=watched)
        CONTESTS["watched"] = contest
        try:
            compete(name, "watched", [4], lr=0.01, sequences=10 * BATCH)
        finally:
            del CONTESTS["watched"]
    assert seen["LSTM"] == seen["GRU"]
    assert [batch for batch, _ in seen["LSTM"]].count(BATCH) == 10


def test_the_committed_results_are_whole_and_of_the_sizes_that_the_code_gives():
    runs = committed()
    assert set(runs) == {f"{contest} | {name}" for contest in CONTESTS for name in RIVALS}
    for key, run in runs.items():
        contest, name = key.split(" | ")
        assert run["sequences"] == runs[f"{contest} | LSTM"]["sequences"]
        assert run["weights"] == rival(name, CONTESTS[contest].task, [0]).size
        for kind, count in (("errors", 12), ("validation errors", 2)):
            assert all(len(e) == count and min(e) > 0 for e in run[kind].values()), key
        mean = {lr: np.log10(e).mean() for lr, e in run["validation errors"].items()}
        assert run["lr"] == float(min(mean, key=mean.get))


def test_a_slice_of_the_committed_results_comes_out_again():
    for name in ("LSTM", "GRU"):
        run = committed()[f"{SLICE} | {name}"]
        again = compete(name, SLICE, [0, 1], lr=run["lr"], sequences=run["sequences"])
        found = np.log10(again / run["errors"][str(run["lr"])][:2])
        assert np.abs(found).max() < TOLERANCE, (name, found)
