"""Sequence problems that test one claim each, and the toy sequence that the chapters carry."""

from __future__ import annotations

import numpy as np

from lstm.arrays import Array, counted


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


def adding(n_steps: int, batch: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw sequences of the adding problem: recall two marked numbers among many and report their sum.

    Each step holds a number, uniform in [-1, 1], and a marker: 1 at the two numbers to add, -1 at both ends,
    else 0. The first mark falls within the first 10 steps, the second within the first n_steps / 2 - 1; a
    marked first step has its number set to zero, as in the paper. All sequences are n_steps long; the paper
    draws lengths from T to 1.1 T.

    Parameters
    ----------
    n_steps : int
        Length T, at least 6.
    batch : int
        Number of sequences B.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    x : ndarray
        (T, B, 2): number and marker.
    y : ndarray
        (B, 1): 0.5 + (X1 + X2) / 4, in [0, 1]. Always answering 0.5 has a mean squared error near 1 / 24.

    Raises
    ------
    ValueError
        A length or batch too small, or not a generator.

    References
    ----------
    Hochreiter and Schmidhuber (1997), Long Short-Term Memory, experiment 4.

    Examples
    --------
    >>> x, y = adding(20, 3, np.random.default_rng(0))
    >>> x.shape, y.shape, (x[:, :, 1] == 1).sum(axis=0).tolist()
    ((20, 3, 2), (3, 1), [2, 2, 2])
    """
    n_steps, batch = counted("n_steps", n_steps, 6), counted("batch", batch)
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng: {type(rng).__name__} came, a numpy.random.Generator expected")  # noqa: TRY004
    span = n_steps // 2 - 1
    first = rng.integers(min(10, span), size=batch)
    # The second mark is drawn among the steps still unmarked: skip over the first.
    second = rng.integers(span - 1, size=batch)
    second += second >= first
    each = np.arange(batch)
    x = np.zeros((n_steps, batch, 2))
    x[:, :, 0] = rng.uniform(-1, 1, (n_steps, batch))
    x[[0, -1], :, 1] = -1
    x[first, each, 1] = x[second, each, 1] = 1
    x[0, x[0, :, 1] == 1, 0] = 0
    y = 0.5 + (x[first, each, 0] + x[second, each, 0]) / 4
    return x, y[:, None]
