"""One LSTM cell for all settings of the switches, beside its derivative.

Written for a = v @ W with v = [x, 1, h_prev, gates_prev] and the columns [i, f, o, g], as far as the switches keep
them. Leading axes are free, as in :mod:`lstm.equations`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm.activations import ACTIVATIONS, Activation, sigmoid, tanh
from lstm.arrays import Array
from lstm.switches import Memory, Switches

HALVES: dict[str, Activation] = {
    "tanh of half": Activation("tanh of half", lambda a: tanh(a / 2), lambda y: (1 - y * y) / 2),
    "twice tanh of half": Activation("2 tanh(a/2)", lambda a: 2 * tanh(a / 2), lambda y: 1 - y * y / 4),
}


def activation(name: str) -> Activation:
    """Return an activation of the switches by its name.

    Examples
    --------
    >>> activation("tanh of half").name
    'tanh of half'
    """
    return HALVES[name] if name in HALVES else ACTIVATIONS[name]


class VariantCache(NamedTuple):
    """What one step leaves for its backward: the gates are (B, H), one per cell even where a block shares them."""

    before: Memory
    after: Memory
    i: Array
    f: Array
    o: Array
    g: Array
    raw: tuple[Array, Array, Array]  # i and f before the division by i + f, and 1 - sigmoid(a_f)
    squashed: Array  # phi(c / n)


def _log_sigmoid(a: Array) -> Array:
    """Return log(sigmoid(a)) without overflow; the branch follows the real part."""
    sign = np.where(a.real > 0, 1.0, -1.0)
    return np.asarray(np.where(a.real > 0, 0, a) - np.log1p(np.exp(-sign * a)))


def _columns(a: Array, s: Switches) -> dict[str, Array]:
    """Split the gates' columns (..., B, G) into gates, one column per cell: (..., B, H) each."""
    if s.block > 1:
        a = a.repeat(s.block, axis=-1)
    width = a.shape[-1] // max(1, len(s.gates))
    return {gate: a[..., place * width : (place + 1) * width] for place, gate in enumerate(s.gates)}


def step(a: Array, peepholes: Array, before: Memory, s: Switches) -> VariantCache:
    """Take one step from a = v @ W, (..., B, K).

    Parameters
    ----------
    a : ndarray
        Columns i, f, o as far as they exist, (H / block) each, then g (H).
    peepholes : ndarray
        (..., 3, 1, H): the weights of i, f and o; read only where the switch is on.
    before : Memory
        The state.
    s : Switches
        The cell.

    Returns
    -------
    VariantCache
        Its ``after`` is the new state.

    Examples
    --------
    >>> from lstm.switches import start
    >>> s, a = Switches(forget_gate="none"), np.zeros((1, 3))
    >>> a[0, 2] = 0.5  # i and o are half open, the candidate is tanh(0.5)
    >>> cache = step(a, np.zeros((3, 1, 1)), start(s, (1, 1)), s)
    >>> bool(cache.after.c[0, 0] == np.tanh(0.5) / 2)
    True
    """
    h, c_prev, n_prev, m_prev, _ = before
    H, exponential, one = h.shape[-1], s.input_gate == "exponential", np.ones_like(c_prev)
    g = activation(s.input_activation).f(a[..., -H:])
    opened = sigmoid(a[..., :-H])
    gate, m = _columns(opened, s), m_prev
    if s.peepholes or exponential:
        pre = _columns(a[..., :-H], s)
    if s.peepholes:
        for place, name in enumerate("if"):
            if name in pre:
                pre[name] = pre[name] + peepholes[..., place, :, :] * c_prev
                gate[name] = sigmoid(pre[name])
    i = gate.get("i", one)
    f = gate["f"] if "f" in gate else (1 - i if s.forget_gate == "coupled" else one)
    closed = 1 - f
    if exponential:
        log_f = _log_sigmoid(pre["f"]) if "f" in pre else 0 * one
        m = np.maximum((log_f + m_prev).real, pre["i"].real)
        i, f = np.exp(pre["i"] - m), np.exp(log_f + m_prev - m)
    raw = (i, f, closed)
    if s.normalised:
        i, f = i / (i + f), f / (i + f)
    c = f * c_prev + i * g
    n = f * n_prev + i if exponential else n_prev
    o = gate.get("o", one)
    if "o" in gate and s.peepholes:
        o = sigmoid(pre["o"] + peepholes[..., 2, :, :] * c)
    squashed = activation(s.output_activation).f(c / n if exponential else c)
    if s.peepholes and s.gate_recurrence:
        named = {"i": raw[0], "f": raw[1], "o": o}
        opened = np.concatenate([named[name] for name in s.gates], axis=-1)
    after = Memory(o * squashed, c, n, m, opened if s.gate_recurrence else before.gates)
    return VariantCache(before, after, i, f, o, g, raw, squashed)


def step_backward(
    d: Memory, cache: VariantCache, peepholes: Array, s: Switches
) -> tuple[Array, Memory, tuple[Array, ...]]:
    """Return da (..., B, K), the gradient of the state before, and those of i's, f's and o's peepholes, (..., B, H).

    The gradient of h_prev and of the gates before, as far as it passes through a, is left to the caller: it needs W.
    The stabiliser m cancels in c / n, so it counts as a constant.

    Parameters
    ----------
    d : Memory
        Gradient of the state after; its m is not read.
    cache : VariantCache
        From :func:`step`.
    peepholes, s
        As for :func:`step`.

    Examples
    --------
    >>> from lstm.switches import start
    >>> s = Switches()
    >>> cache = step(np.zeros((1, 4)), np.zeros((3, 1, 1)), start(s, (1, 1)), s)
    >>> da, before, _ = step_backward(cache.after, cache, np.zeros((3, 1, 1)), s)
    >>> da.shape, before.c.shape
    ((1, 4), (1, 1))
    """
    before, after, i, f, o, g, (i_raw, f_raw, closed), squashed = cache
    exponential = s.input_gate == "exponential"
    du = d.h * o * activation(s.output_activation).df(squashed)
    do = d.h * squashed
    if exponential:  # u = c / n
        dc, dn = d.c + du / after.n, d.n - du * (after.c / after.n) / after.n
    else:
        dc, dn = d.c + du, 0.0 * d.n
    again = s.gate_recurrence and bool(d.gates.any())  # the next step's gates saw these gates
    later = _first_cells(d.gates, s) if again else {}
    do = do + later["o"] if "o" in later else do
    dao = do * o * (1 - o) if s.output_gate else do
    if s.peepholes and s.output_gate:
        dc = dc + dao * peepholes[..., 2, :, :]
    di, df, dg = dc * g, dc * before.c, dc * i
    if exponential:
        di, df = di + dn, df + dn * before.n
    if s.normalised:  # i / (i + f) and f / (i + f)
        total = (i_raw + f_raw) ** 2
        di, df = (di - df) * f_raw / total, (df - di) * i_raw / total
    if again:
        di, df = di + later.get("i", 0.0), df + later.get("f", 0.0)
    if s.forget_gate == "coupled":
        di = di - df
    # exp(a_i - m) is its own derivative; that of f = exp(log sigmoid(a_f) + m_prev - m) is f * (1 - sigmoid(a_f)).
    da = {"i": di * i_raw * (1 if exponential else 1 - i_raw), "f": df * f_raw * closed, "o": dao}
    dc_prev = dc * f
    seen: tuple[Array, ...] = ()
    if s.peepholes:
        seen = (da["i"] * before.c, da["f"] * before.c, dao * after.c)
        for place, gate in enumerate("if"):
            if gate in s.gates:
                dc_prev = dc_prev + da[gate] * peepholes[..., place, :, :]
    columns = [_blocks(da[gate], s.block) for gate in s.gates]
    columns.append(dg * activation(s.input_activation).df(g))
    nothing = np.zeros_like(d.gates)
    return np.concatenate(columns, axis=-1), Memory(0 * d.h, dc_prev, dn * f, after.m, nothing), seen


def _first_cells(dgates: Array, s: Switches) -> dict[str, Array]:
    """Give the gradient of each gate (..., B, G) to the first cell of its block: (..., B, H) per gate."""
    width = dgates.shape[-1] // len(s.gates)
    given = {}
    for place, gate in enumerate(s.gates):
        given[gate] = np.zeros((*dgates.shape[:-1], width * s.block), dgates.dtype)
        given[gate][..., :: s.block] = dgates[..., place * width : (place + 1) * width]
    return given


def _blocks(da: Array, block: int) -> Array:
    """Add the gradients of the cells that share a gate."""
    return da if block == 1 else da.reshape(*da.shape[:-1], -1, block).sum(axis=-1)
