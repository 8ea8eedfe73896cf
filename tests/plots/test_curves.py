"""The curves of chapter 1 draw the numbers they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstm import plots
from lstm.activations import ACTIVATIONS
from lstm.plots import curves
from lstm.plots.style import PALETTE


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def test_each_activation_is_drawn_with_its_slope():
    axes = plots.activations().axes
    assert [ax.get_title() for ax in axes] == ["tanh", "sigmoid", "relu", "linear"]
    for ax, name in zip(axes, ACTIVATIONS, strict=True):
        a, y = ax.lines[0].get_data()
        np.testing.assert_array_equal(y, ACTIVATIONS[name].f(a))
        np.testing.assert_array_equal(ax.lines[1].get_ydata(), ACTIVATIONS[name].df(y))


def test_a_fit_shows_the_points_and_every_curve_from_left_to_right():
    x, y = np.array([[2.0], [0.0], [1.0]]), np.array([[5.0], [3.0], [4.0]])
    grid = np.array([0.0, 2.0])
    ax = plots.fit(x, y, {"same": y, "line": (grid, grid + 3)}).axes[0]
    points, same, line = ax.lines
    assert points.get_xydata().tolist() == [[2, 5], [0, 3], [1, 4]]
    assert same.get_xydata().tolist() == [[0, 3], [1, 4], [2, 5]]
    assert line.get_xydata().tolist() == [[0, 3], [2, 5]]
    assert [t.get_text() for t in ax.get_legend().texts] == ["data", "same", "line"]


def test_a_fit_needs_one_prediction_per_place():
    with pytest.raises(ValueError, match=r"predictions\['short'\]"):
        plots.fit(np.arange(3.0), np.arange(3.0), {"short": np.arange(2.0)})


def test_learning_curves_show_the_mean_and_the_whole_range():
    history = np.array([[4.0, 1.0, 0.1], [2.0, 0.5, 0.3]])
    ax = plots.losses({"Adam": history}).axes[0]
    assert ax.get_yscale() == "log"
    assert ax.lines[0].get_xdata().tolist() == [0, 1, 2]
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [3.0, 0.75, 0.2])
    corners = ax.collections[0].get_paths()[0].vertices
    for update in (0, 1, 2):
        band = corners[corners[:, 0] == update, 1]
        assert (band.min(), band.max()) == (history[:, update].min(), history[:, update].max())


def test_a_network_has_a_circle_per_neuron_and_a_line_as_wide_as_its_weight():
    weights = [np.array([[1.0, -0.5], [0.25, 0.0], [0.5, 0.75]]), np.array([[-1.0, 0.5, 0.25]])]
    ax = plots.network(weights).axes[0]
    assert len(ax.patches) == 2 + 3 + 1
    flat = np.concatenate([weight.ravel() for weight in weights])
    widths = np.array([line.get_linewidth() for line in ax.lines])
    np.testing.assert_allclose(widths, np.where(flat == 0, 0, 0.6 + 4 * np.abs(flat)))
    for line, value in zip(ax.lines, flat, strict=True):
        assert line.get_color() == PALETTE["LSTM" if value >= 0 else "RNN"]
        assert line.get_linestyle() == ("-" if value >= 0 else "--")


def test_the_layers_are_named():
    labels = [
        t.get_text()
        for t in curves.network([np.ones((2, 1)), np.ones((2, 2)), np.ones((1, 2))]).axes[0].texts
    ]
    assert labels == ["inputs", "hidden 1", "hidden 2", "outputs"]
    assert [t.get_text() for t in curves.network([np.ones((1, 2))]).axes[0].texts] == ["inputs", "outputs"]


def test_layers_that_do_not_fit_together_are_refused():
    with pytest.raises(ValueError, match=r"weights\[1\]: 2 inputs came, 3 expected"):
        curves.network([np.ones((3, 1)), np.ones((1, 2))])
    with pytest.raises(ValueError, match="no layer"):
        curves.network([])


def test_a_network_of_zeros_is_drawn_without_lines():
    assert {line.get_linewidth() for line in curves.network([np.zeros((2, 1))]).axes[0].lines} == {0.0}
