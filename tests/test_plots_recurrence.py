"""The figures of chapter 3 show the numbers they are given."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstm.plots import recurrence


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def test_every_order_is_a_point_at_its_state():
    states = {"1 2": np.array([0.1, 0.2]), "2 1": np.array([-0.3, 0.4])}
    left, right = recurrence.orders(states, np.array([0.5, 0.6])).axes
    np.testing.assert_array_equal([line.get_xydata()[0] for line in left.lines], list(states.values()))
    assert [t.get_text() for t in left.texts] == list(states)
    np.testing.assert_array_equal(right.lines[0].get_xydata(), [[0.5, 0.6]])


def test_the_bar_stands_at_the_mean_of_the_dots():
    scores = {"RNN": [0.9, 0.7], "sum": [0.5, 0.52]}
    (ax,) = recurrence.accuracies(scores, {"RNN": "RNN", "sum": "linear"}, chance=0.5).axes
    assert sorted(ax.lines[0].get_xdata()) == [0.7, 0.9]
    np.testing.assert_allclose(ax.lines[1].get_xdata(), 0.8)
    np.testing.assert_allclose(ax.lines[3].get_xdata(), 0.51)


def test_the_last_table_is_the_sum_of_the_others():
    terms = [np.array([[1.0, -2.0]]), np.array([[0.5, 1.0]])]
    axes = recurrence.contributions(terms, "sum").axes
    assert [[t.get_text() for t in ax.texts[:2]] for ax in axes] == [
        ["+1.000", "-2.000"],
        ["+0.500", "+1.000"],
        ["+1.500", "-1.000"],
    ]
    assert [ax.texts[-1].get_text() for ax in axes] == ["+", "=", ""]


def test_the_line_is_the_median_over_runs():
    errors = np.array([[0.5, 0.1], [0.3, 0.2], [0.4, 0.3]])
    (ax,) = recurrence.truncation({"a": errors}, {"a": "RNN"}).axes
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[1, 0.4], [2, 0.2]])
