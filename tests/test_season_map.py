"""Chapter 12: the panel keeps what its truth says, the lessons look at the past only, and the map runs again alike."""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pytest

from lstm.lessons import WAYS, Lesson, forecast, learn, lesson
from lstm.tasks.seasons import LEVEL, MOST, averaged, panel, peers

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def season_map():
    sys.path.insert(0, str(ROOT / "experiments"))
    try:
        spec = importlib.util.spec_from_file_location("season_map", ROOT / "experiments" / "season_map.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ROOT / "experiments"))
    return module


@pytest.fixture(scope="module")
def committed():
    return json.loads((ROOT / "experiments" / "results" / "season_map.json").read_text())["runs"]


# -- the panel ---------------------------------------------------------------------------------


def test_one_season_for_all_series_or_one_for_each():
    same, own = (panel(1, 12, 0.0, mixed=mixed) for mixed in (False, True))
    between = [np.ptp(averaged(one.seen), axis=0).max() for one in (same, own)]
    assert between[0] < 0.1
    assert between[1] > 1


def test_the_size_of_the_noise_is_a_share_of_the_season():
    quiet, loud = panel(2, 12, 0.0, mixed=True), panel(2, 12, 0.8, mixed=True)
    noise = loud.seen - quiet.seen
    assert noise.std() == pytest.approx(0.8, rel=0.05)
    assert averaged(quiet.seen).std() == pytest.approx(1, rel=0.05)
    assert quiet.seen.mean() == pytest.approx(LEVEL, abs=0.3)


def test_panels_with_fewer_cycles_are_the_end_of_those_with_more():
    whole = panel(3, MOST, 0.4, mixed=True)
    for cycles in (2, 5):
        part = panel(3, cycles, 0.4, mixed=True)
        np.testing.assert_array_equal(part.seen, whole.seen[:, -cycles:])
        np.testing.assert_array_equal(part.future, whole.future)


def test_nobody_beats_the_oracle_and_without_noise_it_misses_the_drift_only():
    made = [panel(seed, 12, 0.4, mixed=True) for seed in range(20)]
    error = {
        name: np.mean([np.abs(peers(one)[name] - one.future).mean() for one in made])
        for name in peers(made[0])
    }
    assert min(error, key=error.get) == "oracle"
    quiet = panel(0, 12, 0.0, mixed=True)
    assert np.abs(quiet.truth - quiet.future).max() < 0.3


@pytest.mark.parametrize(("cycles", "noise"), [(1, 0.1), (13, 0.1), (5, -0.1), (5, float("nan"))])
def test_a_panel_that_cannot_be_is_refused(cycles, noise):
    with pytest.raises(ValueError, match="came"):
        panel(0, cycles, noise, mixed=True)


# -- the lessons -------------------------------------------------------------------------------


@pytest.fixture
def seen():
    return np.stack([panel(seed, 4, 0.2, mixed=True).seen for seed in range(2)])


def whole(data, values):
    """Undo the units of a lesson whose season is zero."""
    return data.base[..., :1] + data.unit * values


def test_raw_lessons_ask_for_what_comes_next(seen):
    flat = seen.reshape(2, 8, -1)
    one, all_ = lesson(seen, "raw, recursive"), lesson(seen, "raw, direct")
    np.testing.assert_allclose(whole(one, one.y[6]), flat[..., 7:8])
    np.testing.assert_allclose(whole(all_, all_.y[6]), flat[..., 7:19])
    np.testing.assert_allclose(whole(all_, all_.x[6]), flat[..., 6:7])


def test_a_deseasonalised_series_has_no_season_left_and_gets_it_back(seen):
    data = lesson(seen, "deseasonalised, recursive")
    rest = np.moveaxis(data.x[..., 0], 0, -1).reshape(seen.shape) * data.unit[..., None]
    np.testing.assert_allclose(rest + data.base[..., None, :], seen)
    assert np.abs(averaged(rest)).max() < 1e-12


def test_a_step_of_the_patches_knows_the_seasons_up_to_its_own_only(seen):
    later = seen.copy()
    later[:, :, -1, 3] += 5  # in one month: a new pattern
    before, after = (lesson(s, "season patches") for s in (seen, later))
    unit = after.unit / before.unit
    np.testing.assert_allclose(before.x[:-1], after.x[:-1] * unit)
    made = seen[:, :, 1] + before.unit * before.y[1]
    np.testing.assert_allclose(made, seen[:, :, 2])


def test_an_unknown_way_is_refused(seen):
    with pytest.raises(ValueError, match=r"came, one of raw, recursive; raw, direct"):
        lesson(seen, "cooked")


@pytest.mark.parametrize("way", WAYS)
def test_what_a_network_learns_does_not_depend_on_its_neighbours(way, seen):
    data = lesson(seen, way)
    alone = Lesson(data.x[:, 1:], data.y[:, 1:], data.base[1:], data.unit[1:])
    both, one = (forecast(learn(d, seeds, 3), d) for d, seeds in ((data, [0, 1]), (alone, [1])))
    np.testing.assert_allclose(both[1:], one, rtol=1e-9)


def test_a_recursive_forecast_feeds_itself(seen):
    """The second step is the first step of a series that goes on with the first."""
    data = lesson(seen, "raw, recursive")
    networks = learn(data, [0, 1], 3)
    made = (forecast(networks, data) - data.base) / data.unit
    longer = data._replace(x=np.concatenate([data.x, made[None, ..., :1]]))
    again = (forecast(networks, longer) - data.base) / data.unit
    np.testing.assert_allclose(made[..., 1:], again[..., :-1], atol=1e-9)


def test_learning_a_season_that_all_series_share_beats_repeating_it():
    made = [panel(seed, 5, 0.4, mixed=False) for seed in range(3)]
    data = lesson(np.stack([one.seen for one in made]), "raw, direct")
    networks = learn(data, range(3), *WAYS["raw, direct"])
    future = np.stack([one.future for one in made])
    ours, naive = (
        np.abs(f - future).mean()
        for f in (forecast(networks, data), data.base * 0 + [one.seen[:, -1] for one in made])
    )
    assert ours < 0.9 * naive


# -- the map -----------------------------------------------------------------------------------


def test_the_map_has_every_field_and_ten_seeds(season_map, committed):
    assert set(committed) == set(season_map.jobs())
    for key, run in committed.items():
        tables = run["error"].values() if "untrained" in key else [run["error"]]
        for table in tables:
            assert list(table) == [str(noise) for noise in season_map.NOISES]
            assert all(len(row) == len(season_map.SEEDS) and np.isfinite(row).all() for row in table.values())


@pytest.mark.parametrize("way", ["raw, direct", "deseasonalised, recursive", "season patches"])
def test_a_slice_of_the_map_runs_again_alike(way, season_map, committed):
    """Within 5 %: learning by the sign of the error lets the last digits grow."""
    again = season_map.trained("homogeneous", way, 3, noises=[0.4], seeds=[0, 1])["error"]["0.4"]
    assert again == pytest.approx(committed[f"homogeneous | {way} | 3"]["error"]["0.4"][:2], rel=0.05)


def test_the_forecasts_without_training_run_again_exactly(season_map, committed):
    again = season_map.untrained("mixed", 2, noises=[0.2], seeds=[0, 1, 2])["error"]
    for name, table in again.items():
        assert table["0.2"] == pytest.approx(
            committed["mixed | untrained | 2"]["error"][name]["0.2"][:3], rel=1e-5
        )
