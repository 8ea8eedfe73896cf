"""The adding problem from first principles, and the toy sequence."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm.cell import lstm_step, rnn_step
from lstm.tasks import adding, toy, toy_weights


@settings(max_examples=60)
@given(n_steps=st.integers(6, 60), batch=st.integers(1, 9), seed=st.integers(0, 2**32))
def test_the_target_is_the_sum_of_the_two_marked_numbers(n_steps, batch, seed):
    x, y = adding(n_steps, batch, np.random.default_rng(seed))
    assert x.shape == (n_steps, batch, 2)
    number, marker = x[:, :, 0], x[:, :, 1]
    assert np.abs(number).max() <= 1
    marked = marker == 1
    assert (marked.sum(axis=0) == 2).all()
    np.testing.assert_allclose(y[:, 0], 0.5 + (number * marked).sum(axis=0) / 4, atol=1e-15)
    # -1 at both ends unless marked; 0 elsewhere.
    assert set(np.unique(marker[1:-1])) <= {0.0, 1.0}
    assert (marker[-1] == -1).all()
    assert np.isin(marker[0], [-1, 1]).all()
    assert (number[0][marked[0]] == 0).all()
    # One mark in the first ten steps, both in the first half.
    assert marked[:10].any(axis=0).all()
    assert not marked[n_steps // 2 - 1 :].any()


def test_marks_reach_every_place_they_may():
    x, _ = adding(40, 20_000, np.random.default_rng(0))
    share = (x[:, :, 1] == 1).mean(axis=1)
    assert (share[:19] > 0).all()
    # The first mark is uniform on 10 steps; the second is uniform on the 18 left.
    np.testing.assert_allclose(share[:10], 1 / 10 + (9 / 10) / 18, atol=0.01)
    np.testing.assert_allclose(share[10:19], 1 / 18, atol=0.01)


def test_the_constant_predictor_has_the_error_that_theory_gives():
    _, y = adding(100, 50_000, np.random.default_rng(1))
    # Var(X1 + X2) / 16 = (1/3 + 1/3) / 16 = 1/24, less the rare sequences whose first step is marked.
    assert abs(((y - 0.5) ** 2).mean() - 1 / 24) < 0.003


def test_the_same_seed_gives_the_same_sequences():
    first, second = (adding(20, 4, np.random.default_rng(3)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((5, 1, np.random.default_rng(0)), "n_steps: 5 came, a whole number of at least 6 expected"),
        ((10.0, 1, np.random.default_rng(0)), "n_steps: 10.0 came"),
        ((10, 0, np.random.default_rng(0)), "batch: 0 came"),
        ((10, 1, 0), "rng: int came, a numpy.random.Generator expected"),
    ],
)
def test_wrong_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        adding(*arguments)


def test_the_toy_runs_through_both_cells():
    x, zero = toy(), np.zeros((1, 2))
    assert x.shape == (3, 1, 2)
    h, _ = rnn_step(x[0], zero, toy_weights("rnn_tanh"))
    np.testing.assert_allclose(h, np.tanh([[0.45, 0.7]]), atol=1e-15)
    assert lstm_step(x[0], zero, zero, toy_weights("lstm"))[0].shape == (1, 2)
    with pytest.raises(ValueError, match="kind: 'gru' came"):
        toy_weights("gru")
