"""Forecasts beside what came true, and errors beside their peers; seasonal naive is always there."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from lstm.arrays import Array
from lstm.plots.style import PALETTE, figure

HISTORY, OUTCOME, INTERVAL = "history", "what came", "80 % interval"


def forecast(history: pd.DataFrame, forecasts: pd.DataFrame, unit: str = "y") -> Figure:
    """Draw forecasts of one window after the end of the history.

    Parameters
    ----------
    history : DataFrame
        ``ds, y`` up to the cutoff.
    forecasts : DataFrame
        ``ds, y`` after it, ``SeasonalNaive``, other models, and ``LSTM-lo-80, LSTM-hi-80`` where there is an
        interval.
    unit : str
        Label of the vertical axis.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        No column ``SeasonalNaive``: a forecast is not shown without the simplest one.

    Examples
    --------
    >>> from matplotlib import pyplot as plt
    >>> after = pd.DataFrame({"ds": [3, 4], "y": [1, 2], "LSTM": [1, 1], "SeasonalNaive": [2, 2]})
    >>> fig = forecast(pd.DataFrame({"ds": [1, 2], "y": [1, 2]}), after)
    >>> [line.get_label() for line in fig.axes[0].get_lines()]
    ['history', 'what came', 'SeasonalNaive', 'LSTM']
    >>> plt.close(fig)
    """
    if "SeasonalNaive" not in forecasts:
        raise ValueError("forecasts: column 'SeasonalNaive' is missing; add the baseline's forecast")
    fig, ax = figure()
    ax.plot(history["ds"], history["y"], color=PALETTE["data"], linewidth=1, label=HISTORY)
    ax.plot(forecasts["ds"], forecasts["y"], color=PALETTE["data"], marker=".", linewidth=0.8, label=OUTCOME)
    for name, dashes in (("SeasonalNaive", (4, 2)), ("LSTM", ())):
        ax.plot(forecasts["ds"], forecasts[name], color=PALETTE[name], dashes=dashes, label=name)
    if "LSTM-lo-80" in forecasts:
        ax.fill_between(
            forecasts["ds"],
            forecasts["LSTM-lo-80"],
            forecasts["LSTM-hi-80"],
            color=PALETTE["LSTM"],
            alpha=0.18,
            linewidth=0,
            label=INTERVAL,
        )
    ax.set_ylabel(unit)
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
    ax.set_yticks(range(len(values)), list(values))
    ax.set_ylim(len(values) - 0.5, -0.7)
    ax.set_xlabel(unit)
    return fig
