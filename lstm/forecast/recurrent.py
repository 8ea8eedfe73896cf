"""A simple RNN and a GRU of the shipped network's size, trained on the data at hand alone: does pre-training pay."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from torch import nn

from lstm.errors import DataError
from lstm.forecast.calendar import freq_of, longer
from lstm.forecast.finetuning import tune
from lstm.forecast.intervals import table
from lstm.forecast.known import split
from lstm.forecast.network import SeasonalLSTM
from lstm.forecast.zeroshot import forecast

# Cell and units that give as many parameters as the shipped network has.
CELLS: dict[str, tuple[type[nn.Module], int]] = {"RNN": (nn.RNN, 204), "GRU": (nn.GRU, 143)}
UPDATES, SIZE, LR = 100, 16, 2.5e-3  # seconds for a fit; the rate is that of pre-training


class FromScratch:
    """The shipped network with another cell, trained anew at each forecast on the series of that forecast alone.

    Parameters
    ----------
    name : {"RNN", "GRU"}
        The cell; its size is chosen so that there are as many parameters as in the shipped network.
    season_length : int
        Season, in observations.
    seed : int
        Of the first weights and of the windows: equal seeds and data give equal bytes.

    Raises
    ------
    DataError
        Another name.

    References
    ----------
    Elman (1990) for the RNN, Cho et al. (2014) for the GRU.

    Examples
    --------
    >>> y = 10 + np.tile([0.0, 3.0, 6.0, 2.0], 10)
    >>> df = pd.DataFrame({"unique_id": "a", "ds": range(40), "y": y})
    >>> FromScratch("GRU", 4).predict(df, 2)["GRU"].round().tolist()
    [10.0, 13.0]
    """

    def __init__(self, name: str, season_length: int, *, seed: int = 0) -> None:
        if name not in CELLS:
            raise DataError(f"method {name!r} came; one of {', '.join(CELLS)} expected")
        self.name, self.season_length, self.seed = name, season_length, seed

    def predict(
        self,
        df: pd.DataFrame,
        h: int,
        *,
        level: Sequence[float] = (),
        futr_df: pd.DataFrame | None = None,  # noqa: ARG002  the interface of all models
    ) -> pd.DataFrame:
        """Train and forecast h steps after each series.

        Parameters
        ----------
        df : DataFrame
            Long frame ``unique_id, ds, y``.
        h : int
            Steps to forecast.
        level : sequence of float
            Interval levels in percent.
        futr_df : DataFrame, optional
            Not used.

        Raises
        ------
        DataError
            No series of three seasons: two to be learned from one.
        """
        df = df.sort_values("unique_id", kind="stable")
        (names, series), m, freq = split(df), self.season_length, freq_of(df)
        if max(map(len, series)) < 3 * m:
            raise DataError(
                f"{self.name}: the longest series has {max(map(len, series))} observations; at least three seasons "
                f"({3 * m}) expected"
            )
        core, units = CELLS[self.name]
        network, long = SeasonalLSTM(units, seed=self.seed, core=core), longer(m, freq)
        trained = tune(network, series, m, long, UPDATES, [UPDATES], self.seed, size=SIZE, lr=LR, logs=True)[
            UPDATES
        ]
        ends = df["ds"].to_numpy()[np.cumsum([len(y) for y in series]) - 1]
        return table(names, ends, freq, forecast(trained, series, m, long, h), self.name, level)
