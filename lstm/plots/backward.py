"""The two roads on which a gradient travels back through an LSTM, drawn with its live numbers."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from lstm.arrays import Array
from lstm.plots.board import arrow, board, box, column, write
from lstm.plots.style import PALETTE

# Words in the drawing, kept together for translation.
STEP = "step"
LOSS = "loss"
CELL_ROAD = "cell state: times a forget gate, nothing else"
HIDDEN_ROAD = "hidden state: through four layers and a matrix"


def two_roads(along_c: Array, along_h: Array, pull: Array) -> Figure:
    """Draw the gradients that an LSTM's steps hand back to one another, on the road of c and on that of h.

    Parameters
    ----------
    along_c, along_h : ndarray
        What each step hands to the one before it, (T, H); T is at most four. The first row reaches the initial state.
    pull : ndarray
        What the loss hands to the last hidden state, (H,).

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        Shapes that do not match, or too many steps.

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig = two_roads(np.zeros((2, 1)), np.ones((2, 1)), np.ones(1))
    >>> [t.get_text() for t in fig.axes[0].texts].count("1.00")
    3
    >>> plt.close(fig)
    """
    along_c, along_h, pull = (np.asarray(a, dtype=float) for a in (along_c, along_h, pull))
    if along_c.ndim != 2 or along_c.shape != along_h.shape or len(along_c) > 4:
        raise ValueError(
            f"along_c, along_h: shapes {along_c.shape} and {along_h.shape} came, (T, H) twice, "
            f"T of at most four, expected"
        )
    steps, pace = len(along_c), 3.4
    fig, ax = board(pace * (steps + 1) + 0.6, 6.6, inches=6.6)
    largest = max(float(np.abs(a).max()) for a in (along_c, along_h, pull)) or 1.0
    roads = ((4.6, along_c, PALETTE["LSTM"]), (1.5, along_h, PALETTE["RNN"]))
    for t in range(steps):
        at = pace * (t + 1) - 0.2
        box(ax, (at, 3.05), f"{STEP}\n{t + 1}", (1.5, 4.4), PALETTE["muted"])
        for height, handed, colour in roads:
            width = 0.8 + 4 * float(np.abs(handed[t]).max()) / largest
            arrow(ax, [(at - 0.85, height), (at - pace + 0.9, height)], colour, width)
            write(ax, (at - pace / 2, height + 0.25), column(handed[t]), colour, va="bottom")
    right = pace * (steps + 1) + 0.1
    arrow(ax, [(right - 0.55, 1.5), (right - pace + 0.6, 1.5)], PALETTE["ink"], 2.4)
    write(ax, (right - pace / 2, 1.75), column(pull), va="bottom")
    write(ax, (right - 0.1, 1.5), LOSS, ha="center")
    write(ax, (0.2, 6.25), CELL_ROAD, PALETTE["LSTM"], ha="left")
    write(ax, (0.2, 0.35), HIDDEN_ROAD, PALETTE["RNN"], ha="left")
    return fig
