"""The equations of the cells, one by one, against numbers worked out by hand."""

import numpy as np
import pytest

from lstm.equations import advance, retreat
from lstm.packing import Packed

ONE = np.ones((1, 1))


def cell(kind, *a):
    """A cell of one unit whose preactivations are `a`: only the bias row of the packed matrix is not zero."""
    matrix = np.zeros((3, len(a)))
    matrix[1] = a
    return Packed(kind, matrix, bias=True)


V = np.array([[0.0, 1.0, 0.0]])


def test_an_lstm_with_shut_input_gate_and_open_forget_gate_keeps_its_memory():
    step = advance(V, cell("lstm", -50.0, 50.0, 2.0, 50.0), (0 * ONE, 0.7 * ONE))
    np.testing.assert_allclose(step.c, 0.7, atol=1e-15)
    np.testing.assert_allclose(step.h, np.tanh(0.7), atol=1e-15)
    _, (_, dc_prev) = retreat((0 * ONE, ONE), step)
    np.testing.assert_allclose(dc_prev, 1, atol=1e-15)


def test_an_lstm_with_open_input_gate_and_shut_forget_gate_starts_afresh():
    step = advance(V, cell("lstm", 50.0, -50.0, 0.3, -50.0), (0 * ONE, 0.7 * ONE))
    np.testing.assert_allclose(step.c, np.tanh(0.3), atol=1e-15)
    np.testing.assert_allclose(step.h, 0, atol=1e-15)


def test_a_gru_with_open_update_gate_keeps_its_state():
    step = advance(V, cell("gru", 0.0, 50.0, 1.0, 1.0), (0.4 * ONE,))
    np.testing.assert_allclose(step.h, 0.4, atol=1e-15)


def test_a_gru_with_shut_reset_gate_ignores_the_recurrent_term():
    step = advance(V, cell("gru", -50.0, -50.0, 0.3, 9.0), (0.4 * ONE,))
    np.testing.assert_allclose(step.h, np.tanh(0.3), atol=1e-15)


@pytest.mark.parametrize(("kind", "h"), [("rnn_tanh", np.tanh(-0.3)), ("rnn_relu", 0.0)])
def test_a_plain_cell_applies_its_function(kind, h):
    np.testing.assert_allclose(advance(V, cell(kind, -0.3), (ONE,)).h, h, atol=1e-15)
