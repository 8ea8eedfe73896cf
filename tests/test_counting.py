"""Products are counted, and counting changes no number."""

import numpy as np

from lstm.counting import Counted, counted


def test_products_are_counted_and_numbers_stay():
    a, b = np.random.default_rng(0).normal(size=(2, 3, 3))
    w = counted(b)
    out = np.empty((3, 3))
    np.testing.assert_array_equal(np.matmul(a, w, out=out), a @ b)
    np.testing.assert_array_equal(out, a @ b)
    second = (a @ w + 1) @ a
    assert isinstance(second, Counted)
    assert w.tally == [54, 54, 54]
    assert second.tally is w.tally


def test_a_vector_counts_its_own_terms():
    w = counted(np.ones((4, 3)))
    np.testing.assert_array_equal(w @ np.ones(3), np.full(4, 3.0))
    assert w.tally == [24]


def test_each_start_has_its_own_tally():
    w = counted(np.ones((2, 2)))
    w @ w
    assert counted(np.ones((2, 2))).tally == []
    assert w.tally == [16]
    assert (w + w).tally == [16]
