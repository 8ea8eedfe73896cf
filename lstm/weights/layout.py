"""What differs between libraries: the order in which the gates' weights are stacked, and the number of biases."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lstm.arrays import Array, checked
from lstm.packing import GATES, NAMES, Weights

PEEPHOLES = "ifo"  # the order of ours; ONNX has i, o, f
ENDINGS = ("", "_reverse")


def gates(kind: str, dialect: str) -> str:
    """Return the order of the gates' weights, a letter each.

    LSTM: i, f, g (Keras and ONNX write c), o. GRU: r, z, n (Keras and ONNX write h).

    Raises
    ------
    ValueError
        An unknown kind.

    Examples
    --------
    >>> [gates("lstm", dialect) for dialect in ("torch", "keras", "onnx")]
    ['ifgo', 'ifgo', 'iofg']
    >>> [gates("gru", dialect) for dialect in ("torch", "keras", "onnx")]
    ['rzn', 'zrn', 'zrn']
    """
    if kind not in GATES:
        raise ValueError(f"kind: {kind!r} came, one of {', '.join(GATES)} expected")
    if kind == "lstm":
        return "iofg" if dialect == "onnx" else "ifgo"
    if kind == "gru":
        return "rzn" if dialect == "torch" else "zrn"
    return "h"


def reordered(a: Array, source: str, target: str, axis: int = 0) -> Array:
    """Copy an array whose axis stacks one block per letter of `source` into the order of `target`.

    A letter that only `source` has is dropped; one that only `target` has becomes a block of zeros.

    Examples
    --------
    >>> reordered(np.array([1.0, 2.0, 3.0]), "ifo", "iof").tolist()
    [1.0, 3.0, 2.0]
    """
    blocks = dict(zip(source, np.split(a, len(source), axis=axis), strict=True))
    nothing = np.zeros_like(blocks[source[0]])
    return np.concatenate([blocks.get(gate, nothing) for gate in target], axis=axis)


def merged(bias_ih: Array, bias_hh: Array) -> Array:
    """Add two biases into one, for a cell in which only their sum matters.

    Examples
    --------
    >>> merged(np.array([1.0, 2.0]), np.array([0.5, 0.0])).tolist()
    [1.5, 2.0]
    """
    # Where nothing is added the first stays as it is, down to the sign of a zero.
    return np.where(bias_hh == 0, bias_ih, bias_ih + bias_hh)


def stacked(kind: str, weight_hh: Array) -> str:
    """Return the gates of a checked ``weight_hh`` in torch's order; an LSTM of coupled gates has no rows for f.

    Examples
    --------
    >>> stacked("lstm", np.ones((8, 2))), stacked("lstm", np.ones((6, 2)))
    ('ifgo', 'igo')
    """
    coupled = kind == "lstm" and weight_hh.shape[0] == 3 * weight_hh.shape[1]
    return "igo" if coupled else gates(kind, "torch")


def layer_weights(kind: str, parameters: Mapping[str, Array], layer: int = 0) -> dict[str, Weights]:
    """Take the weights of one layer out, checked: the ending of a direction, "" or "_reverse", to weights without it.

    Raises
    ------
    ValueError
        No such layer, a name that is missing, a wrong shape, or two directions of different kinds.

    Examples
    --------
    >>> parameters = {"weight_ih_l0": np.ones((4, 2)), "weight_hh_l0": np.ones((4, 1))}
    >>> {name: value.shape for name, value in layer_weights("lstm", parameters)[""].items()}
    {'weight_ih': (4, 2), 'weight_hh': (4, 1)}
    """
    gates(kind, "torch")
    found: dict[str, Weights] = {}
    for ending in ENDINGS:
        suffix = f"_l{layer}{ending}"
        names = [name for name in (*NAMES, "peepholes") if name + suffix in parameters]
        if names:
            found[ending] = _checked_cell(kind, {name: parameters[name + suffix] for name in names}, suffix)
    if not found:
        raise ValueError(
            f"parameters: {', '.join(sorted(parameters)) or 'nothing'} came, names that end in _l{layer} expected; "
            "choose a layer that is there"
        )
    first, *others = ({name: value.shape for name, value in cell.items()} for cell in found.values())
    if any(other != first for other in others):
        raise ValueError(
            f"parameters: the directions of layer {layer} have {first} and {others[0]}, equal names and shapes "
            "expected; build both with the same settings"
        )
    return found


def _checked_cell(kind: str, cell: Weights, suffix: str) -> Weights:
    """Check one direction of one layer."""
    plain = set(cell) - {"peepholes"}
    if plain not in (set(NAMES), set(NAMES[:2])):
        raise ValueError(
            f"parameters: {', '.join(n + suffix for n in cell)} came, weight_ih{suffix} and weight_hh{suffix} "
            f"expected, with both bias_ih{suffix} and bias_hh{suffix} or neither; add what is missing"
        )
    if "peepholes" in cell and kind != "lstm":
        raise ValueError(f"peepholes{suffix}: came for {kind}, only an LSTM has them; remove it")
    weight_hh = checked("weight_hh" + suffix, cell["weight_hh"], ("G*H", "H"))
    hidden = weight_hh.shape[1]
    rows = len(stacked(kind, weight_hh)) * hidden
    shapes = {"weight_ih": (rows, "I"), "weight_hh": (rows, hidden), "peepholes": (3, 1, hidden)}
    for name, value in cell.items():
        checked(name + suffix, value, shapes.get(name, (rows,)), like=weight_hh)
    return cell
