"""The figures of chapter 18 show as many waiting rounds as there are, and every forecaster."""

import math

import matplotlib.pyplot as plt
import pytest

from lstm.plots.since import paths, sizes


@pytest.mark.parametrize("T", [2, 5, 8])
def test_a_chain_waits_for_every_step_a_scan_for_log2_of_them_and_attention_once(T):
    fig = paths(T)
    heights = [max(max(line.get_ydata()) for line in ax.lines) for ax in fig.axes]
    assert heights == [T - 1, math.ceil(math.log2(T)), 1]
    plt.close(fig)


def test_every_forecaster_is_drawn_and_named_where_it_stands():
    fig = sizes({"a": (1e6, 0.8, "LSTM"), "b": (2e6, 0.9, "accent")}, 1.2, "MASE")
    ax = fig.axes[0]
    points = [(line.get_xdata()[0], line.get_ydata()[0]) for line in ax.lines[1:]]
    assert points == [(1e6, 0.8), (2e6, 0.9)]
    assert [t.get_text() for t in ax.texts] == ["seasonal naive", "a", "b"]
    plt.close(fig)
