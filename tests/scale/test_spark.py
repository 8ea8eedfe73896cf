"""Forecasts on local Spark: the bytes of one process, also after a worker was killed. Wants Java 17 or newer."""

import os
import signal
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lstm.forecast import SeasonalForecaster
from lstm.forecast.partitions import distribute

MONTHS = pd.date_range("2020-01-01", periods=60, freq="MS")


def shops(n=40):
    rng, parts = np.random.default_rng(0), []
    for k in range(n):
        length = int(rng.integers(20, 61))
        y = 50 + 10 * np.sin(np.arange(length) * np.pi / 6 + k) + rng.normal(0, 2, length)
        parts.append(pd.DataFrame({"unique_id": f"shop {k}", "ds": MONTHS[:length], "y": y}))
    return pd.concat(parts).sample(frac=1, random_state=0).reset_index(drop=True)


def deadly(folder):
    """Return a model that kills the process that makes the fourth forecast; once."""

    class Deadly(SeasonalForecaster):  # within a function, so that a worker gets it by value
        def predict(self, *given, **options):
            place = Path(folder)
            (place / f"{os.getpid()}-{len(list(place.iterdir()))}").touch()
            if len(list(place.iterdir())) >= 4 and not (place / "killed").exists():
                (place / "killed").touch()
                os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
            return super().predict(*given, **options)

    return Deadly(freq="MS")


@pytest.mark.filterwarnings("default")  # of Spark
def test_spark_gives_the_bytes_of_one_process_though_a_worker_is_killed(tmp_path, monkeypatch):
    from pyspark.sql import SparkSession

    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    data = shops()
    whole = SeasonalForecaster(freq="MS").predict(data, 14, level=[80], quantiles=[0.3])
    spark = (
        SparkSession.builder.master("local[2,4]")  # two threads; a task may fail three times
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "4")
        .getOrCreate()
    )
    try:
        frame = spark.createDataFrame(data)
        made = distribute(
            deadly(str(tmp_path)), frame, 14, level=[80], quantiles=[0.3], engine=spark, partitions=8
        ).toPandas()
    finally:
        spark.stop()
    made = made.sort_values(["unique_id", "ds"]).reset_index(drop=True)
    assert (tmp_path / "killed").exists()
    assert str(os.getpid()) not in {one.name.split("-")[0] for one in tmp_path.iterdir()}
    assert made["unique_id"].tolist() == whole["unique_id"].tolist()
    assert (made["ds"].to_numpy("datetime64[ns]") == whole["ds"].to_numpy("datetime64[ns]")).all()
    for name in whole.columns[2:]:
        assert made[name].to_numpy().tobytes() == whole[name].to_numpy().tobytes(), name
