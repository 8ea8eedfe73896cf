"""What the explorers start from is what the package computes, and what stands without a script is the same."""

import html
import json
import re

import numpy as np
import pytest

from lstm.cell import lstm_step
from lstm.plots import explorers
from lstm.tasks import toy, toy_weights


def start(explorer):
    """What the script reads."""
    return json.loads(html.unescape(re.search('data-start="([^"]*)"', explorer._repr_html_())[1]))


def one():
    """The first unit of the toy cell, alone."""
    return {n: w[::2, :1] if w.ndim == 2 else w[::2] for n, w in toy_weights("lstm").items()}


def test_the_script_starts_with_the_weights_in_the_order_of_the_cell():
    x, weights = toy()[:, :, :1], one()
    begun = start(explorers.cell(x, weights))
    assert begun["x"] == x.ravel().tolist()
    rows = [begun["weights"][gate] for gate in "ifgo"]
    bias = weights["bias_ih"] + weights["bias_hh"]
    np.testing.assert_array_equal(rows, np.c_[weights["weight_ih"], weights["weight_hh"], bias])


def test_the_table_holds_the_steps_of_the_cell():
    h = c = np.zeros((1, 1))
    for x, row in zip(toy()[:, :, :1], explorers.cell(toy()[:, :, :1], one()).table.rows, strict=True):
        h, c, cache = lstm_step(x, h, c, one())
        values = [x, cache.i, cache.f, cache.g, cache.o, c, h]
        np.testing.assert_allclose([float(v) for v in row[1:]], np.ravel(values), atol=5.1e-5)


def test_arrays_of_another_shape_are_refused():
    with pytest.raises(ValueError, match="weight_ih"):
        explorers.cell(toy(), one())


def test_the_memory_starts_where_the_chapter_says():
    begun = start(explorers.memory((0, 3), (10, 40), bias=3, lag=40))
    assert begun == {"biases": [0, 3], "lags": [10, 40], "bias": 3, "lag": 40}
