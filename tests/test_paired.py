"""Paired differences: the sign-flip test against brute force, the interval's width, Holm by its definition."""

from itertools import product

import numpy as np
import pytest

from lstm.paired import holm, paired


def test_the_p_is_the_share_of_all_sign_patterns_counted_one_by_one():
    d = np.random.default_rng(0).normal(0.4, 1, 7)
    means = [abs(np.mean(d * signs)) for signs in product([1, -1], repeat=7)]
    assert paired(d).p == np.mean([m >= abs(d.mean()) - 1e-12 for m in means])


def test_the_smallest_p_of_ten_seeds_is_too_large_for_fifty_two_comparisons_and_that_of_twelve_is_not():
    assert paired(np.ones(10) + np.arange(10)).p == 2 / 2**10 > 0.05 / 52
    assert paired(np.ones(12) + np.arange(12)).p == 2 / 2**12 < 0.05 / 52


def test_without_a_difference_the_p_is_uniform():
    rng = np.random.default_rng(1)
    ps = [paired(rng.normal(size=8), draws=10).p for _ in range(400)]
    assert 0.02 < np.mean(np.array(ps) <= 0.05) < 0.09
    assert np.mean(ps) == pytest.approx(0.5, abs=0.05)


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(2)
    found = [paired(rng.normal(0.3, 1, 12), draws=400, seed=s) for s in range(300)]
    assert 0.86 < np.mean([f.low <= 0.3 <= f.high for f in found]) < 0.97  # small samples fall somewhat short
    assert paired(np.zeros(4)) == (0, 0, 0, 1)


def test_the_sign_of_the_differences_does_not_matter_to_p():
    d = np.array([0.5, -0.1, 0.7, 0.2, 0.3])
    assert paired(d).p == paired(-d).p


def test_holm_keeps_the_order_never_falls_and_is_no_milder_than_no_correction_or_stricter_than_bonferroni():
    rng = np.random.default_rng(3)
    p = {f"{n}": float(v) for n, v in enumerate(rng.uniform(0, 0.2, 20))}
    adjusted = holm(p)
    assert list(adjusted) == list(p)
    ranks = sorted(p, key=p.get)
    assert [adjusted[n] for n in ranks] == sorted(adjusted.values())
    assert all(p[n] <= adjusted[n] <= min(1, 20 * p[n]) for n in p)
    assert adjusted[ranks[0]] == 20 * p[ranks[0]]
    assert holm({"a": 0.02, "b": 0.03, "c": 0.9, "d": 0.01}) == pytest.approx(
        {"a": 0.06, "b": 0.06, "c": 0.9, "d": 0.04}
    )


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match=r"differences: .* 2 to 16 finite numbers"):
        paired(np.array([1.0]))
    with pytest.raises(ValueError, match="differences"):
        paired(np.array([1.0, np.nan]))
    with pytest.raises(ValueError, match=r"p\['a'\]: 1.5 came"):
        holm({"a": 1.5})
