"""Figures of the chapters that test claims: curves with a bound, maps, intervals in rows, and film strips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from lstm.arrays import Array
from lstm.plots.maps import fields
from lstm.plots.style import PALETTE, figure

DASHES = ["-", "--", ":", "-."]


def curves(
    lines: Mapping[str, tuple[Any, Any]],
    colours: Mapping[str, str],
    xlabel: str,
    ylabel: str,
    *,
    scale: str = "linear",
    bounds: Mapping[str, tuple[Any, Any]] | None = None,
    ylim: tuple[float, float] | None = None,
    height: float = 3.6,
) -> Figure:
    """Draw one line per model; runs of a model, as rows of a matrix, give the median and the middle eight tenths.

    Parameters
    ----------
    lines : mapping
        Name to x (N,) and y (N,) or (runs, N).
    colours : mapping
        Name to a key of :data:`lstm.plots.style.PALETTE`. Lines that share a colour get different dashes.
    xlabel, ylabel : str
        Labels.
    scale : {"linear", "log", "log-log"}
        Of y, or of both.
    bounds : mapping, optional
        Name to x and y of a line that theory gives, drawn thin and grey.
    ylim : tuple, optional
        Range of y.
    height : float
        In inches.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig = curves({"LSTM": ([1, 2], [[0.5, 0.4], [0.6, 0.3]])}, {"LSTM": "LSTM"}, "lag", "norm")
    >>> fig.axes[0].get_xlabel()
    'lag'
    >>> plt.close(fig)
    """
    fig, ax = figure(width=7.2, height=height)
    used: dict[str, int] = {}
    for name, (x, y) in lines.items():
        key = colours[name]
        dash = DASHES[used.setdefault(key, 0) % len(DASHES)]
        used[key] += 1
        runs = np.atleast_2d(y)
        low, middle, high = np.quantile(runs, [0.1, 0.5, 0.9], axis=0)
        ax.plot(x, middle, dash, color=PALETTE[key], label=name)
        if len(runs) > 1:
            ax.fill_between(x, low, high, color=PALETTE[key], alpha=0.15, linewidth=0)
    for place, (name, (x, y)) in enumerate((bounds or {}).items()):
        dash = DASHES[place % len(DASHES)]
        # Below the lines: where a line runs along its bound, the line is seen.
        ax.plot(x, y, dash, color=PALETTE["muted"], linewidth=1, label=name, zorder=1)
    if scale != "linear":
        ax.set_yscale("log")
    if scale == "log-log":
        ax.set_xscale("log")
    if ylim:
        ax.set_ylim(*ylim)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return fig


def heat(
    values: Array,
    rows: Sequence[Any],
    columns: Sequence[Any],
    labels: tuple[str, str, str],
    *,
    limits: tuple[float, float],
    diverging: bool = False,
    digits: int = 2,
) -> Figure:
    """Draw a map of numbers, with the number in each field.

    Parameters
    ----------
    values : ndarray
        (rows, columns).
    rows, columns : sequence
        Their names.
    labels : tuple of str
        Of the rows, the columns, and the values.
    limits : tuple of float
        Values of the two ends of the colour scale.
    diverging : bool
        Two colours that meet in the middle of the limits, or one that deepens.
    digits : int
        After the point.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig = heat(np.eye(2), ["a", "b"], [1, 2], ("r", "c", "v"), limits=(0, 1))
    >>> [t.get_text() for t in fig.axes[0].texts]
    ['1.00', '0.00', '0.00', '1.00']
    >>> plt.close(fig)
    """
    fig, ax = figure(width=7.0, height=1.2 + 0.42 * len(rows))
    image = fields(ax, values, rows, columns, limits=limits, diverging=diverging, digits=digits)
    ax.set(xlabel=labels[1], ylabel=labels[0])
    fig.colorbar(image, ax=ax, label=labels[2])
    return fig


def forest(
    rows: Mapping[str, tuple[float, float, float]],
    colours: Mapping[str, str],
    xlabel: str,
    *,
    line: float | None = None,
    xlim: tuple[float, float] | None = None,
    log: bool = False,
) -> Figure:
    """Draw one interval per row: a dot with its lower and upper end.

    Parameters
    ----------
    rows : mapping
        Name to middle, lower and upper end.
    colours : mapping
        Name to a key of :data:`lstm.plots.style.PALETTE`.
    xlabel : str
        What is measured.
    line : float, optional
        The value that means "no effect".
    xlim : tuple, optional
        Range of x.
    log : bool
        Logarithmic x.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig = forest({"GRU": (1.0, 0.8, 1.3)}, {"GRU": "GRU"}, "ratio", line=1)
    >>> [t.get_text() for t in fig.axes[0].get_yticklabels()]
    ['GRU']
    >>> plt.close(fig)
    """
    fig, ax = figure(width=7.2, height=0.9 + 0.3 * len(rows))
    if line is not None:
        ax.axvline(line, color=PALETTE["muted"], linestyle="--", linewidth=1)
    for place, (name, (middle, low, high)) in enumerate(rows.items()):
        colour = PALETTE[colours[name]]
        ax.plot([low, high], [place, place], color=colour, linewidth=2.2)
        ax.plot(middle, place, "o", color=colour, markersize=6)
    ax.set(yticks=range(len(rows)), yticklabels=list(rows), xlabel=xlabel)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    if log:
        ax.set_xscale("log")
    if xlim:
        ax.set_xlim(*xlim)
    ax.grid(visible=False, axis="y")
    return fig


def strip(
    panels: Mapping[str, Array], marks: Mapping[int, str], limits: Mapping[str, tuple[float, float]]
) -> Figure:
    """Draw the activity of units over the steps of one sequence, one panel per gate or state.

    Parameters
    ----------
    panels : mapping
        Name to activity, (T, units).
    marks : mapping
        Step to the text that stands above it.
    limits : mapping
        Name to the values of the two ends of its colour scale; symmetric limits get two colours.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig = strip({"i": np.zeros((5, 2))}, {1: "X"}, {"i": (0, 1)})
    >>> fig.axes[0].get_ylabel()
    'i'
    >>> plt.close(fig)
    """
    fig, axes = figure(len(panels), width=7.2, height=0.5 + 0.85 * len(panels), sharex=True, squeeze=False)
    for ax, (name, activity) in zip(axes[:, 0], panels.items(), strict=True):
        low, high = limits[name]
        image = ax.imshow(
            activity.T,
            aspect="auto",
            vmin=low,
            vmax=high,
            cmap="PuOr" if low < 0 else "Blues",
            interpolation="nearest",
        )
        ax.set_ylabel(name, rotation=0, ha="right", va="center")
        ax.set_yticks([])
        ax.grid(visible=False)
        fig.colorbar(image, ax=ax, ticks=[low, high], pad=0.01)
    for step, text in marks.items():
        axes[0, 0].annotate(text, (step, 1.04), xycoords=("data", "axes fraction"), ha="center", va="bottom")
    axes[-1, 0].set_xlabel("step")
    axes[-1, 0].xaxis.get_major_locator().set_params(integer=True)
    return fig
