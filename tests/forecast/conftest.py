"""What the tests of the data door share."""

import pytest

from lstm.forecast.frame import read


@pytest.fixture
def opened(tmp_path):
    """Read a text as a file."""

    def read_text(text, **options):
        path = tmp_path / "file.csv"
        path.write_text(text, encoding="utf-8")
        return read(path, **options)

    return read_text
