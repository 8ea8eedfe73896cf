"""ONNX operators through our layer: the documented cases, and random ones with ONNX Runtime as the oracle.

The documented LSTM cases hold constant weights: every gate has the same, so they cannot see a wrong gate order. The
random ones can.
"""

import functools

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnx.backend.test.case import node as documented
from onnx.backend.test.case.node import gru, lstm, rnn  # noqa: F401  loading them fills the list

from lstm.cell import gru_step, rnn_step
from lstm.layer import Recurrent
from lstm.scan import padding
from lstm.switches import start
from lstm.variants import step
from lstm.weights import from_onnx, to_onnx, to_variant

OPSET, CASES = 22, 400  # how many random nodes


# -- a node's tensors through our layer ----------------------------------------------------------------


def run(node, tensors):
    """Return Y (T, D, B, H), Y_h (D, B, H) and, of an LSTM, Y_c of a node, computed by our cells in 64 bits."""
    attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
    relu = b"Relu" in attributes.get("activations", [])
    kind = {"LSTM": "lstm", "GRU": "gru", "RNN": "rnn_relu" if relu else "rnn_tanh"}[node.op_type]
    given = {name: a.astype(float) if a.dtype == np.float32 else a for name, a in tensors.items()}
    x, layout = given["X"], attributes.get("layout", 0)
    state = [given[n] for n in ("initial_h", "initial_c") if n in given]
    if layout:
        x, state = x.swapaxes(0, 1), [s.swapaxes(0, 1) for s in state]
    direction = attributes.get("direction", b"forward").decode()
    after = attributes.get("linear_before_reset", 0)
    coupled = attributes.get("input_forget", 0)
    weights = from_onnx(
        kind,
        {name: given[name] for name in ("W", "R", "B", "P") if name in given},
        direction=direction,
        input_forget=coupled,
        linear_before_reset=1,  # the layout of the weights is the same; `before` below computes the other cell
    )
    lengths = given.get("sequence_lens")
    if coupled or "P" in given:
        outputs = by_steps(functools.partial(switched, weights), weights, x, state, lengths, 2)
    elif kind == "gru" and not after:
        outputs = by_steps(functools.partial(before, weights), weights, x, state, lengths, 1)
    else:
        outputs = by_layer(kind, weights, x, state, lengths, direction)
    if layout:
        outputs = [outputs[0].transpose(2, 0, 1, 3), *(a.swapaxes(0, 1) for a in outputs[1:])]
    return dict(zip(("Y", "Y_h", "Y_c"), outputs, strict=False))


def by_layer(kind, weights, x, state, lengths, direction):
    """Run our layer; where only the reverse direction is wanted, the forward one is there and not looked at."""
    if direction == "reverse":
        weights = {name.replace("_reverse", ""): w for name, w in weights.items()} | weights
        state = [np.concatenate([s, s]) for s in state]
    (_, inputs), hidden = weights["weight_ih_l0"].shape, weights["weight_hh_l0"].shape[1]
    both, bias = direction != "forward", "bias_ih_l0" in weights
    layer = Recurrent(kind, inputs, hidden, bidirectional=both, bias=bias)
    assert {n: w.shape for n, w in layer.parameters.items()} == {n: w.shape for n, w in weights.items()}
    layer.parameters = weights
    state = (tuple(state) if kind == "lstm" else state[0]) if state else None
    output, last = layer(x, state, lengths)
    y = np.stack(np.split(output, 1 + both, axis=2), axis=1)
    outputs = [y, *(last if kind == "lstm" else [last])]
    if direction == "reverse":
        outputs = [y[:, 1:], *(a[1:] for a in outputs[1:])]
    return outputs


def by_steps(advance, weights, x, state, lengths, parts):
    """Run a cell that the layer does not have, step by step, in each direction that has weights."""
    (T, B, _), H = x.shape, next(w for n, w in weights.items() if "weight_hh" in n).shape[1]
    endings = [e for e in ("", "_reverse") if "weight_hh_l0" + e in weights]
    state = [*state, *[np.zeros((len(endings), B, H))] * (parts - len(state))]
    valid, backward = padding(lengths, T, B)
    valid = np.ones((T, B, 1), bool) if valid is None else valid
    Y, last = np.zeros((T, len(endings), B, H)), []
    for d, ending in enumerate(endings):
        s = tuple(part[d] for part in state)
        order = backward if ending else np.repeat(np.arange(T)[:, None], B, axis=1)
        for t in range(T):
            new = advance(ending, x[order[t], np.arange(B)], s)
            s = tuple(np.where(valid[t], a, b) for a, b in zip(new, s, strict=True))
            Y[order[t], d, np.arange(B)] = np.where(valid[t], s[0], 0)
        last.append(s)
    return [Y, *(np.stack(part) for part in zip(*last, strict=True))]


def switched(weights, ending, x, state):
    """One step of the LSTM with peepholes or coupled gates."""
    switches, matrix, peepholes = to_variant(weights, reverse=bool(ending))
    h, c = state
    memory = start(switches, h.shape)._replace(h=h, c=c)
    after = step(
        np.concatenate([x, np.ones_like(x[:, :1]), h], axis=1) @ matrix, peepholes, memory, switches
    ).after
    return after.h, after.c


def before(weights, ending, x, state):
    """One step of the GRU of Cho et al. (2014): the reset gate meets h before the product. Two of our steps make it."""
    (h,) = state
    suffix, H = "_l0" + ending, h.shape[1]
    own = {n.removesuffix(suffix): w for n, w in weights.items() if n.endswith(suffix)}
    gates = gru_step(x, h, own)[1]
    n = rnn_step(x, gates.r * h, {name: w[2 * H :] for name, w in own.items()})[0]
    return ((1 - gates.z) * n + gates.z * h,)


# -- documented cases ----------------------------------------------------------------------------------

DOCUMENTED = [c for c in documented._NodeTestCases if c.model.graph.node[0].op_type in ("LSTM", "GRU", "RNN")]


def test_all_documented_cases_are_there():
    assert len(DOCUMENTED) >= 14
    assert {case.model.graph.node[0].op_type for case in DOCUMENTED} == {"LSTM", "GRU", "RNN"}


@pytest.mark.parametrize("case", DOCUMENTED, ids=lambda case: case.name)
def test_documented_cases_pass(case):
    node = case.model.graph.node[0]
    for inputs, expected in case.data_sets:
        arrays = [a if isinstance(a, np.ndarray) else numpy_helper.to_array(a) for a in inputs]
        found = run(node, dict(zip([n for n in node.input if n], arrays, strict=True)))
        for name, want in zip([n for n in node.output if n], expected, strict=True):
            np.testing.assert_allclose(found[name], want, atol=1e-6, rtol=1e-6, strict=False)
            assert found[name].shape == want.shape


# -- random cases, with ONNX Runtime as the oracle -----------------------------------------------------


def random_node(seed):
    """Draw a node and its tensors."""
    rng = np.random.default_rng(seed)
    op = ("LSTM", "LSTM", "GRU", "RNN")[seed % 4]
    G = {"LSTM": 4, "GRU": 3, "RNN": 1}[op]
    T, B, I, H = (int(n) for n in rng.integers(1, 6, 4))
    direction = ("forward", "reverse", "bidirectional")[rng.integers(3)]
    D = 1 + (direction == "bidirectional")
    draw = {"X": (T, B, I), "W": (D, G * H, I), "R": (D, G * H, H)}
    if rng.random() < 0.7:
        draw["B"] = (D, 2 * G * H)
    if rng.random() < 0.6:
        draw["initial_h"] = (D, B, H)
        if op == "LSTM":
            draw["initial_c"] = (D, B, H)
    if op == "LSTM" and rng.random() < 0.5:
        draw["P"] = (D, 3 * H)
    tensors = {name: rng.normal(size=shape).astype(np.float32) for name, shape in draw.items()}
    if rng.random() < 0.5:
        tensors["sequence_lens"] = rng.integers(1, T + 1, B).astype(np.int32)
    attributes = {"hidden_size": H, "direction": direction}
    if op == "LSTM":
        attributes["input_forget"] = int(rng.random() < 0.3)
    if op == "GRU":
        attributes["linear_before_reset"] = int(rng.random() < 0.7)
    if op == "RNN" and rng.random() < 0.5:
        attributes["activations"] = ["Relu"] * D
    names = ["X", "W", "R", "B", "sequence_lens", "initial_h"] + ["initial_c", "P"] * (op == "LSTM")
    outputs = ["Y", "Y_h", "Y_c"][: 2 + (op == "LSTM")]
    return helper.make_node(op, [n if n in tensors else "" for n in names], outputs, **attributes), tensors


def runtime(node, tensors):
    """Compute a node with ONNX Runtime."""
    kinds = {name: helper.np_dtype_to_tensor_dtype(a.dtype) for name, a in tensors.items()}
    graph = helper.make_graph(
        [node],
        "one node",
        [helper.make_tensor_value_info(name, kinds[name], a.shape) for name, a in tensors.items()],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in node.output],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    return dict(zip(node.output, session.run(list(node.output), tensors), strict=True))


def largest(seed):
    node, tensors = random_node(seed)
    ours, theirs = run(node, tensors), runtime(node, tensors)
    assert {name: a.shape for name, a in theirs.items()} == {name: ours[name].shape for name in theirs}
    scale = {name: 1 + np.abs(ours[name]).max() for name in theirs}  # a ReLU network has no bound
    return max(float(np.abs(ours[name] - theirs[name]).max() / scale[name]) for name in theirs)


@pytest.mark.parametrize("first", range(0, CASES, 50))
def test_random_nodes_equal_onnx_runtime(first):
    far = {seed: distance for seed in range(first, first + 50) if (distance := largest(seed)) > 2e-6}
    assert not far


def test_random_nodes_come_back_bit_by_bit():
    for seed in range(CASES):
        node, tensors = random_node(seed)
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        direction, coupled = attributes["direction"].decode(), attributes.get("input_forget", 0)
        relu = "activations" in attributes
        kind = {"LSTM": "lstm", "GRU": "gru", "RNN": "rnn_relu" if relu else "rnn_tanh"}[node.op_type]
        weights = {name: tensors[name] for name in ("W", "R", "B", "P") if name in tensors}
        H = attributes["hidden_size"]
        if coupled:  # the operator does not read the rows of f
            weights |= {name: weights[name].copy() for name in ("W", "R", "B") if name in weights}
            for name in ("W", "R"):
                weights[name][:, 2 * H : 3 * H] = 0
            if "B" in weights:
                weights["B"].reshape(-1, 8, H)[:, [2, 6]] = 0
        ours = from_onnx(kind, weights, direction=direction, input_forget=coupled, linear_before_reset=1)
        back, settings = to_onnx(kind, ours)
        assert {n: a.tobytes() for n, a in back.items()} == {n: a.tobytes() for n, a in weights.items()}
        assert settings["direction"] == direction
        assert settings.get("input_forget", 0) == coupled
        assert settings["hidden_size"] == H
        assert not any(np.shares_memory(a, b) for a in ours.values() for b in weights.values())


@pytest.mark.parametrize("kind", ["rnn_tanh", "rnn_relu", "lstm", "gru"])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("both", [True, False])
def test_a_stack_goes_to_onnx_and_comes_back_bit_by_bit(kind, bias, both):
    layer = Recurrent(kind, 3, 4, num_layers=2, bidirectional=both, bias=bias, seed=5)
    back = {}
    for place in range(2):
        tensors, attributes = to_onnx(kind, layer.parameters, layer=place)
        settings = {n: attributes[n] for n in ("direction", "linear_before_reset") if n in attributes}
        back |= from_onnx(kind, tensors, layer=place, **settings)
    assert {n: a.tobytes() for n, a in back.items()} == {n: a.tobytes() for n, a in layer.parameters.items()}


def good(kind="lstm"):
    return to_onnx(kind, Recurrent(kind, 2, 3).parameters)[0]


@pytest.mark.parametrize(
    ("kind", "change", "settings", "message"),
    [
        ("lstn", {}, {}, "kind: 'lstn' came, one of rnn_tanh, rnn_relu, lstm, gru expected"),
        ("gru", {}, {}, "linear_before_reset: 0 came, 1 expected.*export the GRU with linear_before_reset=1"),
        ("lstm", {}, {"direction": "backward"}, "direction: 'backward' came, one of forward, reverse, bidir"),
        ("lstm", {}, {"direction": "bidirectional"}, r"R: shape \(1, 12, 3\) came, \(2, G\*H, H\) expected"),
        ("lstm", {"W": np.ones((1, 9, 2))}, {}, r"W: shape \(1, 9, 2\) came, \(1, 12, I\) expected"),
        ("lstm", {"B": np.ones((1, 12))}, {}, r"B: shape \(1, 12\) came, \(1, 24\) expected"),
        ("lstm", {"P": np.ones((1, 12))}, {}, r"P: shape \(1, 12\) came, \(1, 9\) expected"),
        ("lstm", {"R": None}, {}, "tensors: B, W came, W and R and perhaps B and P expected for lstm; pass"),
        ("rnn_tanh", {"P": np.ones((1, 9))}, {}, "tensors: B, P, R, W came, W and R and perhaps B expected"),
    ],
)
def test_what_does_not_fit_is_named(kind, change, settings, message):
    tensors = good(kind if kind != "lstn" else "lstm") | change
    with pytest.raises(ValueError, match=message):
        from_onnx(kind, tensors, **settings)


def test_an_lstm_of_coupled_gates_does_not_pass_for_a_plain_one():
    weights = from_onnx("lstm", good(), input_forget=1)
    layer = Recurrent("lstm", 2, 3)
    layer.parameters = weights
    with pytest.raises(ValueError, match=r"weight_hh: shape \(9, 3\) came, \(12, 3\) expected"):
        layer(np.ones((2, 1, 2)))
