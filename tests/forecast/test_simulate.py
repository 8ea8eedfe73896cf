"""The invented series have the statistics that their families promise."""

import numpy as np
import pytest

from lstm.forecast.seasonality import autocorrelation
from lstm.forecast.simulate import FAMILIES, Draw, invent, measured, remembered, season, shapes, shocks, slow


def draw(n=400, without=(), seed=0):
    return Draw(np.random.default_rng(seed), n, without)


def test_equal_seeds_give_equal_series_and_other_seeds_others():
    one, two, other = (invent(np.random.default_rng(seed), 8, 12, 10) for seed in (0, 0, 1))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize(("m", "long"), [(1, 0), (2, 0), (7, 364), (12, 0), (24, 168), (48, 336), (366, 0)])
def test_series_of_any_season_are_finite_and_of_the_asked_length(m, long):
    Y = invent(np.random.default_rng(0), 40, m, 6, long=long)
    assert Y.shape == (40, 6 * m)
    assert np.isfinite(Y).all()


@pytest.mark.parametrize("family", FAMILIES)
def test_leaving_a_family_out_changes_the_series(family):
    long = 168 if family == "weeks" else 0
    whole, less = (
        invent(np.random.default_rng(0), 200, 24, 8, long=long, without=w) for w in ((), (family,))
    )
    assert not np.array_equal(whole, less)


def test_an_unknown_family_is_refused():
    with pytest.raises(ValueError, match="seasonings"):
        invent(np.random.default_rng(0), 2, 12, 4, without=["seasonings"])


def test_shapes_have_mean_zero_and_mean_absolute_value_one():
    s = shapes(draw(), 24)
    np.testing.assert_allclose(s.mean(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(np.abs(s).mean(axis=1), 1, atol=1e-6)


def test_without_shapes_every_season_is_one_sine():
    power = np.abs(np.fft.rfft(shapes(draw(without=["shapes"]), 24), axis=1)) ** 2
    assert (power[:, 1] > 0.999 * power.sum(axis=1)).all()


def test_without_drift_a_season_repeats_exactly_and_with_it_many_do_not():
    def repeats(without):
        y = season(draw(without=without), 240, 24, 0, np.ones(400))
        return np.isclose(y[:24], y[-24:], atol=1e-9).all(axis=0).mean()

    assert repeats(["drift"]) == 1
    assert 0.1 < repeats([]) < 0.6


def test_days_within_a_week_differ_unless_weeks_are_left_out():
    def equal_days(without):
        y = season(draw(without=[*without, "drift"]), 168, 24, 168, np.ones(400)).reshape(7, 24, 400)
        return (np.ptp(y, axis=0) < 1e-9).all(axis=0).mean()

    assert equal_days(["weeks"]) == 1
    assert equal_days([]) < 0.3


def test_shocks_have_variance_one_and_tails_make_them_heavier():
    calm, wild = (shocks(draw(2000, without=w), 200) for w in (["tails"], []))
    assert calm.var() == pytest.approx(1, rel=0.02)
    assert (np.abs(wild) > 5).mean() > 20 * (np.abs(calm) > 5).mean() + 1e-5


def test_without_innovations_and_memory_noise_is_left_as_it_is():
    e = shocks(draw(), 60)
    assert np.array_equal(remembered(draw(without=["innovations", "memory"]), e, 12), e)


def test_memory_makes_neighbours_alike():
    e = np.random.default_rng(1).standard_normal((400, 400))
    y = remembered(draw(without=["innovations"]), e, 12)
    lag_one = np.array([autocorrelation(column, 1)[1] for column in y.T])
    assert lag_one.mean() > 0.05
    assert lag_one.std() > 0.2


def test_slow_movement_is_smooth_without_changes_and_jumps_with_them():
    one = np.ones(400)
    smooth = slow(draw(without=["changes", "cycles"]), 200, 12, one, one)
    np.testing.assert_allclose(np.diff(smooth, 2, axis=0), 0, atol=1e-10)  # straight lines
    assert np.abs(np.diff(slow(draw(), 200, 12, one, one), 2, axis=0)).max() > 1


def test_counts_are_whole_numbers_times_a_unit_and_about_a_tenth():
    y = measured(draw(2000), np.random.default_rng(2).normal(0, 0.2, (50, 2000)))
    distinct = np.array([len(np.unique(column)) for column in y.T])
    assert 0.02 < (distinct < 40).mean() < 0.15
    assert (measured(draw(2000, without=["counts"]), np.zeros((5, 2000))) != 0).all()


def test_noise_and_season_span_the_ranges_of_real_data():
    Y = invent(np.random.default_rng(3), 500, 12, 10).reshape(500, 10, 12)
    own = Y.mean(axis=1)
    strength = own.std(axis=1) / (np.abs(np.diff(Y, axis=1)).mean(axis=(1, 2)) + 1e-12)
    assert np.quantile(strength, 0.1) < 0.4
    assert np.quantile(strength, 0.9) > 2
