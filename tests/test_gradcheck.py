"""The numerical derivatives, and that a wrong gradient is caught and named."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lstm.cell import lstm_step, lstm_step_backward
from lstm.gradcheck import central_difference, check, check_all, complex_step, relative_error
from lstm.tasks import toy, toy_weights

finite = st.floats(-3, 3)


@given(x=arrays(float, (2, 3), elements=finite))
def test_both_derivatives_find_a_gradient_known_by_formula(x):
    expected = np.cos(x) * np.exp(np.sin(x))
    np.testing.assert_allclose(complex_step(lambda v: np.exp(np.sin(v)).sum(), x), expected, atol=1e-14)
    np.testing.assert_allclose(central_difference(lambda v: np.exp(np.sin(v)).sum(), x), expected, atol=1e-8)


def test_finite_differences_have_a_best_step_and_the_complex_step_has_none():
    def error(method, eps):
        return abs(method(lambda v: np.exp(v).sum(), np.array([1.0]), eps)[0] - np.e)

    assert error(central_difference, 1e-5) < 1e-9
    assert error(central_difference, 1e-1) > 1e-3
    assert error(central_difference, 1e-13) > 1e-5
    assert all(error(complex_step, eps) < 1e-14 for eps in (1e-10, 1e-30, 1e-100, 1e-200))


@given(a=arrays(float, 4, elements=finite), b=arrays(float, 4, elements=finite))
@example(a=np.array([2.0, 5e-324]), b=np.array([2.0, 0.0]))  # the quotient is too small for a float
def test_the_relative_error_is_symmetric_and_zero_only_for_equals(a, b):
    assert relative_error(a, b) == relative_error(b, a)
    assert (relative_error(a, b) == 0) == np.array_equal(a, b)


def parts():
    x, zero, weights = toy()[0], np.full((1, 2), 0.3), toy_weights("lstm")

    def loss(parameters):
        return lstm_step(x, zero, zero, parameters)[0].sum()

    _, _, cache = lstm_step(x, zero, zero, weights)
    grads = lstm_step_backward(np.ones((1, 2)), np.zeros((1, 2)), cache)[3]
    return loss, weights, grads


def test_a_right_gradient_passes_and_a_wrong_one_is_named():
    loss, weights, grads = parts()
    assert all(report.right for report in check_all(loss, weights, grads).values())
    # One sign, in one entry of one weight.
    grads["weight_hh"][5, 1] *= -1
    assert [name for name, report in check_all(loss, weights, grads).items() if not report.right] == [
        "weight_hh"
    ]


def test_check_reports_both_errors():
    report = check(lambda v: (v * v).sum(), np.array([1.0, 2.0]), np.array([2.0, 4.4]))
    assert not report.right
    np.testing.assert_allclose([report.central, report.complex_step], 0.4 / 4.4, atol=1e-8)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: complex_step(lambda v: abs(v).sum(), np.ones(2)),
            "f: a real number came back for complex input",
        ),
        (lambda: complex_step(np.sum, np.ones(2, complex)), "x: complex came, real expected"),
        (lambda: complex_step(np.sum, np.ones(2, int)), "x: dtype int64 came"),
        (lambda: central_difference(np.sum, np.array([np.nan])), "x: NaN or infinity came"),
        (lambda: check(np.sum, np.ones(2), np.ones(1)), r"gradient: shape \(1,\) came, \(2,\) expected"),
        (lambda: relative_error(np.ones(2), np.ones(1)), r"b: shape \(1,\) came"),
        (lambda: check_all(np.sum, {"w": np.ones(1)}, {}), r"gradients: \[\] came, \['w'\] expected"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
