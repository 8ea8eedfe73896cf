"""Recurrent networks: a cell over time, stacked in layers, in one direction or both."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from lstm.arrays import Array, checked, counted
from lstm.equations import State
from lstm.packing import GATES, NAMES, Packed, Weights, check_weights, initial_weights, pack
from lstm.scan import ScanCache, checked_state, padding, scan, scan_backward


class LayerCache(NamedTuple):
    """What a forward pass leaves for the backward pass: one scan per layer and direction, and the shapes."""

    scans: dict[str, ScanCache]
    output_shape: tuple[int, ...]
    state_shape: tuple[int, ...]


class Recurrent:
    """A recurrent network: tanh or ReLU RNN, LSTM or GRU, with the outputs and gradients of torch's modules.

    Parameters
    ----------
    kind : {"rnn_tanh", "rnn_relu", "lstm", "gru"}
        The cell.
    input_size, hidden_size : int
        I and H.
    num_layers : int
        L; each layer reads the outputs of the one below.
    bidirectional : bool
        Read the sequence from both ends (D = 2) and set the two outputs side by side: Schuster and Paliwal
        (1997).
    bias : bool
        Whether the cells have biases.
    seed : int
        Initial weights are uniform within 1/sqrt(H), as in torch.
    dtype : dtype
        float64 or float32.

    Attributes
    ----------
    parameters : dict
        torch's names: ``weight_ih_l0 (G*H, I)``, ``weight_hh_l0 (G*H, H)``, ``bias_ih_l0``, ``bias_hh_l0
        (G*H,)``,
        ``..._l1``, ``..._l0_reverse``. Learning changes them in place.

    Raises
    ------
    ValueError
        An unknown kind, a size that is not a whole number of at least one, or another dtype.

    References
    ----------
    Elman (1990); Hochreiter and Schmidhuber (1997); Gers, Schmidhuber and Cummins (2000); Cho et al. (2014);
    back-propagation through time: Werbos (1990).

    Examples
    --------
    >>> layer = Recurrent("lstm", input_size=2, hidden_size=3)
    >>> output, (h, c) = layer(np.zeros((5, 4, 2)))
    >>> output.shape, h.shape, c.shape
    ((5, 4, 3), (1, 4, 3), (1, 4, 3))
    """

    def __init__(
        self,
        kind: str,
        input_size: int,
        hidden_size: int,
        *,
        num_layers: int = 1,
        bidirectional: bool = False,
        bias: bool = True,
        seed: int = 0,
        dtype: DTypeLike = np.float64,
    ) -> None:
        if kind not in GATES:
            raise ValueError(f"kind: {kind!r} came, one of {', '.join(GATES)} expected")
        self.kind = kind
        self.input_size = counted("input_size", input_size)
        self.hidden_size = counted("hidden_size", hidden_size)
        self.num_layers = counted("num_layers", num_layers)
        self.bidirectional, self.bias = bool(bidirectional), bool(bias)
        self._directions = 2 if self.bidirectional else 1
        self.dtype = np.dtype(dtype)
        if self.dtype not in (np.float32, np.float64):
            raise ValueError(f"dtype: {self.dtype} came, float32 or float64 expected")
        rng = np.random.default_rng(counted("seed", seed, 0))
        self.parameters: dict[str, Array] = {}
        for layer, suffix in self._scans():
            inputs = self.input_size if layer == 0 else self.hidden_size * self._directions
            weights = initial_weights(kind, inputs, self.hidden_size, bias=self.bias, rng=rng)
            self.parameters |= {name + suffix: value.astype(self.dtype) for name, value in weights.items()}

    def _scans(self) -> list[tuple[int, str]]:
        """List each layer and direction in torch's order: the layer's number and the suffix of its names."""
        endings = ["", "_reverse"][: self._directions]
        return [(layer, f"_l{layer}{end}") for layer in range(self.num_layers) for end in endings]

    def _packed(self, suffix: str, inputs: int) -> Packed:
        """Check and pack the weights of one layer and direction."""
        weights = {name: self.parameters[name + suffix] for name in NAMES if name + suffix in self.parameters}
        hidden = check_weights(self.kind, weights, inputs, like=np.empty(0, self.dtype))
        if hidden != self.hidden_size:
            raise ValueError(f"weight_hh{suffix}: hidden size {hidden} came, {self.hidden_size} expected")
        return pack(self.kind, weights)

    def __call__(self, x: Array, state: Any = None, lengths: Any = None) -> tuple[Array, Any]:
        """Return the output and the last state, as :meth:`forward` does."""
        output, state, _ = self.forward(x, state, lengths)
        return output, state

    def forward(self, x: Array, state: Any = None, lengths: Any = None) -> tuple[Array, Any, LayerCache]:
        """Run the network over a batch of sequences.

        Parameters
        ----------
        x : ndarray
            (T, B, I).
        state : ndarray, or pair for an LSTM
            Initial h, or (h, c), each (L*D, B, H); zeros where not given.
        lengths : sequence of int, optional
            One per sequence, between 1 and T. Steps beyond are padding: their output is zero and they leave
            the state alone; the reverse direction starts at each sequence's own last step.

        Returns
        -------
        output : ndarray
            (T, B, D*H), of the last layer.
        state : ndarray, or pair
            The state after each sequence's last step (first step for the reverse direction), shaped as
            `state`.
        cache : LayerCache
            For :meth:`backward`.

        Raises
        ------
        ValueError
            An argument of the wrong shape, dtype or precision, not finite, or lengths out of range.

        Examples
        --------
        >>> layer = Recurrent("gru", 1, 2)
        >>> output, h, cache = layer.forward(np.ones((3, 2, 1)), lengths=[3, 1])
        >>> output[1:, 1].tolist()
        [[0.0, 0.0], [0.0, 0.0]]
        """
        x = checked("x", x, ("T", "B", self.input_size), like=np.empty(0, self.dtype))
        scans = self._scans()
        state_shape = (len(scans), x.shape[1], self.hidden_size)
        initial = checked_state(self.kind, "state", state, state_shape, x)
        valid, reverse = padding(lengths, *x.shape[:2])
        caches: dict[str, ScanCache] = {}
        outputs: list[Array] = []
        last: list[State] = []
        for place, (_, suffix) in enumerate(scans):
            order = reverse if suffix.endswith("reverse") else None
            start = tuple(part[place] for part in initial)
            y, end, caches[suffix] = scan(x, self._packed(suffix, x.shape[2]), start, valid, order)
            outputs.append(y)
            last.append(end)
            if len(outputs) == self._directions:
                x, outputs = np.concatenate(outputs, axis=2), []  # (T, B, D*H), the next layer's input
        final = tuple(np.stack(part) for part in zip(*last, strict=True))
        return x, final if self.kind == "lstm" else final[0], LayerCache(caches, x.shape, state_shape)

    def backward(self, doutput: Array, cache: LayerCache, dstate: Any = None) -> tuple[Array, Any, Weights]:
        """Back-propagate through time.

        Parameters
        ----------
        doutput : ndarray
            Gradient of the loss with respect to the output, (T, B, D*H).
        cache : LayerCache
            From :meth:`forward`.
        dstate : ndarray, or pair for an LSTM
            Gradient with respect to the last state; zeros where not given.

        Returns
        -------
        dx : ndarray
            (T, B, I).
        dstate : ndarray, or pair
            Gradient with respect to the initial state, each (L*D, B, H).
        grads : dict
            Named and shaped as `parameters`.

        Raises
        ------
        ValueError
            A gradient of the wrong shape, dtype or precision, or not finite.

        Examples
        --------
        >>> layer = Recurrent("lstm", 1, 2)
        >>> output, _, cache = layer.forward(np.ones((3, 1, 1)))
        >>> dx, (dh, dc), grads = layer.backward(np.ones_like(output), cache)
        >>> dx.shape, dh.shape, grads["weight_hh_l0"].shape
        ((3, 1, 1), (1, 1, 2), (8, 2))
        """
        like = np.empty(0, self.dtype)
        dy = checked("doutput", doutput, cache.output_shape, like=like)
        last = checked_state(self.kind, "dstate", dstate, cache.state_shape, like)
        scans = self._scans()
        first: list[State] = [()] * len(scans)
        grads: Weights = {}
        for layer in reversed(range(self.num_layers)):
            parts = np.split(dy, self._directions, axis=2)
            dx: list[Array] = []
            for direction, part in enumerate(parts):
                place = layer * self._directions + direction
                suffix = scans[place][1]
                d, first[place], own = scan_backward(part, tuple(s[place] for s in last), cache.scans[suffix])
                dx.append(d)
                grads |= {name + suffix: grad for name, grad in own.items()}
            dy = sum(dx[1:], start=dx[0])
        dinitial = tuple(np.stack(part) for part in zip(*first, strict=True))
        return (
            dy,
            dinitial if self.kind == "lstm" else dinitial[0],
            {name: grads[name] for name in self.parameters},
        )

    def trace(self, x: Array, state: Any = None) -> dict[str, Array]:
        """Return what happens inside the first layer, read forward: each gate and state, (T, B, H).

        Parameters
        ----------
        x : ndarray
            (T, B, I).
        state : ndarray, or pair for an LSTM
            Initial state, as in :meth:`forward`.

        Returns
        -------
        dict
            ``i f g o c h`` for an LSTM, ``r z n h`` for a GRU, ``h`` for a plain RNN.

        Raises
        ------
        ValueError
            As :meth:`forward`.

        Examples
        --------
        >>> sorted(Recurrent("lstm", 1, 2).trace(np.ones((3, 1, 1))))
        ['c', 'f', 'g', 'h', 'i', 'o']
        """
        names = {"lstm": "ifgoch", "gru": "rznh"}.get(self.kind, "h")
        steps = self.forward(x, state)[2].scans["_l0"].steps
        return {name: np.stack([getattr(step, name) for step in steps]) for name in names}
