"""Curves of the first chapter: activations, a network's wiring, a fit, and learning curves over seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle

from lstm.activations import ACTIVATIONS
from lstm.arrays import Array
from lstm.plots.style import PALETTE, bare, figure

# Colour, dash: two channels, so that a grey print still tells the curves apart.
STYLES = [(PALETTE["LSTM"], "-"), (PALETTE["RNN"], "--"), (PALETTE["GRU"], "-."), (PALETTE["Oracle"], ":")]
ACTIVATION_COLOURS = {
    "tanh": PALETTE["LSTM"],
    "sigmoid": PALETTE["RNN"],
    "relu": PALETTE["GRU"],
    "linear": PALETTE["muted"],
}


def activations(names: Sequence[str] = ("tanh", "sigmoid", "relu", "linear"), reach: float = 4.0) -> Figure:
    """Draw activation functions, one small panel each, with their slopes.

    Parameters
    ----------
    names : sequence of str
        Keys of :data:`lstm.activations.ACTIVATIONS`.
    reach : float
        The sum runs from -reach to reach.

    Returns
    -------
    Figure

    Examples
    --------
    >>> fig = activations(["tanh"])
    >>> len(fig.axes[0].lines)
    2
    """
    fig, axes = figure(1, len(names), height=2.5, sharex=True, squeeze=False)
    sums = np.linspace(-reach, reach, 201)
    for ax, name in zip(axes[0], names, strict=True):
        y = ACTIVATIONS[name].f(sums)
        colour = ACTIVATION_COLOURS.get(name, PALETTE["LSTM"])
        ax.plot(sums, y, color=colour, label="output")
        ax.plot(sums, ACTIVATIONS[name].df(y), color=PALETTE["muted"], ls=":", lw=1.4, label="slope")
        ax.set(title=name, xlabel="sum $a$", ylim=(-1.4, 2.3))
    axes[0, 0].legend(loc="upper left", fontsize=8)
    return fig


def fit(x: Array, y: Array, predictions: Mapping[str, tuple[Array, Array] | Array]) -> Figure:
    """Draw points and the curves that predictions make of them.

    Parameters
    ----------
    x, y : ndarray
        The points, (N,) each or (N, 1).
    predictions : mapping
        Name to curve, at most four: predictions at x, of the shape of y, or a pair of a finer grid and the
        predictions on it.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        A curve that has not one prediction per place.

    Examples
    --------
    >>> x = np.array([1.0, 0.0])
    >>> fig = fit(x, x, {"same": x})
    >>> fig.axes[0].lines[1].get_xdata().tolist()
    [0.0, 1.0]
    """
    fig, ax = figure(height=3.4)
    ax.plot(np.ravel(x), np.ravel(y), "o", color=PALETTE["data"], ms=3.5, alpha=0.55, label="data")
    for (name, curve), (colour, dash) in zip(predictions.items(), STYLES, strict=False):
        grid, values = map(np.ravel, curve if isinstance(curve, tuple) else (x, curve))
        if grid.size != values.size:
            raise ValueError(
                f"predictions[{name!r}]: {values.size} values came for {grid.size} places; give as many, or "
                "a pair (grid, values)"
            )
        order = np.argsort(grid, kind="stable")
        ax.plot(grid[order], values[order], dash, color=colour, lw=2.2, label=name)
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return fig


def losses(histories: Mapping[str, Array]) -> Figure:
    """Draw learning curves on a logarithmic axis: the mean over seeds, and a band from the least to the most.

    Parameters
    ----------
    histories : mapping
        Name to losses, (seeds, updates) each, the first before any update; at most four.

    Returns
    -------
    Figure

    Examples
    --------
    >>> fig = losses({"Adam": np.array([[1.0, 0.5], [3.0, 0.1]])})
    >>> fig.axes[0].lines[0].get_ydata().round(2).tolist()
    [2.0, 0.3]
    """
    fig, ax = figure(height=3.2)
    for (name, history), (colour, dash) in zip(histories.items(), STYLES, strict=False):
        of_seeds = np.atleast_2d(history)  # (seeds, updates)
        updates = np.arange(of_seeds.shape[1])
        ax.fill_between(updates, of_seeds.min(axis=0), of_seeds.max(axis=0), color=colour, alpha=0.18, lw=0)
        ax.plot(updates, of_seeds.mean(axis=0), dash, color=colour, label=name)
    ax.set(xlabel="updates so far", ylabel="mean squared error", yscale="log")
    ax.legend()
    return fig


def network(weights: Sequence[Array]) -> Figure:
    """Draw a network as circles and lines: the wider the line, the larger the weight.

    Parameters
    ----------
    weights : sequence of ndarray
        One array per layer, (H, I), from the inputs to the outputs.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        No layer, or two layers that do not fit together.

    Examples
    --------
    >>> fig = network([np.array([[1.0], [-0.5]]), np.array([[0.2, 0.4]])])
    >>> len(fig.axes[0].lines), len(fig.axes[0].patches)
    (4, 4)
    """
    if not weights:
        raise ValueError("weights: no layer came, at least one array (H, I) expected")
    for layer, (before, after) in enumerate(pairwise(weights), 1):
        if before.shape[0] != after.shape[1]:
            raise ValueError(
                f"weights[{layer}]: {after.shape[1]} inputs came, {before.shape[0]} expected, "
                "the neurons of the layer before"
            )
    sizes = [weights[0].shape[1], *(weight.shape[0] for weight in weights)]
    fig, ax = figure(height=0.45 * max(*sizes, 3) + 0.9)
    bare(ax)
    heights = [(count - 1) / 2 - np.arange(count) for count in sizes]
    step = max(2.2, 0.55 * max(sizes))
    largest = max(float(np.abs(weight).max()) for weight in weights) or 1.0
    for layer, weight in enumerate(weights):
        for (h, i), value in np.ndenumerate(weight):
            ax.plot(
                [layer * step, (layer + 1) * step],
                [heights[layer][i], heights[layer + 1][h]],
                color=PALETTE["LSTM"] if value >= 0 else PALETTE["RNN"],
                ls="-" if value >= 0 else "--",
                # A weight near zero stays visible; a weight of zero is no connection.
                lw=0.6 + 4 * abs(value) / largest if value else 0.0,
                zorder=1,
            )
    hidden = (
        [f"hidden {k}" for k in range(1, len(sizes) - 1)] if len(sizes) > 3 else ["hidden"][: len(sizes) - 2]
    )
    labels = ["inputs", *hidden, "outputs"]
    for layer, (ys, label) in enumerate(zip(heights, labels, strict=True)):
        for y in ys:
            ax.add_patch(Circle((layer * step, y), 0.24, fc="white", ec=PALETTE["ink"], lw=1.4, zorder=3))
        ax.text(layer * step, max(map(max, heights)) + 0.75, label, ha="center", color=PALETTE["muted"])
    kinds = [("positive weight", "LSTM", "-"), ("negative weight", "RNN", "--")]
    handles = [Line2D([], [], color=PALETTE[colour], ls=dash, label=name) for name, colour, dash in kinds]
    ax.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2)
    return fig
