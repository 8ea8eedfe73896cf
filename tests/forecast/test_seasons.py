import numpy as np
import pytest

from lstm.forecast.seasons import NODES, describe, from_nodes, to_nodes
from lstm.forecast.simulate import invent


@pytest.mark.parametrize("m", [1, 2, 5, 12, 23, 24, 25, 60, 366])
def test_resampling_keeps_a_constant_and_the_newest_value_stays_the_newest(m):
    assert (np.ones(m) @ to_nodes(m)).round(12).tolist() == [1.0] * NODES
    assert (np.ones(NODES) @ from_nodes(m)).round(12).tolist() == [1.0] * m
    if 1 < m <= NODES:
        assert to_nodes(m)[-1, -1] == 1
        np.testing.assert_allclose(np.arange(m) @ to_nodes(m) @ from_nodes(m), np.arange(m), atol=0.5)


def test_24_points_are_read_as_they_are():
    np.testing.assert_allclose(to_nodes(24), np.eye(24), atol=1e-12)
    np.testing.assert_allclose(from_nodes(24), np.eye(24), atol=1e-12)


@pytest.mark.parametrize(
    ("m", "long", "seasonal"), [(12, 0, True), (24, 7, True), (6, 0, False), (1, 0, False)]
)
def test_nothing_of_a_season_depends_on_later_ones(m, long, seasonal):
    Y = invent(np.random.default_rng(0), 5, max(m, 2), 20)[:, : 20 * m].reshape(5, 20, m)
    changed = Y.copy()
    changed[:, 12:] = 7 * changed[:, 12:] - 3
    one, two = (describe(y, long, seasonal=seasonal) for y in (Y, changed))
    for a, b in zip(one, two, strict=True):
        if a.shape == one.level.shape and (a == one.level).all():
            continue
        np.testing.assert_allclose(
            a[:, :12], b[:, :12], rtol=2e-3, atol=2e-3
        )  # the guard against 0 knows the size of all
        assert not np.allclose(a[:, 12:], b[:, 12:])


def test_inputs_are_free_of_scale():
    Y = invent(np.random.default_rng(1), 5, 12, 10).reshape(5, 10, 12)
    one, big = describe(Y), describe(1e6 * Y)
    np.testing.assert_allclose(one.inputs, big.inputs, atol=1e-6)
    np.testing.assert_allclose(1e6 * one.unit, big.unit, rtol=1e-6)


def test_bases_hold_the_last_pattern_and_what_followed_a_long_period_ago():
    Y = invent(np.random.default_rng(2), 3, 24, 20, long=168).reshape(3, 20, 24)
    seen = describe(Y, 7)
    back = seen.level[:, -1, None] + seen.unit[:, -1, None] * seen.bases[:, -1, 0, 0]
    np.testing.assert_allclose(back, Y[:, -1], rtol=1e-6)
    week = seen.unit[:, -1, None] * seen.bases[:, -1, 0, 3] + seen.level[:, 12, None]
    np.testing.assert_allclose(week, Y[:, 13], rtol=1e-6)  # the season after the one a week ago


def test_a_wave_that_comes_earlier_each_season_is_moved_by_that_much():
    m, shift = 24, 0.6
    t = np.arange(20 * m)
    y = 10 + np.sin(2 * np.pi * (t + shift * t / m) / m)
    seen = describe(y[: 18 * m].reshape(1, 18, m))
    moved, still = (seen.level[0, -1] + seen.unit[0, -1] * seen.bases[0, -1, 0, k] for k in (7, 0))
    came = y[18 * m : 19 * m]
    assert np.abs(moved - came).mean() < 0.1 * np.abs(still - came).mean()


def test_degenerate_series_give_finite_numbers():
    for Y in (
        np.zeros((1, 5, 12)),
        np.ones((1, 5, 12)),
        np.ones((1, 1, 1)),
        1e-30 * np.arange(60.0).reshape(1, 5, 12),
    ):
        assert all(np.isfinite(a).all() for a in describe(Y))
