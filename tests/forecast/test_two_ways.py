"""What holds of every forecast holds of data that are read in two ways: weeks of hours, and years in pairs."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
from two_patterns import hours, other_years

from lstm.arrays import Array
from lstm.forecast import store
from lstm.forecast.zeroshot import forecast

NETWORK = store.pretrained()


class Kind(NamedTuple):
    """Series of one kind, one of them to be scaled, and how many points and steps are enough for both ways."""

    season: int
    long: int
    series: list[Array]
    one: Array
    n: int
    h: int

    def forecast(self, series: list[Array], h: int, **how: Any) -> list[Array]:
        return forecast(NETWORK, series, self.season, self.long, h, **how)


KINDS: dict[str, Callable[[], Kind]] = {
    "hours": lambda: Kind(
        24,
        168,
        [*(hours(weeks, seed) for seed, weeks in enumerate((1, 2, 3, 5, 9, 12))), hours(4)[:-5]],
        hours(5),
        900,
        60,
    ),
    "months": lambda: Kind(
        12,
        0,
        [
            *(other_years(years, seed) for seed, years in enumerate((7, 8, 9, 10, 12, 30))),
            other_years(9, 8)[:-5],
            other_years(10, 9) - 200,
        ],
        other_years(12),
        160,
        30,
    ),
}


@pytest.fixture(params=KINDS)
def kind(request):
    return KINDS[request.param]()


def test_company_and_order_do_not_matter(kind):
    together = kind.forecast(kind.series, 30)
    back = kind.forecast(kind.series[::-1], 30)[::-1]
    for y, one, other in zip(kind.series, together, back, strict=True):
        assert one.tobytes() == other.tobytes() == kind.forecast([y], 30)[0].tobytes()


@pytest.mark.parametrize("factor", [1e-300, 1e-9, 1e9, 1e300])
def test_scaling_the_data_scales_the_mixture(kind, factor):
    y = kind.one / kind.one.max()
    one, scaled = kind.forecast([y, factor * y], kind.h)
    np.testing.assert_allclose(scaled / factor, one, rtol=1e-5)


@pytest.mark.parametrize("value", [0.0, 7.0, 1.7e308, -3.0])
def test_constants_stay_what_they_were(kind, value):
    assert (kind.forecast([np.full(kind.n, value)], 50)[0] == value).all()


@pytest.mark.parametrize("size", [5e-324, 1e-308, 1e308])
def test_the_largest_and_the_smallest_numbers_give_numbers(kind, size):
    y = np.where(np.arange(kind.n) % kind.season < kind.season // 2, size, size / 2)
    q = kind.forecast([y], kind.h)[0]
    assert np.isfinite(q).all()
    assert (np.diff(q, axis=1) >= 0).all()


def test_data_never_below_zero_are_forecast_so_by_the_mixture(kind):
    y = np.random.default_rng(0).poisson(0.3, kind.n).astype(float)
    usual, free = (kind.forecast([y], kind.h, non_negative=n)[0] for n in (None, False))
    assert (usual >= 0).all()
    assert (free < 0).any()
