"""Leak tripwires: change what a forecaster must not know, and see whether its forecasts move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from lstm.arrays import Array
from lstm.errors import DataError

# A pipeline: the whole data, a cutoff, a horizon -> a frame of forecasts for the h times after the cutoff.
Pipeline = Callable[[pd.DataFrame, Any, int], pd.DataFrame]
Wire = tuple[
    str, dict[str, Array], str
]  # what is changed, the columns changed, what it means if forecasts move


class Finding(NamedTuple):
    """One wire: what was changed, how far the forecasts moved, and what that means.

    Attributes
    ----------
    changed : str
        What was changed.
    moved : float
        Largest change of a forecast over the spread of y; 0 is clean.
    meaning : str
        The usual reasons.
    """

    changed: str
    moved: float
    meaning: str

    def __str__(self) -> str:
        """Spell the finding."""
        if not self.moved:
            return f"clean: {self.changed}; no forecast moved"
        return f"LEAK: {self.changed}; forecasts moved by up to {self.moved:.2g} spreads of y. {self.meaning}"


def check(
    pipeline: Pipeline,
    df: pd.DataFrame,
    cutoff: Any,
    h: int,
    *,
    not_known: Sequence[str] = (),
    seed: int = 0,
) -> list[Finding]:
    """Run a pipeline on data whose future was changed; an honest one does not notice.

    The pipeline gets the whole frame, as a reader's own code often does, and cuts it itself.

    Parameters
    ----------
    pipeline : callable
        ``pipeline(df, cutoff, h)`` returns a frame whose last columns are forecasts; it has to be deterministic.
    df : DataFrame
        ``ds, y``, perhaps ``unique_id`` and covariates.
    cutoff : time
        Last time that may be known.
    h : int
        Steps to forecast.
    not_known : sequence of str
        Covariates whose values after the cutoff nobody knows, such as the weather that came.
    seed : int
        Of the changes.

    Returns
    -------
    list of Finding
        One for each wire that could be laid: where no row comes after the last step to forecast, none is changed.

    Raises
    ------
    DataError
        A pipeline that gives other forecasts when nothing has changed, a column that is missing, or nothing after
        the cutoff.

    Examples
    --------
    >>> df = pd.DataFrame({"ds": range(40), "y": np.arange(40.0) % 7})
    >>> def scaled_on_all_data(df, cutoff, h):
    ...     z = df["y"] / df["y"].max()
    ...     return pd.DataFrame({"forecast": z[df["ds"] <= cutoff].tail(h).to_numpy()})
    >>> [bool(finding.moved) for finding in check(scaled_on_all_data, df, 29, 5)]
    [True, False, True]
    """
    for name in ("ds", "y", *not_known):
        if name not in df:
            raise DataError(f"column {name!r} is missing; add it or leave it out of not_known")
    rng, later = np.random.default_rng(seed), (df["ds"] > cutoff).to_numpy()
    if not later.any():
        raise DataError(
            f"cutoff: no row comes after {cutoff}, so there is no future to change; choose an earlier one"
        )
    within = later & (df["ds"].rank(method="dense") <= df.loc[~later, "ds"].nunique() + h).to_numpy()
    first = _values(pipeline, df, cutoff, h)
    if not np.array_equal(first, _values(pipeline, df, cutoff, h), equal_nan=True):
        raise DataError("pipeline: two runs on the same data differ; fix its seeds, then look for leaks")
    size = float(df["y"].std()) or 1.0
    findings = []
    for what, columns, meaning in _wires(df, later, within, size, not_known, rng):
        if all(np.array_equal(df[name], values, equal_nan=True) for name, values in columns.items()):
            continue
        moved = _moved(_values(pipeline, df.assign(**columns), cutoff, h), first)
        findings.append(Finding(what, moved / size, meaning))
    return findings


def _wires(
    df: pd.DataFrame,
    later: Array,
    within: Array,
    size: float,
    not_known: Sequence[str],
    rng: np.random.Generator,
) -> list[Wire]:
    """Lay the wires; `within` are the rows to forecast."""
    shuffled = df["y"].to_numpy(float).copy()
    shuffled[later] = rng.permutation(shuffled[later])
    wires: list[Wire] = [
        (
            "all y after the cutoff",
            {"y": np.where(later, 5 * df["y"] + 3 * size, df["y"])},
            "Scaled, trained, stopped or tuned on what comes after the cutoff, or the target is among the features.",
        ),
        (
            "the order of y after the cutoff, its mean and spread kept",
            {"y": shuffled},
            "Trained, stopped or tuned on it, or the target is among the features; scaling alone would not notice.",
        ),
        (
            "y after the last step to forecast",
            {"y": np.where(later & ~within, 4 * df["y"] + 2 * size, df["y"])},
            "A shuffled split, or something computed on all data: these rows are not even the test part.",
        ),
    ]
    for name in not_known:
        changed = df[name].to_numpy(float).copy()
        changed[later] = rng.permutation(changed[later]) + float(df[name].std())
        wires.append(
            (
                f"{name} after the cutoff",
                {name: changed},
                f"Observed {name} was used as if it were a forecast.",
            )
        )
    return wires


def _moved(made: Array, first: Array) -> float:
    """Return the largest change; a number that was none, or became none, has moved without end."""
    none, was_none = np.isnan(made), np.isnan(first)
    change = np.where(none & was_none, 0.0, np.where(none | was_none, np.inf, np.abs(made - first)))
    return float(change.max())


def _values(pipeline: Pipeline, df: pd.DataFrame, cutoff: Any, h: int) -> Array:
    """Run the pipeline on a copy and return the numbers it gave."""
    made = pipeline(df.copy(), cutoff, h)
    numbers = made.drop(columns=["unique_id", "ds", "cutoff", "y"], errors="ignore").select_dtypes("number")
    if numbers.empty:
        raise DataError("pipeline: it returned no column of numbers; a frame of forecasts expected")
    return numbers.to_numpy(float)
