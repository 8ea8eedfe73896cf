"""A trained network that only forecasts: in NumPy, so that nobody needs torch to use what torch has trained.

It gives the numbers of `lstm.forecast.network`, in 64 bits, so that digits do not depend on the processor. It stands
apart from :mod:`lstm.scan` too, whose code reads like the equations, for what makes it quick:

- tanh(a) = 2 sigmoid(2a) - 1, so ONE exponential serves all four gates, its factors folded into the weights; without
  AVX-512, NumPy's exponential takes half the time of its tanh;
- every step writes into arrays that were made before the first one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from lstm.arrays import Array
from lstm.forecast.quantiles import MIDDLE, QUANTILES
from lstm.forecast.seasons import BASES, INPUTS, NODES, from_nodes

Forecast = Callable[[Array, Array, int], Array]  # inputs, bases, last -> quantiles
LAYERS = 2
TINY = 1e-5  # added to the variance by torch's layer norm
K = len(QUANTILES)
# What is added up to each quantile: the middle, and positive steps away from it.
SUMS = np.zeros((K, K))
SUMS[:, MIDDLE] = 1
SUMS[:MIDDLE, :MIDDLE] = -np.triu(np.ones((MIDDLE, MIDDLE)))
SUMS[MIDDLE + 1 :, MIDDLE + 1 :] = np.tri(MIDDLE)


class Layer(NamedTuple):
    """One LSTM and the norm after it, ready to run: exp of its gates is exp(-a), and exp(-2a) for the candidate.

    Attributes
    ----------
    w_ih, w_hh, bias : ndarray
        (H, 4H), (H, 4H), (4H,).
    scale, shift : ndarray
        (H,), of the norm.
    """

    w_ih: Array
    w_hh: Array
    bias: Array
    scale: Array
    shift: Array


class Frozen:
    """A trained seasonal network as a function of arrays.

    The arrays it works in are its own, and kept from call to call: each thread wants its :meth:`twin`.

    Parameters
    ----------
    weights : mapping
        By the names of `SeasonalLSTM`, as :func:`shapes` says.

    Attributes
    ----------
    weights : dict
        As they came.
    parameters : int
        How many numbers they are.
    rooms : dict
        The arrays it works in.

    Examples
    --------
    >>> frozen = Frozen({name: np.zeros(shape) for name, shape in shapes(8).items()})
    >>> frozen(np.zeros((3, 5, INPUTS)), np.zeros((3, 5, 2, BASES, 12)), 2).shape
    (3, 2, 2, 11, 12)
    """

    def __init__(self, weights: Mapping[str, Array]) -> None:
        self.weights = dict(weights)
        self.parameters = sum(value.size for value in weights.values())
        w = {name: np.asarray(value, float) for name, value in weights.items()}
        H = len(w["read.bias"])
        self._read, self._mix, self._head = (
            (np.ascontiguousarray(w[f"{name}.weight"].T), w[f"{name}.bias"])
            for name in ("read", "mix", "head")
        )
        self._layers = [_layer(w, k, H) for k in range(LAYERS)]
        self.rooms: dict[tuple[str, tuple[int, ...]], Array] = {}

    def __reduce__(self) -> tuple[type[Frozen], tuple[dict[str, Array]]]:
        """Travel to another process as weights alone."""
        return Frozen, (self.weights,)

    def twin(self) -> Frozen:
        """Return the same network with arrays of its own."""
        made = Frozen.__new__(Frozen)
        made.__dict__ |= self.__dict__ | {"rooms": {}}
        return made

    def __call__(self, inputs: Array, bases: Array, last: int | None = None) -> Array:
        """Return quantiles, in units from the level, of the two seasons after each season.

        Parameters
        ----------
        inputs, bases : ndarray
            (N, S, INPUTS) and (N, S, 2, BASES, m), from :func:`lstm.forecast.seasons.describe`.
        last : int, optional
            Forecast after this many newest seasons only; after all where not given.

        Returns
        -------
        ndarray
            (N, last, 2, 11, m).
        """
        with np.errstate(over="ignore"):  # of an exponential whose inverse is wanted
            return self._quantiles(inputs, bases, inputs.shape[1] if last is None else last)

    def _quantiles(self, inputs: Array, bases: Array, last: int) -> Array:
        (N, S, I), m = inputs.shape, bases.shape[-1]
        x = self._room("x", (S, N, I))  # one step after the other
        x[:] = inputs.swapaxes(0, 1)
        state = self._silu(self._affine("state", x, self._read))
        for layer in self._layers:
            state += self._lstm(state, layer)
            _normalise(state, layer)
        seen = self._room("seen", (last, N, state.shape[2] + I))
        seen[..., : state.shape[2]], seen[..., state.shape[2] :] = state[-last:], x[-last:]
        out = self._affine("out", self._silu(self._affine("mixed", seen, self._mix)), self._head)
        nodes = out[..., : -2 * BASES].reshape(-1, K, NODES)  # (last N 2, 11, 24), a copy
        _softplus(nodes[:, :MIDDLE])
        _softplus(nodes[:, MIDDLE + 1 :])
        points = (nodes.reshape(-1, NODES) @ from_nodes(m)).reshape(-1, K, m)
        q = np.matmul(SUMS, points, out=self._room("quantiles", points.shape)).reshape(last, N, 2, K, m)
        q += out[..., -2 * BASES :].reshape(last, N, 2, 1, BASES) @ bases[:, -last:].swapaxes(0, 1)
        return q.swapaxes(0, 1)

    def _lstm(self, x: Array, layer: Layer) -> Array:
        """Run one LSTM over (S, N, H), from a state of zeros."""
        S, N, H = x.shape
        a = self._affine("a", x, (layer.w_ih, layer.bias))
        h, again = self._room("h", x.shape), self._room("again", (N, 4 * H))
        gates, tanh_c, c = self._room("gates", (4, N, H)), self._room("tanh c", (N, H)), np.zeros((N, H))
        for t in range(S):
            if t:
                a[t] += np.matmul(h[t - 1], layer.w_hh, out=again)
            np.exp(a[t].reshape(N, 4, H).swapaxes(0, 1), out=gates)
            gates += 1
            np.divide(1, gates, out=gates)
            i, f, g, o = gates
            g *= 2
            g -= 1
            c *= f
            i *= g
            c += i
            np.exp(np.multiply(c, -2, out=tanh_c), out=tanh_c)
            tanh_c += 1
            np.divide(2, tanh_c, out=tanh_c)
            tanh_c -= 1
            np.multiply(o, tanh_c, out=h[t])
        return h

    def _affine(self, name: str, x: Array, weights: tuple[Array, Array]) -> Array:
        """Return x w + b, (S, N, O) of (S, N, I), as one product."""
        w, b = weights
        out = self._room(name, (*x.shape[:2], len(b)))
        np.matmul(x.reshape(-1, len(w)), w, out=out.reshape(-1, len(b)))
        out += b
        return out

    def _silu(self, x: Array) -> Array:
        down = self._room("down", x.shape)
        np.exp(np.negative(x, out=down), out=down)
        down += 1
        x /= down
        return x

    def _room(self, name: str, shape: tuple[int, ...]) -> Array:
        """Return the array of a name and shape, the same at each call."""
        if (name, shape) not in self.rooms:
            self.rooms[name, shape] = np.empty(shape)
        return self.rooms[name, shape]


def _softplus(x: Array) -> None:
    """Overwrite the distance of two quantiles: softplus(x - 2.5), 2.5 as in `lstm.forecast.network.ordered`."""
    x -= 2.5
    np.exp(np.minimum(x, 700, out=x), out=x)
    x += 1
    np.log(x, out=x)


def _normalise(x: Array, layer: Layer) -> None:
    x -= x.mean(axis=2, keepdims=True)
    x /= np.sqrt(np.mean(x * x, axis=2, keepdims=True) + TINY)
    x *= layer.scale
    x += layer.shift


def _layer(w: Mapping[str, Array], k: int, H: int) -> Layer:
    fold = np.repeat([-1.0, -1.0, -2.0, -1.0], H)  # torch's order: input, forget, candidate, output
    w_ih, w_hh = (np.ascontiguousarray(w[f"cores.{k}.weight_{kind}_l0"].T) * fold for kind in ("ih", "hh"))
    bias = (w[f"cores.{k}.bias_ih_l0"] + w[f"cores.{k}.bias_hh_l0"]) * fold
    return Layer(w_ih, w_hh, bias, w[f"norms.{k}.weight"], w[f"norms.{k}.bias"])


def shapes(H: int) -> dict[str, tuple[int, ...]]:
    """Return the shapes of the weights of a network of H units, by name.

    Examples
    --------
    >>> sum(np.prod(shape) for shape in shapes(128).values()).item()
    404768
    """
    out: dict[str, tuple[int, ...]] = {}
    for name, size, inputs in (
        ("read", H, INPUTS),
        ("mix", H, H + INPUTS),
        ("head", 2 * (K * NODES + BASES), H),
    ):
        out |= {f"{name}.weight": (size, inputs), f"{name}.bias": (size,)}
    for k in range(LAYERS):
        out |= {f"cores.{k}.weight_{kind}_l0": (4 * H, H) for kind in ("ih", "hh")}
        out |= {f"cores.{k}.bias_{kind}_l0": (4 * H,) for kind in ("ih", "hh")}
        out |= {f"norms.{k}.{kind}": (H,) for kind in ("weight", "bias")}
    return out
