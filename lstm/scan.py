"""One cell over time, in one direction: forward, and back-propagation through time beside it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lstm.arrays import Array, checked, precision
from lstm.equations import Cache, State, advance, retreat
from lstm.packing import Packed, Weights, unpack_gradient


class ScanCache(NamedTuple):
    """One layer in one direction, as it ran: its inputs v (T, B, I+1+H), a cache per step, the padding."""

    v: Array
    steps: list[Cache]
    valid: Array | None
    order: Array | None


def scan(
    x: Array, packed: Packed, state: State, valid: Array | None, order: Array | None
) -> tuple[Array, State, ScanCache]:
    """Run one cell over x (T, B, I) from `state`; return the outputs (T, B, H), the last state and the cache.

    `order` (T, B) says which step each sequence reads at each time; `valid` (T, B, 1) is false on padding,
    where the state waits and the output is zero.
    """
    n_steps, batch, inputs = x.shape
    hidden = packed.hidden_size
    each = np.arange(batch)
    dtype = np.result_type(x, packed.matrix, *state)
    v = np.ones((n_steps, batch, inputs + 1 + hidden), dtype)
    v[:, :, :inputs] = x if order is None else x[order, each]
    output = np.zeros((n_steps, batch, hidden), dtype)
    steps = []
    for t in range(n_steps):
        v[t, :, inputs + 1 :] = state[0]
        cache = advance(v[t], packed, state)
        steps.append(cache)
        if valid is None:
            state, output[t] = cache.state, cache.h
        else:
            state = tuple(np.where(valid[t], new, old) for new, old in zip(cache.state, state, strict=True))
            output[t] = np.where(valid[t], cache.h, 0)
    # Reading each sequence backward within its own length is its own inverse.
    return output if order is None else output[order, each], state, ScanCache(v, steps, valid, order)


def scan_backward(doutput: Array, dstate: State, cache: ScanCache) -> tuple[Array, State, Weights]:
    """Back-propagate through time: return dx (T, B, I), the first state's gradient, and the weights'."""
    v, steps, valid, order = cache
    packed = steps[0].packed
    n_steps, batch, width = v.shape
    inputs = width - 1 - packed.hidden_size
    each = np.arange(batch)
    if order is not None:
        doutput = doutput[order, each]
    da = np.empty((n_steps, batch, packed.matrix.shape[1]), np.result_type(v, doutput))
    for t in reversed(range(n_steps)):
        if valid is None:
            da[t], dstate = retreat((dstate[0] + doutput[t], *dstate[1:]), steps[t])
        else:
            here = tuple(np.where(valid[t], d, 0) for d in (dstate[0] + doutput[t], *dstate[1:]))
            da[t], earlier = retreat(here, steps[t])
            dstate = tuple(np.where(valid[t], new, old) for new, old in zip(earlier, dstate, strict=True))
    # One product over all T*B rows gives every weight and bias its gradient.
    rows = n_steps * batch
    grads = unpack_gradient(v.reshape(rows, -1).T @ da.reshape(rows, -1), packed)
    dx = da @ packed.matrix[:inputs].T  # (T, B, I)
    return dx if order is None else dx[order, each], dstate, grads


def padding(lengths: Any, n_steps: int, batch: int) -> tuple[Array | None, Array]:
    """Return the mask of real steps (T, B, 1), or None, and the order of the reverse reading (T, B)."""
    t = np.arange(n_steps)[:, None]
    if lengths is None:
        return None, np.broadcast_to(n_steps - 1 - t, (n_steps, batch))
    n = np.asarray(lengths)
    if n.dtype.kind not in "iu" or n.shape != (batch,):
        raise ValueError(
            f"lengths: {n.dtype} of shape {n.shape} came, {batch} whole numbers expected, one per sequence"
        )
    if n.min() < 1 or n.max() > n_steps:
        raise ValueError(f"lengths: {n.min()} to {n.max()} came, 1 to {n_steps} (the steps of x) expected")
    n = n.astype(np.int64)
    return (t < n)[:, :, None], np.where(t < n, n - 1 - t, t)


def checked_state(kind: str, name: str, state: Any, shape: tuple[int, ...], like: Array) -> State:
    """Check a state, or its gradient, and return it as a tuple: (h,) or (h, c). None stands for zeros."""
    parts = ("h", "c") if kind == "lstm" else ("h",)
    if state is None:
        return tuple(np.zeros(shape, precision(like)) for _ in parts)
    if kind == "lstm":
        if not isinstance(state, tuple | list) or len(state) != 2:
            raise ValueError(f"{name}: {type(state).__name__} came, a pair (h, c) of arrays {shape} expected")
    else:
        state = (state,)
    return tuple(
        checked(f"{name} {part}", value, shape, like=like) for part, value in zip(parts, state, strict=True)
    )
