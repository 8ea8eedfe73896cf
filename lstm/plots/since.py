"""Figures of chapter 18: how the past reaches the present, and small forecasters beside large ones."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.figure import Figure

from lstm.plots.style import PALETTE, figure


def paths(n_steps: int = 8) -> Figure:
    """Draw the operations between the inputs and the last state: a chain, a scan by doubling, and attention.

    Time runs to the right, what must wait for something else stands higher.

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig = paths(4)
    >>> [ax.get_title() for ax in fig.axes]
    ['recurrence', 'linear recurrence, as a scan', 'attention']
    >>> plt.close(fig)
    """
    fig, axes = figure(1, 3, width=7.6, height=3.0, sharey=True)
    chain = [((t, t), (t + 1, t + 1)) for t in range(n_steps - 1)]
    chain += [((t, 0), (t, t)) for t in range(1, n_steps)]
    scan, level, span = [], 0, 1
    while span < n_steps:
        scan += [((t - gap, level), (t, level + 1)) for t in range(span, n_steps) for gap in (0, span)]
        scan += [((t, level), (t, level + 1)) for t in range(span)]
        level, span = level + 1, 2 * span
    attention = [((t, 0), (n_steps - 1, 1)) for t in range(n_steps)]
    drawn = {
        "recurrence": (chain, "LSTM"),
        "linear recurrence, as a scan": (scan, "linear"),
        "attention": (attention, "accent"),
    }
    for ax, (title, (lines, colour)) in zip(axes, drawn.items(), strict=True):
        for start, end in lines:
            ax.plot(*zip(start, end, strict=True), color=PALETTE[colour], linewidth=1.2)
        dots = {dot for line in lines for dot in line} | {(t, 0) for t in range(n_steps)}
        ax.plot(*zip(*sorted(dots), strict=True), "o", color=PALETTE["ink"], markersize=3.5)
        ax.set_title(title, fontsize=10)
        ax.set(xlabel="step", xticks=[], yticks=range(0, n_steps, 2))
        ax.grid(visible=False)
    axes[0].set_ylabel("rounds that must wait")
    return fig


def sizes(models: Mapping[str, tuple[float, float, str]], line: float, ylabel: str) -> Figure:
    """Draw the error of forecasters against their number of parameters, each with its name.

    Parameters
    ----------
    models : mapping
        Name to parameters, error, and a key of :data:`lstm.plots.style.PALETTE`.
    line : float
        The error of seasonal naive, which has no parameters.
    ylabel : str
        The measure.

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig = sizes({"small": (1e5, 0.8, "LSTM")}, 1.2, "MASE")
    >>> fig.axes[0].get_ylabel()
    'MASE'
    >>> plt.close(fig)
    """
    fig, ax = figure(width=7.4, height=3.8)
    ax.axhline(line, color=PALETTE["SeasonalNaive"], linestyle="--", linewidth=1.2)
    ax.annotate(
        "seasonal naive", (1, line), xycoords=("axes fraction", "data"), ha="right", va="bottom", fontsize=9
    )
    for place, (name, (parameters, error, colour)) in enumerate(sorted(models.items(), key=_size)):
        ax.plot(parameters, error, "o", color=PALETTE[colour], markersize=7)
        # Names stand above and below in turn: neighbours in size do not collide.
        above = place % 2 == 0
        ax.annotate(
            name,
            (parameters, error),
            textcoords="offset points",
            xytext=(0, 7 if above else -7),
            ha="center",
            va="bottom" if above else "top",
            fontsize=9,
        )
    ax.set_xscale("log")
    ax.set(xlabel="parameters", ylabel=ylabel, xlim=(1.5e5, 1e10))
    ax.margins(y=0.12)
    return fig


def _size(model: tuple[str, tuple[float, float, str]]) -> float:
    """Number of parameters of a named model."""
    return model[1][0]
