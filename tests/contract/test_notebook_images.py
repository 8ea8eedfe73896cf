"""When the check of the chapters takes two pictures for the same."""

import base64
import io
import runpy
import sys
from pathlib import Path

import nbformat
import pytest
from matplotlib import pyplot as plt

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import figures
import pictures

CONFTEST = runpy.run_path(str(Path(__file__).resolve().parents[2] / "book" / "conftest.py"))
compare, twice = CONFTEST["compare"], CONFTEST["twice"]


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
    assert pictures.alike(picture(CURVE), picture([y + 0.01 for y in CURVE]))


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
    assert not pictures.alike(picture(CURVE), other)
    assert not pictures.alike(other, picture(CURVE))


def cell(*pngs, **metadata):
    shown = [{"image/png": base64.b64encode(png).decode()} for png in pngs]
    outputs = [nbformat.v4.new_output("display_data", data) for data in shown]
    return nbformat.v4.new_code_cell("x", outputs=outputs, metadata=metadata)


@pytest.mark.parametrize(
    ("drawn", "faults"),
    [
        ([CURVE], []),
        ([[y + 0.01 for y in CURVE]], []),
        ([[y + 0.6 for y in CURVE]], ["picture 1 differs from the stored one"]),
        ([], ["0 pictures, 1 stored"]),
        ([CURVE, CURVE], ["2 pictures, 1 stored"]),
    ],
    ids=["same", "by a hair", "moved", "none", "one more"],
)
def test_a_chapter_shows_the_stored_pictures(drawn, faults):
    assert compare(cell(picture(CURVE)), cell(*map(picture, drawn)).outputs, pictures.alike) == faults


@pytest.mark.parametrize(
    ("name", "stored", "drawn", "differ"),
    [
        ("a-curve", CURVE, CURVE, False),
        ("a-curve", CURVE, [y + 0.6 for y in CURVE], True),
        ("another", CURVE, CURVE, True),
    ],
    ids=["same", "moved", "not stored"],
)
def test_the_french_picture_is_the_stored_one(tmp_path, monkeypatch, name, stored, drawn, differ):
    (tmp_path / "a-curve.png").write_bytes(figures.shrink(picture(stored), picture(CURVE), {}))
    monkeypatch.setattr(figures, "FOLDER", tmp_path)
    one = cell(picture(CURVE), mystnb={"figure": {"name": name}})
    french = {"png": base64.b64encode(picture(drawn)).decode(), "words": {}}
    fresh = cell(picture(CURVE)).outputs
    fresh[0].data[figures.FORM] = french
    faults = [f"{name}: the French figure differs from the stored one"] if differ else []
    assert compare(one, fresh, pictures.alike) == faults


def test_a_kernel_that_did_not_start_is_started_once_more():
    outcomes = iter(
        [RuntimeError("Kernel died"), "kernel", RuntimeError("Kernel died"), RuntimeError("again")]
    )

    def start():
        outcome = next(outcomes)
        if isinstance(outcome, RuntimeError):
            raise outcome
        return outcome

    assert twice(start)() == "kernel"
    with pytest.raises(RuntimeError, match="again"):
        twice(start)()
