"""The drawings show the live numbers, and light the part asked for."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import FancyBboxPatch

from lstm import plots
from lstm.cell import lstm_step, rnn_step
from lstm.plots.board import DIM, column, number
from lstm.plots.lstm_diagram import COLOUR, PARTS, PLACE
from lstm.tasks import toy, toy_weights


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


@pytest.fixture
def cache():
    h = c = np.zeros((1, 2))
    for x in toy():
        h, c, last = lstm_step(x, h, c, toy_weights("lstm"))
    return last


def texts(fig):
    return [t.get_text() for t in fig.axes[0].texts]


def colours(fig):
    return {to_hex(line.get_color()) for line in fig.axes[0].lines}


def test_a_number_has_a_real_minus_and_no_negative_zero():
    assert [number(v) for v in (-1.5, -0.001, 2)] == ["\u22121.50", "0.00", "2.00"]


def test_the_neuron_shows_inputs_weights_bias_sum_and_output():
    x, w = np.array([1.0, -0.5]), np.array([0.4, 0.9])
    shown = texts(plots.neuron(x, w, 0.1))
    assert {"1.00", "\u22120.50", "0.40", "0.90", "0.10", "tanh"} <= set(shown)
    assert f"\u03a3\n{number(0.05)}" in shown
    assert number(np.tanh(0.05)) in shown


def test_the_unrolled_network_shows_every_input_and_state_and_one_weight_sign_per_box():
    h, states = np.zeros((1, 2)), []
    for x in toy():
        h, _ = rnn_step(x, h, toy_weights("rnn_tanh"))
        states.append(h[0])
    shown = texts(plots.unrolled(toy()[:, 0], np.array(states)))
    for t, (x, state) in enumerate(zip(toy(), states, strict=True), start=1):
        assert f"$x_{t}$\n{column(x)}" in shown
        assert f"$h_{t}$\n{column(state)}" in shown
    assert shown.count("W") == 1 + len(states)


@pytest.mark.parametrize("lit", [None, *PARTS])
def test_the_cell_shows_every_value_whatever_is_lit(cache, lit):
    shown = texts(plots.lstm_cell(cache, lit))
    for name, values in {
        **{f"${gate}_t$": getattr(cache, gate) for gate in "ifgoch"},
        "$c_{t-1}$": cache.c_prev,
        "$f \\, c_{t-1}$": cache.f * cache.c_prev,
        "$i \\, g$": cache.i * cache.g,
        "tanh $c_t$": cache.tanh_c,
        "$h_{t-1}$": cache.v[0, -2:],
    }.items():
        assert f"{name}\n{column(values)}" in shown
    assert "$x_t$ =  0.80   \u22121.00" in shown


@pytest.mark.parametrize("lit", PARTS)
def test_only_the_lit_part_is_coloured(cache, lit):
    assert colours(plots.lstm_cell(cache, lit)) == {COLOUR[lit], DIM}


@pytest.mark.parametrize("lit", list(PLACE))
def test_exactly_the_lit_layer_is_filled(cache, lit):
    boxes = [p for p in plots.lstm_cell(cache, lit).axes[0].patches if isinstance(p, FancyBboxPatch)]
    filled = [to_hex(p.get_facecolor()) for p in boxes]
    assert filled.count(COLOUR[lit]) == 1
    assert filled.count("#ffffff") == len(boxes) - 1


def test_with_nothing_lit_nothing_is_dimmed(cache):
    assert DIM not in colours(plots.lstm_cell(cache))


@pytest.mark.parametrize("lit", [None, "c"])
def test_no_two_texts_overlap(cache, lit):
    fig = plots.lstm_cell(cache, lit)
    fig.canvas.draw()
    boxes = [t.get_window_extent() for t in fig.axes[0].texts if t.get_text()]
    for k, one in enumerate(boxes):
        assert not any(one.overlaps(other) for other in boxes[k + 1 :])


def test_what_does_not_fit_is_refused(cache):
    with pytest.raises(ValueError, match="lit: 'z' came"):
        plots.lstm_cell(cache, "z")
    wide = cache._replace(h=np.zeros((2, 2)))
    with pytest.raises(ValueError, match=r"cache: states of shape \(2, 2\) came"):
        plots.lstm_cell(wide)
    with pytest.raises(ValueError, match=r"x: shape \(7,\) came"):
        plots.neuron(np.ones(7), np.ones(7), 0.0)
    with pytest.raises(ValueError, match="x, h: shapes"):
        plots.unrolled(np.ones((5, 2)), np.ones((5, 2)))
