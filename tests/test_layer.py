"""The recurrent network equals torch's in every configuration, and its gradients equal its own complex step."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from lstm.gradcheck import complex_step
from lstm.layer import Recurrent
from lstm.losses import mse
from lstm.optim import Adam
from lstm.tasks import adding
from lstm.weights import to_torch

KINDS = ["rnn_tanh", "rnn_relu", "lstm", "gru"]
T, I, H = 5, 3, 4
# Lengths are out of order on purpose, and the shortest is one step.
LENGTHS = {1: [3], 3: [3, 5, 1]}


def twin(layer):
    """Return the torch module with the same settings and weights."""
    cls = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}.get(layer.kind, torch.nn.RNN)
    extra = {"nonlinearity": layer.kind.removeprefix("rnn_")} if cls is torch.nn.RNN else {}
    dtype = torch.float32 if layer.dtype == np.float32 else torch.float64
    sizes = (layer.input_size, layer.hidden_size, layer.num_layers)
    module = cls(*sizes, bias=layer.bias, bidirectional=layer.bidirectional, dtype=dtype, **extra)
    to_torch(layer.parameters, module)
    return module


def draw(layer, batch, *, seed=0, steps=T):
    """Return an input, an initial state, and gradients to send back through output and state."""
    rng = np.random.default_rng(seed)

    def normal(*shape):
        return rng.normal(size=shape).astype(layer.dtype)

    directions = 2 if layer.bidirectional else 1
    parts = 2 if layer.kind == "lstm" else 1
    shape = (layer.num_layers * directions, batch, layer.hidden_size)
    state, dstate = ([normal(*shape) for _ in range(parts)] for _ in range(2))
    return (
        normal(steps, batch, layer.input_size),
        state,
        normal(steps, batch, directions * layer.hidden_size),
        dstate,
    )


def whole(layer, parts):
    """Return a state as the layer takes it."""
    return tuple(parts) if layer.kind == "lstm" else parts[0]


def parts_of(layer, state):
    return list(state) if layer.kind == "lstm" else [state]


def run_torch(module, layer, x, state, lengths):
    """Run torch's module, packing the sequences where lengths are given."""
    given = None if state is None else whole(layer, state)
    if lengths is None:
        output, last = module(x, given)
    else:
        packed, last = module(pack_padded_sequence(x, torch.tensor(lengths), enforce_sorted=False), given)
        output, _ = pad_packed_sequence(packed, total_length=x.shape[0])
    return output, parts_of(layer, last)


def compare(layer, batch, lengths, *, give_state, atol, datol):
    """Compare outputs, states and every gradient with torch."""
    x, state, doutput, dstate = draw(layer, batch)
    module = twin(layer)
    tx = torch.tensor(x, requires_grad=True)
    ts = [torch.tensor(s, requires_grad=True) for s in state] if give_state else None
    expected, last = run_torch(module, layer, tx, ts, lengths)
    loss = (expected * torch.tensor(doutput)).sum()
    loss = loss + sum((s * torch.tensor(d)).sum() for s, d in zip(last, dstate, strict=True))
    loss.backward()

    output, final, cache = layer.forward(x, whole(layer, state) if give_state else None, lengths)
    dx, dinitial, grads = layer.backward(doutput, cache, whole(layer, dstate))
    np.testing.assert_allclose(output, expected.detach().numpy(), rtol=0, atol=atol)
    for ours, theirs in zip(parts_of(layer, final), last, strict=True):
        np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=0, atol=atol)
    np.testing.assert_allclose(dx, tx.grad.numpy(), rtol=0, atol=datol)
    assert list(grads) == list(layer.parameters)
    for name, parameter in module.named_parameters():
        np.testing.assert_allclose(grads[name], parameter.grad.numpy(), rtol=0, atol=datol, err_msg=name)
    if give_state:
        for ours, theirs in zip(parts_of(layer, dinitial), ts, strict=True):
            np.testing.assert_allclose(ours, theirs.grad.numpy(), rtol=0, atol=datol)
    return output, final, dx, dinitial, grads


@pytest.mark.parametrize("give_state", [False, True], ids=["zero-state", "given-state"])
@pytest.mark.parametrize("padded", [False, True], ids=["full", "padded"])
@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no-bias"])
@pytest.mark.parametrize("bidirectional", [False, True], ids=["one-way", "two-way"])
@pytest.mark.parametrize("num_layers", [1, 2, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_outputs_states_and_gradients_equal_torch(
    kind, num_layers, bidirectional, bias, batch, padded, give_state
):
    layer = Recurrent(kind, I, H, num_layers=num_layers, bidirectional=bidirectional, bias=bias, seed=7)
    lengths = LENGTHS[batch] if padded else None
    compare(layer, batch, lengths, give_state=give_state, atol=1e-12, datol=1e-10)


@pytest.mark.parametrize("padded", [False, True], ids=["full", "padded"])
@pytest.mark.parametrize("kind", KINDS)
def test_float32_is_kept_and_close_to_torch(kind, padded):
    layer = Recurrent(kind, I, H, num_layers=2, bidirectional=True, dtype=np.float32)
    lengths = LENGTHS[3] if padded else None
    output, final, dx, dinitial, grads = compare(layer, 3, lengths, give_state=True, atol=1e-5, datol=1e-5)
    arrays = [output, dx, *parts_of(layer, final), *parts_of(layer, dinitial), *grads.values()]
    assert {a.dtype.name for a in arrays} == {"float32"}


@pytest.mark.parametrize("padded", [False, True], ids=["full", "padded"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_gradient_equals_the_complex_step(kind, padded):
    layer = Recurrent(kind, 2, 2, num_layers=2, bidirectional=True, seed=3)
    x, state, doutput, dstate = draw(layer, 3, steps=4)
    lengths = [2, 4, 1] if padded else None

    def loss(x, state):
        output, last = layer(x, whole(layer, state), lengths)
        return (output * doutput).sum() + sum(
            (s * d).sum() for s, d in zip(parts_of(layer, last), dstate, strict=True)
        )

    cache = layer.forward(x, whole(layer, state), lengths)[2]
    dx, dinitial, grads = layer.backward(doutput, cache, whole(layer, dstate))
    np.testing.assert_allclose(dx, complex_step(lambda v: loss(v, state), x), atol=1e-12)
    for k, d in enumerate(parts_of(layer, dinitial)):
        expected = complex_step(lambda v, k=k: loss(x, [*state[:k], v, *state[k + 1 :]]), state[k])
        np.testing.assert_allclose(d, expected, atol=1e-12)

    def loss_of_weight(name, own, value):
        layer.parameters[name] = value
        answer = loss(x, state)
        layer.parameters[name] = own
        return answer

    for name, own in list(layer.parameters.items()):
        expected = complex_step(lambda v, name=name, own=own: loss_of_weight(name, own, v), own)
        np.testing.assert_allclose(grads[name], expected, atol=1e-12, err_msg=name)


@settings(max_examples=40, deadline=None)
@given(
    kind=st.sampled_from(KINDS),
    lengths=st.lists(st.integers(1, 6), min_size=1, max_size=5),
    two_way=st.booleans(),
    seed=st.integers(0, 999),
)
def test_a_padded_sequence_gives_what_it_gives_alone(kind, lengths, two_way, seed):
    layer = Recurrent(kind, 2, 3, num_layers=2, bidirectional=two_way, seed=seed)
    x, state, _, _ = draw(layer, len(lengths), steps=max(lengths), seed=seed)
    output, last = layer(x, whole(layer, state), lengths)
    for b, n in enumerate(lengths):
        one = [s[:, b : b + 1] for s in state]
        alone, end = layer(x[:n, b : b + 1], whole(layer, one))
        np.testing.assert_allclose(output[:n, b], alone[:, 0], atol=1e-14)
        assert not output[n:, b].any()
        for padded, own in zip(parts_of(layer, last), parts_of(layer, end), strict=True):
            np.testing.assert_allclose(padded[:, b], own[:, 0], atol=1e-14)


@settings(max_examples=30, deadline=None)
@given(kind=st.sampled_from(KINDS), cut=st.integers(1, 5), seed=st.integers(0, 999))
def test_a_sequence_may_be_cut_and_the_state_carried_over(kind, cut, seed):
    layer = Recurrent(kind, 2, 3, num_layers=2, seed=seed)
    x, state, _, _ = draw(layer, 2, steps=6, seed=seed)
    output, last = layer(x, whole(layer, state))
    first, middle = layer(x[:cut], whole(layer, state))
    second, end = layer(x[cut:], middle)
    np.testing.assert_allclose(np.concatenate([first, second]), output, atol=1e-14)
    for a, b in zip(parts_of(layer, last), parts_of(layer, end), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-14)


def test_padding_is_neither_read_nor_given_a_gradient():
    layer = Recurrent("lstm", I, H, num_layers=2, bidirectional=True)
    x, _, doutput, _ = draw(layer, 3)
    other = x.copy()
    for b, n in enumerate(LENGTHS[3]):
        other[n:, b] = 1e6
    output, _, cache = layer.forward(x, lengths=LENGTHS[3])
    np.testing.assert_array_equal(output, layer(other, lengths=LENGTHS[3])[0])
    dx, _, _ = layer.backward(doutput, cache)
    assert all(not dx[n:, b].any() for b, n in enumerate(LENGTHS[3]))


@pytest.mark.parametrize(("kind", "names"), [("lstm", "ifgoch"), ("gru", "rznh"), ("rnn_tanh", "h")])
def test_the_trace_shows_what_the_equations_say(kind, names):
    layer = Recurrent(kind, I, H, num_layers=2)
    x, state, _, _ = draw(layer, 3)
    trace = layer.trace(x, whole(layer, state))
    assert list(trace) == list(names)
    assert {a.shape for a in trace.values()} == {(T, 3, H)}
    if kind == "lstm":
        c_prev = np.concatenate([state[1][:1], trace["c"][:-1]])
        np.testing.assert_allclose(trace["c"], trace["f"] * c_prev + trace["i"] * trace["g"], atol=1e-15)
        np.testing.assert_allclose(trace["h"], trace["o"] * np.tanh(trace["c"]), atol=1e-15)
    if kind == "gru":
        h_prev = np.concatenate([state[0][:1], trace["h"][:-1]])
        blend = (1 - trace["z"]) * trace["n"] + trace["z"] * h_prev
        np.testing.assert_allclose(trace["h"], blend, atol=1e-15)


def test_a_seed_fixes_the_weights_within_torchs_bounds():
    one, same, other = (Recurrent("lstm", I, 16, seed=s).parameters for s in (1, 1, 2))
    assert all(np.array_equal(one[k], same[k]) for k in one)
    assert not np.array_equal(one["weight_ih_l0"], other["weight_ih_l0"])
    values = np.concatenate([v.ravel() for v in one.values()])
    assert 0.24 < np.abs(values).max() <= 0.25


def test_an_lstm_learns_to_add():
    rng = np.random.default_rng(0)
    layer = Recurrent("lstm", 2, 8, seed=0)
    head = np.full((1, 8), 0.1)
    parameters = {**layer.parameters, "head": head}
    learner = Adam(parameters, lr=0.02)
    losses = []
    for _ in range(250):
        x, target = adding(8, 32, rng)
        output, _, cache = layer.forward(x)
        loss, dy = mse(output[-1] @ head.T + 0.5, target)
        doutput = np.zeros_like(output)
        doutput[-1] = dy @ head
        grads = layer.backward(doutput, cache)[2]
        learner.step({**grads, "head": dy.T @ output[-1]})
        losses.append(loss)
    # Always answering 0.5 costs about 0.04.
    assert np.mean(losses[-20:]) < 0.01


def test_arguments_are_left_alone():
    layer = Recurrent("gru", I, H, num_layers=2, bidirectional=True)
    x, state, doutput, dstate = draw(layer, 3)
    given = [x, *state, doutput, *dstate, *layer.parameters.values()]
    before = [a.copy() for a in given]
    output, _, cache = layer.forward(x, state[0], LENGTHS[3])
    first = layer.backward(doutput, cache, dstate[0])[0]
    output += 1
    np.testing.assert_array_equal(first, layer.backward(doutput, cache, dstate[0])[0])
    assert all(np.array_equal(a, b) for a, b in zip(given, before, strict=True))


X = np.ones((T, 3, I))
PAIR = (np.zeros((1, 3, H)), np.zeros((1, 3, H)))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"x": np.ones((3, I))}, r"x: shape \(3, 3\) came, \(T, B, 3\) expected"),
        ({"x": np.ones((T, 3, 1))}, r"x: shape \(5, 3, 1\) came, \(T, B, 3\) expected"),
        ({"x": np.ones((0, 3, I))}, r"x: shape \(0, 3, 3\) came, every axis must have at least one entry"),
        ({"x": np.ones((T, 0, I))}, r"x: shape \(5, 0, 3\) came, every axis"),
        ({"x": X.astype(int)}, "x: dtype int64 came"),
        ({"x": X.astype(object)}, "x: dtype object came"),
        ({"x": X.astype(str)}, "x: dtype <U32 came"),
        ({"x": X.astype(np.float32)}, "x: float32 came beside float64, one precision expected"),
        ({"x": np.full_like(X, np.nan)}, "x: NaN or infinity came"),
        ({"state": PAIR[0]}, r"state: ndarray came, a pair \(h, c\) of arrays \(1, 3, 4\) expected"),
        ({"state": (PAIR[0],)}, "state: tuple came, a pair"),
        ({"state": (PAIR[0], np.zeros((1, 1, H)))}, r"state c: shape \(1, 1, 4\) came, \(1, 3, 4\) expected"),
        ({"state": (np.zeros((3, H)), PAIR[1])}, r"state h: shape \(3, 4\) came"),
        ({"state": (PAIR[0], PAIR[1] + np.inf)}, "state c: NaN or infinity came"),
        ({"lengths": [1, 2]}, r"lengths: int64 of shape \(2,\) came, 3 whole numbers expected"),
        ({"lengths": 3}, r"lengths: int64 of shape \(\) came"),
        ({"lengths": [1.0, 2.0, 3.0]}, r"lengths: float64 of shape \(3,\) came"),
        ({"lengths": [0, 2, 3]}, "lengths: 0 to 3 came, 1 to 5"),
        ({"lengths": [6, 2, 3]}, "lengths: 2 to 6 came, 1 to 5"),
    ],
)
def test_wrong_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        Recurrent("lstm", I, H).forward(**{"x": X, **arguments})


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"kind": "LSTM"}, "kind: 'LSTM' came, one of rnn_tanh, rnn_relu, lstm, gru expected"),
        ({"input_size": 0}, "input_size: 0 came"),
        ({"hidden_size": 2.0}, "hidden_size: 2.0 came"),
        ({"num_layers": 0}, "num_layers: 0 came"),
        ({"seed": -1}, "seed: -1 came"),
        ({"dtype": int}, "dtype: int64 came, float32 or float64 expected"),
        ({"dtype": complex}, "dtype: complex128 came"),
    ],
)
def test_wrong_settings_are_named(settings, message):
    with pytest.raises(ValueError, match=message):
        Recurrent(**{"kind": "lstm", "input_size": I, "hidden_size": H, **settings})


def test_wrong_gradients_and_weights_are_named():
    layer = Recurrent("lstm", I, H)
    output, _, cache = layer.forward(X)
    with pytest.raises(ValueError, match=r"doutput: shape \(1, 3, 4\) came, \(5, 3, 4\) expected"):
        layer.backward(output[-1:], cache)
    with pytest.raises(ValueError, match=r"dstate h: shape \(1, 1, 4\) came, \(1, 3, 4\) expected"):
        layer.backward(output, cache, (np.ones((1, 1, H)), PAIR[1]))
    layer.parameters["weight_hh_l0"] = np.ones((16, 1))
    with pytest.raises(ValueError, match=r"weight_hh: shape \(16, 1\) came"):
        layer(X)
    layer.parameters["weight_hh_l0"] = np.ones((8, 2))
    with pytest.raises(ValueError, match=r"weight_ih: shape \(16, 3\) came, \(8, 3\) expected"):
        layer(X)
