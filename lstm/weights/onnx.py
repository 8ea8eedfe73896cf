"""Weights to and from the ONNX operators LSTM, GRU and RNN; arrays only, the library `onnx` is not needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lstm.arrays import Array, checked
from lstm.packing import NAMES, Weights
from lstm.weights.layout import ENDINGS, PEEPHOLES, gates, layer_weights, reordered, stacked

DIRECTIONS = {"forward": ENDINGS[:1], "reverse": ENDINGS[1:], "bidirectional": ENDINGS}
INPUTS = ("W", "R", "B", "P")


def from_onnx(
    kind: str,
    tensors: Mapping[str, Array | None],
    *,
    layer: int = 0,
    direction: str = "forward",
    input_forget: int = 0,
    linear_before_reset: int = 0,
) -> Weights:
    """Translate the weights of an ONNX node into torch's names, shapes and gate order.

    ONNX stacks LSTM gates as i, o, f, c, its peepholes as i, o, f, GRU gates as z, r, h.

    Parameters
    ----------
    kind : {"rnn_tanh", "rnn_relu", "lstm", "gru"}
        The cell.
    tensors : mapping
        The operator's own names: ``W (D, G*H, I)``, ``R (D, G*H, H)`` and, where the node has them, ``B (D, 2*G*H)``
        and, of an LSTM, ``P (D, 3*H)``. None stands for an input that the node leaves out.
    layer : int
        Number of the layer in the names that are returned.
    direction : {"forward", "reverse", "bidirectional"}
        The node's attribute; D is 1, 1 or 2.
    input_forget : int
        The node's attribute. Where it is 1, f = 1 - i, and the rows of f, which the operator does not read, are left
        out: ``weight_ih (3H, I)``, i, g, o.
    linear_before_reset : int
        The node's attribute; a GRU must have 1. With 0 the reset gate acts before the product, which torch's cell and
        ours cannot do with any weights.

    Returns
    -------
    dict
        Torch's name to array, and ``peepholes_l0 (3, 1, H)``, i, f, o, where the node has them. Nothing is shared.

    Raises
    ------
    ValueError
        An unknown kind, direction or tensor, one that is missing, a wrong shape, or a GRU with the reset gate before
        the product.

    References
    ----------
    ONNX operators LSTM-22, GRU-22 and RNN-22.

    Examples
    --------
    >>> ours = from_onnx("lstm", {"W": np.ones((1, 8, 3)), "R": np.ones((1, 8, 2)), "P": np.ones((1, 6))})
    >>> {name: value.shape for name, value in ours.items()}
    {'weight_ih_l0': (8, 3), 'weight_hh_l0': (8, 2), 'peepholes_l0': (3, 1, 2)}
    """
    source = gates(kind, "onnx")
    target = "igo" if kind == "lstm" and input_forget else gates(kind, "torch")
    if kind == "gru" and not linear_before_reset:
        raise ValueError(
            "linear_before_reset: 0 came, 1 expected: the reset gate acts after the product in this package and in "
            "torch; export the GRU with linear_before_reset=1"
        )
    if direction not in DIRECTIONS:
        raise ValueError(f"direction: {direction!r} came, one of {', '.join(DIRECTIONS)} expected")
    endings = DIRECTIONS[direction]
    own = _checked(kind, tensors, len(source), len(endings))
    parameters: Weights = {}
    for place, ending in enumerate(endings):
        cell = {"weight_ih": own["W"][place], "weight_hh": own["R"][place]}
        if "B" in own:
            cell["bias_ih"], cell["bias_hh"] = np.split(own["B"][place], 2)
        suffix = f"_l{layer}{ending}"
        parameters |= {name + suffix: reordered(value, source, target) for name, value in cell.items()}
        if "P" in own:
            peepholes = reordered(own["P"][place], "iof", PEEPHOLES)
            parameters["peepholes" + suffix] = peepholes.reshape(3, 1, -1)
    return parameters


def _checked(kind: str, tensors: Mapping[str, Array | None], count: int, directions: int) -> dict[str, Array]:
    """Check names and shapes and leave out what is None."""
    own = {name: value for name, value in tensors.items() if value is not None}
    known = INPUTS if kind == "lstm" else INPUTS[:3]
    if not set(INPUTS[:2]) <= set(own) <= set(known):
        raise ValueError(
            f"tensors: {', '.join(sorted(own)) or 'nothing'} came, W and R and perhaps {' and '.join(known[2:])} "
            f"expected for {kind}; pass the node's weights under the operator's own names"
        )
    R = checked("R", own["R"], (directions, "G*H", "H"))
    hidden = R.shape[2]
    shapes = {
        "W": (directions, count * hidden, "I"),
        "R": (directions, count * hidden, hidden),
        "B": (directions, 2 * count * hidden),
        "P": (directions, 3 * hidden),
    }
    return {name: checked(name, value, shapes[name], like=R) for name, value in own.items()}


def to_onnx(
    kind: str, parameters: Mapping[str, Array], *, layer: int = 0
) -> tuple[dict[str, Array], dict[str, Any]]:
    """Translate one layer into the tensors and attributes of an ONNX node; both biases are kept.

    Parameters
    ----------
    kind : {"rnn_tanh", "rnn_relu", "lstm", "gru"}
        The cell.
    parameters : mapping
        As :func:`from_onnx` returns and :attr:`lstm.layer.Recurrent.parameters` has them; an LSTM may have
        peepholes, or coupled gates: 3H rows.
    layer : int
        Which layer of a stack: an ONNX node holds one.

    Returns
    -------
    tensors : dict
        ``W``, ``R`` and, where they exist, ``B`` and ``P``, in the precision of `parameters`. The rows of f that
        coupled gates do not have are zeros.
    attributes : dict
        For ``onnx.helper.make_node``: hidden_size and direction, and input_forget, linear_before_reset or activations
        where the operator's default means another cell.

    Raises
    ------
    ValueError
        An unknown kind, a missing name, or a wrong shape.

    Examples
    --------
    >>> from lstm.layer import Recurrent
    >>> tensors, attributes = to_onnx("gru", Recurrent("gru", 2, 3, bidirectional=True).parameters)
    >>> {name: value.shape for name, value in tensors.items()}
    {'W': (2, 9, 2), 'R': (2, 9, 3), 'B': (2, 18)}
    >>> attributes
    {'hidden_size': 3, 'direction': 'bidirectional', 'linear_before_reset': 1}
    """
    cells = layer_weights(kind, parameters, layer)
    hidden = next(iter(cells.values()))["weight_hh"].shape[1]
    source = stacked(kind, next(iter(cells.values()))["weight_hh"])
    parts: dict[str, list[Array]] = {name: [] for name in INPUTS}
    for cell in cells.values():
        to = {name: reordered(a, source, gates(kind, "onnx")) for name, a in cell.items() if name in NAMES}
        parts["W"].append(to["weight_ih"])
        parts["R"].append(to["weight_hh"])
        if "bias_ih" in to:
            parts["B"].append(np.concatenate([to["bias_ih"], to["bias_hh"]]))
        if "peepholes" in cell:
            parts["P"].append(reordered(cell["peepholes"], PEEPHOLES, "iof").ravel())
    direction = next(name for name, endings in DIRECTIONS.items() if endings == tuple(cells))
    attributes: dict[str, Any] = {"hidden_size": hidden, "direction": direction}
    if source == "igo":
        attributes["input_forget"] = 1
    if kind == "gru":
        attributes["linear_before_reset"] = 1
    if kind == "rnn_relu":
        attributes["activations"] = ["Relu"] * len(cells)
    return {name: np.stack(arrays) for name, arrays in parts.items() if arrays}, attributes
