import numpy as np
import pytest

from lstm.forecast import store
from lstm.forecast.cuts import cut
from lstm.forecast.domains import share_of_logs
from lstm.forecast.quantiles import MIDDLE, QUANTILES
from lstm.forecast.simulate import invent
from lstm.forecast.widths import widened
from lstm.forecast.zeroshot import forecast, hindcast

NETWORK = store.pretrained()


def wave(n, m=12, noise=0.05, seed=0):
    rng = np.random.default_rng(seed)
    return 10 + 3 * np.sin(2 * np.pi * np.arange(n) / m) + noise * rng.normal(size=n)


@pytest.mark.parametrize("season", [1, 2, 3, 4, 5, 7, 12, 13, 17, 24, 33, 48, 52, 60, 96, 168, 366])
@pytest.mark.parametrize("n", [3, 4, 7, 25, 120, 900])
def test_any_season_and_length_is_answered(season, n):
    q = forecast(NETWORK, [wave(n, max(season, 2))], season, 0, 10)[0]
    assert q.shape == (10, 11)
    assert np.isfinite(q).all()
    assert (np.diff(q, axis=1) >= 0).all()


@pytest.mark.parametrize(
    ("season", "tolerance"), [(4, 0.4), (7, 0.4), (12, 0.4), (24, 0.4), (30, 0.5), (52, 1.5), (100, 0.6)]
)
def test_a_clear_season_is_continued(season, tolerance):
    y = wave(8 * season + 2 * season, season)
    q = forecast(NETWORK, [y[: 8 * season]], season, 0, 2 * season)[0]
    assert np.abs(q[:, MIDDLE] - y[8 * season :]).mean() < tolerance


def test_horizons_far_beyond_two_seasons_keep_the_season_and_widen():
    y = wave(120, noise=0.5)
    q = forecast(NETWORK, [y], 12, 0, 120)[0]
    assert np.ptp(q[-24:, MIDDLE]) > 3
    width = q[:, -3] - q[:, 2]
    assert width[-24:].mean() >= width[:24].mean()
    walk = np.random.default_rng(1).normal(size=240).cumsum() + 100
    q = forecast(NETWORK, [walk], 12, 0, 120)[0]
    width = q[:, -3] - q[:, 2]
    assert width[-24:].mean() > 1.7 * width[:24].mean()


@pytest.mark.parametrize(
    ("n", "season", "long", "h"), [(244, 5, 260, 570), (2061, 60, 1440, 3008), (120, 12, 0, 240)]
)
def test_quantiles_do_not_cross_however_far_ahead(n, season, long, h):
    rng = np.random.default_rng(0)
    Y = [
        rng.normal(size=n),
        rng.poisson(0.1, n).astype(float),
        np.r_[np.zeros(n - 1), 1.0],
        rng.normal(size=n).cumsum(),
    ]
    for q in forecast(NETWORK, Y, season, long, h):
        assert (np.diff(q, axis=1) >= 0).all()


def test_an_interval_holds_each_that_lies_within_it_and_the_middle_stays():
    away = np.tile(np.linspace(-1, 1, 11), (1, 2, 3, 1))
    # The second season of some quantiles is wider, and they grow.
    away[:, 1] *= [1, 1.3, 3, 1, 1, 1, 1, 4, 1, 1, 2]
    made = widened(away, 4)
    assert (np.diff(made, axis=-1) >= 0).all()
    assert (made[..., MIDDLE] == 0).all()
    assert np.array_equal(made[:, :3], away.reshape(1, 6, 11)[:, :3])  # what was in order is as it was
    assert (np.abs(made[:, 3:6]) >= np.abs(away[:, 1])).all()


def test_half_a_year_of_days_does_not_drift_out_of_what_was_seen():
    days = np.arange(-3 * 365, 182)  # what was seen ends where the year rises most
    y = 200 + 50 * np.sin(2 * np.pi * days / 7) + 100 * np.sin(2 * np.pi * days / 365.25)
    y += np.random.default_rng(0).normal(size=len(days)) * 5
    seen, came = y[:-182], y[-182:]
    q = forecast(NETWORK, [seen], 7, 364, 182)[0]
    assert q[:, MIDDLE].max() < seen.max() + 50
    assert np.abs(q[:, MIDDLE] - came).mean() < np.abs(np.resize(seen[-7:], 182) - came).mean()


@pytest.mark.parametrize(("n", "season"), [(100, 12), (30, 12), (15, 12), (400, 7)])
def test_what_is_near_does_not_depend_on_how_far_is_asked(n, season):
    near, far = (forecast(NETWORK, [wave(n, season)], season, 0, h)[0] for h in (2 * season, 7 * season))
    assert np.array_equal(near, far[: 2 * season])


def test_each_series_is_forecast_alike_alone_in_company_and_in_any_order():
    Y = [*invent(np.random.default_rng(0), 70, 12, 9), wave(40), wave(200)]
    together = forecast(NETWORK, Y, 12, 0, 18)
    backwards = forecast(NETWORK, Y[::-1], 12, 0, 18)[::-1]
    for k in (0, 1, 31, 32, 33, 69, 70, 71):
        assert (
            together[k].tobytes()
            == forecast(NETWORK, [Y[k]], 12, 0, 18)[0].tobytes()
            == backwards[k].tobytes()
        )


@pytest.mark.parametrize("factor", [1e-300, 1e-9, 1e9, 1e300])
def test_scaling_the_data_scales_the_forecast(factor):
    y = wave(96)
    one, scaled = forecast(NETWORK, [y, factor * y], 12, 0, 24)
    np.testing.assert_allclose(scaled / factor, one, rtol=1e-5)


def test_a_power_of_two_scales_to_the_last_bit():
    y = wave(96)
    one, scaled = forecast(NETWORK, [y, 2.0**40 * y], 12, 0, 24)
    assert np.array_equal(scaled, 2.0**40 * one)


def test_data_never_below_zero_get_no_forecast_below_zero_unless_asked():
    rng = np.random.default_rng(0)
    y = rng.poisson(0.4, 120).astype(float)
    usual, free = (forecast(NETWORK, [y], 12, 0, 24, non_negative=n)[0] for n in (None, False))
    assert (usual >= 0).all()
    assert (free < 0).any()
    assert (forecast(NETWORK, [wave(60) - 12], 12, 0, 12)[0] < 0).any()
    assert (forecast(NETWORK, [wave(60) - 12], 12, 0, 12, non_negative=True)[0] >= 0).all()


def test_constants_stay_what_they_were():
    for value in (0.0, 5.0, -3.0, 1e300):
        assert (forecast(NETWORK, [np.full(30, value)], 12, 0, 5)[0] == value).all()


def test_rare_sales_stay_small():
    y = np.zeros(120)
    y[::17] = 3
    q = forecast(NETWORK, [y], 7, 0, 14)[0]
    assert 0 <= q[:, MIDDLE].min() <= q[:, MIDDLE].max() < 3


def test_a_million_observations_are_read_in_bounded_time():
    y = wave(1_000_000, 24, noise=0.2)
    q = forecast(NETWORK, [y], 24, 168, 48)[0]
    assert np.abs(q[:, MIDDLE] - wave(48, 24, 0)).mean() < 3.5
    assert cut(1_000_000, 24, 168).S * 24 < 1000


def test_intervals_hold_on_invented_series_of_other_seeds():
    Y = invent(np.random.default_rng(99), 400, 12, 12)
    Q = np.stack(forecast(NETWORK, [y[:-18] for y in Y], 12, 0, 18))
    for low, share in ((2, 0.8), (0, 0.95)):
        held = ((Y[:, -18:] >= Q[..., low]) & (Y[:, -18:] <= Q[..., -1 - low])).mean()
        assert abs(held - share) < 0.05, QUANTILES[low]


def test_it_beats_seasonal_naive_on_invented_series_of_other_seeds():
    Y = invent(np.random.default_rng(98), 400, 12, 10)
    scale = np.abs(Y[:, 12:-12] - Y[:, :-24]).mean(axis=1) + 1e-9
    made = np.stack(forecast(NETWORK, [y[:-12] for y in Y], 12, 0, 12))[..., MIDDLE]
    ours = np.abs(made - Y[:, -12:]).mean(axis=1) / scale
    naive = np.abs(Y[:, -24:-12] - Y[:, -12:]).mean(axis=1) / scale
    assert np.median(ours) < 0.9 * np.median(naive)


def test_hindcasts_are_what_would_have_been_forecast():
    y = wave(97, noise=0.5)
    past, came = hindcast(NETWORK, y, 12, 0, 4)
    assert past.shape == (5, 11, 12)
    np.testing.assert_array_equal(came[2], y[-12:])
    middle = past[:, MIDDLE]
    assert np.abs(middle - came).mean() < 1


def test_logarithms_weigh_where_they_forecast_better_and_a_fifth_where_nothing_tells():
    Y = np.ones((1, 9, 4))
    raw, made = np.ones((1, 8, 2, 11, 4)), np.ones((1, 8, 2, 11, 4))
    raw[..., 0], made[..., 1], raw[..., 2], made[..., 2] = 1.3, 1.3, 1.1, 1.1
    share = share_of_logs(raw, made, Y)[0]
    assert share == pytest.approx([1, 0, 0.2, 0.2], abs=1e-6)
    assert share_of_logs(raw[:, :1], made[:, :1], Y)[0].tolist() == [0.2] * 4


def test_a_valley_far_below_the_peaks_is_forecast_in_its_own_size():
    rng = np.random.default_rng(0)
    day = np.exp(3.5 * (1 + np.sin(np.arange(24) * np.pi / 12)))  # from 1 to 1,100
    y = np.tile(day, 15) * np.exp(rng.normal(0, 0.1, 360)) * np.repeat(np.exp(rng.normal(0, 0.1, 15)), 24)
    made = forecast(NETWORK, [y[:-24]], 24, 0, 24)[0][:, MIDDLE]
    low = day < 10
    assert (np.abs(made - y[-24:])[low] < 0.6 * y[-24:][low]).all()


def test_widths_move_each_quantile_away_from_the_middle_alone():
    y = invent(np.random.default_rng(3), 1, 12, 8)[0]
    plain, wide = (
        forecast(NETWORK, [y], 12, 0, 12, non_negative=False, widths=w)[0] for w in ((), (3, 2, 1, 1, 1.5))
    )
    before, after = (q[:, [0, 1, 2, 4, 6, -1]] - plain[:, [MIDDLE]] for q in (plain, wide))
    assert after / before == pytest.approx(np.tile([3, 2, 1, 1.5, 1.5, 3], (12, 1)))
