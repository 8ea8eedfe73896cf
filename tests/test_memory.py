"""The reach of a state, against a derivative by central differences that knows nothing of backward passes."""

import numpy as np
import pytest

from lstm.layer import Recurrent
from lstm.memory import bound, half_life, reach, scaled, single
from lstm.trials import Trials


def jacobian(layer, x, lag, part):
    """Differentiate one part of the last state by the same part `lag` steps earlier."""
    H = layer.hidden_size
    T = len(x)

    def state_at(t):
        return layer(x[:t, None])[1] if t else None

    start = state_at(T - lag)
    parts = start if isinstance(start, tuple) else (start,)
    J = np.zeros((H, H))
    for k in range(H):
        ends = []
        for sign in (1, -1):
            moved = [p.copy() for p in parts]
            moved[part][0, 0, k] += sign * 1e-6
            state = tuple(moved) if len(moved) > 1 else moved[0]
            end = layer(x[T - lag :, None], state)[1]
            ends.append((end if isinstance(end, tuple) else (end,))[part][0, 0])
        J[:, k] = (ends[0] - ends[1]) / 2e-6
    return np.linalg.norm(J, 2)


@pytest.mark.parametrize("kind", ["rnn_tanh", "rnn_relu", "gru", "lstm"])
def test_the_reach_is_the_norm_of_the_derivative(kind):
    layer = Recurrent(kind, 2, 4, seed=3)
    x = np.random.default_rng(0).normal(size=(7, 2))
    found = reach(layer, x)
    for lag in (1, 3, 6):
        assert found.h[lag] == pytest.approx(jacobian(layer, x, lag, 0), rel=1e-6)
        if kind == "lstm":
            assert found.c[lag] == pytest.approx(jacobian(layer, x, lag, 1), rel=1e-6)


def test_no_plain_network_exceeds_its_bound():
    for seed in range(5):
        layer = Recurrent("rnn_tanh", 1, 8, seed=seed)
        x = np.random.default_rng(seed).normal(size=(30, 1))
        assert (reach(layer, x).h <= bound(layer, 30) * (1 + 1e-9)).all()


def test_without_recurrent_weights_the_reach_of_the_cell_is_its_forget_gates():
    layer = Recurrent("lstm", 1, 5, seed=1)
    layer.parameters["weight_hh_l0"][:] = 0
    found = reach(layer, np.random.default_rng(0).normal(size=(20, 1)))
    np.testing.assert_allclose(found.c, found.direct, rtol=1e-12)


def test_the_half_life_of_a_memory():
    assert half_life(1 / (1 + np.exp(-np.array([0, 1, 2, 3, 5])))).round(1).tolist() == [
        1.0,
        2.2,
        5.5,
        14.3,
        103.2,
    ]
    with pytest.raises(ValueError, match="a plain RNN expected"):
        bound(Recurrent("gru", 1, 2), 3)
    with pytest.raises(ValueError, match="one layer in one direction"):
        reach(Recurrent("gru", 1, 2, bidirectional=True), np.ones((3, 1)))


@pytest.mark.parametrize("kind", ["rnn_tanh", "orthogonal RNN", "identity RNN", "gru", "LSTM"])
def test_a_network_taken_out_of_many_computes_the_same(kind):
    trials = Trials(kind, 2, 4, 1, seeds=range(3), forget_bias=1)
    x = np.random.default_rng(0).normal(size=(6, 3, 5, 2))
    h = trials.forward(x)[1].h
    for place in range(3):
        np.testing.assert_allclose(single(trials, place)(x[:, place])[0], h[:, place], rtol=1e-12, atol=1e-15)


def test_a_cell_that_is_no_layer_is_refused():
    with pytest.raises(ValueError, match="a plain RNN, a GRU or an LSTM expected"):
        single(Trials("minLSTM", 1, 2, 1, seeds=[0]), 0)


def test_scaling_sets_the_radius_and_nothing_else():
    layer, other = Recurrent("rnn_tanh", 1, 6, seed=2), Recurrent("rnn_tanh", 1, 6, seed=2)
    ratio = scaled(layer, 0.9).parameters["weight_hh_l0"] / other.parameters["weight_hh_l0"]
    assert np.ptp(ratio) < 1e-12
    assert np.array_equal(layer.parameters["weight_ih_l0"], other.parameters["weight_ih_l0"])
