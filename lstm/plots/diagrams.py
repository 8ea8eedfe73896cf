"""Drawings of a neuron and of an unrolled recurrent network, made from their live values."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm import dense
from lstm.arrays import Array
from lstm.plots.board import arrow, board, box, column, node, number, write
from lstm.plots.style import PALETTE

# Words in the drawings, kept together for translation.
INPUTS = "inputs"
WEIGHTS = "weights"
SUM = "weighted sum"
BIAS = "bias"
ACTIVATION = "activation"
OUTPUT = "output"
FOLDED = "the loop"
UNROLLED = "the same loop, unrolled"
SHARED = "the same weights W at every step"

MOST_INPUTS = 6
MOST_STEPS = 4
MOST_ENTRIES = 4
PALE = "#fbe9dd"


def neuron(x: Array, w: Array, b: float, activation: str = "tanh") -> Figure:
    """Draw one neuron with its live numbers: inputs, weights, sum, activation, output.

    Parameters
    ----------
    x, w : ndarray
        Inputs and weights, (I,) each; I is at most six.
    b : float
        Bias.
    activation : str
        A key of :data:`lstm.activations.ACTIVATIONS`.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        Too many inputs, or as :func:`lstm.dense.neuron`.

    References
    ----------
    McCulloch and Pitts (1943); Rosenblatt (1958).

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig = neuron(np.array([1.0, 2.0]), np.array([0.5, 0.25]), -1.0, "linear")
    >>> [t.get_text() for t in fig.axes[0].texts if t.get_text()][:3]
    ['1.00', '0.50', '2.00']
    >>> plt.close(fig)
    """
    x, w = np.asarray(x, dtype=float), np.asarray(w, dtype=float)
    total, y = (float(dense.neuron(x, w, float(b), name)) for name in ("linear", activation))
    if x.ndim != 1 or x.size > MOST_INPUTS:
        raise ValueError(f"x: shape {x.shape} came, (I,) with I of at most {MOST_INPUTS} expected")
    height = max(1.5 * x.size, 3.4) + 1.0
    middle, ink, edge = (height - 1) / 2, PALETTE["ink"], PALETTE["LSTM"]
    fig, ax = board(13, height)
    heights = middle + 1.5 * (np.arange(x.size)[::-1] - (x.size - 1) / 2)
    for value, weight, at in zip(x, w, heights, strict=True):
        arrow(ax, [(1.5, at), (5.0, middle + 0.14 * (at - middle))], edge, 1.0 + min(abs(weight), 2.0))
        node(ax, (1.0, at), number(value), PALETTE["muted"], 0.62, ink)
        patch = {"fc": "white", "ec": "none", "pad": 1.5}
        write(ax, (3.0, at + 0.43 * (middle - at)), number(weight), edge, weight="bold", bbox=patch)
    arrow(ax, [(5.9, middle - 1.25), (5.9, middle - 0.85)], PALETTE["RNN"])
    arrow(ax, [(6.7, middle), (8.15, middle)], ink)
    arrow(ax, [(10.05, middle), (11.25, middle)], ink)
    node(ax, (5.9, middle), f"\u03a3\n{number(total)}", ink, 0.85)
    box(ax, (9.1, middle), activation, (1.9, 1.1), edge, "#e3f0f8")
    node(ax, (12.05, middle), number(y), ink, 0.75, weight="bold")
    write(ax, (5.9, middle - 1.5), number(b), PALETTE["RNN"], weight="bold")
    captions = {1.0: INPUTS, 3.0: WEIGHTS, 5.9: SUM, 9.1: ACTIVATION, 12.05: OUTPUT}
    for at, words in captions.items():
        write(ax, (at, height - 0.45), words, PALETTE["muted"])
    write(ax, (6.4, middle - 1.5), BIAS, PALETTE["muted"], ha="left")
    return fig


def unrolled(x: Array, h: Array) -> Figure:
    """Draw a recurrent network as a loop and, beside it, the loop unrolled over its steps.

    Parameters
    ----------
    x : ndarray
        Inputs, (T, I); T and I are at most four.
    h : ndarray
        The state after each step, (T, H); H is at most four. The state before the first is zero.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        Shapes that do not match, or that do not fit into the drawing.

    References
    ----------
    Elman (1990); unrolling is due to Werbos (1990).

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig = unrolled(np.array([[1.0], [2.0]]), np.array([[0.5], [0.25]]))
    >>> [t.get_text() for t in fig.axes[0].texts].count("W")
    3
    >>> plt.close(fig)
    """
    x, h = np.asarray(x, dtype=float), np.asarray(h, dtype=float)
    fits = x.ndim == h.ndim == 2 and len(x) == len(h) <= MOST_STEPS
    if not fits or max(x.shape[1], h.shape[1]) > MOST_ENTRIES:
        raise ValueError(
            f"x, h: shapes {x.shape} and {h.shape} came, (T, I) and (T, H) expected, T of at most "
            f"{MOST_STEPS}, I and H of at most {MOST_ENTRIES}"
        )
    pace, first = 3.0, 6.4  # width of a step, and where the first one stands
    fig, ax = board(first + pace * len(x) - 0.3, 7.4, inches=6.6)
    _folded(ax)
    write(ax, (3.25, 3.6), "=", PALETTE["ink"], fontsize=18)
    arrow(ax, [(5.0, 3.6), (first - 0.75, 3.6)], PALETTE["RNN"], 2.4)
    write(ax, (4.3, 3.6), f"$h_0$\n{column(np.zeros(h.shape[1]))}")
    write(ax, (3.9, 7.0), UNROLLED, PALETTE["muted"], ha="left")
    places = first + pace * np.arange(len(x))
    for t, at in enumerate(places):
        arrow(ax, [(at, 1.85), (at, 2.95)], PALETTE["LSTM"])
        arrow(ax, [(at + 0.7, 3.6), (at + pace - 0.75, 3.6)], PALETTE["RNN"], 2.4)
        arrow(ax, [(at, 4.25), (at, 6.1)], PALETTE["muted"], 1.0, head=False)
        box(ax, (at, 3.6), "W", (1.4, 1.3), PALETTE["RNN"], PALE)
        write(ax, (at, 1.1), f"$x_{t + 1}$\n{column(x[t])}", va="center")
        write(ax, (at + pace / 2, 3.75), f"$h_{t + 1}$\n{column(h[t])}", va="bottom")
    arrow(ax, [(places[0], 6.1), (places[-1], 6.1)], PALETTE["muted"], 1.0, head=False)
    write(ax, (places[0], 6.4), SHARED, PALETTE["muted"], ha="left")
    return fig


def _folded(ax: Axes) -> None:
    """Draw the network as it is: one box, whose output comes back to it."""
    arrow(ax, [(1.4, 1.85), (1.4, 2.95)], PALETTE["LSTM"])
    path = [(2.1, 3.6), (2.75, 3.6), (2.75, 5.1), (0.2, 5.1), (0.2, 3.6), (0.65, 3.6)]
    arrow(ax, path, PALETTE["RNN"], 2.4)
    box(ax, (1.4, 3.6), "W", (1.4, 1.3), PALETTE["RNN"], PALE)
    write(ax, (1.4, 1.4), "$x_t$")
    write(ax, (1.5, 5.45), "$h_t$")
    write(ax, (0.2, 7.0), FOLDED, PALETTE["muted"], ha="left")
