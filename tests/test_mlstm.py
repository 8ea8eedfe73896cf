"""The matrix memory is the sum that the paper writes, with its stabiliser or without, and gives back what it was given."""

import numpy as np
import pytest

from lstm.mlstm import empty, read, store


def filled(k, v, a_i, a_f):
    memory = empty(k.shape[1:])
    for t in range(len(k)):
        memory = store(memory, k[t], v[t], a_i[t], a_f[t])
    return memory


def test_the_memory_is_the_weighted_sum_over_all_that_was_stored():
    rng = np.random.default_rng(0)
    k, v = rng.normal(size=(2, 7, 3, 4))
    a_i, a_f = rng.normal(size=(2, 7, 3))
    q = rng.normal(size=(3, 4))
    kept = 1 / (1 + np.exp(-a_f))
    weight = np.stack([np.exp(a_i[t]) * kept[t + 1 :].prod(axis=0) for t in range(7)])
    match = (k * q).sum(axis=-1) * weight  # (7, 3)
    expected = (match[..., None] * v).sum(axis=0) / np.maximum(np.abs(match.sum(axis=0)), 1)[:, None]
    np.testing.assert_allclose(read(filled(k, v, a_i, a_f), q), expected, atol=1e-12)


@pytest.mark.parametrize("shift", [-900.0, 900.0])
def test_gates_far_out_of_range_neither_overflow_nor_give_nan(shift):
    rng = np.random.default_rng(1)
    k, v = rng.normal(size=(2, 5, 4))
    memory = filled(k, v, rng.normal(size=5) + shift, rng.normal(size=5))
    assert np.isfinite(read(memory, k[0])).all()


def test_orthogonal_keys_give_each_value_back():
    v = np.random.default_rng(2).normal(size=(4, 4))
    memory = filled(np.eye(4), v, np.zeros(4), np.full(4, 50.0))
    for key, value in zip(np.eye(4), v, strict=True):
        np.testing.assert_allclose(read(memory, key), value, atol=1e-12)
