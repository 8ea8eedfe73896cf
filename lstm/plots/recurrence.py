"""Figures of chapter 3: what order does to a state, who can tell it, and how a gradient adds up over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from lstm.arrays import Array
from lstm.plots.style import PALETTE, figure


def orders(states: Mapping[str, Array], mean: Array) -> Figure:
    """Draw the last state of a network with two units, one point per order in which the steps were read.

    Parameters
    ----------
    states : mapping
        Name of the order, such as "1 2 3", to the last state, (2,).
    mean : ndarray
        Mean of the steps, (2,): the same point whatever the order.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig = orders({"1 2": np.zeros(2), "2 1": np.ones(2)}, np.ones(2) / 2)
    >>> len(fig.axes)
    2
    >>> plt.close(fig)
    """
    fig, (left, right) = figure(1, 2, width=7.4, height=3.2)
    for name, state in states.items():
        left.plot(*state, "o", color=PALETTE["RNN"], markersize=8)
        left.annotate(name, state, xytext=(7, 5), textcoords="offset points")
    right.plot(*mean, "s", color=PALETTE["SeasonalNaive"], markersize=9)
    right.annotate(f"all {len(states)} orders", mean, xytext=(8, 6), textcoords="offset points")
    left.set(title="Plain RNN: last state", xlabel="unit 1", ylabel="unit 2")
    right.set(title="Mean of the steps", xlabel="input 1", ylabel="input 2")
    left.margins(x=0.22, y=0.15)
    right.set(xlim=(mean[0] - 0.5, mean[0] + 0.5), ylim=(mean[1] - 0.5, mean[1] + 0.5))
    return fig


def accuracies(scores: Mapping[str, Sequence[float]], colours: Mapping[str, str], chance: float) -> Figure:
    """Draw one dot per seed and model, with the mean as a bar across.

    Parameters
    ----------
    scores : mapping
        Name of the model to its accuracies, one per seed, in [0, 1].
    colours : mapping
        Name of the model to a key of :data:`lstm.plots.style.PALETTE`.
    chance : float
        Accuracy of guessing.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig = accuracies({"RNN": [0.9, 0.8]}, {"RNN": "RNN"}, chance=0.5)
    >>> fig.axes[0].get_xlabel()
    'share of unseen sequences answered right'
    >>> plt.close(fig)
    """
    fig, ax = figure(width=7.2, height=0.75 + 0.65 * len(scores))
    for row, (name, values) in enumerate(scores.items()):
        colour = PALETTE[colours[name]]
        spread = np.linspace(-0.22, 0.22, len(values))  # apart, so that equal scores stay visible
        ax.plot(values, row + spread, "o", color=colour, alpha=0.7, markersize=5)
        ax.plot([np.mean(values)] * 2, [row - 0.34, row + 0.34], color=colour, linewidth=3)
    ax.axvline(chance, color=PALETTE["muted"], linestyle="--", linewidth=1)
    ax.annotate(
        "guessing", (chance, -0.62), xytext=(-5, 0), textcoords="offset points", ha="right", va="center"
    )
    ax.set(yticks=range(len(scores)), yticklabels=list(scores), xlim=(0.4, 1.02))
    ax.set_ylim(len(scores) - 0.45, -0.85)
    ax.set_xlabel("share of unseen sequences answered right")
    ax.grid(visible=False, axis="y")
    return fig


def contributions(terms: Sequence[Array], title: str) -> Figure:
    """Draw the share of every step in a gradient, and their sum, as small tables of numbers.

    Parameters
    ----------
    terms : sequence of ndarray
        One matrix per step, all of one shape; they add up to the gradient.
    title : str
        Name of the gradient, for the last table.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig = contributions([np.eye(2), np.eye(2)], "sum")
    >>> [ax.get_title() for ax in fig.axes]
    ['step 1', 'step 2', 'sum']
    >>> plt.close(fig)
    """
    tables = [*terms, np.sum(terms, axis=0)]
    limit = max(float(np.abs(table).max()) for table in tables)
    fig, axes = figure(1, len(tables), width=1.85 * len(tables), height=2.2)
    for place, (ax, table) in enumerate(zip(axes, tables, strict=True)):
        ax.imshow(table, cmap="PuOr", vmin=-1.6 * limit, vmax=1.6 * limit)
        for row, column in np.ndindex(table.shape):
            ax.text(column, row, f"{table[row, column] + 0.0:+.3f}", ha="center", va="center")
        last = place == len(terms)
        ax.set_title(title if last else f"step {place + 1}")
        ax.set_xticks([])
        ax.set_yticks([])
        ax.grid(visible=False)
        ax.spines[:].set_visible(last)
        sign = "" if last else ("=" if place == len(terms) - 1 else "+")
        ax.text(1.09, 0.5, sign, transform=ax.transAxes, ha="center", va="center", fontsize=16)
    return fig


def truncation(errors: Mapping[str, Array], colours: Mapping[str, str]) -> Figure:
    """Draw the relative error of a truncated gradient against the number of steps it goes back.

    Parameters
    ----------
    errors : mapping
        Name of the case to its errors, (runs, lengths); column k - 1 holds the error after k steps back. The
        line is the median over the runs, the band holds the middle eight tenths.
    colours : mapping
        Name of the case to a key of :data:`lstm.plots.style.PALETTE`.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig = truncation({"RNN": np.array([[0.5, 0.1], [0.4, 0.2]])}, {"RNN": "RNN"})
    >>> fig.axes[0].get_yscale()
    'log'
    >>> plt.close(fig)
    """
    fig, ax = figure(width=7.0, height=3.3)
    for name, values in errors.items():
        low, middle, high = np.quantile(values, [0.1, 0.5, 0.9], axis=0)
        steps = np.arange(1, len(middle) + 1)
        colour = PALETTE[colours[name]]
        ax.plot(steps, middle, "o-", color=colour, markersize=4, label=name)
        ax.fill_between(steps, low, high, color=colour, alpha=0.2, linewidth=0)
    ax.set(yscale="log", xlabel="steps back before the cut", ylabel="relative error of the gradient")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.legend(loc="lower left")
    return fig
