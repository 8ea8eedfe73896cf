"""The weights of a cell packed into one matrix: one product per step gives all of a = [x, 1, h] @ W."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lstm.arrays import Array, checked

Weights = dict[str, Array]

# Number of gate blocks in the weights of each kind of cell, in torch's order: i f g o; r z n.
GATES = {"rnn_tanh": 1, "rnn_relu": 1, "lstm": 4, "gru": 3}
NAMES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


class Packed(NamedTuple):
    """The packed weights of one cell.

    Attributes
    ----------
    kind : str
        A key of :data:`GATES`.
    matrix : ndarray
        Shape (I + 1 + H, K*H): the rows that meet x, the row that meets 1, the rows that meet h. K is the
        number of gates, or 4 for the GRU, whose n keeps its input part and its recurrent part apart.
    bias : bool
        Whether the cell has biases; without, their row is zero.
    """

    kind: str
    matrix: Array
    bias: bool

    @property
    def hidden_size(self) -> int:
        """H, from the columns of the matrix."""
        return int(self.matrix.shape[1]) // (4 if self.kind == "gru" else GATES[self.kind])


def initial_weights(
    kind: str, input_size: int, hidden_size: int, *, bias: bool, rng: np.random.Generator
) -> Weights:
    """Draw the weights of one cell, uniform within 1 / sqrt(H), as torch does.

    Examples
    --------
    >>> w = initial_weights("lstm", 2, 3, bias=False, rng=np.random.default_rng(0))
    >>> {name: value.shape for name, value in w.items()}
    {'weight_ih': (12, 2), 'weight_hh': (12, 3)}
    """
    bound, rows = 1 / np.sqrt(hidden_size), GATES[kind] * hidden_size
    shapes = [(rows, input_size), (rows, hidden_size), (rows,), (rows,)]
    named = zip(NAMES, shapes, strict=True) if bias else zip(NAMES[:2], shapes[:2], strict=True)
    return {name: rng.uniform(-bound, bound, shape) for name, shape in named}


def check_weights(kind: str, weights: Weights, input_size: int, *, like: Array) -> int:
    """Check the names and shapes of a cell's weights and return H.

    Raises
    ------
    ValueError
        A missing or unknown name, a wrong shape, or only one of the two biases.

    Examples
    --------
    >>> w = {"weight_ih": np.ones((3, 2)), "weight_hh": np.ones((3, 3))}
    >>> check_weights("rnn_tanh", w, 2, like=np.ones(1))
    3
    """
    if not isinstance(weights, dict) or set(weights) not in (set(NAMES), set(NAMES[:2])):
        came = sorted(weights) if isinstance(weights, dict) else type(weights).__name__
        raise ValueError(
            f"weights: {came} came, a dict of weight_ih and weight_hh expected, "
            "with both bias_ih and bias_hh or neither"
        )
    rows = GATES[kind]
    hidden_size = int(checked("weight_hh", weights["weight_hh"], ("G*H", "H"), like=like).shape[1])
    checked("weight_hh", weights["weight_hh"], (rows * hidden_size, hidden_size))
    checked("weight_ih", weights["weight_ih"], (rows * hidden_size, input_size), like=like)
    for name in NAMES[2:]:
        if name in weights:
            checked(name, weights[name], (rows * hidden_size,), like=like)
    return hidden_size


def pack(kind: str, weights: Weights) -> Packed:
    """Pack checked weights into one matrix.

    Examples
    --------
    >>> w = {"weight_ih": np.ones((3, 2)), "weight_hh": np.ones((3, 3))}
    >>> pack("rnn_tanh", w).matrix.shape
    (6, 3)
    """
    w_x, w_h = weights["weight_ih"].T, weights["weight_hh"].T  # (I, G*H), (H, G*H)
    bias = "bias_ih" in weights
    hidden = w_h.shape[0]
    nothing = np.zeros(w_h.shape[1], w_h.dtype)
    b_x, b_h = (weights["bias_ih"], weights["bias_hh"]) if bias else (nothing, nothing)
    if kind != "gru":
        return Packed(kind, np.vstack([w_x, (b_x + b_h)[None], w_h]), bias)
    # The reset gate multiplies only the recurrent part of n, so that part gets a column block of its own.
    rz, n = slice(0, 2 * hidden), slice(2 * hidden, None)
    none_x, none_h = np.zeros((w_x.shape[0], hidden), w_x.dtype), np.zeros((hidden, hidden), w_h.dtype)
    rows = [
        [w_x[:, rz], w_x[:, n], none_x],
        [(b_x + b_h)[None, rz], b_x[None, n], b_h[None, n]],
        [w_h[:, rz], none_h, w_h[:, n]],
    ]
    return Packed(kind, np.block(rows), bias)


def unpack_gradient(gradient: Array, packed: Packed) -> Weights:
    """Split the gradient of the packed matrix into the gradients of the weights it was packed from.

    Examples
    --------
    >>> w = {"weight_ih": np.ones((3, 2)), "weight_hh": np.ones((3, 3))}
    >>> sorted(unpack_gradient(np.ones((6, 3)), pack("rnn_tanh", w)))
    ['weight_hh', 'weight_ih']
    """
    hidden = packed.hidden_size
    d_x, d_b, d_h = np.split(gradient, [-hidden - 1, -hidden])
    columns_x: Any = slice(None)
    columns_h: Any = slice(None)
    if packed.kind == "gru":
        blocks = np.arange(4 * hidden).reshape(4, hidden)
        columns_x, columns_h = blocks[[0, 1, 2]].ravel(), blocks[[0, 1, 3]].ravel()
    grads = {"weight_ih": d_x[:, columns_x].T, "weight_hh": d_h[:, columns_h].T}
    if packed.bias:
        grads |= {"bias_ih": d_b[0, columns_x], "bias_hh": d_b[0, columns_h]}
    return {name: grad.copy() for name, grad in grads.items()}
