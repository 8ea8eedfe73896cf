import numpy as np
import pytest

from lstm.forecast.seasonality import find
from lstm.forecast.simulate import invent


@pytest.mark.parametrize("m", [3, 4, 5, 7, 11, 12, 24, 30, 52])
def test_a_season_is_found_in_one_noisy_series_with_a_trend(m):
    rng = np.random.default_rng(m)
    t = np.arange(10 * m)
    y = 5 * np.sin(2 * np.pi * t / m) + 0.02 * t + rng.normal(0, 1, len(t))
    assert find([y]) == m


@pytest.mark.parametrize(("m", "long"), [(4, 0), (7, 0), (12, 0), (24, 168)])
def test_many_series_show_what_one_hides(m, long):
    assert find(list(invent(np.random.default_rng(0), 80, m, 14, long=long))) == m


def test_noise_and_random_walks_have_no_season_most_of_the_time():
    rng = np.random.default_rng(0)
    noise = [find([rng.normal(size=200)]) for _ in range(100)]
    walks = [find([rng.normal(size=200).cumsum()]) for _ in range(100)]
    assert np.mean(np.array(noise) > 1) < 0.1
    assert np.mean(np.array(walks) > 1) < 0.1


@pytest.mark.parametrize(
    "y", [np.zeros(50), np.full(50, 1e300), np.arange(50.0), np.arange(3.0), 1e-300 * np.arange(9.0)]
)
def test_what_never_repeats_has_no_season(y):
    assert find([y]) == 1
