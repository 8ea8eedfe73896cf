import numpy as np
import pytest
import torch

from lstm.forecast import doubled, store
from lstm.forecast.finetuning import tune, tuned
from lstm.forecast.gate import helps
from lstm.forecast.quantiles import MIDDLE
from lstm.forecast.zeroshot import forecast

NETWORK = store.pretrained()


M = 13  # a season too long to be read two at a time


def odd_series(n, count, m=M):
    """A pattern that the pre-training never saw: the season jumps between two shapes every season."""
    rng = np.random.default_rng(0)
    pattern = np.tile(rng.normal(size=2 * m), n // (2 * m) + 1)[:n]
    return [100 + 20 * pattern + rng.normal(size=n) for _ in range(count)]


def test_tuning_lowers_the_error_on_a_homogeneous_set_and_leaves_the_shipped_network_alone():
    before = {name: value.copy() for name, value in NETWORK.weights.items()}
    Y = odd_series(12 * M, 40)
    network, gate = tuned(NETWORK, [y[:-M] for y in Y], M, 0, M)
    assert gate.kept
    assert gate.updates > 0
    assert all(np.array_equal(before[name], value) for name, value in NETWORK.weights.items())
    zero, new = (
        np.mean(
            [
                np.abs(q[:, MIDDLE] - y[-M:]).mean()
                for q, y in zip(forecast(n, [y[:-M] for y in Y], M, 0, M), Y, strict=True)
            ]
        )
        for n in (NETWORK, network)
    )
    assert new < 0.8 * zero


def test_intervals_of_a_tuned_network_are_widened_by_what_it_missed_of_data_it_had_not_seen(monkeypatch):
    monkeypatch.setattr(doubled, "doubled", lambda how: None)  # noqa: ARG005  with which these intervals are wide enough
    Y = odd_series(144, 40, m=12)
    network, gate = tuned(NETWORK, [y[:-12] for y in Y], 12, 0, 12)
    held = {}
    for name, widths in (("own", ()), ("widened", gate.widths)):
        q = np.stack(forecast(network, [y[:-12] for y in Y], 12, 0, 12, widths=widths))
        came = np.stack([y[-12:] for y in Y])
        held[name] = ((q[..., 2] <= came) & (came <= q[..., -3])).mean()
    assert len(gate.widths) == MIDDLE
    assert min(gate.widths) >= 1
    assert held["own"] < 0.78 <= held["widened"] < 0.9


def test_a_network_that_was_not_tuned_keeps_its_widths():
    noise = [np.random.default_rng(k).normal(100, 1, 120) for k in range(12)]
    assert tuned(NETWORK, noise, 12, 0, 12)[1].widths == ()


def test_the_gate_keeps_the_shipped_network_where_there_is_nothing_to_learn():
    noise = [np.random.default_rng(k).normal(10, 1, 96) for k in range(20)]
    network, gate = tuned(NETWORK, noise, 12, 0, 12)
    assert not gate.kept
    assert network is NETWORK


def test_one_long_series_is_judged_on_windows_of_its_own():
    (y,) = odd_series(22 * M, 1)
    network, gate = tuned(NETWORK, [y[: -2 * M]], M, 0, M)
    assert gate.kept
    assert gate.windows == 6
    zero, new = (
        np.abs(forecast(n, [y[: -2 * M]], M, 0, 2 * M)[0][:, MIDDLE] - y[-2 * M :]).mean()
        for n in (NETWORK, network)
    )
    assert new < 0.8 * zero


def test_one_series_of_noise_keeps_the_shipped_network():
    for seed in range(2):
        network, gate = tuned(NETWORK, [np.random.default_rng(seed).normal(10, 1, 144)], 12, 0, 12)
        assert not gate.kept
        assert gate.windows == 4
        assert network is NETWORK


def test_series_too_short_to_judge_leave_the_network_as_it_is():
    network, gate = tuned(NETWORK, [np.arange(20.0)], 12, 0, 12)
    assert network is NETWORK
    assert gate.windows == 0


def test_equal_seeds_give_equal_bits():
    Y = odd_series(8 * M, 5)
    one, two = (tune(NETWORK, Y, M, 0, 4, [4], seed=1)[4] for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), two.parameters(), strict=True))


def test_a_gain_within_two_standard_errors_is_not_sure():
    before, after = np.array([1.0, 1.0, 1.0, 1.0]), np.array([0.2, 1.5, 0.9, 1.1])
    assert not helps("fine-tuning", before, after).kept
    assert helps("fine-tuning", before, np.array([0.2, 0.5, 0.6, 0.3])).kept


@pytest.mark.parametrize("n", [38, 40, 43])
def test_a_short_history_and_a_short_horizon_leave_enough_to_learn_from(n):
    network, gate = tuned(NETWORK, odd_series(n, 1), 12, 0, 1)
    assert network is NETWORK or gate.kept
