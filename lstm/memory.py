"""How far a network's state reaches: the size of the derivative of the last state by an earlier one, lag by lag."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm.arrays import Array, checked
from lstm.equations import LSTMCache, State, retreat
from lstm.layer import Recurrent
from lstm.packing import GATES, Packed, unpack_gradient
from lstm.trials import STARTS, Trials


class Reach(NamedTuple):
    """Spectral norms of the derivative of a state by an earlier one, (T + 1,); entry k is the lag k, entry 0 is 1.

    Attributes
    ----------
    h : ndarray
        Of h_T by h_(T-k).
    c : ndarray
        Of c_T by c_(T-k), for an LSTM; else empty.
    direct : ndarray
        The largest product of forget gates over the last k steps: the part of `c` that passes through no gate and
        no weight; else empty.
    """

    h: Array
    c: Array
    direct: Array


def reach(layer: Recurrent, x: Array) -> Reach:
    """Measure how far the last state of a network depends on earlier ones, by back-propagation.

    One backward pass gives one row of the derivative; all its rows are sent back together, one per sequence of a batch.

    Parameters
    ----------
    layer : Recurrent
        One layer, in one direction.
    x : ndarray
        One sequence, (T, I).

    Returns
    -------
    Reach

    Raises
    ------
    ValueError
        x of the wrong shape or dtype, more layers, or two directions.

    References
    ----------
    Hochreiter (1991); Bengio, Simard and Frasconi (1994); Pascanu, Mikolov and Bengio (2013).

    Examples
    --------
    >>> layer = Recurrent("rnn_tanh", 1, 3)
    >>> layer.parameters["weight_hh_l0"][:] = 0
    >>> reach(layer, np.ones((4, 1))).h.tolist()
    [1.0, 0.0, 0.0, 0.0, 0.0]
    """
    if layer.num_layers > 1 or layer.bidirectional:
        raise ValueError("layer: one layer in one direction expected")
    x = checked("x", x, ("T", layer.input_size))
    H, parts = layer.hidden_size, 2 if layer.kind == "lstm" else 1
    _, _, cache = layer.forward(np.repeat(x[:, None], H * parts, axis=1))
    d: State = tuple(np.eye(H * parts)[:, place * H : (place + 1) * H] for place in range(parts))
    open_gates, h, c, direct = np.ones(H), [1.0], [1.0], [1.0]
    for step in reversed(cache.scans["_l0"].steps):
        _, d = retreat(d, step)
        h.append(float(np.linalg.norm(d[0][:H], 2)))
        if isinstance(step, LSTMCache):
            c.append(float(np.linalg.norm(d[1][H:], 2)))
            open_gates = open_gates * step.f[0]
            direct.append(float(open_gates.max()))
    lstm = layer.kind == "lstm"
    return Reach(np.array(h), np.array(c if lstm else []), np.array(direct if lstm else []))


def bound(layer: Recurrent, lags: int) -> Array:
    """Return the bound on the reach of a plain RNN that its recurrent weights give: their norm to the power of the lag.

    A tanh or a ReLU never has a slope above 1, so no step can enlarge a derivative by more than the largest singular
    value of the recurrent weights.

    Parameters
    ----------
    layer : Recurrent
        A plain RNN of one layer.
    lags : int
        The number of steps, T.

    Returns
    -------
    ndarray
        (T + 1,).

    Raises
    ------
    ValueError
        Not a plain RNN.

    References
    ----------
    Pascanu, Mikolov and Bengio (2013), section 2.1.

    Examples
    --------
    >>> layer = Recurrent("rnn_tanh", 1, 2)
    >>> layer.parameters["weight_hh_l0"][:] = np.eye(2) / 2
    >>> bound(layer, 2).tolist()
    [1.0, 0.5, 0.25]
    """
    if not layer.kind.startswith("rnn"):
        raise ValueError(f"layer: kind {layer.kind!r} came, a plain RNN expected")
    return np.asarray(np.linalg.norm(layer.parameters["weight_hh_l0"], 2) ** np.arange(lags + 1))


def half_life(forget: Array | float) -> Array:
    """Return the number of steps after which a memory has halved, under a constant forget gate in (0, 1).

    Examples
    --------
    >>> float(half_life(0.5))
    1.0
    """
    return np.asarray(np.log(0.5) / np.log(forget))


def single(trials: Trials, place: int) -> Recurrent:
    """Return one of many networks side by side as a layer of its own, without its readout.

    Parameters
    ----------
    trials : Trials
        Plain RNNs, GRUs or LSTMs.
    place : int
        Which of them, counted from 0.

    Raises
    ------
    ValueError
        Another kind of cell.

    Examples
    --------
    >>> trials = Trials("LSTM", 2, 4, 1, seeds=range(3), forget_bias=1)
    >>> layer, x = single(trials, 2), np.ones((5, 3, 6, 2))
    >>> np.allclose(layer(x[:, 2])[0], trials.forward(x)[1].h[:, 2])
    True
    """
    kind = {"LSTM": "lstm"}.get(trials.kind, STARTS.get(trials.kind, trials.kind))
    if kind not in GATES:
        raise ValueError(f"trials: kind {trials.kind!r} came, a plain RNN, a GRU or an LSTM expected")
    matrix = trials.parameters["matrix"][place]
    if kind == "lstm":  # from the columns i, f, o, g to i, f, g, o
        i, f, o, g = np.split(matrix, 4, axis=1)
        matrix = np.concatenate([i, f, g, o], axis=1)
    weights = unpack_gradient(matrix, Packed(kind, matrix, bias=True))
    weights["bias_hh"] = np.zeros_like(weights["bias_hh"])  # one bias per gate, kept in the other
    layer = Recurrent(kind, trials.input_size, trials.hidden_size)
    layer.parameters.update({f"{name}_l0": value for name, value in weights.items()})
    return layer


def scaled(layer: Recurrent, radius: float) -> Recurrent:
    """Scale the recurrent weights of a plain RNN, in place, to a spectral radius; return the layer.

    Examples
    --------
    >>> layer = scaled(Recurrent("rnn_tanh", 1, 4), 1.5)
    >>> bool(np.isclose(np.abs(np.linalg.eigvals(layer.parameters["weight_hh_l0"])).max(), 1.5))
    True
    """
    W_hh = layer.parameters["weight_hh_l0"]
    W_hh *= radius / np.abs(np.linalg.eigvals(W_hh)).max()
    return layer
