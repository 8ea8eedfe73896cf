"""Figures of the variants: which cell has which part, and differences with their intervals, one panel per task."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from lstm.arrays import Array
from lstm.plots.style import PALETTE, figure


def parts(has: Array, rows: Sequence[str], columns: Sequence[str]) -> Figure:
    """Draw a table of dots: full where a cell has a part, a ring where the part is changed, a dash where it is gone.

    Parameters
    ----------
    has : ndarray
        (rows, columns): 1, 0.5 or 0.
    rows, columns : sequence of str
        Names of the cells and of their parts.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig = parts(np.array([[1, 0.5], [0, 1]]), ["LSTM", "other"], ["i", "f"])
    >>> [t.get_text() for t in fig.axes[0].get_yticklabels()]
    ['LSTM', 'other']
    >>> plt.close(fig)
    """
    fig, ax = figure(width=7.2, height=0.9 + 0.3 * len(rows))
    for value, fill in {1.0: PALETTE["LSTM"], 0.5: "none"}.items():
        y, x = np.nonzero(has == value)
        ax.scatter(x, y, s=90, facecolors=fill, edgecolors=PALETTE["LSTM"])
    y, x = np.nonzero(has == 0)
    ax.scatter(x, y, s=60, marker="_", color=PALETTE["muted"])
    ax.set(xticks=range(len(columns)), yticks=range(len(rows)), yticklabels=list(rows))
    ax.set_xticklabels(columns, fontsize=9)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return fig


def forests(
    panels: Mapping[str, Mapping[str, tuple[float, float, float]]],
    sure: Mapping[str, Collection[str]],
    colours: Mapping[str, str],
    xlabel: str,
) -> Figure:
    """Draw one interval per cell and panel, beside a line at zero: full dots are sure, rings are not.

    Parameters
    ----------
    panels : mapping
        Name of the panel to name of the cell to middle, lower and upper end.
    sure : mapping
        Name of the panel to the cells that differ from zero after correction.
    colours : mapping
        Name of the cell to a key of :data:`lstm.plots.style.PALETTE`.
    xlabel : str
        What is measured.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig = forests({"adding": {"GRU": (0.1, -0.2, 0.4)}}, {"adding": []}, {"GRU": "GRU"}, "decades")
    >>> fig.axes[0].get_title()
    'adding'
    >>> plt.close(fig)
    """
    names = list(next(iter(panels.values())))
    fig, axes = figure(
        1,
        len(panels),
        width=1.6 + 1.45 * len(panels),
        height=1.0 + 0.3 * len(names),
        sharey=True,
        squeeze=False,
    )
    for ax, (title, rows) in zip(axes[0], panels.items(), strict=True):
        ax.axvline(0, color=PALETTE["muted"], linestyle="--", linewidth=1)
        for place, name in enumerate(names):
            middle, low, high = rows[name]
            colour = PALETTE[colours[name]]
            ax.plot([low, high], [place, place], color=colour, linewidth=2)
            fill = colour if name in sure[title] else "#ffffff"
            ax.plot(middle, place, "o", color=colour, markerfacecolor=fill, markersize=6)
        ax.set_title(title, fontsize=9)
        ax.grid(visible=False, axis="y")
    axes[0, 0].set_yticks(range(len(names)), names)
    axes[0, 0].set_ylim(len(names) - 0.5, -0.5)
    fig.supxlabel(xlabel, fontsize=10)
    return fig
