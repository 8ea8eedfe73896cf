"""One cell over time is the single step, repeated."""

import numpy as np
import pytest

from lstm.cell import gru_step, lstm_step, rnn_step
from lstm.layer import Recurrent
from lstm.packing import pack
from lstm.scan import padding, scan, scan_backward

T, B, I, H = 4, 3, 2, 5
STEPS = {"rnn_tanh": rnn_step, "lstm": lstm_step, "gru": gru_step}


def prepare(kind):
    weights = {k.removesuffix("_l0"): v for k, v in Recurrent(kind, I, H, seed=2).parameters.items()}
    rng = np.random.default_rng(0)
    state = tuple(rng.normal(size=(B, H)) for _ in range(2 if kind == "lstm" else 1))
    return rng.normal(size=(T, B, I)), state, weights


@pytest.mark.parametrize("kind", STEPS)
def test_a_scan_is_the_step_repeated(kind):
    x, state, weights = prepare(kind)
    output, last, _ = scan(x, pack(kind, weights), state, None, None)
    for t in range(T):
        *state, _ = STEPS[kind](x[t], *state, weights)
        np.testing.assert_allclose(output[t], state[0], atol=1e-15)
    for ours, theirs in zip(last, state, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-15)


def test_the_cache_is_one_buffer_and_each_step_sees_its_own_row():
    x, state, weights = prepare("lstm")
    cache = scan(x, pack("lstm", weights), state, None, None)[2]
    assert cache.v.shape == (T, B, I + 1 + H)
    assert all(np.shares_memory(step.v, cache.v) for step in cache.steps)
    np.testing.assert_array_equal(cache.v[:, :, I], 1)


def test_a_backward_scan_returns_the_shapes_of_what_went_in():
    x, state, weights = prepare("lstm")
    output, last, cache = scan(x, pack("lstm", weights), state, None, None)
    dx, dstate, grads = scan_backward(output, last, cache)
    assert dx.shape == x.shape
    assert [d.shape for d in dstate] == [(B, H)] * 2
    assert {k: g.shape for k, g in grads.items()} == {k: w.shape for k, w in weights.items()}


def test_the_reverse_reading_starts_at_each_last_step_and_undoes_itself():
    valid, order = padding([3, 4, 1], T, B)
    np.testing.assert_array_equal(order, [[2, 3, 0], [1, 2, 1], [0, 1, 2], [3, 0, 3]])
    np.testing.assert_array_equal(valid[:, :, 0], [[1, 1, 1], [1, 1, 0], [1, 1, 0], [0, 1, 0]])
    each = np.arange(B)
    np.testing.assert_array_equal(order[order, each], np.arange(T)[:, None] * np.ones((1, B)))
    none, whole = padding(None, T, B)
    assert none is None
    np.testing.assert_array_equal(whole[:, 0], [3, 2, 1, 0])
