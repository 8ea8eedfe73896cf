"""The door: every array argument that must not pass."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes

from lstm.arrays import checked, counted


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (np.ones((2, 3), int), r"x: dtype int64 came, float32 or float64 \(or complex\) expected"),
        (np.ones((2, 3), bool), "x: dtype bool came"),
        (np.ones((2, 3), object), "x: dtype object came"),
        (np.ones((2, 3), np.float16), "x: dtype float16 came"),
        (np.ones((2, 3), np.longdouble), "x: dtype .* came"),
        ([["a", "b", "c"]], "x: dtype <U1 came"),
        ([[1.0], [1.0, 2.0]], "x: an array expected, rows of unequal length came"),
        (None, "x: dtype object came"),
        (np.ones(3), r"x: shape \(3,\) came, \(B, 3\) expected"),
        (np.ones((2, 4)), r"x: shape \(2, 4\) came, \(B, 3\) expected"),
        (np.ones((0, 3)), r"x: shape \(0, 3\) came, every axis must have at least one entry"),
        (np.full((2, 3), np.nan), "x: NaN or infinity came"),
        (np.full((2, 3), -np.inf), "x: NaN or infinity came"),
    ],
)
def test_what_must_not_pass_is_named_with_what_was_expected(value, message):
    with pytest.raises(ValueError, match=message):
        checked("x", value, ("B", 3))


def test_two_precisions_do_not_mix():
    with pytest.raises(ValueError, match="x: float32 came beside float64"):
        checked("x", np.ones(2, np.float32), ("B",), like=np.ones(1))
    assert checked("x", np.ones(2, complex), ("B",), like=np.ones(1)).dtype == complex


@given(shape=array_shapes(max_dims=4), wanted=array_shapes(max_dims=4))
def test_a_shape_passes_only_when_it_is_the_one_wanted(shape, wanted):
    if shape == wanted:
        assert checked("x", np.ones(shape), wanted).shape == shape
    else:
        with pytest.raises(ValueError, match="came"):
            checked("x", np.ones(shape), wanted)


@given(lead=array_shapes(min_dims=0, max_dims=3), size=st.integers(1, 4))
def test_dots_stand_for_any_leading_axes(lead, size):
    assert checked("x", np.ones((*lead, size)), ("...", size)).shape == (*lead, size)


def test_dots_do_not_stand_for_the_last_axis():
    with pytest.raises(ValueError, match=r"x: shape \(\) came, \(..., I\) expected"):
        checked("x", np.float64(1), ("...", "I"))


@pytest.mark.parametrize("value", [0, -1, 1.0, "1", None, True])
def test_counts_are_whole_and_positive(value):
    with pytest.raises(ValueError, match=r"T: .* came, a whole number of at least 1 expected"):
        counted("T", value)
