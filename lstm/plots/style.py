"""One style for every figure of the book: colours, sizes, and a card that stays readable in dark mode."""

from __future__ import annotations

from typing import Any, cast

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Okabe and Ito's colours survive the common forms of colour blindness. One colour per model, all book long.
PALETTE: dict[str, str] = {
    "data": "#1f2933",
    "LSTM": "#0072b2",
    "RNN": "#d55e00",
    "GRU": "#009e73",
    "SeasonalNaive": "#7a7a7a",
    "Oracle": "#cc79a7",
    "linear": "#b8860b",
    "accent": "#e69f00",
    "soft": "#56b4e9",
    "ink": "#1f2933",
    "muted": "#5f6b76",
    "grid": "#dfe3e8",
}

# An opaque light card under dark ink reads the same on a light page, a dark page and paper.
STYLE: dict[str, Any] = {
    "figure.facecolor": "#ffffff",
    "figure.dpi": 110,
    "savefig.facecolor": "#ffffff",
    "axes.edgecolor": PALETTE["muted"],
    "axes.labelcolor": PALETTE["ink"],
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "grid.color": PALETTE["grid"],
    "text.color": PALETTE["ink"],
    "xtick.color": PALETTE["muted"],
    "ytick.color": PALETTE["muted"],
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "legend.frameon": False,
}


def figure(
    rows: int = 1, columns: int = 1, *, width: float = 7.0, height: float = 3.2, **kwargs: Any
) -> tuple[Figure, Any]:
    """Return a figure and its axes in the style of the book.

    Parameters
    ----------
    rows, columns : int
        Grid of axes.
    width, height : float
        Size in inches.
    **kwargs
        Passed on to :func:`matplotlib.pyplot.subplots`.

    Returns
    -------
    tuple
        The figure, and one axes or an array of them.

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig, ax = figure(height=2)
    >>> _ = ax.plot([0, 1], [1, 0], color=PALETTE["LSTM"])
    >>> plt.close(fig)
    """
    with plt.rc_context(cast("Any", STYLE)):
        fig, axes = plt.subplots(rows, columns, figsize=(width, height), layout="constrained", **kwargs)
    return fig, axes


def bare(ax: Axes) -> Axes:
    """Turn an axes into an empty drawing board with equal scales and no frame.

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig, ax = figure(height=2)
    >>> bare(ax).axison
    False
    >>> plt.close(fig)
    """
    ax.set_axis_off()
    ax.set_aspect("equal")
    return ax
