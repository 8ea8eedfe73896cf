"""What a comparison of networks must settle first: equal numbers of weights, and gates that start open."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lstm.arrays import Array, counted
from lstm.trials import Trials


def sized(kind: str, input_size: int, output_size: int, weights: int) -> int:
    """Return the number of units H that gives a network of this kind closest to so many weights.

    Raises
    ------
    ValueError
        As :class:`lstm.trials.Trials`.

    Examples
    --------
    >>> sized("LSTM", 2, 1, 223), sized("rnn_tanh", 2, 1, 223)
    (6, 13)
    """
    wanted = counted("weights", weights)
    sizes: dict[int, int] = {}
    for hidden in range(1, 200):
        sizes[hidden] = Trials(kind, input_size, hidden, output_size, seeds=[0]).size
        if sizes[hidden] >= wanted:
            break
    return min(sizes, key=lambda hidden: abs(sizes[hidden] - wanted))


def chrono(hidden_size: int, longest: int, seeds: Sequence[int]) -> Array:
    """Draw forget biases log(u), u uniform in [1, longest - 1]: memories of every length up to the longest lag.

    The paper starts the input gates at minus these biases; :func:`open_wide` does both.

    References
    ----------
    Tallec and Ollivier (2018), Can recurrent neural networks warp time?

    Examples
    --------
    >>> chrono(3, 100, seeds=[0, 1]).shape
    (2, 3)
    """
    rngs = [np.random.default_rng([seed, 3]) for seed in seeds]
    return np.log(np.stack([rng.uniform(1, longest - 1, hidden_size) for rng in rngs]))


def open_wide(trials: Trials, longest: int, seeds: Sequence[int]) -> None:
    """Start LSTMs with the biases of :func:`chrono`, in place: forget gates at b, input gates at -b.

    Examples
    --------
    >>> trials = Trials("LSTM", 1, 3, 1, seeds=[0])
    >>> open_wide(trials, 100, seeds=[0])
    >>> row = trials.parameters["matrix"][0, 1]
    >>> np.allclose(row[:3], -row[3:6])
    True
    """
    H, row = trials.hidden_size, trials.parameters["matrix"][:, trials.input_size]
    bias = chrono(H, longest, seeds)
    row[:, :H], row[:, H : 2 * H] = -bias, bias
