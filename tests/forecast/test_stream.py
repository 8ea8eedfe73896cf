"""Parquet to Parquet: the bytes of one forecast in memory, also after kill -9; what does not stand together is refused."""

import contextlib
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest

from lstm.cli import main
from lstm.errors import DataError
from lstm.forecast import SeasonalForecaster, wholes
from lstm.forecast import stream as module
from lstm.forecast.stream import stream

ROOT = Path(__file__).parents[2]
MONTHS = pd.date_range("2021-01-01", periods=48, freq="MS")
MODEL = SeasonalForecaster()


def shops(n=60):
    rng, parts = np.random.default_rng(0), []
    for k in range(n):
        length = int(rng.integers(24, 49))
        y = 50 + 10 * np.sin(np.arange(length) * np.pi / 6 + k) + rng.normal(0, 2, length)
        parts.append(pd.DataFrame({"unique_id": f"shop {k:03d}", "ds": MONTHS[:length], "y": y}))
    return pd.concat(parts, ignore_index=True)


DATA = shops()
WHOLE = MODEL.predict(DATA, 5, level=[80])


@pytest.fixture
def source(tmp_path):
    DATA.to_parquet(tmp_path / "in.parquet", row_group_size=500)
    return tmp_path / "in.parquet"


@pytest.mark.parametrize("rows", [1, 300, 10**6])
def test_the_forecasts_are_those_of_one_call_whatever_the_parts(source, rows):
    out = stream(MODEL, source, source.with_name("out.parquet"), 5, level=[80], rows=rows)
    pd.testing.assert_frame_equal(pd.read_parquet(out), WHOLE, check_exact=True)
    assert sorted(path.name for path in source.parent.iterdir()) == ["in.parquet", "out.parquet"]


def test_no_table_is_much_longer_than_asked_for(source):
    tables = [table.num_rows for table in wholes.wholes(source, "unique_id", 300)]
    assert sum(tables) == len(DATA)
    assert max(tables) <= 2 * 300
    assert min(tables[:-1]) > 200


WORK = """
import sys
sys.path.insert(0, sys.argv[3])
from lstm.forecast import SeasonalForecaster
from lstm.forecast.stream import stream
stream(SeasonalForecaster(), sys.argv[1], sys.argv[2], 5, level=[80], rows=50)
"""


def test_a_run_that_is_killed_goes_on_to_the_same_bytes(source, monkeypatch):
    out = source.with_name("out.parquet")
    run = subprocess.Popen([sys.executable, "-c", WORK, source, out, ROOT])
    third, deadline = source.with_name("out.parquet.parts") / "000002.parquet", time.monotonic() + 200
    while not third.is_file() and time.monotonic() < deadline:
        time.sleep(0.005)
    run.kill()
    assert run.wait(60) != 0
    assert not out.exists()
    made, write = [], module._write
    monkeypatch.setattr(module, "_write", lambda path, *given: made.append(path.name) or write(path, *given))
    stream(MODEL, source, out, 5, level=[80], rows=50)
    parts = len(made)
    assert "000002.parquet" not in made
    whole = stream(MODEL, source, source.with_name("whole.parquet"), 5, level=[80], rows=50)
    assert 0 < parts < len(made) - parts, "the second run did not go on from the first"
    assert out.read_bytes() == whole.read_bytes()


def test_two_workers_give_the_same_bytes_and_one_that_dies_loses_nothing(source):
    def kill(done, total):
        for child in psutil.Process().children():
            # Told of a second part, the workers killed at the first are zombies, and have no command line.
            with contextlib.suppress(psutil.NoSuchProcess):
                if "spawn_main" in " ".join(child.cmdline()):
                    child.kill()

    out = source.with_name("out.parquet")
    with pytest.raises(DataError, match=r"a worker died.*run the same again"):
        stream(MODEL, source, out, 5, level=[80], rows=50, workers=2, tell=kill)
    assert not out.exists()
    stream(MODEL, source, out, 5, level=[80], rows=50)
    whole = stream(MODEL, source, source.with_name("whole.parquet"), 5, level=[80], rows=50)
    assert out.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize("handed", [0, 3])
def test_a_worker_whose_death_shows_when_a_part_is_handed_out_is_reported_alike(source, monkeypatch, handed):
    class Crew(module._Here):
        def submit(self, work, /, *given, **options):
            if given[0].name == f"{handed:06d}.parquet":
                raise BrokenProcessPool
            return super().submit(work, *given, **options)

    out = source.with_name("out.parquet")
    with monkeypatch.context() as patch:
        patch.setattr(module, "_crew", lambda _, job: Crew(job))
        with pytest.raises(DataError, match=r"a worker died.*run the same again"):
            stream(MODEL, source, out, 5, level=[80], rows=50, workers=2)
    assert not out.exists()
    assert len(list(out.with_name("out.parquet.parts").glob("0*"))) == handed
    stream(MODEL, source, out, 5, level=[80], rows=50)
    whole = stream(MODEL, source, source.with_name("whole.parquet"), 5, level=[80], rows=50)
    assert out.read_bytes() == whole.read_bytes()


def stopped(source, out, h):
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stream(MODEL, source, out, h, level=[80], rows=300, tell=stop)
    assert out.with_name("out.parquet.parts").is_dir()


def test_parts_of_other_settings_or_of_a_changed_file_are_not_used(source):
    out = source.with_name("out.parquet")
    stopped(source, out, 3)
    stream(MODEL, source, out, 5, level=[80], rows=300)
    pd.testing.assert_frame_equal(pd.read_parquet(out), WHOLE, check_exact=True)
    stopped(source, out, 5)
    DATA.assign(y=2 * DATA["y"]).to_parquet(source, row_group_size=500)
    stream(MODEL, source, out, 5, level=[80], rows=300)
    np.testing.assert_allclose(pd.read_parquet(out)["LSTM"], 2 * WHOLE["LSTM"])


def test_a_folder_that_is_not_ours_is_left_alone(source):
    folder = source.with_name("out.parquet.parts")
    folder.mkdir()
    (folder / "precious.txt").write_text("mine")
    with pytest.raises(DataError, match="in the way"):
        stream(MODEL, source, source.with_name("out.parquet"), 5)
    assert (folder / "precious.txt").read_text() == "mine"


@pytest.mark.parametrize("at_once", [100, 10**6])
def test_a_series_whose_rows_stand_apart_is_refused_before_anything_is_computed(source, monkeypatch, at_once):
    monkeypatch.setattr(wholes, "AT_ONCE", at_once)
    pd.concat([DATA, DATA[DATA["unique_id"] == "shop 007"].tail(4)]).to_parquet(source)
    with pytest.raises(
        DataError, match=r"series 'shop 007': its rows stand apart in in\.parquet.* sort the file"
    ):
        stream(MODEL, source, source.with_name("out.parquet"), 5)
    assert [path.name for path in source.parent.iterdir()] == ["in.parquet"]


def test_the_command_streams_and_shows_a_bar_only_to_who_watches(source, monkeypatch, capsys):
    monkeypatch.chdir(source.parent)
    command = ["forecast", "in.parquet", "--horizon", "5", "--out", "out.parquet", "--stream"]
    assert main(command) == 0
    assert capsys.readouterr() == ("", "")
    pd.testing.assert_frame_equal(pd.read_parquet("out.parquet"), WHOLE, check_exact=True)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert main(command) == 0
    assert "[##############################] 100%" in capsys.readouterr().err


BAD = {
    "a file .parquet expected": ["in.parquet", "--out", "out.csv"],
    "takes no --tune": ["in.parquet", "--out", "out.parquet", "--tune"],
    "not a readable Parquet file": ["in.csv", "--out", "out.parquet"],
    "column 'shop' is missing": ["in.parquet", "--out", "out.parquet", "--series", "shop"],
    "no column tells the series": ["one.parquet", "--out", "out.parquet"],
    "the file holds no row": ["empty.parquet", "--out", "out.parquet"],
    "workers: 0": ["in.parquet", "--out", "out.parquet", "--workers", "0"],
    "no such file": ["nowhere.parquet", "--out", "out.parquet"],
}


@pytest.mark.parametrize("expected", BAD)
def test_bad_input_is_one_message_and_nothing_stays(source, monkeypatch, capsys, expected):
    monkeypatch.chdir(source.parent)
    DATA.to_csv("in.csv", index=False)
    DATA[["ds", "y"]].to_parquet("one.parquet")
    DATA[:0].to_parquet("empty.parquet")
    before = sorted(path.name for path in source.parent.iterdir())
    assert main(["forecast", *BAD[expected], "--horizon", "5", "--stream"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("lstm: ")
    assert error.count("\n") == 1
    assert expected in error
    assert sorted(path.name for path in source.parent.iterdir()) == before


def test_two_threads_do_two_jobs(source, tmp_path):
    with ThreadPoolExecutor(2) as threads:
        made = [threads.submit(stream, MODEL, source, tmp_path / f"{h}.parquet", h, rows=60) for h in (3, 6)]
    for one, h in zip(made, (3, 6), strict=True):
        assert set(pd.read_parquet(one.result()).groupby("unique_id").size()) == {h}


def test_a_column_with_spaces_around_its_name_is_found(tmp_path):
    DATA.rename(columns={"unique_id": " store "}).to_parquet(tmp_path / "in.parquet")
    made = stream(MODEL, tmp_path / "in.parquet", tmp_path / "out.parquet", 5)
    assert set(pd.read_parquet(made)["unique_id"]) == set(DATA["unique_id"])


def test_a_file_in_the_way_of_the_parts_is_left_alone(source, tmp_path):
    (tmp_path / "out.parquet.parts").write_text("mine")
    with pytest.raises(DataError, match="in the way"):
        stream(MODEL, source, tmp_path / "out.parquet", 5)
    assert (tmp_path / "out.parquet.parts").read_text() == "mine"
