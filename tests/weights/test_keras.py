"""Keras weights through our layer.

Keras is large and not among the pinned requirements: the oracle is its documented step, written out below from the
documentation. Where Keras is installed, its own layers are the oracle too.
"""

import os

import numpy as np
import pytest

from lstm.layer import Recurrent
from lstm.weights import from_keras, from_onnx, to_keras, to_onnx

KINDS = ["lstm", "gru", "rnn_tanh", "rnn_relu"]
COLUMNS = {"lstm": 4, "gru": 3, "rnn_tanh": 1, "rnn_relu": 1}


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def documented(kind, arrays, x):
    """Compute the outputs (T, B, H) of a Keras layer, column block by column block, as documented."""
    kernel, recurrent, bias = arrays
    H = recurrent.shape[0]
    h = c = np.zeros((x.shape[1], H))
    output = []
    for row in x:
        if kind == "lstm":
            i, f, new, o = np.split(row @ kernel + h @ recurrent + bias, 4, axis=1)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(new)
            h = sigmoid(o) * np.tanh(c)
        elif kind == "gru":  # reset_after=True
            xz, xr, xh = np.split(row @ kernel + bias[0], 3, axis=1)
            hz, hr, hh = np.split(h @ recurrent + bias[1], 3, axis=1)
            z = sigmoid(xz + hz)
            h = z * h + (1 - z) * np.tanh(xh + sigmoid(xr + hr) * hh)
        else:
            a = row @ kernel + bias + h @ recurrent
            h = np.tanh(a) if kind == "rnn_tanh" else np.maximum(a, 0)
        output.append(h)
    return np.stack(output)


def drawn(kind, inputs=3, hidden=4, seed=0):
    rng, columns = np.random.default_rng(seed), COLUMNS[kind] * hidden
    bias = (2, columns) if kind == "gru" else (columns,)
    return [rng.normal(size=shape) for shape in ((inputs, columns), (hidden, columns), bias)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("both", [False, True])
def test_the_layer_computes_what_keras_documents(kind, both):
    x, one, two = np.random.default_rng(9).normal(size=(6, 2, 3)), drawn(kind), drawn(kind, seed=1)
    layer = Recurrent(kind, 3, 4, bidirectional=both)
    layer.parameters = from_keras(kind, one + two * both)
    expected = documented(kind, one, x)
    if both:
        expected = np.concatenate([expected, documented(kind, two, x[::-1])[::-1]], axis=2)
    np.testing.assert_allclose(layer(x)[0], expected, atol=1e-13)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("bias", [False, True])
def test_from_keras_and_back_is_exact_directly_and_through_onnx(kind, both, bias):
    arrays = [a for seed in range(1 + both) for a in drawn(kind, seed=seed)[: 2 + bias]]
    if bias:
        arrays[2].flat[0] = -0.0
    ours = from_keras(kind, arrays, layer=2)
    tensors, attributes = to_onnx(kind, ours, layer=2)
    settings = {n: attributes[n] for n in ("direction", "linear_before_reset") if n in attributes}
    for parameters in (ours, from_onnx(kind, tensors, layer=2, **settings)):
        back = to_keras(kind, parameters, layer=2)
        assert [a.tobytes() for a in back] == [a.tobytes() for a in arrays]
        assert [a.shape for a in back] == [a.shape for a in arrays]


@pytest.mark.parametrize("kind", KINDS)
def test_to_keras_and_back_keeps_the_layer(kind):
    layer, x = (
        Recurrent(kind, 3, 4, bidirectional=True, seed=3),
        np.random.default_rng(0).normal(size=(5, 2, 3)),
    )
    before, arrays = layer(x)[0], to_keras(kind, layer.parameters)
    back = from_keras(kind, arrays)
    if kind == "gru":  # both biases stay
        assert all(back[n].tobytes() == w.tobytes() for n, w in layer.parameters.items())
    layer.parameters = back
    np.testing.assert_allclose(layer(x)[0], before, atol=1e-15)
    assert not any(np.shares_memory(a, b) for a in arrays for b in back.values())


@pytest.mark.parametrize(
    ("kind", "arrays", "settings", "message"),
    [
        (
            "lstm",
            drawn("lstm")[:1],
            {},
            "arrays: 1 came, kernel, recurrent_kernel and perhaps bias expected.*get_weights",
        ),
        ("lstm", drawn("gru"), {}, r"^kernel: shape \(3, 12\) came, \(I, 16\) expected"),
        (
            "lstm",
            [np.ones((3, 8)), *drawn("lstm")[1:]],
            {},
            r"kernel: shape \(3, 8\) came, \(I, 16\) expected",
        ),
        ("gru", [*drawn("gru")[:2], np.ones(12)], {}, r"bias: shape \(12,\) came, \(2, 12\) expected"),
        (
            "gru",
            drawn("gru"),
            {"reset_after": False},
            "reset_after: False came, True expected.*train the Keras layer",
        ),
    ],
)
def test_what_does_not_fit_is_named(kind, arrays, settings, message):
    with pytest.raises(ValueError, match=message):
        from_keras(kind, arrays, **settings)


def test_what_keras_does_not_have_is_named():
    plain = Recurrent("lstm", 2, 3).parameters
    with pytest.raises(ValueError, match=r"peepholes or coupled gates came.*use to_onnx"):
        to_keras("lstm", plain | {"peepholes_l0": np.ones((3, 1, 3))})
    coupled = {n: np.ones((9, *w.shape[1:])) for n, w in plain.items()}
    with pytest.raises(ValueError, match="peepholes or coupled gates came"):
        to_keras("lstm", coupled)
    with pytest.raises(
        ValueError, match=r"only names of the reverse direction came for layer 0.*drop the ending"
    ):
        to_keras("lstm", {n + "_reverse": w for n, w in plain.items()})


def test_layers_that_are_not_there_or_not_whole_are_named():
    plain = Recurrent("lstm", 2, 3, bidirectional=True).parameters
    with pytest.raises(ValueError, match="names that end in _l1 expected; choose a layer that is there"):
        to_keras("lstm", plain, layer=1)
    with pytest.raises(
        ValueError, match="with both bias_ih_l0 and bias_hh_l0 or neither; add what is missing"
    ):
        to_keras("lstm", {n: w for n, w in plain.items() if n != "bias_hh_l0"})
    with pytest.raises(
        ValueError, match=r"the directions of layer 0 have .* equal names and shapes expected"
    ):
        to_keras("lstm", plain | {"weight_ih_l0_reverse": np.ones((12, 5))})
    with pytest.raises(ValueError, match="peepholes_l0: came for gru, only an LSTM has them; remove it"):
        to_keras("gru", Recurrent("gru", 2, 3).parameters | {"peepholes_l0": np.ones((3, 1, 3))})


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("bias", [False, True])
def test_keras_itself_computes_the_same(kind, both, bias, monkeypatch):
    monkeypatch.setitem(os.environ, "KERAS_BACKEND", os.environ.get("KERAS_BACKEND", "torch"))
    keras = pytest.importorskip("keras")
    make = {"lstm": keras.layers.LSTM, "gru": keras.layers.GRU}.get(kind, keras.layers.SimpleRNN)
    extra = {"activation": "relu"} if kind == "rnn_relu" else {}
    theirs = make(4, return_sequences=True, use_bias=bias, dtype="float64", **extra)
    if both:
        theirs = keras.layers.Bidirectional(theirs, dtype="float64")
    x = np.random.default_rng(2).normal(size=(6, 2, 3))
    theirs.build((2, 6, 3))
    arrays = [a for seed in range(1 + both) for a in drawn(kind, seed=seed)[: 2 + bias]]
    theirs.set_weights(arrays)
    layer = Recurrent(kind, 3, 4, bidirectional=both, bias=bias)
    layer.parameters = from_keras(kind, theirs.get_weights())
    expected = keras.ops.convert_to_numpy(theirs(x.swapaxes(0, 1))).swapaxes(0, 1)
    # Keras computes its SimpleRNN in 32 bits, whatever dtype it is given.
    np.testing.assert_allclose(layer(x)[0], expected, atol=1e-6 if kind.startswith("rnn") else 1e-12)
    theirs.set_weights(to_keras(kind, layer.parameters))
    assert all(np.array_equal(a, b) for a, b in zip(theirs.get_weights(), arrays, strict=True))
