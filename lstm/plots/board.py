"""Parts of a diagram: text, numbers in a column, boxes, nodes and arrows, on a board without axes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch

from lstm.arrays import Array
from lstm.plots.style import PALETTE, bare, figure

Point = tuple[float, float]

FONT = 11.5  # legible where a figure of six inches is shown on a telephone
DIM = "#b4bbc3"
PAPER = "#ffffff"


def board(width: float, height: float, inches: float = 6.2) -> tuple[Figure, Axes]:
    """Return a figure and an empty board whose corners are (0, 0) and (width, height).

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig, ax = board(10, 5)
    >>> ax.get_xlim() == (0, 10)
    True
    >>> plt.close(fig)
    """
    fig, ax = figure(width=inches, height=inches * height / width)
    bare(ax).set(xlim=(0, width), ylim=(0, height))
    return fig, ax


def number(value: float) -> str:
    """Spell a number with two digits after the point and a minus sign, never a hyphen.

    Examples
    --------
    >>> number(0.125), number(-0.001)
    ('0.12', '0.00')
    """
    return f"{round(float(value), 2) + 0.0:.2f}".replace("-", "\u2212")


def column(values: Array | Sequence[float]) -> str:
    r"""Spell a vector as a column, one number a line.

    Examples
    --------
    >>> column([0.5, 1])
    '0.50\n1.00'
    """
    return "\n".join(number(v) for v in np.ravel(values))


def write(ax: Axes, at: Point, words: str, colour: str = PALETTE["ink"], **kwargs: Any) -> None:
    """Write words centred on a point.

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig, ax = board(10, 5)
    >>> write(ax, (1, 1), "h")
    >>> ax.texts[0].get_text()
    'h'
    >>> plt.close(fig)
    """
    style: dict[str, Any] = {
        "ha": "center",
        "va": "center",
        "fontsize": FONT,
        "zorder": 5,
        "linespacing": 1.15,
    }
    ax.text(*at, words, color=colour, **(style | kwargs))


def box(
    ax: Axes, at: Point, words: str, size: Point, edge: str, fill: str = PAPER, ink: str = PALETTE["ink"]
) -> None:
    """Draw a box with rounded corners, centred on a point, with words inside.

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig, ax = board(10, 5)
    >>> box(ax, (5, 2), "tanh", (2, 1), "#000000")
    >>> len(ax.patches)
    1
    >>> plt.close(fig)
    """
    corner = (at[0] - size[0] / 2 + 0.12, at[1] - size[1] / 2 + 0.12)
    shape: dict[str, Any] = {"boxstyle": "round,pad=0.12", "fc": fill, "ec": edge, "lw": 1.6, "zorder": 3}
    ax.add_patch(FancyBboxPatch(corner, size[0] - 0.24, size[1] - 0.24, **shape))
    write(ax, at, words, ink)


def node(
    ax: Axes, at: Point, words: str, edge: str, radius: float = 0.34, ink: str | None = None, **kwargs: Any
) -> None:
    """Draw a circle with a sign or a value inside.

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig, ax = board(10, 5)
    >>> node(ax, (5, 2), "+", "#000000")
    >>> len(ax.patches)
    1
    >>> plt.close(fig)
    """
    ax.add_patch(Circle(at, radius, fc=PAPER, ec=edge, lw=1.6, zorder=4))
    write(ax, at, words, ink or edge, **kwargs)


def arrow(ax: Axes, points: Iterable[Point], colour: str, width: float = 1.6, *, head: bool = True) -> None:
    """Draw a line through the points, with a head at the last one.

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig, ax = board(10, 5)
    >>> arrow(ax, [(0, 0), (0, 1), (1, 1)], "#000000", head=False)
    >>> len(ax.lines)
    1
    >>> plt.close(fig)
    """
    path = list(points)
    ax.plot(*zip(*path, strict=True), color=colour, lw=width, solid_capstyle="round", zorder=2)
    if head:
        style = {"arrowstyle": "-|>", "color": colour, "lw": width, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", path[-1], path[-2], arrowprops=style, zorder=2)
