"""What a reader can move: a table of computed numbers, which the page's script turns into sliders and a drawing.

Where no script runs, in Jupyter, on paper or without JavaScript, the table stands.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from lstm.activations import sigmoid
from lstm.arrays import Array
from lstm.cell import lstm_step
from lstm.memory import half_life
from lstm.report import Table

GATES = ("i", "f", "g", "o")


@dataclass(frozen=True)
class Explorer:
    """A table, and the data with which a script starts.

    Attributes
    ----------
    kind : str
        Name of the script in the book's ``_static``.
    start : dict
        What the script needs, in plain lists and numbers.
    table : lstm.report.Table
        What readers see without a script.
    """

    kind: str
    start: dict[str, Any]
    table: Table

    def __repr__(self) -> str:
        """Show the table where there is no browser."""
        return str(self.table)

    def _repr_html_(self) -> str:
        """Return the place where the script mounts; the table is inside."""
        start = escape(json.dumps(self.start))
        return f'<div class="explorer {self.kind}" data-start="{start}">{self.table._repr_html_()}</div>'


def cell(x: Array, weights: Mapping[str, Array]) -> Explorer:
    """Lay out a one-unit LSTM with one input over a sequence, every number by :func:`~lstm.cell.lstm_step`.

    Parameters
    ----------
    x : ndarray
        One sequence, (T, 1, 1).
    weights : mapping
        ``weight_ih (4, 1)``, ``weight_hh (4, 1)``, ``bias_ih`` and ``bias_hh (4,)``, in the order i, f, g, o.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        Arrays of another shape.

    Examples
    --------
    >>> zero = {"weight_ih": np.zeros((4, 1)), "weight_hh": np.zeros((4, 1))}
    >>> print(cell(np.ones((1, 1, 1)), zero | {"bias_ih": np.zeros(4), "bias_hh": np.zeros(4)}))
    step | x | i | f | g | o | c | h
    1 | 1.00 | 0.5000 | 0.5000 | 0.0000 | 0.5000 | 0.0000 | 0.0000
    """
    h = c = np.zeros((1, 1))
    rows = []
    for step, x_t in enumerate(x, 1):
        h, c, cache = lstm_step(x_t, h, c, dict(weights))
        values = [getattr(cache, gate).item() for gate in GATES] + [c.item(), h.item()]
        rows.append((str(step), f"{x_t.item():.2f}", *(f"{value + 0.0:.4f}" for value in values)))
    bias = weights["bias_ih"] + weights["bias_hh"]
    layers = np.column_stack([weights["weight_ih"], weights["weight_hh"], bias])
    start = {"x": np.ravel(x).tolist(), "weights": dict(zip(GATES, layers.tolist(), strict=True))}
    caption = "One unit of the toy cell, alone, over the toy sequence"
    return Explorer("cell-explorer", start, Table(caption, ("step", "x", *GATES, "c", "h"), tuple(rows)))


def memory(biases: Sequence[float], lags: Sequence[int], bias: float, lag: int) -> Explorer:
    """Lay out what a forget gate that stands still at the logistic function of its bias leaves of a memory.

    Parameters
    ----------
    biases, lags : sequence
        Rows and columns of the table.
    bias, lag : float, int
        Where the sliders start.

    Returns
    -------
    Explorer

    Examples
    --------
    >>> print(memory([0], [1, 2], bias=0, lag=1))
    forget bias | half-life in steps | left at lag 1 | left at lag 2
    0 | 1 | 0.5 | 0.25
    """
    gates = sigmoid(np.array(biases, dtype=float)).tolist()
    rows = tuple(
        (str(b), f"{half_life(f):.3g}", *(f"{f**n:.2g}" for n in lags))
        for b, f in zip(biases, gates, strict=True)
    )
    head = ("forget bias", "half-life in steps", *(f"left at lag {n}" for n in lags))
    start = {"biases": list(biases), "lags": list(lags), "bias": bias, "lag": lag}
    return Explorer("half-life", start, Table("What is left of a memory, by forget bias and lag", head, rows))
