"""Figures from arrays and frames; no model inside."""

from __future__ import annotations

from lstm.plots.curves import activations, fit, losses, network
from lstm.plots.diagrams import neuron, unrolled
from lstm.plots.forecasts import errors, forecast
from lstm.plots.lstm_diagram import lstm_cell

__all__ = [
    "activations",
    "errors",
    "fit",
    "forecast",
    "losses",
    "lstm_cell",
    "network",
    "neuron",
    "unrolled",
]
