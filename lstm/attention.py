"""One head of attention, forward and backward side by side; and S small networks made of one head each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lstm.activations import sigmoid, tanh
from lstm.arrays import Array, checked, counted


class AttendCache(NamedTuple):
    """What :func:`attend` leaves: queries (..., Q, H), keys and values (..., T, H), weights (..., Q, T)."""

    q: Array
    k: Array
    v: Array
    weights: Array


def attend(q: Array, k: Array, v: Array, *, causal: bool = False) -> tuple[Array, AttendCache]:
    """Return for each query the mean of the values, weighted by softmax(q k / sqrt(H)).

    Parameters
    ----------
    q : ndarray
        Queries, (..., Q, H).
    k, v : ndarray
        Keys and values, (..., T, H).
    causal : bool
        Query t sees the steps up to t only; then Q = T.

    Returns
    -------
    out : ndarray
        (..., Q, H).
    cache : AttendCache
        For :func:`attend_backward`; its weights sum to 1 over T.

    References
    ----------
    Vaswani et al. (2017), Attention is all you need, equation 1.

    Examples
    --------
    >>> k = v = np.eye(2)
    >>> out, cache = attend(np.array([[100.0, 0.0]]), k, v)
    >>> out.round(6).tolist()
    [[1.0, 0.0]]
    """
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])  # (..., Q, T)
    if causal:
        scores = np.where(np.tri(scores.shape[-1], dtype=bool), scores, -np.inf)
    # The largest score is taken off first: it cancels, and exp cannot overflow.
    e = np.exp(scores - scores.real.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    return weights @ v, AttendCache(q, k, v, weights)


def attend_backward(dout: Array, cache: AttendCache) -> tuple[Array, Array, Array]:
    """Return dq (..., Q, H), dk and dv (..., T, H) from dout (..., Q, H).

    A softmax hands back dscore = w (dw - sum(w dw)): a weight can grow at the cost of the others only.

    Examples
    --------
    >>> _, cache = attend(np.ones((1, 2)), np.eye(2), np.eye(2))
    >>> dq, dk, dv = attend_backward(np.array([[1.0, 0.0]]), cache)
    >>> dv.tolist()
    [[0.5, 0.0], [0.5, 0.0]]
    """
    q, k, v, w = cache
    dw = dout @ v.swapaxes(-1, -2)
    dscores = w * (dw - (w * dw).sum(axis=-1, keepdims=True)) / np.sqrt(q.shape[-1])
    return dscores @ k, dscores.swapaxes(-1, -2) @ q, w.swapaxes(-1, -2) @ dout


class HeadsCache(NamedTuple):
    """What a forward pass leaves: inputs with the constant 1 (S, B, T, I+1), the head, both layers' inputs, outputs."""

    x: Array
    attended: AttendCache
    mixed: Array
    h: Array
    y: Array


class Heads:
    """S networks of one attention head, a tanh layer and a readout, with the interface of :class:`lstm.trials.Trials`.

    Nothing tells the head where a step stands: it sees the past as a set.

    Parameters
    ----------
    input_size, hidden_size, output_size : int
        I, H and O.
    seeds : sequence of int
        One per network.
    last : bool
        Only the last step asks a query, and only its output is computed; else each step does, about its past.

    Attributes
    ----------
    parameters : dict
        ``query``, ``key`` and ``value`` (S, I + 1, H), ``mixer`` (S, H + 1, H), ``readout`` (S, H + 1, O); the last
        row of each is the bias.

    Raises
    ------
    ValueError
        A size that is not a whole number of at least one.

    Examples
    --------
    >>> heads = Heads(2, 4, 1, seeds=range(3))
    >>> y, cache = heads.forward(np.zeros((5, 3, 6, 2)))
    >>> y.shape, heads.size
    ((5, 3, 6, 1), 61)
    """

    def __init__(
        self, input_size: int, hidden_size: int, output_size: int, *, seeds: Sequence[int], last: bool = False
    ) -> None:
        I, H = counted("input_size", input_size), counted("hidden_size", hidden_size)
        self.input_size, self.hidden_size, self.last = I, H, last
        shapes = dict.fromkeys(("query", "key", "value"), (I + 1, H))
        shapes |= {"mixer": (H + 1, H), "readout": (H + 1, counted("output_size", output_size))}
        rngs = [np.random.default_rng(counted("seed", seed, 0)) for seed in seeds]
        bound = 1 / np.sqrt(H)
        self.parameters: dict[str, Array] = {
            name: np.stack([rng.uniform(-bound, bound, shape) for rng in rngs])
            for name, shape in shapes.items()
        }

    @property
    def size(self) -> int:
        """Number of weights and biases of one network."""
        return sum(p[0].size for p in self.parameters.values())

    def forward(self, x: Array) -> tuple[Array, HeadsCache]:
        """Run all networks on x (T, S, B, I); return the outputs (T, S, B, O), after the sigmoid, and the cache.

        Raises
        ------
        ValueError
            x of the wrong shape or dtype, or not finite.
        """
        query, key, value, mixer, readout = (p[:, None] for p in self.parameters.values())
        x = checked("x", x, ("T", len(query), "B", self.input_size))
        xs = _with_one(np.moveaxis(x, 0, 2))  # (S, B, T, I+1)
        asked = xs[:, :, -1:] if self.last else xs
        out, attended = attend(asked @ query, xs @ key, xs @ value, causal=not self.last)
        mixed = _with_one(out)
        h = _with_one(tanh(mixed @ mixer))
        answers = np.moveaxis(sigmoid(h @ readout), 2, 0)  # (Q, S, B, O)
        y = np.zeros((*x.shape[:3], readout.shape[-1]), answers.dtype)
        y[-len(answers) :] = answers
        return y, HeadsCache(xs, attended, mixed, h, y)

    def backward(self, da_out: Array, cache: HeadsCache, *, truncated: bool = False) -> dict[str, Array]:
        """Return the gradients, shaped as `parameters`, from that of the outputs before their sigmoid (T, S, B, O).

        Raises
        ------
        ValueError
            A truncated gradient is asked for: there is no chain of steps to cut.
        """
        if truncated:
            raise ValueError("truncated: True came, False expected; attention has no chain of steps to cut")
        asked = cache.x[:, :, -1:] if self.last else cache.x
        da = np.moveaxis(da_out, 0, 2)[:, :, -asked.shape[2] :]  # (S, B, Q, O)
        dh = da @ self.parameters["readout"][:, None, :-1].swapaxes(-1, -2)
        dm = dh * (1 - cache.h[..., :-1] ** 2)
        dout = dm @ self.parameters["mixer"][:, None, :-1].swapaxes(-1, -2)
        dq, dk, dv = attend_backward(dout, cache.attended)
        pairs = [(asked, dq), (cache.x, dk), (cache.x, dv), (cache.mixed, dm), (cache.h, da)]
        return {name: _sum(*pair) for name, pair in zip(self.parameters, pairs, strict=True)}


def _with_one(a: Array) -> Array:
    """Append the constant 1 that the bias meets."""
    return np.concatenate([a, np.ones((*a.shape[:-1], 1), a.dtype)], axis=-1)


def _sum(left: Array, right: Array) -> Array:
    """Return the sum over sequences and steps of left^T right: (S, L, R) from (S, B, N, L) and (S, B, N, R)."""
    flat = [a.reshape(len(a), -1, a.shape[-1]) for a in (left, right)]
    return np.asarray(flat[0].swapaxes(-1, -2) @ flat[1])
