"""The scan in rounds is the loop, at every length, and minLSTM at once is minLSTM step by step."""

import math

import numpy as np
import pytest

from lstm.prefix import minlstm_at_once, prefix_scan
from lstm.trials import Trials


def loop(f, b):
    c, rows = np.zeros_like(b[0]), []
    for f_t, b_t in zip(f, b, strict=True):
        c = f_t * c + b_t
        rows.append(c)
    return np.stack(rows)


@pytest.mark.parametrize("T", [1, 2, 3, 7, 8, 9, 100, 1024])
def test_the_scan_is_the_loop_and_takes_log2_of_its_steps(T):
    rng = np.random.default_rng(T)
    f, b = rng.uniform(0.01, 1, (T, 2, 3)), rng.normal(size=(T, 2, 3))
    c, rounds = prefix_scan(np.log(f), b)
    np.testing.assert_allclose(c, loop(f, b), atol=1e-12)
    assert rounds == math.ceil(math.log2(T))


def test_gates_that_are_nearly_shut_do_not_spoil_the_scan():
    f, b = np.full((2000, 1), 1e-9), np.ones((2000, 1))
    np.testing.assert_allclose(prefix_scan(np.log(f), b)[0], loop(f, b), rtol=1e-12)


def test_the_arguments_stay_as_they_were():
    log_f, b = np.full(5, -0.1), np.ones(5)
    prefix_scan(log_f, b)
    assert (log_f == -0.1).all()
    assert (b == 1).all()


def test_a_minlstm_at_once_is_the_one_step_by_step():
    trials = Trials("minLSTM", 2, 4, 1, seeds=[3], forget_bias=1.0)
    trials.parameters["matrix"] *= 5
    x = np.random.default_rng(0).normal(size=(50, 1, 6, 2))
    stepped = trials.forward(x)[1].h[:, 0]
    at_once, rounds = minlstm_at_once(x[:, 0], trials.parameters["matrix"][0], 4)
    np.testing.assert_allclose(at_once, stepped, atol=1e-12)
    assert rounds == 6


@pytest.mark.parametrize(("log_f", "b"), [(np.zeros(3), np.zeros(4)), (np.array([0, -np.inf]), np.zeros(2))])
def test_factors_and_terms_must_fit_and_be_finite(log_f, b):
    with pytest.raises(ValueError, match=r"(b: shape|log_f: NaN or infinity)"):
        prefix_scan(log_f, b)
