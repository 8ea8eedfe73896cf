"""When the check of the chapters takes two pictures for the same."""

import io
import sys
from pathlib import Path

import pytest
from matplotlib import pyplot as plt

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import notebooks


def picture(y, size=(4, 2), **look):
    fig, ax = plt.subplots(figsize=size)
    ax.plot(y, **look)
    ax.set_ylim(0, 10)
    file = io.BytesIO()
    fig.savefig(file)
    plt.close(fig)
    return file.getvalue()


CURVE = [1, 3, 2, 5, 4]


def test_last_digits_do_not_change_a_picture():
    assert notebooks.alike(picture(CURVE), picture([y + 0.01 for y in CURVE]))


@pytest.mark.parametrize(
    "other",
    [
        picture([y + 0.6 for y in CURVE]),
        picture(CURVE, color="tab:orange"),
        picture([*CURVE[:-1], 8]),
        picture(CURVE, size=(4, 2.2)),
        picture([]),
    ],
    ids=["moved", "another colour", "another end", "another size", "nothing drawn"],
)
def test_another_picture_is_not_the_same(other):
    assert not notebooks.alike(picture(CURVE), other)
    assert not notebooks.alike(other, picture(CURVE))
