"""One step of an LSTM, drawn from its live values: the cell state on top, four layers below."""

from __future__ import annotations

from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm.arrays import Array
from lstm.equations import LSTMCache
from lstm.plots.board import DIM, PAPER, Point, arrow, board, box, column, node, write
from lstm.plots.style import PALETTE

# Words in the drawing, kept together for translation.
WORDS = {"i": "input\ngate", "f": "forget\ngate", "g": "candidate", "o": "output\ngate"}
CELL_STATE = "cell state"
HIDDEN_STATE = "hidden state"

MOST_UNITS = 3  # more numbers in a column than this do not fit
PARTS = ("f", "i", "g", "c", "o", "h")
ACTIVATION = {"f": "\u03c3", "i": "\u03c3", "g": "tanh", "o": "\u03c3"}
COLOUR = {
    **dict.fromkeys("fio", PALETTE["LSTM"]),
    "g": "#a35c00",
    "c": PALETTE["RNN"],
    "h": PALETTE["GRU"],
}
PALE = {**dict.fromkeys("fio", "#e3f0f8"), "g": "#fbeed5"}
PLACE = {"f": 2.6, "i": 4.9, "g": 7.15, "o": 9.4}  # where the layers stand, from left to right
END, TOP, MULTIPLY, LAYER, BUS = 11.5, 9.6, 6.3, 3.5, 1.75


class Pen(NamedTuple):
    """Where to draw, what to draw, and which part is lit."""

    ax: Axes
    cache: LSTMCache
    lit: str | None

    def colour(self, *parts: str) -> str:
        """Colour of something that belongs to these parts, the first of which names its colour."""
        if self.lit is None:
            return COLOUR[parts[0]]
        return COLOUR[self.lit] if self.lit in parts else DIM

    def ink(self, *parts: str) -> str:
        """Colour of words and numbers: dark unless another part is lit."""
        return PALETTE["ink"] if self.lit is None else self.colour(*parts)

    def column(self, at: Point, name: str, values: Array, *parts: str, ha: str = "left") -> None:
        """Write a name and, below it, its numbers."""
        bold = "bold" if self.lit in parts else "normal"
        write(self.ax, at, f"{name}\n{column(values)}", self.ink(*parts), ha=ha, weight=bold)


def lstm_cell(cache: LSTMCache, lit: str | None = None) -> Figure:
    r"""Draw one step of an LSTM with its live values.

    The cell state runs along the top. The layers f, i, g, o stand below and all read the same input [x, h].

    Parameters
    ----------
    cache : LSTMCache
        What :func:`lstm.cell.lstm_step` returns third: one sequence (B = 1), at most three units.
    lit : {"f", "i", "g", "c", "o", "h"}, optional
        The part to colour; the rest is dimmed. Where not given, everything is drawn in its own colour.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        An unknown part, more than one sequence, or too many units.

    References
    ----------
    The cell is that of Gers, Schmidhuber and Cummins (2000). Lighting one part at a time follows Olah (2015).

    Examples
    --------
    >>> import numpy as np
    >>> from matplotlib import pyplot as plt
    >>> from lstm.cell import lstm_step
    >>> weights = {"weight_ih": np.zeros((4, 1)), "weight_hh": np.zeros((4, 1))}
    >>> cache = lstm_step(np.ones((1, 1)), np.zeros((1, 1)), np.ones((1, 1)), weights)[2]
    >>> fig = lstm_cell(cache, lit="f")
    >>> "$f_t$\n0.50" in [t.get_text() for t in fig.axes[0].texts]
    True
    >>> plt.close(fig)
    """
    if lit is not None and lit not in PARTS:
        raise ValueError(f"lit: {lit!r} came, None or one of {', '.join(PARTS)} expected")
    if cache.h.shape[0] != 1 or cache.h.shape[1] > MOST_UNITS:
        raise ValueError(
            f"cache: states of shape {cache.h.shape} came, (1, H) with H of at most {MOST_UNITS} expected; "
            "take the step with one sequence and few units"
        )
    fig, ax = board(13.2, 10.9, inches=6.6)
    pen = Pen(ax, cache, lit)
    _input(pen)
    _highway(pen)
    _layers(pen)
    _output(pen)
    return fig


def _input(pen: Pen) -> None:
    """Draw x and the previous h, which all four layers read; the states do not."""
    ax, cache = pen.ax, pen.cache
    hidden = cache.h.shape[1]
    line = PALETTE["muted"] if pen.lit is None else pen.colour(*"figo")
    ink = line if pen.lit else PALETTE["ink"]
    x = cache.v[0, : -hidden - 1]
    arrow(ax, [(1.35, BUS), (PLACE["o"], BUS)], line if pen.lit is None else DIM, head=False)
    for name, place in PLACE.items():
        arrow(ax, [(place, BUS), (place, LAYER - 0.85)], line if pen.lit in (None, name) else DIM)
        if pen.lit == name:
            arrow(ax, [(1.35, BUS), (place, BUS)], line, head=False)
    arrow(ax, [(1.9, 0.95), (1.9, BUS)], line, head=False)
    write(ax, (0.7, BUS), f"$h_{{t-1}}$\n{column(cache.v[0, -hidden:])}", ink)
    shown = column(x[:MOST_UNITS]).replace("\n", "   ") + ("  ..." if x.size > MOST_UNITS else "")
    write(ax, (1.9, 0.55), f"$x_t$ =  {shown}", ink, ha="left")


def _highway(pen: Pen) -> None:
    """Draw the cell state: what is kept, and what is added."""
    ax, cache, line = pen.ax, pen.cache, pen.colour("c")
    arrow(ax, [(0.3, TOP), (12.9, TOP)], line, 3.4)
    arrow(ax, [(PLACE["g"], MULTIPLY), (PLACE["g"], TOP - 0.34)], line)
    node(ax, (PLACE["f"], TOP), "\u00d7", pen.colour("c", "f"), fontsize=15)
    node(ax, (PLACE["g"], TOP), "+", line, fontsize=15)
    node(ax, (PLACE["g"], MULTIPLY), "\u00d7", pen.colour("c", "i", "g"), fontsize=15)
    pen.column((0.35, TOP - 0.95), "$c_{t-1}$", cache.c_prev, "c", "f")
    pen.column((4.6, TOP - 0.95), "$f \\, c_{t-1}$", cache.f * cache.c_prev, "c", "f", ha="center")
    pen.column((PLACE["g"] + 0.25, 7.9), "$i \\, g$", cache.i * cache.g, "c", "i", "g")
    pen.column((END + 0.3, TOP - 0.95), "$c_t$", cache.c, "c", "h")
    write(ax, (0.35, TOP + 0.75), CELL_STATE, line, ha="left", weight="bold")


def _layers(pen: Pen) -> None:
    """Draw the four layers, their values, and where each value goes."""
    ax, base = pen.ax, LAYER + 0.75
    paths: dict[str, list[Point]] = {
        "f": [(PLACE["f"], base), (PLACE["f"], TOP - 0.34)],
        "i": [(PLACE["i"], base), (PLACE["i"], MULTIPLY), (PLACE["g"] - 0.34, MULTIPLY)],
        "g": [(PLACE["g"], base), (PLACE["g"], MULTIPLY - 0.34)],
        "o": [(PLACE["o"], base), (PLACE["o"], MULTIPLY), (END - 0.34, MULTIPLY)],
    }
    for name, place in PLACE.items():
        state = "h" if name == "o" else "c"  # the state that this layer's value goes into
        arrow(ax, paths[name], pen.colour(name))
        fill, ink, edge = PALE[name], PALETTE["ink"], pen.colour(name)
        if pen.lit:
            fill, ink = (COLOUR[name], PAPER) if pen.lit == name else (PAPER, DIM)
        box(ax, (place, LAYER), f"{ACTIVATION[name]}\n{WORDS[name]}", (2.05, 1.7), edge, fill, ink)
        pen.column((place + 0.2, 5.2), f"${name}_t$", getattr(pen.cache, name), name, state)


def _output(pen: Pen) -> None:
    """Draw the hidden state: a squashed copy of the cell state, let through by the output gate."""
    ax, cache, line = pen.ax, pen.cache, pen.colour("h")
    arrow(ax, [(END, TOP), (END, MULTIPLY + 0.34)], line)
    box(ax, (END, 7.4), "tanh", (1.35, 0.72), line, PAPER, pen.ink("h"))
    arrow(ax, [(END, MULTIPLY - 0.34), (END, 1.2)], line)
    node(ax, (END, MULTIPLY), "\u00d7", pen.colour("h", "o"), fontsize=15)
    pen.column((END - 0.85, 7.75), "tanh $c_t$", cache.tanh_c, "h", ha="right")
    pen.column((END + 0.25, 5.2), "$h_t$", cache.h, "h")
    write(ax, (END, 0.75), HIDDEN_STATE, line, weight="bold")
