"""Activations: values, derivatives from the output, complex input."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lstm.activations import ACTIVATIONS, activation, sigmoid

POINTS = np.array([-800.0, -3.0, -0.4, 0.3, 2.0, 800.0])


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "relu"])
def test_values_equal_torch_even_far_out(name):
    expected = getattr(torch, name)(torch.tensor(POINTS)).numpy()
    np.testing.assert_allclose(ACTIVATIONS[name].f(POINTS), expected, atol=1e-15)


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(a=st.floats(-30, 30).filter(lambda a: abs(a) > 1e-6))
def test_derivative_from_the_output_equals_the_complex_step(name, a):
    function = ACTIVATIONS[name]
    stepped = function.f(np.array([a + 1e-30j]))
    assert abs(stepped.imag[0] / 1e-30 - function.df(function.f(np.array([a])))[0]) < 1e-14


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
def test_dtype_is_kept(name, dtype):
    y = ACTIVATIONS[name].f(np.array([-1, 2], dtype))
    assert y.dtype == dtype
    assert ACTIVATIONS[name].df(y).dtype == dtype


@given(a=st.floats(-1e6, 1e6))
def test_sigmoid_is_symmetric_and_bounded(a):
    low, high = sigmoid(np.array(-a)), sigmoid(np.array(a))
    assert 0 <= low <= 1
    assert abs(low + high - 1) < 1e-15


def test_unknown_name_lists_the_known_ones():
    with pytest.raises(
        ValueError, match="activation: 'swish' came, one of tanh, sigmoid, relu, linear expected"
    ):
        activation("swish")
