"""A recurrent network that reads a whole sequence and answers once: a linear layer on its last state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from lstm.arrays import Array, checked, counted
from lstm.dense import DenseCache, dense_backward, dense_forward
from lstm.layer import LayerCache, Recurrent
from lstm.losses import mse
from lstm.optim import Adam, clip_by_norm

Draw = Callable[[np.random.Generator], tuple[Array, Array]]


class ReaderCache(NamedTuple):
    """What a forward pass leaves for the backward pass: the layer's cache, the readout's, the output's shape."""

    layer: LayerCache
    dense: DenseCache
    output_shape: tuple[int, ...]


class Reader:
    """A recurrent layer of H units, and a linear readout of its last hidden state.

    Parameters
    ----------
    kind : {"rnn_tanh", "rnn_relu", "lstm", "gru"}
        The cell.
    input_size, hidden_size, output_size : int
        I, H and O.
    seed : int
        For the initial weights. The readout's are uniform within 1/sqrt(H), its bias is zero.

    Attributes
    ----------
    layer : Recurrent
        The recurrent layer.
    parameters : dict
        The layer's, and ``readout.weight (O, H)``, ``readout.bias (O,)``. The arrays are shared with `layer`.

    Raises
    ------
    ValueError
        As :class:`lstm.layer.Recurrent`.

    Examples
    --------
    >>> Reader("lstm", 2, 8)(np.zeros((20, 3, 2))).shape
    (3, 1)
    """

    def __init__(
        self, kind: str, input_size: int, hidden_size: int, output_size: int = 1, *, seed: int = 0
    ) -> None:
        self.layer = Recurrent(kind, input_size, hidden_size, seed=seed)
        # A stream of its own: the readout must not repeat the layer's first random numbers.
        rng = np.random.default_rng([seed, 1])
        bound = 1 / np.sqrt(hidden_size)
        size = (counted("output_size", output_size), hidden_size)
        readout = {"readout.weight": rng.uniform(-bound, bound, size), "readout.bias": np.zeros(output_size)}
        self.parameters: dict[str, Array] = self.layer.parameters | readout

    def _read(self, h: Array) -> tuple[Array, DenseCache]:
        """Return the readout (B, O) of a hidden state (B, H), and its cache."""
        return dense_forward(h, self.parameters["readout.weight"], self.parameters["readout.bias"], "linear")

    def __call__(self, x: Array) -> Array:
        """Return the answers (B, O) to sequences x (T, B, I)."""
        return self.forward(x)[0]

    def forward(self, x: Array) -> tuple[Array, ReaderCache]:
        """Return the answers (B, O), and the cache that :meth:`backward` needs."""
        output, _, layer = self.layer.forward(x)
        y, dense = self._read(output[-1])
        return y, ReaderCache(layer, dense, output.shape)

    def backward(self, dy: Array, cache: ReaderCache) -> tuple[Array, dict[str, Array]]:
        """Return dx (T, B, I) and the gradients, named as the parameters, from dy (B, O)."""
        doutput = np.zeros(cache.output_shape)
        doutput[-1], readout = dense_backward(dy, cache.dense)
        dx, _, grads = self.layer.backward(doutput, cache.layer)
        return dx, grads | {f"readout.{name}": grad for name, grad in readout.items()}

    def interrupted(self, x: Array, at: int, change: Callable[[Any], Any]) -> Array:
        """Answer, with the state changed by hand after the first `at` steps.

        Parameters
        ----------
        x : ndarray
            (T, B, I).
        at : int
            Between 1 and T - 1.
        change : callable
            From the state to the state that the next step gets: h, or (h, c) for an LSTM; each (1, B, H).

        Returns
        -------
        ndarray
            (B, O).

        Raises
        ------
        ValueError
            A step out of range, or a state of the wrong shape.

        Examples
        --------
        >>> reader, x = Reader("lstm", 2, 4), np.ones((6, 3, 2))
        >>> unchanged = reader.interrupted(x, 3, lambda state: state)
        >>> bool(np.abs(unchanged - reader(x)).max() < 1e-12)
        True
        """
        x = checked("x", x, ("T", "B", self.layer.input_size))
        if not 1 <= at < len(x):
            raise ValueError(f"at: {at} came, a step from 1 to {len(x) - 1} expected")
        _, state = self.layer(x[:at])
        output, _ = self.layer(x[at:], change(state))
        return self._read(output[-1])[0]


def train(
    reader: Reader, draw: Draw, updates: int, *, lr: float = 1e-2, max_norm: float = 1.0, seed: int = 0
) -> Array:
    """Train a reader on fresh batches with Adam, on the mean squared error.

    Parameters
    ----------
    reader : Reader
        Changed in place.
    draw : callable
        From a random generator to a batch: x (T, B, I) and the right answers (B, O).
    updates : int
        Number of batches.
    lr : float
        Adam's learning rate.
    max_norm : float
        Gradients longer than this are shortened to it.
    seed : int
        Of the batches.

    Returns
    -------
    ndarray
        The loss before each update, (updates,).

    Raises
    ------
    ValueError
        A setting out of range, or a batch that does not fit the reader.

    References
    ----------
    Kingma and Ba (2015); clipping: Pascanu, Mikolov and Bengio (2013).

    Examples
    --------
    >>> from lstm.tasks import adding
    >>> losses = train(Reader("lstm", 2, 4), lambda rng: adding(6, 8, rng), updates=2)
    >>> losses.shape
    (2,)
    """
    rng = np.random.default_rng(counted("seed", seed, 0))
    learner = Adam(reader.parameters, lr=lr)
    losses = np.empty(counted("updates", updates))
    for update in range(len(losses)):
        x, target = draw(rng)
        y, cache = reader.forward(x)
        losses[update], dy = mse(y, target)
        _, grads = reader.backward(dy, cache)
        clip_by_norm(grads, max_norm)
        learner.step(grads)
    return losses
