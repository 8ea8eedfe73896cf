"""Fields of a map, and several maps side by side on one colour scale, with a line around the fields that are sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from lstm.arrays import Array
from lstm.plots.style import PALETTE, figure


def maps(
    panels: Mapping[str, Array],
    inside: Mapping[str, Array],
    rows: Sequence[Any],
    columns: Sequence[Any],
    labels: tuple[str, str, str],
    *,
    limits: tuple[float, float],
    across: int = 2,
    digits: int = 0,
) -> Figure:
    """Draw a map per panel, two colours that meet in the middle of the limits, the number in each field.

    Parameters
    ----------
    panels : mapping
        Title to values (rows, columns).
    inside : mapping
        Title to truth values (rows, columns): a line goes around the fields that are true.
    rows, columns : sequence
        Names of both.
    labels : tuple of str
        Of the rows, the columns, and the values.
    limits : tuple of float
        Values of the two ends of the colour scale; what lies beyond keeps the colour of the end.
    across : int
        Panels in a row.
    digits : int
        After the point.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> both = {"A": np.eye(2), "B": -np.eye(2)}
    >>> sure = {name: values > 0 for name, values in both.items()}
    >>> fig = maps(both, sure, "ab", "cd", ("r", "c", "v"), limits=(-1, 1))
    >>> [ax.get_title() for ax in fig.axes[:2]]
    ['A', 'B']
    >>> plt.close(fig)
    """
    high = -(-len(panels) // across)
    fig, axes = figure(
        high, across, width=7.4, height=0.7 + high * (0.55 + 0.3 * len(rows)), squeeze=False, sharey=True
    )
    for ax, (name, values) in zip(axes.flat, panels.items(), strict=False):
        image = fields(ax, values, rows, columns, limits=limits, diverging=True, digits=digits)
        border(ax, inside[name])
        ax.set_title(name)
    for ax in axes.flat[len(panels) :]:
        ax.set_axis_off()
    for ax in axes[-1]:
        ax.set_xlabel(labels[1])
    for ax in axes[:, 0]:
        ax.set_ylabel(labels[0])
    fig.colorbar(image, ax=axes, label=labels[2], extend="both", shrink=0.6)
    return fig


def fields(
    ax: Axes,
    values: Array,
    rows: Sequence[Any],
    columns: Sequence[Any],
    *,
    limits: tuple[float, float],
    diverging: bool = False,
    digits: int = 2,
) -> AxesImage:
    """Fill axes with the fields of a map, each with its number, and return the image for its colour scale.

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig, ax = figure()
    >>> fields(ax, np.eye(2), ["a", "b"], [1, 2], limits=(0, 1)).get_clim()
    (0.0, 1.0)
    >>> plt.close(fig)
    """
    image = ax.imshow(
        values, cmap="PuOr" if diverging else "Blues", vmin=limits[0], vmax=limits[1], aspect="auto"
    )
    middle, half = sum(limits) / 2, (limits[1] - limits[0]) / 2
    for row, column in np.ndindex(values.shape):
        value = values[row, column]
        dark = abs(value - middle) > 0.6 * half if diverging else value > middle + 0.2 * half
        text = f"{np.round(value, digits) + 0.0:.{digits}f}".replace("-", "\u2212")
        ax.text(column, row, text, ha="center", va="center", color="#ffffff" if dark else PALETTE["ink"])
    ax.set(xticks=range(len(columns)), xticklabels=columns, yticks=range(len(rows)), yticklabels=rows)
    ax.grid(visible=False)
    return image


def border(ax: Axes, inside: Array) -> None:
    """Draw a line wherever a field that is true meets one that is not, or the edge of the map.

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig, ax = figure()
    >>> border(ax, np.array([[True, False]]))
    >>> len(ax.lines)
    4
    >>> plt.close(fig)
    """
    wide = np.pad(np.asarray(inside, bool), 1)
    style: dict[str, Any] = {
        "color": PALETTE["ink"],
        "linewidth": 2.2,
        "solid_capstyle": "round",
        "clip_on": False,
    }
    for row, column in np.argwhere(wide[1:] != wide[:-1]):  # between a row and the next
        ax.plot([column - 1.5, column - 0.5], [row - 0.5] * 2, **style)
    for row, column in np.argwhere(wide[:, 1:] != wide[:, :-1]):
        ax.plot([column - 0.5] * 2, [row - 1.5, row - 0.5], **style)
