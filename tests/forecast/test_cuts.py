"""How series are cut, and what is made of several cuts of one."""

import numpy as np
import pytest

from lstm.forecast import store
from lstm.forecast.cuts import REACH, Cut, blend, cut, cuts
from lstm.forecast.simulate import invent
from lstm.forecast.zeroshot import forecast

NETWORK = store.pretrained()


@pytest.mark.parametrize(
    ("n", "season", "long", "expected"),
    [
        (100, 12, 0, (12, 0, True, 8)),
        (8, 12, 0, (2, 0, False, 4)),
        (3, 12, 0, (1, 0, False, 3)),
        (300, 52, 0, (13, 4, False, 23)),
        (60, 52, 0, (52, 0, True, 1)),
        (1000, 24, 168, (24, 7, True, 26)),
        (150, 24, 168, (24, 0, True, 6)),
        (2000, 7, 364, (7, 52, True, 68)),
    ],
)
def test_how_series_are_cut(n, season, long, expected):
    assert tuple(cut(n, season, long))[:4] == expected


def test_only_data_without_a_season_are_cut_in_several_ways():
    assert [how.m for how in cuts(40, 1)] == [12, 4, 1]
    assert [how.m for how in cuts(20, 1)] == [6, 4, 1]
    assert [how.m for how in cuts(8, 12)] == [2, 1]
    assert [how.m for how in cuts(3, 1)] == [1]
    for season, long in ((12, 0), (24, 168), (52, 0)):
        assert cuts(2000, season, long) == [cut(2000, season, long)]


def test_a_blend_of_equals_is_the_same_to_the_bit_and_keeps_the_order_of_quantiles():
    rng = np.random.default_rng(0)
    parts = [np.sort(rng.normal(size=(20, 11)), axis=1) for _ in range(3)]
    hows = [Cut(12, 0, False, 9), Cut(4, 0, False, 9, 20), Cut(1, 0, False, 9, 12)]
    parts[2] = parts[2][:12]
    assert np.array_equal(blend([parts[0], parts[0], parts[0][:12]], hows), parts[0])
    out = blend(parts, hows)
    assert (np.diff(out, axis=1) >= 0).all()
    np.testing.assert_allclose(out[0], np.mean([part[0] for part in parts], axis=0))
    weights = np.array([1, 1 - 6 / 20, 1 - 6 / 12])  # the seventh step
    np.testing.assert_allclose(out[6], np.average([part[6] for part in parts], axis=0, weights=weights))


def test_a_longer_forecast_begins_with_the_shorter_and_ends_with_the_longest_patches(monkeypatch):
    y = np.random.default_rng(1).normal(size=80).cumsum() + 50
    short, far = (forecast(NETWORK, [y], 1, 0, h)[0] for h in (5, 60))
    assert np.array_equal(far[:5], short)
    monkeypatch.setattr("lstm.forecast.cuts.SHORTER", ())
    (longest,) = forecast(NETWORK, [y], 1, 0, 60)
    assert np.array_equal(far[4 * REACH :], longest[4 * REACH :])
    assert (far[: 4 * REACH] != longest[: 4 * REACH]).any(axis=1).all()


def test_a_forecast_without_a_season_does_not_depend_on_its_neighbours():
    rng = np.random.default_rng(2)
    series = [rng.normal(size=n).cumsum() + 50 for n in (14, 40, 66, 70, 9)]
    together = forecast(NETWORK, series, 1, 0, 15)
    back = forecast(NETWORK, series[::-1], 1, 0, 15)[::-1]
    for y, one, other in zip(series, together, back, strict=True):
        assert np.array_equal(one, other)
        assert np.array_equal(one, forecast(NETWORK, [y], 1, 0, 15)[0])


def test_series_without_a_season_are_forecast_better_by_a_blend_and_intervals_hold(monkeypatch, scored):
    Y = invent(np.random.default_rng(51), 400, 1, 40, seasonal=False)
    blended, held = scored(Y, 1, 6)
    monkeypatch.setattr("lstm.forecast.cuts.SHORTER", ())
    alone, _ = scored(Y, 1, 6)
    assert blended < 0.97 * alone
    assert abs(held - 0.8) < 0.05
