"""Forecasts on local Spark: the bytes of one process, also after a worker was killed. Wants Java 17 or newer."""

import os
import sys

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


@pytest.mark.filterwarnings("default")  # of Spark
def test_spark_gives_the_bytes_of_one_process_though_a_worker_is_killed(
    tmp_path, monkeypatch, deadly, assert_same_bytes
):
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
            deadly, frame, 14, level=[80], quantiles=[0.3], engine=spark, partitions=8
        ).toPandas()
    finally:
        spark.stop()
    assert (tmp_path / "killed").exists()
    assert str(os.getpid()) not in {one.name.split("-")[0] for one in tmp_path.iterdir()}
    assert_same_bytes(made, whole)
