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
    """Start LSTMs or GRUs with the biases of :func:`chrono`, in place: what keeps the state starts open for so long.

    Forget gates start at b and input gates at -b; a GRU's update gates, which are both, at b.

    Raises
    ------
    ValueError
        Another kind of network.

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
    if trials.switches and trials.switches.gates.startswith("if"):
        row[:, :H], row[:, H : 2 * H] = -bias, bias
    elif trials.kind == "gru":
        row[:, H : 2 * H] = bias
    else:
        raise ValueError(
            f"trials: kind {trials.kind!r} came, a cell with input and forget gates or 'gru' expected"
        )


def keep(trials: Trials, bias: float) -> None:
    """Add to the biases, in place, so that every gate that can keep the state starts by keeping sigmoid(bias) of it.

    That is the forget gate; where the input gate is its opposite, the input gate; the update gate of a GRU; both gates
    of minLSTM, which are divided by their sum. Cells without such a gate stay as they are. The small random weights
    around the biases stay too.

    Examples
    --------
    >>> trials = Trials("coupled gates", 1, 3, 1, seeds=[0])
    >>> before = trials.parameters["matrix"][0, 1].copy()
    >>> keep(trials, 2.0)
    >>> (trials.parameters["matrix"][0, 1] - before).round(6).tolist()
    [-2.0, -2.0, -2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    """
    row, s = trials.parameters["matrix"][:, trials.input_size], trials.switches
    if s is None:
        if trials.kind == "gru":
            row[:, trials.hidden_size : 2 * trials.hidden_size] += bias  # r, z, then the candidate
        return
    width = trials.hidden_size // s.block
    if s.forget_gate == "coupled" or s.normalised:
        row[:, :width] -= bias
    if s.forget_gate == "sigmoid":
        place = s.gates.index("f") * width
        row[:, place : place + width] += bias
