"""One step of a recurrent network, forward and backward side by side: plain RNN, LSTM and GRU.

Shapes: ``x (B, I)``, states ``h c (B, H)``. Weights are a dict with torch's names and gate order (LSTM: i, f,
g, o; GRU: r, z, n): ``weight_ih (G*H, I)``, ``weight_hh (G*H, H)``, and, both or neither, ``bias_ih`` and
``bias_hh (G*H,)``. Every step multiplies one matrix ``v = [x, 1, h]`` by one packed matrix, so the bias is
just one more input.
"""

from __future__ import annotations

from typing import cast

import numpy as np

from lstm.arrays import Array, checked
from lstm.equations import Cache, GRUCache, LSTMCache, RNNCache, State, advance, retreat
from lstm.packing import Weights, check_weights, pack, unpack_gradient


def _step(kind: str, x: Array, state: dict[str, Array], weights: Weights) -> Cache:
    """Check the arguments, pack the weights and advance."""
    x = checked("x", x, ("B", "I"))
    hidden_size = check_weights(kind, weights, x.shape[1], like=x)
    states = tuple(checked(name, s, (x.shape[0], hidden_size), like=x) for name, s in state.items())
    v = np.concatenate([x, np.ones_like(x[:, :1]), states[0]], axis=1)
    return advance(v, pack(kind, {name: np.asarray(w) for name, w in weights.items()}), states)


def _step_backward(dstate: dict[str, Array], cache: Cache) -> tuple[Array, State, Weights]:
    """Check the arguments, retreat and unpack the gradients."""
    checks = tuple(checked(name, d, cache.h.shape, like=cache.h) for name, d in dstate.items())
    da, previous = retreat(checks, cache)
    inputs = cache.v.shape[1] - 1 - cache.h.shape[1]
    return da @ cache.packed.matrix[:inputs].T, previous, unpack_gradient(cache.v.T @ da, cache.packed)


def rnn_step(x: Array, h: Array, weights: Weights, nonlinearity: str = "tanh") -> tuple[Array, RNNCache]:
    """Take one step of a plain recurrent network, h = tanh(W_ih x + b_ih + W_hh h + b_hh): Elman (1990).

    Parameters
    ----------
    x : ndarray
        Input, (B, I).
    h : ndarray
        Previous state, (B, H).
    weights : dict
        ``weight_ih (H, I)``, ``weight_hh (H, H)`` and, both or neither, ``bias_ih``, ``bias_hh (H,)``.
    nonlinearity : {"tanh", "relu"}
        The function around the sum.

    Returns
    -------
    h : ndarray
        New state, (B, H).
    cache : RNNCache
        For :func:`rnn_step_backward`.

    Raises
    ------
    ValueError
        An argument of the wrong shape, dtype or precision, or not finite.

    Examples
    --------
    >>> w = {"weight_ih": np.array([[1.0]]), "weight_hh": np.array([[0.5]])}
    >>> h, _ = rnn_step(np.array([[0.0]]), np.array([[2.0]]), w, "relu")
    >>> h.tolist()
    [[1.0]]
    """
    if nonlinearity not in ("tanh", "relu"):
        raise ValueError(f"nonlinearity: {nonlinearity!r} came, 'tanh' or 'relu' expected")
    cache = _step(f"rnn_{nonlinearity}", x, {"h": h}, weights)
    return cache.h, cast("RNNCache", cache)


def rnn_step_backward(dh: Array, cache: RNNCache) -> tuple[Array, Array, Weights]:
    """Return dx (B, I), dh_prev (B, H) and the gradients of the weights, from dh (B, H).

    Examples
    --------
    >>> w = {"weight_ih": np.array([[1.0]]), "weight_hh": np.array([[0.5]])}
    >>> _, cache = rnn_step(np.array([[3.0]]), np.array([[2.0]]), w, "relu")
    >>> dx, dh_prev, grads = rnn_step_backward(np.array([[1.0]]), cache)
    >>> dh_prev.tolist(), grads["weight_ih"].tolist()
    ([[0.5]], [[3.0]])
    """
    dx, (dh_prev,), grads = _step_backward({"dh": dh}, cache)
    return dx, dh_prev, grads


def lstm_step(x: Array, h: Array, c: Array, weights: Weights) -> tuple[Array, Array, LSTMCache]:
    """Take one step of an LSTM with forget gate: Gers, Schmidhuber and Cummins (2000).

    Parameters
    ----------
    x : ndarray
        Input, (B, I).
    h, c : ndarray
        Previous hidden and cell state, each (B, H).
    weights : dict
        ``weight_ih (4H, I)``, ``weight_hh (4H, H)`` and, both or neither, ``bias_ih``, ``bias_hh (4H,)``; i,
        f, g, o.

    Returns
    -------
    h, c : ndarray
        New states, each (B, H).
    cache : LSTMCache
        The gates i, f, g, o and what else :func:`lstm_step_backward` needs.

    Raises
    ------
    ValueError
        An argument of the wrong shape, dtype or precision, or not finite.

    Examples
    --------
    >>> w = {"weight_ih": np.zeros((4, 1)), "weight_hh": np.zeros((4, 1))}
    >>> h, c, cache = lstm_step(np.ones((1, 1)), np.zeros((1, 1)), np.ones((1, 1)), w)
    >>> cache.f.tolist(), c.tolist()
    ([[0.5]], [[0.5]])
    """
    cache = cast("LSTMCache", _step("lstm", x, {"h": h, "c": c}, weights))
    return cache.h, cache.c, cache


def lstm_step_backward(dh: Array, dc: Array, cache: LSTMCache) -> tuple[Array, Array, Array, Weights]:
    """Return dx (B, I), dh_prev, dc_prev (B, H) and the gradients of the weights, from dh and dc (B, H).

    Examples
    --------
    >>> w = {"weight_ih": np.zeros((4, 1)), "weight_hh": np.zeros((4, 1))}
    >>> _, _, cache = lstm_step(np.ones((1, 1)), np.zeros((1, 1)), np.ones((1, 1)), w)
    >>> dx, dh_prev, dc_prev, grads = lstm_step_backward(np.zeros((1, 1)), np.ones((1, 1)), cache)
    >>> dc_prev.tolist()
    [[0.5]]
    """
    dx, (dh_prev, dc_prev), grads = _step_backward({"dh": dh, "dc": dc}, cache)
    return dx, dh_prev, dc_prev, grads


def gru_step(x: Array, h: Array, weights: Weights) -> tuple[Array, GRUCache]:
    """Take one step of a GRU: Cho et al. (2014), with the reset gate after the product, as torch has it.

    Parameters
    ----------
    x : ndarray
        Input, (B, I).
    h : ndarray
        Previous state, (B, H).
    weights : dict
        ``weight_ih (3H, I)``, ``weight_hh (3H, H)`` and, both or neither, ``bias_ih``, ``bias_hh (3H,)``; r,
        z, n.

    Returns
    -------
    h : ndarray
        New state, (B, H).
    cache : GRUCache
        The gates r, z, the candidate n and what else :func:`gru_step_backward` needs.

    Raises
    ------
    ValueError
        An argument of the wrong shape, dtype or precision, or not finite.

    Examples
    --------
    >>> w = {"weight_ih": np.zeros((3, 1)), "weight_hh": np.zeros((3, 1))}
    >>> gru_step(np.ones((1, 1)), np.ones((1, 1)), w)[0].tolist()
    [[0.5]]
    """
    cache = _step("gru", x, {"h": h}, weights)
    return cache.h, cast("GRUCache", cache)


def gru_step_backward(dh: Array, cache: GRUCache) -> tuple[Array, Array, Weights]:
    """Return dx (B, I), dh_prev (B, H) and the gradients of the weights, from dh (B, H).

    Examples
    --------
    >>> w = {"weight_ih": np.zeros((3, 1)), "weight_hh": np.zeros((3, 1))}
    >>> _, cache = gru_step(np.ones((1, 1)), np.ones((1, 1)), w)
    >>> gru_step_backward(np.ones((1, 1)), cache)[1].tolist()
    [[0.5]]
    """
    dx, (dh_prev,), grads = _step_backward({"dh": dh}, cache)
    return dx, dh_prev, grads
