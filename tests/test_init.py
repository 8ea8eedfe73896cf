"""The package's front door."""

import pytest

import lstm


def test_every_public_name_loads_and_is_documented():
    for name in lstm.__all__:
        assert getattr(lstm, name) is not None
    assert set(lstm.__all__) <= set(dir(lstm))


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(
        AttributeError, match=r"module 'lstm' has no attribute 'Lstm'; public names: .*Recurrent"
    ):
        _ = lstm.Lstm
