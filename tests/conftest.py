"""What the tests of one engine and of another share."""

import os
import signal
from pathlib import Path

import pytest


@pytest.fixture
def deadly(tmp_path):
    """A model that kills the process that makes the fourth forecast; once."""
    from lstm.forecast import SeasonalForecaster  # not for the tests that need no torch

    folder = str(tmp_path)

    class Deadly(SeasonalForecaster):  # within a function, so that a worker gets it by value
        def predict(self, *given, **options):
            place = Path(folder)
            (place / f"{os.getpid()}-{len(list(place.iterdir()))}").touch()
            if len(list(place.iterdir())) >= 4 and not (place / "killed").exists():
                (place / "killed").touch()
                os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
            return super().predict(*given, **options)

    return Deadly(freq="MS")


@pytest.fixture
def assert_same_bytes():
    """Compare forecasts from any engine, in any order, with those of one process."""

    def compare(made, whole):
        made = made.sort_values(["unique_id", "ds"]).reset_index(drop=True)
        assert list(made.columns) == list(whole.columns)
        assert made["unique_id"].tolist() == whole["unique_id"].tolist()
        for name in whole.columns[1:]:
            kind = "datetime64[ns]" if name == "ds" else whole[name].dtype
            assert made[name].to_numpy(kind).tobytes() == whole[name].to_numpy(kind).tobytes(), name

    return compare
