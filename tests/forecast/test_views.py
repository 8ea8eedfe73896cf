"""Two views of data with a longer period: each weighs as it did before, and nothing else of a forecast changes."""

import numpy as np
import pytest
from two_patterns import hours

from lstm.forecast import store, views, zeroshot
from lstm.forecast.cuts import Cut, cut
from lstm.forecast.quantiles import MIDDLE
from lstm.forecast.simulate import invent
from lstm.forecast.trust import mixed
from lstm.forecast.views import backs, long_cut, second, weight
from lstm.forecast.zeroshot import forecast

NETWORK = store.pretrained()


@pytest.mark.parametrize(
    ("n", "season", "long", "expected"),
    [
        (700, 24, 168, (168, 4)),
        (336, 24, 168, (168, 2)),
        (335, 24, 168, None),
        (10**6, 24, 168, (168, 8)),
        (2000, 48, 336, (336, 4)),
        (3000, 96, 672, (672, 4)),
        (9000, 60, 1440, None),
        (1500, 7, 364, (364, 4)),
        (412, 7, 364, None),
        (104, 52, 0, (52, 2)),
        (103, 52, 0, None),
        (2000, 52, 0, (52, 22)),
        (500, 12, 0, None),
        (500, 1, 0, None),
    ],
)
def test_what_has_a_second_view(n, season, long, expected):
    how = second(n, cut(n, season, long))
    assert (how and (how.m, how.S)) == expected
    if how:
        assert how == Cut(how.m, 0, True, how.S)
        first = cut(n, season, long)
        assert all(long_cut(n - back * first.m, how.m).S >= 1 for back in backs(first))


def test_what_missed_less_before_weighs_more():
    one = np.array([0.2, 0.4])
    weights = [weight(one, factor * one) for factor in (0.25, 0.5, 1, 2, 4)]
    assert weights == sorted(weights, reverse=True)
    assert weights[2] == pytest.approx(1 / 3)
    assert weights[0] > 0.99
    assert weights[-1] < 0.01
    assert weight(np.zeros(2), np.zeros(2)) == pytest.approx(1 / 3)
    assert 0 <= weight(np.zeros(2), one) < 1e-6 < 1 - 1e-6 < weight(one, np.zeros(2)) <= 1


def test_errors_that_are_only_rounding_count_as_alike():
    assert weight(np.full(2, 1e-15), np.full(2, 8e-15)) == pytest.approx(1 / 3, rel=1e-4)


def test_quantiles_in_order_stay_in_order():
    rng = np.random.default_rng(0)
    first, other = (np.sort(rng.normal(size=(20_000, 11)).round(places), axis=1) for places in (2, 1))
    for q in (first, other):
        q[:, 3] = np.nextafter(q[:, 2], 9)
    for share in rng.random(20):
        assert (np.diff(mixed(first, other, share), axis=1) >= 0).all()


def test_both_views_are_mixed_by_what_they_missed_at_the_same_ends(monkeypatch):
    y, said = hours(6), []
    monkeypatch.setattr(zeroshot, "weight", lambda first, other: said.append((first, other)) or 0.25)
    (mixed,) = forecast(NETWORK, [y], 24, 168, 60)
    (long,) = forecast(NETWORK, [y], 168, 0, 60)
    monkeypatch.setattr(zeroshot, "second", lambda *_: None)
    (short,) = forecast(NETWORK, [y], 24, 168, 60)
    np.testing.assert_allclose(mixed, short + 0.25 * (long - short), rtol=1e-12)
    first, other = said[0]
    for k, back in enumerate((1, 7)):
        early, came = y[: -24 * back], y[len(y) - 24 * back :][:48]
        (q,) = forecast(NETWORK, [early], 168, 0, len(came))
        assert other[k] == pytest.approx(np.abs(q[:, MIDDLE] - came).mean() / y.max(), rel=1e-9)
        # The first view looks back along one pass, which does not see quite as far into the past.
        (q,) = forecast(NETWORK, [early], 24, 168, len(came))
        assert first[k] == pytest.approx(np.abs(q[:, MIDDLE] - came).mean() / y.max(), rel=0.3)


def test_weeks_whose_size_changes_are_forecast_by_their_own_view():
    series = [hours(9, seed) for seed in range(12)]
    seen, came = [y[:-48] for y in series], [y[-48:] for y in series]

    def error():
        made = forecast(NETWORK, seen, 24, 168, 48)
        return np.mean([np.abs(q[:, MIDDLE] - y).mean() for q, y in zip(made, came, strict=True)])

    both = error()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zeroshot, "second", lambda *_: None)
        short = error()
    assert both < 0.95 * short


def test_on_invented_weeks_of_other_seeds_two_views_are_better_than_one(monkeypatch, scored):
    Y = invent(np.random.default_rng(71), 200, 52, 7)[:, : 6 * 52 + 13]
    both, held = scored(Y, 52, 13)
    monkeypatch.setattr(zeroshot, "second", lambda *_: None)
    short, _ = scored(Y, 52, 13)
    assert both < 0.97 * short
    assert abs(held - 0.8) < 0.05


@pytest.mark.parametrize("season", [(24, 168, 400), (7, 364, 800), (52, 0, 130)])
def test_what_is_near_does_not_depend_on_how_far_is_asked_of_the_mixture(season):
    m, long, h = season
    y = invent(np.random.default_rng(5), 1, 52 if m == 52 else m, 24 if m == 52 else 160, long=long)[0]
    near, far = (forecast(NETWORK, [y], m, long, steps)[0] for steps in (2 * (13 if m == 52 else m), h))
    np.testing.assert_array_equal(near, far[: len(near)])


def test_long_seasons_are_as_many_as_some_points_hold(monkeypatch):
    assert long_cut(10**6, 168).S * 168 <= views.POINTS < 9 * 168
    monkeypatch.setattr(views, "FEWEST", 2)
    assert long_cut(10**6, 672).S == 2
