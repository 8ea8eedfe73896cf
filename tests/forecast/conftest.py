"""What the tests of forecasts and of the data door share."""

import numpy as np
import pytest

from lstm.forecast import store
from lstm.forecast.frame import read
from lstm.forecast.quantiles import MIDDLE
from lstm.forecast.zeroshot import forecast


@pytest.fixture
def opened(tmp_path):
    """Read a text as a file."""

    def read_text(text, **options):
        path = tmp_path / "file.csv"
        path.write_text(text, encoding="utf-8")
        return read(path, **options)

    return read_text


@pytest.fixture
def scored():
    """Forecast the last steps of each series: the error in mean steps, and how often 80 % intervals held."""

    def score(Y, season, h):
        seen, came = Y[:, :-h], Y[:, -h:]
        Q = np.stack(forecast(store.pretrained(), list(seen), season, 0, h))
        held = ((came >= Q[..., 2]) & (came <= Q[..., -3])).mean()
        scale = np.abs(np.diff(seen, axis=1)).mean(axis=1)
        return (np.abs(Q[..., MIDDLE] - came).mean(axis=1) / scale).mean(), held

    return score
