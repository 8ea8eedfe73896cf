"""The figures of the experiments draw the numbers they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstm.plots import science


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def test_curves_show_the_median_and_tell_lines_of_one_colour_apart():
    runs = np.array([[1.0, 2.0], [3.0, 4.0], [8.0, 9.0]])
    fig = science.curves(
        {"a": ([1, 2], runs), "b": ([1, 2], runs[0])},
        {"a": "LSTM", "b": "LSTM"},
        "x",
        "y",
        scale="log",
        bounds={"bound": ([1, 2], [5, 5])},
    )
    a, b, bound = fig.axes[0].lines
    assert a.get_ydata().tolist() == [3.0, 4.0]
    assert a.get_linestyle() != b.get_linestyle()
    assert a.get_color() == b.get_color() != bound.get_color()
    assert fig.axes[0].get_yscale() == "log"


def test_a_map_writes_its_numbers_and_keeps_them_readable():
    fig = science.heat(np.array([[0.0, 1.0]]), ["r"], ["c", "d"], ("a", "b", "v"), limits=(0, 1), digits=1)
    texts = fig.axes[0].texts
    assert [t.get_text() for t in texts] == ["0.0", "1.0"]
    assert texts[0].get_color() != texts[1].get_color()


def test_a_forest_has_a_row_per_model_from_the_top():
    fig = science.forest({"a": (1, 0.5, 2), "b": (3, 2, 4)}, {"a": "LSTM", "b": "GRU"}, "x", line=1, log=True)
    ax = fig.axes[0]
    _, bar, dot, *_ = ax.lines
    assert list(bar.get_xdata()) == [0.5, 2]
    assert list(dot.get_xdata()) == [1]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]
    assert ax.get_xscale() == "log"


def test_a_strip_has_a_panel_per_gate_and_marks_its_steps():
    activity = np.arange(6.0).reshape(3, 2)
    fig = science.strip({"i": activity, "c": activity}, {2: "E"}, {"i": (0, 5), "c": (-5, 5)})
    images = [ax.images[0] for ax in fig.axes if ax.images]
    assert np.array_equal(images[0].get_array(), activity.T)
    assert fig.axes[0].texts[0].get_text() == "E"
