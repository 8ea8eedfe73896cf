"""Weights to and from the cell with switches: one matrix of columns i, f, o, g, and the peepholes beside it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lstm.arrays import Array, checked
from lstm.packing import Weights
from lstm.switches import Switches
from lstm.weights.layout import layer_weights, merged, reordered, stacked


def to_variant(
    parameters: Mapping[str, Array], *, layer: int = 0, reverse: bool = False
) -> tuple[Switches, Array, Array]:
    """Translate one direction of an LSTM layer into what :func:`lstm.variants.step` takes.

    Parameters
    ----------
    parameters : mapping
        As :func:`lstm.weights.onnx.from_onnx` returns: torch's names, perhaps with peepholes or coupled gates.
    layer : int
        Which layer.
    reverse : bool
        Which direction.

    Returns
    -------
    switches : Switches
        The cell that the weights belong to.
    matrix : ndarray
        (I + 1 + H, K): the rows that meet x, the sum of the biases, the rows that meet h; columns i, f (unless
        coupled), o, g.
    peepholes : ndarray
        (3, 1, H), i, f, o; zeros where the cell has none.

    Raises
    ------
    ValueError
        No such layer or direction, a missing name, or a wrong shape.

    Examples
    --------
    >>> from lstm.layer import Recurrent
    >>> switches, matrix, _ = to_variant(Recurrent("lstm", 2, 3).parameters)
    >>> switches == Switches(), matrix.shape
    (True, (6, 12))
    """
    cells = layer_weights("lstm", parameters, layer)
    ending = "_reverse" if reverse else ""
    if ending not in cells:
        raise ValueError(
            f"parameters: no weight_hh_l{layer}{ending} came, one expected; choose the direction that is there"
        )
    cell = cells[ending]
    source = stacked("lstm", cell["weight_hh"])
    switches = Switches(
        forget_gate="coupled" if source == "igo" else "sigmoid", peepholes="peepholes" in cell
    )
    bias = np.zeros_like(cell["weight_hh"][:, 0])
    if "bias_ih" in cell:
        bias = merged(cell["bias_ih"], cell["bias_hh"])
    rows = np.vstack([cell["weight_ih"].T, bias[None], cell["weight_hh"].T])  # (I+1+H, K)
    nothing = np.zeros((3, 1, cell["weight_hh"].shape[1]), rows.dtype)
    return (
        switches,
        reordered(rows, source, switches.gates + "g", axis=1),
        cell.get("peepholes", nothing).copy(),
    )


def from_variant(
    switches: Switches, matrix: Array, peepholes: Array, *, layer: int = 0, reverse: bool = False
) -> Weights:
    """Translate a cell with switches into torch's names, for example for :func:`lstm.weights.onnx.to_onnx`.

    Parameters
    ----------
    switches : Switches
        Peepholes and coupled gates are free; every other switch must be that of the plain LSTM.
    matrix, peepholes : ndarray
        (I + 1 + H, K) and (3, 1, H), as :func:`to_variant` returns them.
    layer, reverse : int, bool
        For the names that are returned.

    Returns
    -------
    dict
        Torch's name to array; the bias becomes ``bias_ih`` beside a ``bias_hh`` of zeros.

    Raises
    ------
    ValueError
        A cell that no other library has, or a wrong shape.

    Examples
    --------
    >>> from_variant(Switches(forget_gate="coupled"), np.ones((5, 6)), np.zeros((3, 1, 2)))["weight_ih_l0"].shape
    (6, 2)
    """
    if switches.forget_gate not in ("sigmoid", "coupled") or switches != Switches(
        forget_gate=switches.forget_gate, peepholes=switches.peepholes
    ):
        raise ValueError(
            f"switches: {switches} came, a plain LSTM, perhaps with peepholes or coupled gates, expected; "
            "torch, Keras and ONNX have no such cell"
        )
    source = switches.gates + "g"
    hidden = checked("peepholes", peepholes, (3, 1, "H")).shape[2]
    matrix = checked("matrix", matrix, ("I+1+H", len(source) * hidden), like=peepholes)
    if matrix.shape[0] < hidden + 2:
        raise ValueError(
            f"matrix: {matrix.shape[0]} rows came, at least {hidden + 2} expected: I inputs, 1 bias, H states"
        )
    target = "ifgo" if switches.forget_gate == "sigmoid" else "igo"
    inputs, bias, states = np.split(reordered(matrix, source, target, axis=1), [-hidden - 1, -hidden])
    cell = {"weight_ih": inputs.T.copy(), "weight_hh": states.T.copy(), "bias_ih": bias[0].copy()}
    cell["bias_hh"] = np.zeros_like(cell["bias_ih"])
    if switches.peepholes:
        cell["peepholes"] = peepholes.copy()
    suffix = f"_l{layer}{'_reverse' if reverse else ''}"
    return {name + suffix: value for name, value in cell.items()}
