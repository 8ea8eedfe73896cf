"""The intervals hold what they promise, counted on random trials whose truth is known."""

import numpy as np
import pytest

from lstm.intervals import median_interval, onset, wilson


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_wilsons_interval_holds_the_true_share_about_95_times_in_100(share):
    counts = np.random.default_rng(0).binomial(20, share, 4000)
    ends = np.array([wilson(int(count), 20) for count in counts])
    inside = (ends[:, 0] <= share) & (share <= ends[:, 1])
    assert 0.92 < inside.mean() < 0.99


def test_wilsons_interval_solves_its_equation():
    """Its ends are the shares p for which the score (k/n - p) / sqrt(p (1 - p) / n) is just 1.96."""
    for end in wilson(7, 10):
        assert abs(0.7 - end) / np.sqrt(end * (1 - end) / 10) == pytest.approx(1.959964)


def test_the_interval_of_a_median_holds_it_about_95_times_in_100():
    rng = np.random.default_rng(1)
    found = [median_interval(rng.exponential(size=15), draws=400, seed=k) for k in range(400)]
    inside = [low <= np.log(2) <= high for _, low, high in found]
    assert 0.88 < np.mean(inside) < 0.99
    assert all(low <= middle <= high for middle, low, high in found)


def test_seeds_that_never_ended_make_the_interval_open():
    middle, low, high = median_interval(np.array([10.0] * 6 + [np.inf] * 4))
    assert (middle, low, high) == (10, 10, np.inf)


@pytest.mark.parametrize(("successes", "trials"), [(3, 2), (-1, 5), (1, 0), (0.5, 3)])
def test_a_count_that_is_none_is_refused(successes, trials):
    with pytest.raises(ValueError, match=r"(successes|trials): .* came"):
        wilson(successes, trials)


@pytest.mark.parametrize("values", [[], [1.0, np.nan], [[1.0]]])
def test_values_that_have_no_median_are_refused(values):
    with pytest.raises(ValueError, match="numbers in one row expected"):
        median_interval(np.array(values))


def test_something_begins_where_it_stays_and_not_where_it_shows_once():
    rows = np.array([[1.0, -1.0, 1.0, 1.0]] * 5)
    assert onset(rows, np.array([2, 3, 5, 8])) == (5, 5, 5)
    assert onset(-rows, np.array([2, 3, 5, 8])) == (np.inf, np.inf, np.inf)
    assert onset(np.abs(rows), np.array([2, 3, 5, 8])) == (2, 2, 2)


def test_the_interval_of_a_beginning_is_as_wide_as_the_seeds_differ():
    early, late = [1.0, 1.0, 1.0], [-1.0, -1.0, 1.0]
    middle, low, high = onset(np.array([early] * 6 + [late] * 5), np.array([2, 3, 5]))
    assert (middle, low, high) == (2, 2, 5)


@pytest.mark.parametrize("values", [[[1.0, 2.0]], [[1.0, np.nan, 2.0]], [1.0, 2.0, 3.0]])
def test_values_without_a_column_per_level_are_refused(values):
    with pytest.raises(ValueError, match="a column for each"):
        onset(np.array(values), np.array([2, 3, 5]))
