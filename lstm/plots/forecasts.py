"""Forecasts beside what came true, and errors beside their peers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from lstm.arrays import Array
from lstm.plots.style import PALETTE, figure

HISTORY, OUTCOME = "history", "what came"


def forecast(history: pd.DataFrame, forecasts: pd.DataFrame, unit: str = "y") -> Figure:
    """Draw forecasts after the end of a history.

    Parameters
    ----------
    history : DataFrame
        ``ds, y`` up to the cutoff.
    forecasts : DataFrame
        ``ds`` after it, ``LSTM``, its interval ``LSTM-lo-80, LSTM-hi-80`` (any level), ``SeasonalNaive`` and, once it
        is known, ``y``; what is missing is not drawn.
    unit : str
        Label of the vertical axis.

    Returns
    -------
    Figure

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> after = pd.DataFrame({"ds": [3, 4], "y": [1, 2], "LSTM": [1, 1], "SeasonalNaive": [2, 2]})
    >>> fig = forecast(pd.DataFrame({"ds": [1, 2], "y": [1, 2]}), after)
    >>> [line.get_label() for line in fig.axes[0].get_lines()]
    ['history', 'what came', 'SeasonalNaive', 'LSTM']
    >>> plt.close(fig)
    """
    fig, ax = figure()
    ax.plot(history["ds"], history["y"], color=PALETTE["data"], linewidth=1, label=HISTORY)
    if "y" in forecasts:
        ax.plot(
            forecasts["ds"], forecasts["y"], color=PALETTE["data"], marker=".", linewidth=0.8, label=OUTCOME
        )
    for name, dashes in (("SeasonalNaive", (4, 2)), ("LSTM", ())):
        if name in forecasts:
            ax.plot(forecasts["ds"], forecasts[name], color=PALETTE[name], dashes=dashes, label=name)
    levels = [str(name).removeprefix("LSTM-lo-") for name in forecasts if str(name).startswith("LSTM-lo-")]
    for place, level in enumerate(sorted(levels, key=float), 1):
        ends = (forecasts[f"LSTM-{end}-{level}"] for end in ("lo", "hi"))
        depth = 0.18 + 0.2 * (len(levels) - place)  # the narrower the darker, in the legend too
        label = f"{level} % interval"
        ax.fill_between(forecasts["ds"], *ends, color=PALETTE["LSTM"], alpha=depth, linewidth=0, label=label)
    ax.set_ylabel(unit, parse_math=False)  # a name of a column: $ is money, not mathematics
    fig.autofmt_xdate()
    ax.legend(ncols=3, fontsize=9, loc="lower left", bbox_to_anchor=(0, 1), frameon=False)
    return fig


def errors(
    values: dict[str, Array], oracle: float | None = None, unit: str = "mean absolute error"
) -> Figure:
    """Draw each model's error over several seeds: every seed a dot, their mean a bar's end.

    Parameters
    ----------
    values : dict
        Model to errors, one per seed (a single one where nothing is drawn at random).
    oracle : float, optional
        Error of a forecaster that knows the truth's mean; drawn as a line that nobody can pass.
    unit : str
        Label of the horizontal axis.

    Returns
    -------
    Figure

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> fig = errors({"SeasonalNaive": np.array([2.0]), "LSTM": np.array([1.0, 1.2])}, oracle=0.8)
    >>> [text.get_text() for text in fig.axes[0].get_yticklabels()]
    ['SeasonalNaive', 'LSTM']
    >>> plt.close(fig)
    """
    fig, ax = figure(height=0.9 + 0.38 * len(values))
    for place, (name, error) in enumerate(values.items()):
        colour = PALETTE.get(name.split(" ")[0], PALETTE["LSTM"])
        ax.barh(place, np.mean(error), height=0.6, color=colour, alpha=0.75)
        ax.plot(error, np.full(len(error), place), "o", markersize=4, color=PALETTE["ink"])
    if oracle is not None:
        ax.axvline(oracle, color=PALETTE["Oracle"], linestyle="--")
        ax.text(oracle, -0.62, "oracle ", color=PALETTE["ink"], ha="right", va="bottom", fontsize=9)
    ax.set_yticks(range(len(values)), list(values), parse_math=False)
    ax.set_ylim(len(values) - 0.5, -0.7)
    ax.set_xlabel(unit, parse_math=False)
    return fig
