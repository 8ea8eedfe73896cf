"""Figures of chapter 5: the gates of a trained cell on one sequence, and what a lesion costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from lstm.arrays import Array
from lstm.plots.style import PALETTE, figure

# Every word that the figures write stands here, so that another language can replace it.
TEXT = {
    "i": "input gate $i_t$",
    "f": "forget gate $f_t$",
    "o": "output gate $o_t$",
    "unit": "unit",
    "step": "step $t$",
    "error": "mean squared error on unseen sequences",
    "constant": "best constant answer",
}


def gates(trace: Mapping[str, Array], marks: Sequence[int]) -> Figure:
    """Draw the three gates of an LSTM over one sequence: one row per unit, one column per step.

    Parameters
    ----------
    trace : mapping
        ``i``, ``f`` and ``o``, each (T, H), as from :meth:`lstm.layer.Recurrent.trace` for one sequence.
    marks : sequence of int
        Steps, counted from 0, to point at.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig = gates({name: np.full((4, 2), 0.5) for name in "ifo"}, marks=[1])
    >>> [len(ax.images) for ax in fig.axes[:3]]
    [1, 1, 1]
    >>> plt.close(fig)
    """
    fig, axes = figure(1, 3, width=7.0, height=2.9, sharey=True)
    for ax, name in zip(axes, "ifo", strict=True):
        steps, units = trace[name].shape
        extent = (0.5, steps + 0.5, units + 0.5, 0.5)
        image = ax.imshow(trace[name].T, cmap="cividis", vmin=0, vmax=1, aspect="auto", extent=extent)
        ax.set(title=TEXT[name], xlabel=TEXT["step"])
        ax.set_xticks(np.arange(2, steps + 1, max(2, 2 * (steps // 10))))
        ax.grid(visible=False)
        for mark in marks:
            ax.axvline(mark + 1, color=PALETTE["RNN"], linewidth=2, linestyle=":")
    axes[0].set(ylabel=TEXT["unit"])
    fig.colorbar(image, ax=axes, ticks=[0, 0.5, 1], pad=0.02)
    return fig


def lesion(errors: Mapping[str, Array], constant: float) -> Figure:
    """Draw the error of several trained networks, one dot per seed, with and without a lesion.

    Parameters
    ----------
    errors : mapping
        Name of the case to its errors, one per seed. The bar is the geometric mean.
    constant : float
        Error of the best constant answer, for a line across.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig = lesion({"untouched": np.array([1e-4, 2e-4]), "erased": np.array([0.02, 0.03])}, 0.04)
    >>> fig.axes[0].get_xscale()
    'log'
    >>> plt.close(fig)
    """
    fig, ax = figure(width=6.4, height=1.1 + 0.6 * len(errors))
    for row, values in enumerate(errors.values()):
        spread = np.linspace(-0.22, 0.22, len(values))  # apart, so that equal errors stay visible
        ax.plot(values, row + spread, "o", color=PALETTE["LSTM"], alpha=0.7, markersize=6)
        mean = np.exp(np.mean(np.log(values)))
        ax.plot([mean, mean], [row - 0.33, row + 0.33], color=PALETTE["ink"], linewidth=3)
    ax.axvline(constant, color=PALETTE["SeasonalNaive"], linestyle="--")
    ax.annotate(
        TEXT["constant"],
        (constant, -0.75),
        xytext=(-5, 0),
        textcoords="offset points",
        ha="right",
        va="center",
    )
    ax.set(xscale="log", xlabel=TEXT["error"], yticks=range(len(errors)), yticklabels=list(errors))
    ax.set_ylim(len(errors) - 0.45, -1.05)
    ax.grid(visible=False, axis="y")
    return fig
