"""The figures about gradients draw the numbers they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstm.plots import gradients


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def test_the_tangent_passes_through_the_point_with_the_slope_given():
    w = np.linspace(-1, 1, 21)
    _, tangent, point = gradients.slope(w, w**2, 0.5, 0.25, 1.0).axes[0].lines
    (x_0, x_1), (y_0, y_1) = tangent.get_data()
    assert (y_1 - y_0) / (x_1 - x_0) == pytest.approx(1)
    assert (y_0 + y_1) / 2 == pytest.approx(0.25)
    assert [float(v[0]) for v in point.get_data()] == [0.5, 0.25]


def test_the_chain_writes_values_gradients_and_local_slopes():
    fig = gradients.chain(["w", "a", "L"], [0.5, 1.25, 3.0], [("2w", 2.0), ("a^2", 7.5)], [15.0, 7.5, 1.0])
    texts = [t.get_text() for t in fig.axes[0].texts]
    assert {"w", "a", "L", "0.5", "1.25", "3", "15", "7.5", "1", "\u00d7 2", "\u00d7 7.5"} <= set(texts)


def test_errors_are_drawn_as_given_above_the_rounding_line():
    fig = gradients.step_errors([1e-1, 1e-3], {"central": [1e-2, 1e-6], "complex": [0.0, 1e-9]})
    central, complex_ = fig.axes[0].lines[:2]
    assert central.get_ydata().tolist() == [1e-2, 1e-6]
    assert complex_.get_ydata().tolist() == [gradients.ROUNDING, 1e-9]
    assert [t.get_text() for t in fig.axes[0].get_legend().texts] == ["central", "complex"]


def test_the_rows_share_one_scale_and_biases_are_a_column():
    errors = {"weight_ih": np.arange(16.0).reshape(8, 2), "bias_ih": np.arange(8.0)}
    weight, bias = (ax.images[0] for ax in gradients.gate_rows(errors).axes[:2])
    np.testing.assert_array_equal(weight.get_array(), errors["weight_ih"])
    np.testing.assert_array_equal(bias.get_array(), errors["bias_ih"][:, None])
    assert weight.get_clim() == bias.get_clim() == (0, 15)


def test_the_thick_learning_curve_is_the_median():
    losses = np.array([[3.0, 1.0], [2.0, 2.0], [9.0, 0.5]])
    ax = gradients.learning({"right": losses}, 4.0, "constant").axes[0]
    assert ax.lines[3].get_ydata().tolist() == [3.0, 1.0]
    assert [line.get_ydata().tolist() for line in ax.lines[:3]] == losses.tolist()
    assert ax.lines[4].get_ydata()[0] == 4.0
