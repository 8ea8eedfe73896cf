"""Figures about gradients: a slope, the chain rule, the error of a difference, a bug found by its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm.arrays import Array
from lstm.plots.style import PALETTE, figure

ROUNDING = 1e-15  # relative error of a few operations in float64
STYLES = [(PALETTE["RNN"], "o-"), (PALETTE["LSTM"], "s-"), (PALETTE["GRU"], "^-")]


def slope(weights: Array, losses: Array, at: float, loss: float, gradient: float) -> Figure:
    """Draw a loss against one weight, with its tangent and the direction of descent at one value.

    Parameters
    ----------
    weights, losses : ndarray
        The curve, (N,) each.
    at, loss, gradient : float
        The present weight, the loss there, and the slope.

    Returns
    -------
    Figure

    Examples
    --------
    >>> w = np.linspace(-1, 1, 9)
    >>> fig = slope(w, w**2, 0.5, 0.25, 1.0)
    >>> len(fig.axes[0].lines)
    3
    """
    fig, ax = figure(height=3.4)
    ax.plot(weights, losses, color=PALETTE["LSTM"], label="loss")
    reach = 0.18 * np.ptp(weights) * np.array([-1, 1])
    ax.plot(
        at + reach,
        loss + gradient * reach,
        color=PALETTE["RNN"],
        ls="--",
        label="tangent: its slope is the gradient",
    )
    ax.plot([at], [loss], "o", color=PALETTE["ink"], ms=8, label="where the weight stands")
    away = -np.sign(gradient) * 0.16 * np.ptp(weights)
    floor = losses.min() - 0.06 * np.ptp(losses)
    ax.annotate(
        "",
        (at + away, floor),
        (at, floor),
        arrowprops={"arrowstyle": "-|>", "color": PALETTE["ink"], "lw": 1.6},
    )
    ax.text(at, floor, "  downhill", va="center", ha="left" if away < 0 else "right", color=PALETTE["ink"])
    ax.set(xlabel="value of the weight", ylabel="loss")
    ax.legend(loc="upper center")
    return fig


def chain(
    names: Sequence[str],
    values: Sequence[float],
    slopes: Sequence[tuple[str, float]],
    gradients: Sequence[float],
) -> Figure:
    """Draw a chain of quantities: values run forward above, gradients run backward below.

    Parameters
    ----------
    names, values : sequence
        One per quantity, from the weight to the loss.
    slopes : sequence of (str, float)
        One per arrow: what the local derivative is called, and its value.
    gradients : sequence of float
        Derivative of the loss with respect to each quantity.

    Returns
    -------
    Figure

    Examples
    --------
    >>> fig = chain(["w", "L"], [3.0, 9.0], [("2w", 6.0)], [6.0, 1.0])
    >>> [t.get_text() for t in fig.axes[0].texts][:2]
    ['w', '3']
    """
    fig, ax = figure(height=2.5)
    ax.set_axis_off()
    ax.set(xlim=(-0.75, len(names) - 0.4), ylim=(-1.15, 1.15))
    box = {"boxstyle": "round,pad=0.5", "fc": "#eef4f8", "ec": PALETTE["LSTM"], "lw": 1.4}
    for k, (name, value, gradient) in enumerate(zip(names, values, gradients, strict=True)):
        ax.text(k, 0, name, ha="center", va="center", fontsize=14, bbox=box)
        ax.text(k, 0.62, f"{value:.4g}", ha="center", va="center", color=PALETTE["LSTM"], fontsize=11)
        ax.text(k, -0.62, f"{gradient:.4g}", ha="center", va="center", color=PALETTE["RNN"], fontsize=11)
    for k, (name, value) in enumerate(slopes):
        _arrow(ax, k + 0.2, k + 0.8, 0.62, PALETTE["LSTM"])
        _arrow(ax, k + 0.8, k + 0.2, -0.62, PALETTE["RNN"])
        times = f"\u00d7 {value:.4g}"
        ax.text(k + 0.5, -0.8, times, ha="center", va="top", color=PALETTE["RNN"], fontsize=10)
        ax.text(k + 0.5, 0, name, ha="center", va="center", color=PALETTE["muted"], fontsize=10)
    ax.text(-0.3, 0.98, "values, forward", color=PALETTE["LSTM"], ha="left", va="center")
    ax.text(len(names) - 0.7, -1.05, "gradients, backward", color=PALETTE["RNN"], ha="right", va="center")
    return fig


def _arrow(ax: Axes, start: float, end: float, height: float, colour: str) -> None:
    ax.annotate(
        "", (end, height), (start, height), arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 1.4}
    )


def step_errors(steps: Sequence[float], errors: Mapping[str, Sequence[float]]) -> Figure:
    """Draw the relative error of numerical derivatives against the step, both on logarithmic scales.

    Errors below the rounding of a few operations are drawn on its line: they mean nothing more.

    Parameters
    ----------
    steps : sequence of float
        Steps, (N,).
    errors : mapping
        Method to relative errors, (N,) each; at most three methods.

    Returns
    -------
    Figure

    Examples
    --------
    >>> fig = step_errors([0.1, 0.01], {"central": [0.01, 0.0001], "complex": [0.0, 0.0]})
    >>> float(fig.axes[0].lines[1].get_ydata()[0]) == ROUNDING
    True
    """
    fig, ax = figure(height=3.8)
    for (name, values), (colour, marker) in zip(errors.items(), STYLES, strict=False):
        ax.loglog(steps, np.maximum(values, ROUNDING), marker, color=colour, ms=4, lw=1.4, label=name)
    ax.axhline(ROUNDING, color=PALETTE["muted"], ls=":", lw=1.2)
    ax.text(
        max(steps),
        ROUNDING * 1.8,
        "rounding of a few operations",
        ha="left",
        va="bottom",
        color=PALETTE["muted"],
    )
    ax.set(xlabel="step (smaller to the right)", ylabel="relative error")
    ax.invert_xaxis()
    ax.legend(loc="upper center")
    return fig


def gate_rows(errors: Mapping[str, Array], gates: str = "ifgo") -> Figure:
    """Draw how wrong each entry of each gradient is, the rows grouped by gate.

    Parameters
    ----------
    errors : mapping
        Parameter to absolute errors, (G*H, columns) or (G*H,) each.
    gates : str
        The names of the G gates, in order.

    Returns
    -------
    Figure

    Examples
    --------
    >>> fig = gate_rows({"bias_ih": np.zeros(8)})
    >>> [t.get_text() for t in fig.axes[0].get_yticklabels()]
    ['i', 'f', 'g', 'o']
    """
    grids = {name: np.atleast_2d(value.T).T for name, value in errors.items()}
    widths = [grid.shape[1] for grid in grids.values()]
    top = max(float(grid.max()) for grid in grids.values()) or 1.0
    fig, axes = figure(
        1, len(grids), height=3.2, sharey=True, squeeze=False, width_ratios=np.maximum(widths, 1.6)
    )
    rows = next(iter(grids.values())).shape[0]
    units = rows // len(gates)
    for ax, (name, grid) in zip(axes[0], grids.items(), strict=True):
        image = ax.imshow(grid, cmap="Oranges", vmin=0, vmax=top, aspect="auto")
        ax.set(title=name, xticks=[], yticks=units * np.arange(len(gates)) + (units - 1) / 2)
        ax.grid(visible=False)
        for edge in units * np.arange(1, len(gates)) - 0.5:
            ax.axhline(edge, color=PALETTE["muted"], lw=0.8)
    axes[0, 0].set(yticklabels=list(gates), ylabel="rows, by gate")
    fig.colorbar(image, ax=axes[0].tolist(), label="error of the gradient")
    return fig


def learning(curves: Mapping[str, Array], floor: float, label: str) -> Figure:
    """Draw learning curves: each seed thin, the median thick, and the loss of a constant answer.

    Parameters
    ----------
    curves : mapping
        Name to losses, (seeds, updates) each; at most three.
    floor : float
        Loss of the constant answer.
    label : str
        What to call it.

    Returns
    -------
    Figure

    Examples
    --------
    >>> fig = learning({"right": np.ones((3, 4))}, 2.0, "constant")
    >>> len(fig.axes[0].lines)
    5
    """
    fig, ax = figure(height=3.4)
    styles = [(PALETTE["LSTM"], "-"), (PALETTE["RNN"], "--"), (PALETTE["GRU"], "-.")]
    for (name, losses), (colour, dash) in zip(curves.items(), styles, strict=False):
        updates = np.arange(1, losses.shape[1] + 1)
        ax.plot(updates, losses.T, color=colour, lw=0.6, alpha=0.3)
        ax.plot(updates, np.median(losses, axis=0), dash, color=colour, lw=2.4, label=name)
    ax.axhline(floor, color=PALETTE["SeasonalNaive"], ls=":", label=label)
    ax.set(xlabel="update", ylabel="mean squared error", yscale="log")
    ax.legend()
    return fig
