"""One step of each cell: against torch's cells, against the complex step, and against wrong arguments."""

import numpy as np
import pytest
import torch

from lstm.cell import gru_step, gru_step_backward, lstm_step, lstm_step_backward, rnn_step, rnn_step_backward
from lstm.gradcheck import complex_step

B, I, H = 3, 2, 4
KINDS = ["rnn_tanh", "rnn_relu", "lstm", "gru"]
GATES = {"lstm": 4, "gru": 3}


def draw(kind, *, bias=True, dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    rows = GATES.get(kind, 1) * H
    shapes = {"weight_ih": (rows, I), "weight_hh": (rows, H), "bias_ih": (rows,), "bias_hh": (rows,)}
    weights = {
        name: rng.normal(size=s).astype(dtype) for name, s in shapes.items() if bias or "weight" in name
    }
    states = [rng.normal(size=(B, H)).astype(dtype) for _ in range(2 if kind == "lstm" else 1)]
    return rng.normal(size=(B, I)).astype(dtype), states, weights


def step(kind, x, states, weights):
    """Return the new states and the cache, for any kind."""
    if kind == "lstm":
        h, c, cache = lstm_step(x, *states, weights)
        return [h, c], cache
    if kind == "gru":
        h, cache = gru_step(x, *states, weights)
    else:
        h, cache = rnn_step(x, *states, weights, kind.removeprefix("rnn_"))
    return [h], cache


def back(kind, dstates, cache):
    function = {"lstm": lstm_step_backward, "gru": gru_step_backward}.get(kind, rnn_step_backward)
    dx, *dprev, grads = function(*dstates, cache)
    return dx, dprev, grads


def torch_cell(kind, weights, *, bias):
    cls = {"lstm": torch.nn.LSTMCell, "gru": torch.nn.GRUCell}.get(kind)
    if cls is None:
        cell = torch.nn.RNNCell(I, H, bias=bias, nonlinearity=kind.removeprefix("rnn_"), dtype=torch.float64)
    else:
        cell = cls(I, H, bias=bias, dtype=torch.float64)
    for name, parameter in cell.named_parameters():
        parameter.data = torch.tensor(weights[name])
    return cell


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_a_step_and_its_gradients_equal_torch(kind, bias):
    x, states, weights = draw(kind, bias=bias)
    cell = torch_cell(kind, weights, bias=bias)
    tx, ts = torch.tensor(x, requires_grad=True), [torch.tensor(s, requires_grad=True) for s in states]
    expected = cell(tx, tuple(ts) if kind == "lstm" else ts[0])
    expected = expected if kind == "lstm" else (expected,)
    new, cache = step(kind, x, states, weights)
    dstates = [np.random.default_rng(5).normal(size=(B, H)) for _ in states]
    sum((e * torch.tensor(d)).sum() for e, d in zip(expected, dstates, strict=True)).backward()
    dx, dprev, grads = back(kind, dstates, cache)
    for ours, theirs in zip(new, expected, strict=True):
        np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=0, atol=1e-12)
    np.testing.assert_allclose(dx, tx.grad.numpy(), rtol=0, atol=1e-10)
    for ours, theirs in zip(dprev, ts, strict=True):
        np.testing.assert_allclose(ours, theirs.grad.numpy(), rtol=0, atol=1e-10)
    assert set(grads) == set(weights)
    for name, parameter in cell.named_parameters():
        np.testing.assert_allclose(grads[name], parameter.grad.numpy(), rtol=0, atol=1e-10, err_msg=name)


@pytest.mark.parametrize("kind", KINDS)
def test_every_gradient_equals_the_complex_step(kind):
    x, states, weights = draw(kind)
    dstates = [np.random.default_rng(5 + k).normal(size=(B, H)) for k in range(len(states))]

    def loss(x, states, weights):
        return sum((s * d).sum() for s, d in zip(step(kind, x, states, weights)[0], dstates, strict=True))

    dx, dprev, grads = back(kind, dstates, step(kind, x, states, weights)[1])
    np.testing.assert_allclose(dx, complex_step(lambda v: loss(v, states, weights), x), atol=1e-13)
    for k, d in enumerate(dprev):
        expected = complex_step(
            lambda v, k=k: loss(x, [*states[:k], v, *states[k + 1 :]], weights), states[k]
        )
        np.testing.assert_allclose(d, expected, atol=1e-13)
    for name, d in grads.items():
        expected = complex_step(lambda v, name=name: loss(x, states, {**weights, name: v}), weights[name])
        np.testing.assert_allclose(d, expected, atol=1e-13, err_msg=name)


def test_the_lstm_cache_holds_the_gates_of_the_equations():
    x, (h, c), weights = draw("lstm")
    a = x @ weights["weight_ih"].T + weights["bias_ih"] + h @ weights["weight_hh"].T + weights["bias_hh"]
    logistic = 1 / (1 + np.exp(-a))
    _, c_new, cache = lstm_step(x, h, c, weights)
    np.testing.assert_allclose(cache.i, logistic[:, :H], atol=1e-15)
    np.testing.assert_allclose(cache.f, logistic[:, H : 2 * H], atol=1e-15)
    np.testing.assert_allclose(cache.g, np.tanh(a[:, 2 * H : 3 * H]), atol=1e-15)
    np.testing.assert_allclose(cache.o, logistic[:, 3 * H :], atol=1e-15)
    np.testing.assert_allclose(c_new, cache.f * c + cache.i * cache.g, atol=1e-15)
    np.testing.assert_allclose(cache.h, cache.o * np.tanh(c_new), atol=1e-15)


@pytest.mark.parametrize("kind", KINDS)
def test_float32_stays_float32(kind):
    x, states, weights = draw(kind, dtype=np.float32)
    new, cache = step(kind, x, states, weights)
    dx, dprev, grads = back(kind, new, cache)
    assert {a.dtype.name for a in [*new, dx, *dprev, *grads.values()]} == {"float32"}


@pytest.mark.parametrize("kind", KINDS)
def test_arguments_are_left_alone_and_gradients_are_the_callers_own(kind):
    x, states, weights = draw(kind)
    before = [a.copy() for a in (x, *states, *weights.values())]
    new, cache = step(kind, x, states, weights)
    grads = back(kind, new, cache)[2]
    for grad in grads.values():
        grad[...] = 1
    assert all(np.array_equal(a, b) for a, b in zip(before, (x, *states, *weights.values()), strict=True))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x": np.ones((B, I), int)}, "x: dtype int64 came"),
        ({"x": np.ones((1, I))}, r"h: shape \(3, 4\) came, \(1, 4\) expected"),
        ({"x": np.ones((0, I))}, "x: .* at least one entry"),
        ({"x": np.ones(I)}, r"x: shape \(2,\) came, \(B, I\) expected"),
        ({"x": np.full((B, I), np.inf)}, "x: NaN or infinity came"),
        ({"h": np.ones((1, H))}, r"h: shape \(1, 4\) came, \(3, 4\) expected"),
        ({"h": np.ones(H)}, r"h: shape \(4,\) came"),
        ({"c": np.ones((B, 1))}, r"c: shape \(3, 1\) came, \(3, 4\) expected"),
        ({"weight_ih": np.ones((4 * H, 1))}, r"weight_ih: shape \(16, 1\) came, \(16, 2\) expected"),
        ({"weight_hh": np.ones((3 * H, H))}, r"weight_hh: shape \(12, 4\) came, \(16, 4\) expected"),
        ({"bias_ih": np.ones(1)}, r"bias_ih: shape \(1,\) came, \(16,\) expected"),
        ({"bias_hh": None}, r"weights: .* came, .* with both bias_ih and bias_hh or neither"),
        ({"weight_ho": np.ones((H, H))}, "weights: .* came, a dict of weight_ih and weight_hh expected"),
        ({"bias_ih": np.ones(4 * H, np.float32)}, "bias_ih: float32 came beside float64"),
    ],
)
def test_wrong_arguments_are_named(change, message):
    x, (h, c), weights = draw("lstm")
    arguments = {"x": x, "h": h, "c": c, **weights, **change}
    weights = {k: v for k, v in arguments.items() if k not in "xhc" and v is not None}
    with pytest.raises(ValueError, match=message):
        lstm_step(arguments["x"], arguments["h"], arguments["c"], weights)


def test_wrong_gradients_and_nonlinearities_are_named():
    x, states, weights = draw("lstm")
    _, cache = step("lstm", x, states, weights)
    with pytest.raises(ValueError, match=r"dc: shape \(1, 4\) came, \(3, 4\) expected"):
        lstm_step_backward(np.ones((B, H)), np.ones((1, H)), cache)
    with pytest.raises(ValueError, match="nonlinearity: 'sigmoid' came, 'tanh' or 'relu' expected"):
        rnn_step(x, states[0], weights, "sigmoid")
