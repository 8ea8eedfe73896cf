"""How many claims got which verdict."""

from __future__ import annotations

from matplotlib.figure import Figure

from lstm.plots.style import PALETTE, figure
from lstm.verdicts import COLOURS


def verdicts(counts: dict[str, int]) -> Figure:
    """Draw one bar per verdict, with its count.

    Parameters
    ----------
    counts : dict
        Verdict to number of claims.

    Returns
    -------
    Figure

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig = verdicts({"right": 3, "open": 1})
    >>> [text.get_text() for text in fig.axes[0].texts]
    ['3', '1']
    >>> plt.close(fig)
    """
    fig, ax = figure(height=0.8 + 0.34 * len(counts))
    for place, (word, count) in enumerate(counts.items()):
        ax.barh(place, count, height=0.65, color=COLOURS.get(word, PALETTE["grid"]))
        ax.text(count + 0.1, place, str(count), va="center", color=PALETTE["ink"])
    ax.set_yticks(range(len(counts)), list(counts))
    ax.invert_yaxis()
    ax.set_xlabel("claims")
    return fig
