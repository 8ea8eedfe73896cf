"""The fast scan gives the numbers of the scan that reads like the equations."""

import itertools

import numpy as np
import pytest

from lstm import fast
from lstm.packing import initial_weights, pack
from lstm.scan import scan, scan_backward

SHAPES = [(1, 1, 1, 1), (7, 1, 2, 3), (5, 4, 3, 2), (3, 2, 9, 2)]


def prepare(T, B, I, H, bias):
    rng = np.random.default_rng(1)
    weights = initial_weights("lstm", I, H, bias=bias, rng=rng)
    draw = rng.normal
    return weights, draw(size=(T, B, I)), (draw(size=(B, H)), draw(size=(B, H))), draw(size=(T, B, H)), draw


def run(weights, x, state, *, keep=True):
    bias = weights["bias_ih"] + weights["bias_hh"] if "bias_ih" in weights else None
    return fast.forward(x, fast.packed(weights["weight_ih"], weights["weight_hh"], bias), *state, keep=keep)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("blocks", [(2**11, 2**15), (8, 2**15), (2**11, 5), (6, 4), (1, 1)])
def test_fast_is_scan(shape, bias, blocks, monkeypatch):
    monkeypatch.setattr(fast, "ROWS", blocks[0])
    monkeypatch.setattr(fast, "CACHED", blocks[1])
    weights, x, state, dy, draw = prepare(*shape, bias)
    dstate = tuple(draw(size=part.shape) for part in state)
    expected, last, cache = scan(x, pack("lstm", weights), state, None, None)
    output, h, c, kept = run(weights, x, state)
    for ours, theirs in zip((output, h, c), (expected, *last), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-14)
    dx, first, grads = scan_backward(dy, dstate, cache)
    w_ih, w_hh = weights["weight_ih"], weights["weight_hh"]
    got_dx, dh, dc, dw = fast.backward(dy, *dstate, kept, w_ih, w_hh)
    n = x.shape[2]
    pairs = [(got_dx, dx), (dh, first[0]), (dc, first[1])]
    pairs += [(dw[:, :n], grads["weight_ih"]), (dw[:, n + 1 :], grads["weight_hh"])]
    pairs += [(dw[:, n], grads["bias_ih"])] if bias else []
    for ours, theirs in pairs:
        np.testing.assert_allclose(ours, theirs, atol=1e-12)


def test_inference_keeps_nothing_and_changes_nothing():
    weights, x, state, *_ = prepare(6, 3, 2, 4, bias=True)
    with_, without = run(weights, x, state), run(weights, x, state, keep=False)
    assert without[3] is None
    for a, b in zip(with_[:3], without[:3], strict=True):
        np.testing.assert_array_equal(a, b)


def test_backward_leaves_what_it_was_given():
    weights, x, state, dy, _ = prepare(6, 3, 2, 4, bias=True)
    *_, kept = run(weights, x, state)
    given = (dy, *state, kept.v, *itertools.chain(*kept.blocks))
    before = [part.copy() for part in given]
    first = fast.backward(dy, *state, kept, weights["weight_ih"], weights["weight_hh"])
    again = fast.backward(dy, *state, kept, weights["weight_ih"], weights["weight_hh"])
    for a, b in zip([*first, *given], [*again, *before], strict=True):
        np.testing.assert_array_equal(a, b)
