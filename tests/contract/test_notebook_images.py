"""When the check of the chapters takes two pictures for the same."""

import base64
import io
import sys
from pathlib import Path

import nbformat
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


def shown(png):
    output = nbformat.v4.new_output("display_data", {"image/png": base64.b64encode(png).decode()})
    return notebooks.normal(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=[output])])
    )


def test_the_check_goes_by_look_and_what_is_written_is_what_was_drawn(tmp_path, monkeypatch):
    path, fresh = tmp_path / "one.ipynb", shown(picture([y + 0.01 for y in CURVE]))
    stored = notebooks.text(shown(picture(CURVE)))
    path.write_text(stored, encoding="utf-8")
    monkeypatch.setattr(notebooks, "execute", lambda _: (nbformat.from_dict(fresh), {}))
    monkeypatch.setattr(sys, "argv", ["notebooks.py", "--check", str(path)])
    assert notebooks.main() == 0
    assert path.read_text(encoding="utf-8") == stored
    monkeypatch.setattr(sys, "argv", ["notebooks.py", str(path)])
    assert notebooks.main() == 0
    assert path.read_text(encoding="utf-8") == notebooks.text(fresh) != stored
