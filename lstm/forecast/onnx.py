"""The network as an ONNX file: forecasts outside Python, in any runtime of standard operators.

It computes in 64 bits, as the forecaster does. ONNX Runtime has the operator LSTM in 32 bits only, so the step
of the cell is written out, and repeated by Scan.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm.arrays import Array
from lstm.atomic import write
from lstm.forecast import store
from lstm.forecast.device import frozen
from lstm.forecast.frozen import LAYERS, TINY, Frozen
from lstm.forecast.quantiles import MIDDLE, QUANTILES
from lstm.forecast.seasons import BASES, INPUTS, NODES
from lstm.packing import NAMES

if TYPE_CHECKING:
    from lstm.forecast.network import SeasonalLSTM

try:
    from onnx import GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper
except ImportError:
    raise ImportError("lstm.forecast.onnx needs onnx: pip install 'lstm[onnx]'", name="onnx") from None

OPSET, IR = 17, 8  # the oldest that have a layer norm: older runtimes can read the file too
ZERO = helper.make_tensor("zero", TensorProto.DOUBLE, [1], [0.0])


class _Graph:
    """Nodes and constants as they are added; every value is known by its name."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix  # a graph within a graph must not use a name twice
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, array: Array) -> str:
        name = f"{self.prefix}constant {len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(self, op: str, *inputs: str | Array, output: str = "", **attributes: Any) -> str:
        """Add a node and return the name of its output; an array becomes a constant."""
        names = [a if isinstance(a, str) else self.constant(a) for a in inputs]
        output = output or f"{self.prefix}{op} {len(self.nodes)}"
        self.nodes.append(helper.make_node(op, names, [output], output, **attributes))
        return output

    def linear(self, x: str, weights: dict[str, Array], name: str) -> str:
        product = self.add("MatMul", x, weights[f"{name}.weight"].T)
        return self.add("Add", product, weights[f"{name}.bias"])

    def silu(self, x: str) -> str:
        return self.add("Mul", x, self.add("Sigmoid", x))

    def part(self, x: str, start: int, end: int, axis: int) -> str:
        return self.add("Slice", x, *(np.array([n]) for n in (start, end, axis)))


def _values(shapes: dict[str, list[str | int]]) -> list[ValueInfoProto]:
    return [helper.make_tensor_value_info(name, TensorProto.DOUBLE, s) for name, s in shapes.items()]


def _step(H: int, recurrent: Array, place: int) -> GraphProto:
    """One step of an LSTM: h, c (N, H) and the part of a that x gave (N, 4H) to the new h, c and the output."""
    names = [f"{name} {place}" for name in ("h_prev", "c_prev", "a_x", "h", "c", "y")]
    h_prev, c_prev, a_x, h, c, y = names
    graph = _Graph(f"step {place} ")
    a = graph.add("Add", a_x, graph.add("MatMul", h_prev, recurrent.T))
    i, f, g, o = (
        graph.add("Tanh" if gate == "g" else "Sigmoid", graph.part(a, k * H, (k + 1) * H, 1))
        for k, gate in enumerate("ifgo")
    )
    graph.add("Add", graph.add("Mul", f, c_prev), graph.add("Mul", i, g), output=c)
    graph.add("Mul", o, graph.add("Tanh", c), output=h)
    graph.add("Identity", h, output=y)
    values = _values({name: ["N", 4 * H if name == a_x else H] for name in names})
    return helper.make_graph(graph.nodes, f"step {place}", values[:3], values[3:], graph.constants)


def _core(graph: _Graph, state: str, weights: dict[str, Array], place: int) -> str:
    """Add an LSTM, the skip over it and the norm: (S, N, H) to (S, N, H)."""
    own = {name: weights[f"cores.{place}.{name}_l0"] for name in NAMES}
    H = own["weight_hh"].shape[1]
    product = graph.add("MatMul", state, own["weight_ih"].T)
    a_x = graph.add("Add", product, own["bias_ih"] + own["bias_hh"])  # (S, N, 4H)
    empty = graph.add("ConstantOfShape", graph.add("Shape", state, start=1), value=ZERO)  # (N, H)
    y = f"core {place}"
    graph.nodes.append(
        helper.make_node(
            "Scan",
            [empty, empty, a_x],
            [f"{y} h", f"{y} c", y],
            y,
            body=_step(H, own["weight_hh"], place),
            num_scan_inputs=1,
        )
    )
    norm = (weights[f"norms.{place}.weight"], weights[f"norms.{place}.bias"])
    return graph.add("LayerNormalization", graph.add("Add", state, y), *norm, axis=-1, epsilon=TINY)


def _ordered(graph: _Graph, raw: str) -> str:
    """Turn free numbers (N, S, 2, 11, NODES) into quantiles, as :func:`lstm.forecast.network.ordered`."""
    middle = graph.part(raw, MIDDLE, MIDDLE + 1, 3)
    x = graph.add("Sub", raw, np.array([2.5]))
    # softplus(x) = max(x, 0) + log(1 + exp(-|x|)): ONNX Runtime has the operator in 32 bits only.
    small = graph.add("Exp", graph.add("Neg", graph.add("Abs", x)))
    step = graph.add("Add", graph.add("Relu", x), graph.add("Log", graph.add("Add", small, np.ones(1))))
    axis = np.array(3)
    up = graph.add("CumSum", graph.part(step, MIDDLE + 1, len(QUANTILES), 3), axis)
    down = graph.add("CumSum", graph.part(step, 0, MIDDLE, 3), axis, reverse=1)
    below, above = graph.add("Sub", middle, down), graph.add("Add", middle, up)
    return graph.add("Concat", below, middle, above, axis=3)


def model(network: Frozen | SeasonalLSTM) -> ModelProto:
    """Build the ONNX model of a network, in 64 bits; see :func:`export`.

    Raises
    ------
    ValueError
        A network whose cores are not LSTMs.

    Examples
    --------
    >>> [value.name for value in model(store.pretrained()).graph.input]
    ['inputs', 'bases', 'points']
    """
    weights = {name: w.astype(float) for name, w in frozen(network).weights.items()}
    graph = _Graph()
    state = graph.add("Transpose", graph.silu(graph.linear("inputs", weights, "read")), perm=[1, 0, 2])
    for place in range(LAYERS):
        state = _core(graph, state, weights, place)
    seen = graph.add("Concat", graph.add("Transpose", state, perm=[1, 0, 2]), "inputs", axis=2)
    out = graph.linear(graph.silu(graph.linear(seen, weights, "mix")), weights, "head")
    cut = 2 * NODES * len(QUANTILES)
    raw = graph.add("Reshape", graph.part(out, 0, cut, 2), np.array([0, 0, 2, len(QUANTILES), NODES]))
    mix = graph.add("Reshape", graph.part(out, cut, cut + 2 * BASES, 2), np.array([0, 0, 2, 1, BASES]))
    corrections = graph.add("MatMul", _ordered(graph, raw), "points")
    graph.add("Add", corrections, graph.add("MatMul", mix, "bases"), output="quantiles")
    shapes: dict[str, list[str | int]] = {
        "inputs": ["N", "S", INPUTS],
        "bases": ["N", "S", 2, BASES, "m"],
        "points": [NODES, "m"],
        "quantiles": ["N", "S", 2, len(QUANTILES), "m"],
    }
    values = _values(shapes)
    built = helper.make_graph(graph.nodes, "seasonal LSTM", values[:3], values[3:], graph.constants)
    made = helper.make_model(built, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR)
    made.producer_name = "lstm"
    helper.set_model_props(made, {"quantiles": " ".join(map(str, QUANTILES))})
    return made


def export(path: str | Path, network: Frozen | SeasonalLSTM | None = None) -> Path:
    """Write a network as an ONNX file, whole or not at all.

    The file holds what the network computes from described seasons, in 64 bits. Inputs: ``inputs (N, S, I)`` and
    ``bases (N, S, 2, 8, m)``, both from :func:`lstm.forecast.seasons.describe`, and ``points (24, m)`` from
    :func:`lstm.forecast.seasons.from_nodes`, for any N, S and m. Output: ``quantiles (N, S, 2, 11, m)``, in units
    from the level.

    Parameters
    ----------
    path : path
        Where; the ending ``.onnx`` is added where it is missing.
    network : Frozen or SeasonalLSTM, optional
        For example that of a fitted forecaster, ``forecaster.network``; the shipped one where not given.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ValueError
        A network whose cores are not LSTMs.
    ImportError
        Without the library `onnx`.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     export(Path(folder) / "seasonal").name
    'seasonal.onnx'
    """
    path = Path(path)
    path = path if path.suffix == ".onnx" else path.with_name(path.name + ".onnx")
    content = model(network or store.pretrained()).SerializeToString(deterministic=True)
    write(path, content)
    return path
