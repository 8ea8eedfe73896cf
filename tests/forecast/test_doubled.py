"""Two looks at short seasons: each weighs as it did before, and nothing else of a forecast changes."""

import numpy as np
import pytest
from two_patterns import other_years

from lstm.forecast import domains, doubled, store
from lstm.forecast.cuts import Cut, cut
from lstm.forecast.quantiles import MIDDLE
from lstm.forecast.simulate import invent
from lstm.forecast.zeroshot import forecast

NETWORK = store.pretrained()


@pytest.fixture
def once(monkeypatch):
    """Forecast with one look only."""

    def one(*args, **kwargs):
        with monkeypatch.context() as patch:
            patch.setattr(doubled, "doubled", lambda how: None)  # noqa: ARG005
            return forecast(NETWORK, *args, **kwargs)

    return one


@pytest.mark.parametrize(
    ("n", "season", "long", "expected"),
    [
        (96, 12, 0, (24, 4)),
        (95, 12, 0, None),
        (119, 12, 0, (24, 4)),
        (120, 12, 0, (24, 5)),
        (10**6, 12, 0, (24, 11)),
        (104, 13, 0, None),
        (16, 2, 0, (4, 4)),
        (300, 7, 0, (14, 11)),
        (300, 7, 364, (14, 11)),  # too few days for a year
        (400, 7, 364, None),
        (400, 24, 0, None),
        (400, 52, 0, None),
        (60, 52, 0, None),
        (400, 1, 0, None),
    ],
)
def test_which_seasons_are_read_two_at_a_time(n, season, long, expected):
    other = doubled.doubled(cut(n, season, long))
    assert (other and (other.m, other.S)) == expected
    assert other is None or other == Cut(other.m, 0, True, other.S)


def test_both_looks_are_mixed_by_what_they_missed_at_the_same_ends(monkeypatch, once):
    said = []
    y = invent(np.random.default_rng(3), 1, 12, 13)[0] + 100  # the oldest of 13 years is not in a pair
    monkeypatch.setattr(
        doubled, "weight", lambda *missed, **_: said.append(missed) or np.full(len(missed[0]), 0.25)
    )
    (mixed,) = forecast(NETWORK, [y], 12, 0, 24)
    (one,) = once([y], 12, 0, 24)
    monkeypatch.setattr(domains, "share_of_logs", lambda raw, made, Y: np.zeros((len(Y), Y.shape[2])))  # noqa: ARG005
    monkeypatch.setattr(doubled, "stretch", lambda past, Y: np.ones((len(past), 11)))  # noqa: ARG005
    (two,) = once([y], 24, 0, 24)
    np.testing.assert_allclose(mixed, one + 0.25 * (two - one), rtol=1e-12)
    scale = 2.0 ** np.ceil(np.log2(y.max()))
    of_one, of_two = (each[0] for each in said[0])
    assert of_one.shape == of_two.shape == (3,)
    for k in range(3):
        early, came = y[: len(y) - 24 * (k + 1)], y[len(y) - 24 * (k + 1) :][:24]
        (q,) = once([early], 24, 0, 24)
        assert of_two[k] == pytest.approx(np.abs(q[:, MIDDLE] - came).mean() / scale, rel=1e-9)
        # The first look's past depends on the logarithms' share, of which there is one for the whole past.
        (q,) = once([early], 12, 0, 24)
        assert of_one[k] == pytest.approx(np.abs(q[:, MIDDLE] - came).mean() / scale, rel=0.3)


def test_the_first_look_is_widened_by_what_it_missed_and_the_second_is_not(monkeypatch):
    y = other_years(9, noise=0.1)
    widths = []
    for share, factor in ((0.0, 1.0), (0.0, 2.0), (1.0, 1.0), (1.0, 2.0)):
        monkeypatch.setattr(
            doubled, "weight", lambda *missed, share=share, **_: np.full(len(missed[0]), share)
        )
        monkeypatch.setattr(doubled, "stretch", lambda past, Y, factor=factor: np.full((len(Y), 11), factor))  # noqa: ARG005
        q = forecast(NETWORK, [y], 12, 0, 12, non_negative=False)[0]
        widths.append(q[:, -1] - q[:, 0])
    np.testing.assert_allclose(widths[1], 2 * widths[0], rtol=1e-9)
    np.testing.assert_allclose(widths[3], widths[2], rtol=1e-9)


@pytest.mark.parametrize("m", [4, 12])
def test_what_comes_back_every_other_year_is_seen(once, m):
    series = [other_years(14, seed, m=m) for seed in range(12)]
    seen, came = [y[: -2 * m] for y in series], [y[-2 * m :] for y in series]
    both, one = (
        np.mean([np.abs(q[:, MIDDLE] - y).mean() for q, y in zip(made, came, strict=True)])
        for made in (forecast(NETWORK, seen, m, 0, 2 * m), once(seen, m, 0, 2 * m))
    )
    assert both < 0.6 * one


def test_intervals_hold_on_invented_months_of_other_seeds(scored):
    Y = invent(np.random.default_rng(72), 400, 12, 14)[:, : 13 * 12 + 6]
    _, held = scored(Y, 12, 18)
    assert abs(held - 0.8) < 0.05


def test_what_is_beyond_two_seasons_goes_on_from_both_looks(once):
    y = other_years(14)
    near, far, alone = (
        forecast(NETWORK, [y], 12, 0, 24)[0],
        forecast(NETWORK, [y], 12, 0, 60)[0],
        once([y], 12, 0, 60)[0],
    )
    np.testing.assert_array_equal(near, far[:24])
    assert np.abs(far[24:, MIDDLE] - alone[24:, MIDDLE]).mean() > 1


def test_data_without_a_second_look_are_forecast_as_before(once):
    rng = np.random.default_rng(4)
    for m, long, n in ((24, 168, 800), (7, 364, 900), (52, 0, 300), (1, 0, 90), (12, 0, 95), (17, 0, 300)):
        y = 50 + rng.normal(size=n).cumsum()
        assert forecast(NETWORK, [y], m, long, 10)[0].tobytes() == once([y], m, long, 10)[0].tobytes()


def test_where_both_missed_alike_the_second_look_weighs_one_to_four(monkeypatch, once):
    y = other_years(10, noise=0.1)
    monkeypatch.setattr(doubled, "missed_before", lambda past, Y, back, steps: np.ones(len(Y)))  # noqa: ARG005
    (usual,) = forecast(NETWORK, [y], 12, 0, 24)
    monkeypatch.setattr(doubled, "weight", lambda *missed, **_: np.ones(len(missed[0])))
    (two,), (one,) = forecast(NETWORK, [y], 12, 0, 24), once([y], 12, 0, 24)
    np.testing.assert_allclose(usual, one + (two - one) / 5, rtol=1e-9)
