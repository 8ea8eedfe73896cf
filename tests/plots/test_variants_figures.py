"""The figures of the variants draw the numbers they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from lstm.plots import variants
from lstm.plots.style import PALETTE


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def test_parts_mark_what_is_there_what_is_changed_and_what_is_gone():
    fig = variants.parts(np.array([[1, 1, 0.5], [0, 1, 1]]), ["a", "b"], ["i", "f", "o"])
    full, ring, gone = (c.get_offsets().tolist() for c in fig.axes[0].collections)
    assert sorted(full) == [[0, 0], [1, 0], [1, 1], [2, 1]]
    assert ring == [[2, 0]]
    assert gone == [[0, 1]]


def test_forests_fill_the_dots_that_are_sure_and_share_their_rows():
    rows = {"GRU": (0.1, -0.2, 0.4), "tanh RNN": (0.5, 0.3, 0.7)}
    fig = variants.forests(
        {"x": rows, "y": rows}, {"x": ["tanh RNN"], "y": []}, {"GRU": "GRU", "tanh RNN": "RNN"}, "decades"
    )
    assert [ax.get_title() for ax in fig.axes] == ["x", "y"]
    assert [t.get_text() for t in fig.axes[0].get_yticklabels()] == ["GRU", "tanh RNN"]
    dots = [line for line in fig.axes[0].lines if line.get_marker() == "o"]
    assert [to_hex(d.get_markerfacecolor()) for d in dots] == ["#ffffff", PALETTE["RNN"]]
    assert [d.get_xdata()[0] for d in dots] == [0.1, 0.5]
    assert all(
        to_hex(d.get_markerfacecolor()) == "#ffffff" for d in fig.axes[1].lines if d.get_marker() == "o"
    )
