"""The equations of the cells, each beside its derivative, as arrays of one step: plain RNN, LSTM and GRU.

All three start from ``a = v @ W`` with ``v = [x, 1, h_prev]`` (B, I+1+H): input, bias and recurrence in one
product. Leading axes are free: with W (S, I+1+H, K) and v (S, B, I+1+H), S networks take the step together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm.activations import ACTIVATIONS, sigmoid, tanh
from lstm.arrays import Array
from lstm.packing import Packed

State = tuple[Array, ...]  # (h,) or (h, c)


class RNNCache(NamedTuple):
    """What one RNN step leaves for its backward: v = [x, 1, h_prev] (B, I+1+H) and the new h (B, H)."""

    v: Array
    packed: Packed
    h: Array

    @property
    def state(self) -> State:
        """The state handed to the next step."""
        return (self.h,)


class LSTMCache(NamedTuple):
    """What one LSTM step leaves for its backward: v, then the gates and states, each (B, H)."""

    v: Array
    packed: Packed
    c_prev: Array
    i: Array
    f: Array
    g: Array
    o: Array
    c: Array
    tanh_c: Array
    h: Array

    @property
    def state(self) -> State:
        """The state handed to the next step."""
        return (self.h, self.c)


class GRUCache(NamedTuple):
    """What one GRU step leaves for its backward; `m` is the term that r multiplies. Each (B, H) but v."""

    v: Array
    packed: Packed
    h_prev: Array
    r: Array
    z: Array
    n: Array
    m: Array
    h: Array

    @property
    def state(self) -> State:
        """The state handed to the next step."""
        return (self.h,)


Cache = RNNCache | LSTMCache | GRUCache


# -- the equations, each beside its derivative ---------------------------------------------------------


def _rnn(v: Array, packed: Packed) -> RNNCache:
    """H = tanh(a), or relu(a)."""
    a = v @ packed.matrix  # (B, H)
    return RNNCache(v, packed, ACTIVATIONS[packed.kind.removeprefix("rnn_")].f(a))


def _rnn_backward(dh: Array, s: RNNCache) -> Array:
    """Return da (B, H)."""
    return np.asarray(dh * ACTIVATIONS[s.packed.kind.removeprefix("rnn_")].df(s.h))


def _lstm(v: Array, packed: Packed, c_prev: Array) -> LSTMCache:
    """C = f * c_prev + i * g and h = o * tanh(c)."""
    ai, af, ag, ao = np.split(v @ packed.matrix, 4, axis=-1)  # each (B, H)
    i, f, g, o = sigmoid(ai), sigmoid(af), tanh(ag), sigmoid(ao)
    c = f * c_prev + i * g
    tanh_c = tanh(c)
    return LSTMCache(v, packed, c_prev, i, f, g, o, c, tanh_c, o * tanh_c)


def _lstm_backward(dh: Array, dc: Array, s: LSTMCache) -> tuple[Array, Array]:
    """Return da (B, 4H) and dc_prev; `dc` is what comes back from the next step."""
    dc = dc + dh * s.o * (1 - s.tanh_c**2)
    dai = dc * s.g * s.i * (1 - s.i)
    daf = dc * s.c_prev * s.f * (1 - s.f)
    dag = dc * s.i * (1 - s.g**2)
    dao = dh * s.tanh_c * s.o * (1 - s.o)
    return np.concatenate([dai, daf, dag, dao], axis=-1), dc * s.f


def _gru(v: Array, packed: Packed, h_prev: Array) -> GRUCache:
    """N = tanh(an + r * m) and h = (1 - z) * n + z * h_prev."""
    ar, az, an, m = np.split(v @ packed.matrix, 4, axis=-1)  # each (B, H)
    r, z = sigmoid(ar), sigmoid(az)
    n = tanh(an + r * m)
    return GRUCache(v, packed, h_prev, r, z, n, m, (1 - z) * n + z * h_prev)


def _gru_backward(dh: Array, s: GRUCache) -> tuple[Array, Array]:
    """Return da (B, 4H) and the part of dh_prev that does not pass through a."""
    dan = dh * (1 - s.z) * (1 - s.n**2)
    dar = dan * s.m * s.r * (1 - s.r)
    daz = dh * (s.h_prev - s.n) * s.z * (1 - s.z)
    return np.concatenate([dar, daz, dan, dan * s.r], axis=-1), dh * s.z


# -- the two moves that a layer repeats over time ------------------------------------------------------


def advance(v: Array, packed: Packed, state: State) -> Cache:
    """Take one step forward from v = [x, 1, h_prev]; the cache's ``state`` is the new state."""
    if packed.kind == "lstm":
        return _lstm(v, packed, state[1])
    if packed.kind == "gru":
        return _gru(v, packed, state[0])
    return _rnn(v, packed)


def retreat(dstate: State, cache: Cache) -> tuple[Array, State]:
    """Take one step backward: return da (B, K*H) and the gradient of the previous state."""
    recurrent = cache.packed.matrix[..., -cache.h.shape[-1] :, :].swapaxes(
        -1, -2
    )  # (K*H, H): from a to h_prev
    if isinstance(cache, LSTMCache):
        da, dc_prev = _lstm_backward(dstate[0], dstate[1], cache)
        return da, (da @ recurrent, dc_prev)
    if isinstance(cache, GRUCache):
        da, direct = _gru_backward(dstate[0], cache)
        return da, (da @ recurrent + direct,)
    da = _rnn_backward(dstate[0], cache)
    return da, (da @ recurrent,)
