"""Packing: one matrix that does what the separate weights do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm.packing import GATES, check_weights, pack, unpack_gradient


def draw(kind, inputs, hidden, *, bias=True):
    rng = np.random.default_rng(0)
    rows = GATES[kind] * hidden
    shapes = {
        "weight_ih": (rows, inputs),
        "weight_hh": (rows, hidden),
        "bias_ih": (rows,),
        "bias_hh": (rows,),
    }
    return {name: rng.normal(size=shape) for name, shape in shapes.items() if bias or "weight" in name}


@settings(max_examples=40)
@given(
    kind=st.sampled_from(list(GATES)), inputs=st.integers(1, 4), hidden=st.integers(1, 4), bias=st.booleans()
)
def test_the_packed_product_is_the_sum_of_the_separate_ones(kind, inputs, hidden, bias):
    weights = draw(kind, inputs, hidden, bias=bias)
    packed = pack(kind, weights)
    rng = np.random.default_rng(1)
    x, h = rng.normal(size=(2, inputs)), rng.normal(size=(2, hidden))
    a = np.concatenate([x, np.ones((2, 1)), h], axis=1) @ packed.matrix
    from_x = x @ weights["weight_ih"].T + weights.get("bias_ih", 0)
    from_h = h @ weights["weight_hh"].T + weights.get("bias_hh", 0)
    expected = from_x + from_h
    if kind == "gru":
        both, n = slice(0, 2 * hidden), slice(2 * hidden, None)
        expected = np.concatenate([expected[:, both], from_x[:, n], from_h[:, n]], axis=1)
    np.testing.assert_allclose(a, expected, atol=1e-13)
    assert packed.hidden_size == hidden


@pytest.mark.parametrize("kind", GATES)
@pytest.mark.parametrize("bias", [True, False])
def test_unpacking_is_the_transpose_of_packing(kind, bias):
    # <pack(w), g> = <w, unpack(g)> for every g says exactly that: what a gradient must satisfy.
    weights = draw(kind, 2, 3, bias=bias)
    packed = pack(kind, weights)
    gradient = np.random.default_rng(2).normal(size=packed.matrix.shape)
    grads = unpack_gradient(gradient, packed)
    assert set(grads) == set(weights)
    inner = sum((weights[name] * grads[name]).sum() for name in weights)
    assert abs((packed.matrix * gradient).sum() - inner) < 1e-12


def test_half_a_bias_and_strange_names_are_refused():
    weights = draw("lstm", 2, 3)
    for bad in (
        {k: v for k, v in weights.items() if k != "bias_hh"},
        {**weights, "weight_hr": np.ones((3, 3))},
        [1],
    ):
        with pytest.raises(ValueError, match=r"weights: .* came, a dict of weight_ih and weight_hh expected"):
            check_weights("lstm", bad, 2, like=np.ones(1))
