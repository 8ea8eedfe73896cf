"""The toy sequence that the chapters carry, and weights to go with it."""

from __future__ import annotations

import numpy as np

from lstm.arrays import Array


def toy() -> Array:
    """Return the toy sequence: three steps, one sequence, two inputs, (3, 1, 2).

    Examples
    --------
    >>> toy().shape
    (3, 1, 2)
    """
    return np.array([[[1.0, 0.5]], [[-0.5, 1.0]], [[0.8, -1.0]]])


def toy_weights(kind: str = "lstm") -> dict[str, Array]:
    """Return weights for the toy sequence: two inputs, two units, short decimals.

    Parameters
    ----------
    kind : {"rnn_tanh", "lstm"}
        The cell the weights are for.

    Returns
    -------
    dict
        ``weight_ih (G*2, 2)``, ``weight_hh (G*2, 2)``, ``bias_ih`` and ``bias_hh (G*2,)``; G is 1 or 4.

    Raises
    ------
    ValueError
        Another kind.

    Examples
    --------
    >>> toy_weights("rnn_tanh")["weight_ih"].tolist()
    [[0.5, -0.3], [0.8, 0.2]]
    """
    if kind == "rnn_tanh":
        return {
            "weight_ih": np.array([[0.5, -0.3], [0.8, 0.2]]),
            "weight_hh": np.array([[0.1, 0.4], [-0.5, 0.6]]),
            "bias_ih": np.array([0.1, -0.2]),
            "bias_hh": np.zeros(2),
        }
    if kind == "lstm":
        return {
            "weight_ih": np.array(
                [
                    *([0.9, 0.4], [-0.6, 0.8]),  # i
                    *([0.3, -0.5], [0.7, 0.2]),  # f
                    *([0.5, -0.3], [0.8, 0.2]),  # g: the same as the plain RNN's
                    *([0.6, 0.1], [-0.4, 0.9]),  # o
                ]
            ),
            "weight_hh": np.array(
                [
                    *([0.2, -0.1], [0.5, 0.3]),  # i
                    *([-0.4, 0.6], [0.1, 0.2]),  # f
                    *([0.1, 0.4], [-0.5, 0.6]),  # g
                    *([0.3, 0.2], [-0.2, 0.7]),  # o
                ]
            ),
            "bias_ih": np.array([0.0, 0.1, 1.0, 1.0, 0.1, -0.2, 0.2, 0.0]),  # the forget gate starts open
            "bias_hh": np.zeros(8),
        }
    raise ValueError(f"kind: {kind!r} came, 'rnn_tanh' or 'lstm' expected")
