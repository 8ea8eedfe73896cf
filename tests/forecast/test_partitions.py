"""The same bytes whatever the partitions and the engine, and after a worker was really killed."""

import os

import dask.dataframe
import numpy as np
import pandas as pd
import pytest
from distributed import Client, LocalCluster

from lstm.errors import DataError
from lstm.forecast import SeasonalForecaster
from lstm.forecast.partitions import distribute

RNG = np.random.default_rng(0)
MONTHS = pd.date_range("2020-01-01", periods=60, freq="MS")


def shops(n=70):
    """Series of several lengths and kinds, so that batches differ from partition to partition; rows shuffled."""
    parts = []
    for k in range(n):
        length = int(RNG.integers(20, 61))
        y = 50 + 10 * np.sin(np.arange(length) * np.pi / 6 + k) + RNG.normal(0, 2, length) - 55 * (k % 5 == 0)
        parts.append(pd.DataFrame({"unique_id": f"shop {k}", "ds": MONTHS[:length], "y": y}))
    return pd.concat(parts).sample(frac=1, random_state=0).reset_index(drop=True)


DATA = shops()
MODEL = SeasonalForecaster(freq="MS")
WHOLE = MODEL.predict(DATA, 14, level=[80], quantiles=[0.3])


@pytest.mark.parametrize("partitions", [1, 3, 64])
def test_any_number_of_partitions_gives_the_same_bytes(partitions, assert_same_bytes):
    made = distribute(MODEL, DATA, 14, level=[80], quantiles=[0.3], partitions=partitions)
    assert_same_bytes(made, WHOLE)


def test_covariates_travel_with_their_series(assert_same_bytes):
    few = DATA[DATA["unique_id"].str.endswith("7")]
    rows = few.assign(promotion=RNG.integers(0, 2, len(few)).astype(float))
    model = SeasonalForecaster(freq="MS").fit(rows, futr_exog=["promotion"], h=3)
    ends = rows.groupby("unique_id")["ds"].max()
    ahead = pd.DataFrame({"unique_id": ends.index.repeat(2)})
    ahead["ds"] = np.concatenate([pd.date_range(end, periods=3, freq="MS")[1:] for end in ends])
    ahead["promotion"] = RNG.integers(0, 2, len(ahead)).astype(float)
    made = distribute(model, pd.concat([rows, ahead], ignore_index=True), 2, partitions=5)
    assert_same_bytes(made, model.predict(rows, 2, futr_df=ahead))


def test_whole_numbers_as_times():
    rows = DATA.assign(ds=DATA.groupby("unique_id")["ds"].rank().astype(int))
    model = SeasonalForecaster(freq=1, season_length=12)
    whole = model.predict(rows, 3)
    made = distribute(model, rows, 3, partitions=4).sort_values(["unique_id", "ds"])
    np.testing.assert_array_equal(made["LSTM"], whole["LSTM"])
    np.testing.assert_array_equal(made["ds"], whole["ds"])


def test_what_no_partition_can_know_must_be_given():
    for model in (SeasonalForecaster(), SeasonalForecaster(freq=1)):
        with pytest.raises(DataError, match=r"give SeasonalForecaster\(freq=\.\.\., season_length=\.\.\.\)"):
            distribute(model, DATA, 3)
    with pytest.raises(DataError, match="column 'y' is missing; the data have unique_id, ds"):
        distribute(MODEL, DATA[["unique_id", "ds"]], 3)


# A busy machine is not a dead worker.
PATIENT = {"distributed.comm.timeouts.connect": "300s", "distributed.scheduler.worker-ttl": None}


@pytest.mark.filterwarnings("default")  # of dask and distributed
def test_a_dask_worker_that_is_killed_loses_nothing(tmp_path, deadly, assert_same_bytes):
    frame = dask.dataframe.from_pandas(DATA, npartitions=5)
    with (
        dask.config.set(PATIENT),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        before = set(client.scheduler_info()["workers"])
        made = distribute(
            deadly, frame, 14, level=[80], quantiles=[0.3], engine=client, partitions=8
        ).compute()
        after = set(client.scheduler_info()["workers"])
    assert (tmp_path / "killed").exists()
    assert before - after, "no worker was lost"
    assert str(os.getpid()) not in {one.name.split("-")[0] for one in tmp_path.iterdir()}
    assert_same_bytes(made, WHOLE)
