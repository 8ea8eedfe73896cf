"""Many small networks side by side: one recurrent layer and a readout each, trained together, one seed each.

The weights of S networks are stacked, (S, ...), and one product serves all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from lstm.activations import sigmoid
from lstm.arrays import Array, by_network, checked, counted, outer_sum
from lstm.equations import Cache, advance, retreat
from lstm.packing import GATES, Packed, initial_weights, pack
from lstm.switches import VARIANTS, Memory, Switches, start
from lstm.truncation import truncated_backward
from lstm.variants import VariantCache, step, step_backward

# Plain networks that differ from "rnn_tanh" and "rnn_relu" by the start of their recurrent weights only.
STARTS = {"orthogonal RNN": "rnn_tanh", "identity RNN": "rnn_relu"}


class TrialsCache(NamedTuple):
    """What a forward pass leaves: v (T, S, B, V), one cache per step, hidden states (T, S, B, H), outputs."""

    v: Array
    steps: list[Any]
    h: Array
    y: Array


class Trials:
    """S networks of one kind.

    Parameters
    ----------
    kind : str
        "rnn_tanh", "rnn_relu", "gru", "orthogonal RNN" (Le et al. 2015; tanh), "identity RNN" (ReLU, identity at the
        start), or a key of :data:`lstm.switches.VARIANTS`.
    input_size, hidden_size, output_size : int
        I, H and O.
    seeds : sequence of int
        One per network: what a network starts with does not depend on its neighbours.
    forget_bias : float or ndarray
        Added to the forget gates' biases at the start; an array is one row per network, or one for all.
    switches : Switches, optional
        A cell of one's own, in place of `kind`.

    Attributes
    ----------
    parameters : dict
        ``matrix (S, V, K)``, as in :mod:`lstm.equations` or :mod:`lstm.variants`; ``readout (S, H + 1, O)``, its last
        row the bias; ``peepholes (S, 3, 1, H)`` where the cell has them. Outputs pass a sigmoid.
    exists : dict
        Named as `parameters`, without their first axis: 1 where there is a weight, 0 where it stays zero.

    Raises
    ------
    ValueError
        An unknown kind, or a size that is not a whole number of at least one.

    Examples
    --------
    >>> trials = Trials("minLSTM", 2, 4, 1, seeds=range(3))
    >>> y, cache = trials.forward(np.zeros((5, 3, 6, 2)))
    >>> y.shape, trials.size
    ((5, 3, 6, 1), 41)
    """

    def __init__(
        self,
        kind: str,
        input_size: int,
        hidden_size: int,
        output_size: int,
        *,
        seeds: Sequence[int],
        forget_bias: float | Array = 0.0,
        switches: Switches | None = None,
    ) -> None:
        self.kind, self.switches = kind, switches or VARIANTS.get(kind)
        self._cell = STARTS.get(kind, kind)
        if self.switches is None and self._cell not in GATES:
            raise ValueError(
                f"kind: {kind!r} came, one of {', '.join([*GATES, *STARTS, *VARIANTS])} expected"
            )
        self.input_size = counted("input_size", input_size)
        self.hidden_size = counted("hidden_size", hidden_size)
        outputs = counted("output_size", output_size)
        drawn = [self._draw(outputs, np.random.default_rng(counted("seed", seed, 0))) for seed in seeds]
        self.parameters: dict[str, Array] = {name: np.stack([d[name] for d in drawn]) for name in drawn[0]}
        # Where a weight does not exist, it stays zero: the GRU's matrix has two empty blocks.
        self.exists: dict[str, Array] = {name: np.ones(p.shape[1:]) for name, p in self.parameters.items()}
        self.exists["matrix"] = self._mask()
        if np.any(forget_bias) and self.switches and "f" in self.switches.gates:
            width = self.hidden_size // self.switches.block
            place = self.switches.gates.index("f") * width
            self.parameters["matrix"][:, self.input_size, place : place + width] += forget_bias

    def _width(self) -> tuple[int, int]:
        """Return V and K of a cell with switches."""
        s = self.switches or Switches()
        gates = len(s.gates) * self.hidden_size // s.block
        return self.input_size + 1 + self.hidden_size + gates * s.gate_recurrence, gates + self.hidden_size

    def _draw(self, outputs: int, rng: np.random.Generator) -> dict[str, Array]:
        """Draw one network: all weights uniform within 1/sqrt(H), and the recurrence of an RNN as its name says."""
        H, bound = self.hidden_size, 1 / np.sqrt(self.hidden_size)
        if self.switches:
            drawn = {"matrix": rng.uniform(-bound, bound, self._width())}
            if self.switches.peepholes:
                drawn["peepholes"] = rng.uniform(-bound, bound, (3, 1, H))
        else:
            weights = initial_weights(self._cell, self.input_size, H, bias=True, rng=rng)
            drawn = {"matrix": pack(self._cell, weights).matrix}
        if self.kind == "orthogonal RNN":
            q, r = np.linalg.qr(rng.standard_normal((H, H)))
            drawn["matrix"][-H:] = q * np.sign(np.diag(r))
        if self.kind == "identity RNN":
            small = rng.normal(0, 0.001, (self.input_size, H))
            drawn["matrix"] = np.vstack([small, np.zeros((1, H)), np.eye(H)])
        return drawn | {
            "readout": np.vstack([rng.uniform(-bound, bound, (H, outputs)), np.zeros((1, outputs))])
        }

    def _mask(self) -> Array:
        """Return 1 where a weight of the matrix exists, else 0."""
        I, H = self.input_size, self.hidden_size
        if self._cell == "gru":
            ones = {"weight_ih": np.ones((3 * H, I)), "weight_hh": np.ones((3 * H, H))}
            both = pack("gru", ones | {"bias_ih": np.ones(3 * H), "bias_hh": np.ones(3 * H)}).matrix
            both[I, -H:] = 0  # one bias per gate is enough
            self.parameters["matrix"][:, I, -H:] = 0
            return np.asarray(both != 0, float)
        mask = np.ones(self.parameters["matrix"].shape[1:])
        if self.switches and not self.switches.recurrence:
            mask[I + 1 : I + 1 + H] = 0
            self.parameters["matrix"][:, I + 1 : I + 1 + H] = 0
        return mask

    @property
    def size(self) -> int:
        """Number of weights and biases of one network."""
        return int(sum(mask.sum() for mask in self.exists.values()))

    def _advance(self, v: Array, state: Any) -> tuple[Any, Any]:
        """Take one step; return its cache and the new state."""
        matrix = self.parameters["matrix"]
        if self.switches:
            peepholes = self.parameters.get("peepholes", np.zeros((3, 1, 1)))
            cache = step(v @ matrix, peepholes, state, self.switches)
            return cache, cache.after
        plain = advance(v, Packed(self._cell, matrix, bias=True), state)
        return plain, plain.state

    def forward(self, x: Array, alter: Any = None) -> tuple[Array, TrialsCache]:
        """Run all networks from empty memories.

        Parameters
        ----------
        x : ndarray
            (T, S, B, I): each network has its own batch.
        alter : callable, optional
            From the step's number and the state to the state that goes on: an experiment's hand in the cell. A pass
            with it cannot go backward.

        Returns
        -------
        y : ndarray
            (T, S, B, O), after the sigmoid.
        cache : TrialsCache
            For :meth:`backward`.

        Raises
        ------
        ValueError
            x of the wrong shape or dtype, or not finite.
        """
        matrix, readout = self.parameters["matrix"], self.parameters["readout"]
        I, H = self.input_size, self.hidden_size
        x = checked("x", x, ("T", len(matrix), "B", I))
        v = by_network((*x.shape[:3], matrix.shape[1]), np.result_type(x, *self.parameters.values()))
        v[..., :I], v[..., I] = x, 1
        shape = (*x.shape[1:3], H)
        state: Any = start(self.switches, shape) if self.switches else (np.zeros(shape),)
        h, steps = by_network((*x.shape[:3], H), v.dtype), []
        for t, row in enumerate(v):
            row[..., I + 1 : I + 1 + H] = state[0]
            if row.shape[-1] > I + 1 + H:
                row[..., I + 1 + H :] = state.gates
            cache, state = self._advance(row, state)
            if alter:
                state = alter(t, state)
            h[t] = state[0]
            steps.append(cache)
        y = sigmoid(h @ readout[:, :-1] + readout[:, -1:])
        return y, TrialsCache(v, steps, h, y)

    def backward(self, da_out: Array, cache: TrialsCache, *, truncated: bool = False) -> dict[str, Array]:
        """Back-propagate through time.

        Parameters
        ----------
        da_out : ndarray
            Gradient of the loss with respect to the outputs before their sigmoid, (T, S, B, O).
        cache : TrialsCache
            From :meth:`forward`.
        truncated : bool
            As in 1997: what reaches a gate or a candidate changes its weights and goes no further back; only the
            cell's own state carries it on.

        Returns
        -------
        dict
            Named and shaped as `parameters`.

        Raises
        ------
        ValueError
            The truncated gradient of a cell that has none: no switches, peepholes, or an exponential input gate.
        """
        readout = self.parameters["readout"]
        dh_out = da_out @ readout[:, :-1].swapaxes(-1, -2)
        grads = {
            "readout": np.concatenate([outer_sum(cache.h, da_out), da_out.sum(axis=(0, 2))[:, None]], axis=1)
        }
        seen = np.zeros((3, *cache.h.shape[1:]), cache.v.dtype)
        if truncated:
            da = truncated_backward(dh_out, cache.steps, self.switches)
        else:
            da = self._through_time(dh_out, cache, seen)
        grads["matrix"] = outer_sum(cache.v, da)
        if "peepholes" in self.parameters:
            grads["peepholes"] = seen.sum(axis=-2).swapaxes(0, 1)[:, :, None]
        return {name: grads[name] * self.exists[name] for name in self.parameters}

    def _through_time(self, dh_out: Array, cache: TrialsCache, seen: Array) -> Array:
        """Return da (T, S, B, K), and add what the peepholes get to `seen`."""
        matrix = self.parameters["matrix"]
        back = matrix.swapaxes(-1, -2)[..., self.input_size + 1 :]
        da = by_network((*cache.v.shape[:3], matrix.shape[2]), cache.v.dtype)
        d: Any = tuple(np.zeros_like(part) for part in cache.steps[-1].after) if self.switches else (0.0,)
        for t in range(len(da) - 1, -1, -1):
            d = (d[0] + dh_out[t], *d[1:])
            da[t], d = self._retreat(d, cache.steps[t], back, seen)
        return da

    def _retreat(self, d: Any, cache: Cache | VariantCache, back: Array, seen: Array) -> tuple[Array, Any]:
        """Take one step backward, and add what the peepholes get to `seen`."""
        if not self.switches:
            return retreat(d, cache)  # type: ignore[arg-type]
        peepholes = self.parameters.get("peepholes", np.zeros((3, 1, 1)))
        da, before, peeped = step_backward(Memory(*d), cache, peepholes, self.switches)  # type: ignore[arg-type]
        if self.switches.peepholes:
            seen += np.stack(peeped)
        through, H = da @ back, self.hidden_size
        gates = through[..., H:] if self.switches.gate_recurrence else before.gates
        return da, before._replace(h=before.h + through[..., :H], gates=gates)
