"""Weights to and from Keras, as ``layer.get_weights()`` gives and ``layer.set_weights()`` takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lstm.arrays import Array, checked
from lstm.packing import Weights
from lstm.weights.layout import ENDINGS, gates, layer_weights, merged, reordered, stacked


def from_keras(kind: str, arrays: Sequence[Array], *, layer: int = 0, reset_after: bool = True) -> Weights:
    """Translate the weights of a Keras layer into torch's names, shapes and gate order.

    Keras stacks gates by columns: LSTM i, f, c, o; GRU z, r, h. Its LSTM and SimpleRNN have one bias, which becomes
    ``bias_ih`` beside a ``bias_hh`` of zeros; its GRU with ``reset_after`` has two, as torch's.

    Parameters
    ----------
    kind : {"rnn_tanh", "rnn_relu", "lstm", "gru"}
        The cell.
    arrays : sequence of ndarray
        ``kernel (I, G*H)``, ``recurrent_kernel (H, G*H)`` and, where there is one, ``bias (G*H,)`` or, of a GRU,
        ``(2, G*H)``; a ``Bidirectional`` layer has those of the reverse direction after those of the forward one.
    layer : int
        Number of the layer in the names that are returned.
    reset_after : bool
        The setting of a Keras GRU. Where it is False the reset gate acts before the product, which torch's cell and
        ours cannot do with any weights.

    Returns
    -------
    dict
        Torch's name to array; nothing is shared.

    Raises
    ------
    ValueError
        An unknown kind, another number of arrays, a wrong shape, or a GRU without `reset_after`.

    References
    ----------
    Documentation of ``keras.layers.LSTM``, ``GRU`` and ``SimpleRNN``, Keras 3.

    Examples
    --------
    >>> ours = from_keras("lstm", [np.ones((2, 12)), np.ones((3, 12)), np.ones(12)])
    >>> ours["weight_ih_l0"].shape, ours["bias_hh_l0"].sum().item()
    ((12, 2), 0.0)
    """
    order = gates(kind, "keras")
    if kind == "gru" and not reset_after:
        raise ValueError(
            "reset_after: False came, True expected: the reset gate acts after the product in this package and in "
            "torch; train the Keras layer with reset_after=True"
        )
    if len(arrays) not in (2, 3, 4, 6):
        raise ValueError(
            f"arrays: {len(arrays)} came, kernel, recurrent_kernel and perhaps bias expected, once per direction; "
            "pass what layer.get_weights() returns"
        )
    directions = 1 if len(arrays) < 4 else 2
    each = len(arrays) // directions
    parameters: Weights = {}
    for place, ending in enumerate(ENDINGS[:directions]):
        own = _checked(kind, arrays[place * each : (place + 1) * each], ending)
        to = [reordered(a, order, gates(kind, "torch"), axis=-1) for a in own]
        cell = {"weight_ih": to[0].T.copy(), "weight_hh": to[1].T.copy()}
        if len(to) == 3:
            two = to[2] if kind == "gru" else np.stack([to[2], np.zeros_like(to[2])])
            cell |= {"bias_ih": two[0].copy(), "bias_hh": two[1].copy()}
        parameters |= {f"{name}_l{layer}{ending}": value for name, value in cell.items()}
    return parameters


def _checked(kind: str, arrays: Sequence[Array], ending: str) -> list[Array]:
    """Check kernel, recurrent_kernel and perhaps bias of one direction."""
    recurrent = checked("recurrent_kernel" + ending, arrays[1], ("H", "G*H"))
    columns = len(gates(kind, "keras")) * recurrent.shape[0]
    shapes = [("I", columns), (recurrent.shape[0], columns), (2, columns) if kind == "gru" else (columns,)]
    names = ("kernel", "recurrent_kernel", "bias")
    return [
        checked(name + ending, a, shape, like=recurrent)
        for name, a, shape in zip(names, arrays, shapes, strict=False)
    ]


def to_keras(kind: str, parameters: Mapping[str, Array], *, layer: int = 0) -> list[Array]:
    """Translate one layer into the list that ``set_weights()`` of a Keras layer of the same settings takes.

    Only the sum of torch's two biases matters in an LSTM and a plain RNN, and Keras holds one: they are added. Back
    from Keras, the first is that sum and the second zero. Nothing else changes on the way there and back.

    Parameters
    ----------
    kind : {"rnn_tanh", "rnn_relu", "lstm", "gru"}
        The cell; for a GRU, ``reset_after=True``, which is Keras' default.
    parameters : mapping
        Torch's name to array, as :attr:`lstm.layer.Recurrent.parameters`.
    layer : int
        Which layer of a stack. With two directions the list suits ``keras.layers.Bidirectional``.

    Raises
    ------
    ValueError
        An unknown kind, a missing name, a wrong shape, or a cell that Keras does not have: peepholes, coupled gates,
        the reverse direction alone.

    Examples
    --------
    >>> from lstm.layer import Recurrent
    >>> [a.shape for a in to_keras("gru", Recurrent("gru", 2, 3).parameters)]
    [(2, 9), (3, 9), (2, 9)]
    """
    cells = layer_weights(kind, parameters, layer)
    if list(cells) == ["_reverse"]:
        raise ValueError(
            f"parameters: only names of the reverse direction came for layer {layer}, the forward one expected; "
            "drop the ending _reverse, and set go_backwards=True in Keras"
        )
    arrays = []
    for cell in cells.values():
        if "peepholes" in cell or len(stacked(kind, cell["weight_hh"])) < len(gates(kind, "keras")):
            raise ValueError(
                "parameters: peepholes or coupled gates came, a plain LSTM expected; Keras has no such cell, "
                "use to_onnx"
            )
        parts = [cell["weight_ih"].T, cell["weight_hh"].T]
        if "bias_ih" in cell:
            two = (cell["bias_ih"], cell["bias_hh"])
            parts.append(np.stack(two) if kind == "gru" else merged(*two))
        arrays += [reordered(a, gates(kind, "torch"), gates(kind, "keras"), axis=-1) for a in parts]
    return arrays
