"""The LSTM of :mod:`lstm.scan` written for speed: the same numbers, one matrix product per step, nothing allocated.

It stands apart from `scan`, whose code reads like the equations, for three reasons that the equations do not show:

- sigmoid(a) = 1/2 + tanh(a/2)/2, so ONE tanh serves all four gates; the halving is folded into the weights;
- every step writes into arrays that were made before the first one;
- tanh moves its results from (B, 4H) to (4, B, H), so that each later operation runs over memory without a gap.

The gates stand in the order g, i, f, o: the three sigmoids are neighbours, and so are the three that c waits for.
`tests/test_fast.py` holds this module to `scan`, value by value.
"""

from __future__ import annotations

from itertools import repeat
from typing import Any, NamedTuple

import numpy as np

from lstm.arrays import Array

ORDER = [2, 0, 1, 3]  # torch's i, f, g, o -> g, i, f, o
BACK = [1, 2, 0, 3]  # and back
# Training works a block of steps at a time: ROWS rows of one product for the weights' gradients, and, inside, as many
# steps as hold CACHED numbers of c, so that what is prepared for them is still in the processor's cache when used.
# A block has its own arrays: pieces of some megabytes come back at the next call as they are, one large piece is new.
ROWS, CACHED = 2**9, 2**14


class Block(NamedTuple):
    """What a forward pass keeps of a block of n steps.

    Attributes
    ----------
    gates : ndarray
        (n, 4, B, H): g, i, f, o.
    c : ndarray
        (n+1, B, H): from the one before the first step to the last.
    tanh_c : ndarray
        (n, B, H).
    """

    gates: Array
    c: Array
    tanh_c: Array


class Kept(NamedTuple):
    """What a forward pass keeps for its backward pass.

    Attributes
    ----------
    v : ndarray
        (T+1, B, I+1+H): ``[x, 1, h_prev]`` of each step, and the last h.
    blocks : list of Block
        The steps in their order.
    """

    v: Array
    blocks: list[Block]


def split(steps: int, batch: int) -> list[slice]:
    """Return the blocks of steps.

    Examples
    --------
    >>> split(5, ROWS // 2)
    [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
    """
    n = max(1, ROWS // batch)
    return [slice(start, min(start + n, steps)) for start in range(0, steps, n)]


def reorder(w: Array, order: list[int]) -> Array:
    """Put the four blocks of rows of w (4H, ...) into another order.

    Examples
    --------
    >>> reorder(np.arange(4), ORDER).tolist(), reorder(reorder(np.arange(4), ORDER), BACK).tolist()
    ([2, 0, 1, 3], [0, 1, 2, 3])
    """
    return w.reshape(4, -1, *w.shape[1:])[order].reshape(w.shape)


def packed(w_ih: Array, w_hh: Array, bias: Array | None) -> Array:
    """Pack the weights for :func:`forward`: (I+1+H, 4H), rows for x, 1 and h, the sigmoids' columns halved.

    Examples
    --------
    >>> packed(np.ones((4, 1)), np.ones((4, 1)), None)
    array([[1. , 0.5, 0.5, 0.5],
           [0. , 0. , 0. , 0. ],
           [1. , 0.5, 0.5, 0.5]])
    """
    rows, inputs = w_ih.shape
    w = np.empty((inputs + 1 + w_hh.shape[1], rows), w_ih.dtype)
    w[:inputs] = reorder(w_ih, ORDER).T
    w[inputs] = 0 if bias is None else reorder(bias, ORDER)
    w[inputs + 1 :] = reorder(w_hh, ORDER).T
    w[:, rows // 4 :] *= 0.5
    return w


def forward(x: Array, w: Array, h: Array, c: Array, *, keep: bool) -> tuple[Array, Array, Array, Kept | None]:
    """Run an LSTM over a sequence.

    Parameters
    ----------
    x : ndarray
        (T, B, I), T at least 1.
    w : ndarray
        (I+1+H, 4H), from :func:`packed`.
    h, c : ndarray
        The initial state, each (B, H).
    keep : bool
        Keep what :func:`backward` needs.

    Returns
    -------
    output : ndarray
        (T, B, H): every h, a view of the memory that also holds the inputs.
    h, c : ndarray
        The last state.
    kept : Kept or None

    Examples
    --------
    >>> w = packed(np.ones((4, 1)), np.ones((4, 1)), None)
    >>> output, h, c, _ = forward(np.ones((2, 1, 1)), w, np.zeros((1, 1)), np.zeros((1, 1)), keep=False)
    >>> bool((output[-1] == h).all()), h.round(3).tolist()
    (True, [[0.651]])
    """
    (T, B, I), H = x.shape, h.shape[1]
    v = np.empty((T + 1, B, I + 1 + H), x.dtype)
    v[:T, :, :I], v[:, :, I], v[0, :, I + 1 :] = x, 1, h
    v[T, :, :I] = 0
    a, part = np.empty((B, 4 * H), x.dtype), np.empty((B, H), x.dtype)
    by_gate = a.reshape(B, 4, H).transpose(1, 0, 2)  # (4, B, H)
    output = v[1:, :, I + 1 :]
    blocks = []
    # Without `keep` all steps are one block, and each writes over the one before.
    for steps in split(T, B) if keep else [slice(0, T)]:
        n = steps.stop - steps.start if keep else 1
        new = [np.empty((n + more, *shape, B, H), x.dtype) for more, shape in ((0, (4,)), (1, ()), (0, ()))]
        gates, cells, tanh_c = new
        cells[0] = c
        room: Any = (
            (gates, cells, cells[1:], tanh_c)
            if keep
            else (repeat(gates[0]), repeat(cells[0]), repeat(cells[0]), repeat(tanh_c[0]))
        )
        for v_t, h_t, gate, c_prev, c_t, tanh_c_t in zip(v[steps], output[steps], *room, strict=False):
            np.matmul(v_t, w, out=a)
            np.tanh(by_gate, out=gate)
            sigmoids = gate[1:]
            sigmoids *= 0.5
            sigmoids += 0.5
            g, i, f, o = gate
            np.multiply(f, c_prev, out=c_t)
            np.multiply(i, g, out=part)
            np.add(c_t, part, out=c_t)
            np.tanh(c_t, out=tanh_c_t)
            np.multiply(o, tanh_c_t, out=h_t)
        c = cells[-1] if keep else cells[0]
        blocks.append(Block(*new))
    return output, output[-1], c, Kept(v, blocks) if keep else None


def slopes(block: Block, steps: slice, to_gates: Array, to_c: Array) -> None:
    """Write all of some steps' backward pass that does not wait for the step after.

    Parameters
    ----------
    block, steps : Block, slice
        n of its steps.
    to_gates : ndarray
        (n, 4, B, H), written: dc/da of g, i and f, and dh/da of o, a being what tanh or sigmoid is taken of.
    to_c : ndarray
        (n, B, H), written: dh/dc.
    """
    gates, c_prev, tanh_c = block.gates[steps], block.c[steps], block.tanh_c[steps]
    g, i, _, o = gates.swapaxes(0, 1)  # each (n, B, H)
    np.multiply(gates, gates, out=to_gates)
    np.multiply(tanh_c, tanh_c, out=to_c)
    d_g, sigmoids = to_gates[:, 0], to_gates[:, 1:]
    np.subtract(1, d_g, out=d_g)
    np.subtract(gates[:, 1:], sigmoids, out=sigmoids)
    for slope, partner in zip(to_gates.swapaxes(0, 1), (i, g, c_prev, tanh_c), strict=True):
        np.multiply(slope, partner, out=slope)
    np.subtract(1, to_c, out=to_c)
    to_c *= o


def backward(
    doutput: Array, dh: Array, dc: Array, kept: Kept, w_ih: Array, w_hh: Array
) -> tuple[Array, Array, Array, Array]:
    """Back-propagate through time.

    Parameters
    ----------
    doutput : ndarray
        (T, B, H).
    dh, dc : ndarray
        Gradient of the last state, each (B, H).
    kept : Kept
        From :func:`forward`.
    w_ih, w_hh : ndarray
        (4H, I) and (4H, H), in torch's order.

    Returns
    -------
    dx : ndarray
        (T, B, I).
    dh, dc : ndarray
        Gradient of the initial state.
    dw : ndarray
        (4H, I+1+H): the gradients of w_ih, of the bias, and of w_hh, side by side.
    """
    (T, B, H), K = doutput.shape, kept.v.shape[2]
    w_ih, w_hh = reorder(w_ih, ORDER), reorder(w_hh, ORDER)
    dh, dc = dh.copy(), dc.copy()
    dx, dw = np.empty((T, B, w_ih.shape[1]), dh.dtype), np.zeros((K, 4 * H), dh.dtype)
    own = np.empty_like(dw)  # this way round BLAS takes an eighth less time than for (4H, K)
    n = len(kept.blocks[0].gates)
    few = min(n, max(1, CACHED // dc.size))
    room = np.empty((few, 4, B, H), dh.dtype), np.empty((few, B, H), dh.dtype)
    whole = np.empty((n, B, 4 * H), dh.dtype)
    end = T
    for block in reversed(kept.blocks):
        steps = slice(end - len(block.gates), end)
        da = whole[: len(block.gates)]
        _through(doutput[steps], dh, dc, block, w_hh, da, room)
        rows = da.reshape(-1, 4 * H)
        dw += np.matmul(kept.v[steps].reshape(-1, K).T, rows, out=own)
        np.matmul(da, w_ih, out=dx[steps])
        end = steps.start
    return dx, dh, dc, reorder(dw.T, BACK)


def _through(
    doutput: Array, dh: Array, dc: Array, block: Block, w_hh: Array, da: Array, room: tuple[Array, Array]
) -> None:
    """Take dh and dc, in place, back through a block of steps, and write da (n, B, 4H), columns in ORDER."""
    part = np.empty_like(dc)
    by_gate = da.reshape(*da.shape[:2], 4, -1).transpose(0, 2, 1, 3)  # (n, 4, B, H)
    n = len(room[0])
    for end in range(len(da), 0, -n):
        steps = slice(max(0, end - n), end)
        prepared = [each[: steps.stop - steps.start] for each in room]
        slopes(block, steps, *prepared)
        ready = (doutput[steps], *prepared, block.gates[steps, 2], da[steps], by_gate[steps])
        for dy, to_gates, to_c, f, da_t, da_gates in zip(*(each[::-1] for each in ready), strict=True):
            dh += dy
            np.multiply(to_c, dh, out=part)
            dc += part
            np.multiply(to_gates[:3], dc, out=da_gates[:3])
            np.multiply(to_gates[3], dh, out=da_gates[3])
            np.matmul(da_t, w_hh, out=dh)
            dc *= f
