"""The picture that each example of `lstm.plots` draws is the one on file.

After a change that is meant, draw them anew and look at each: ``python tests/plots/test_images.py``.
"""

import doctest
import importlib
import pkgutil
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from matplotlib.testing.compare import compare_images

import lstm.plots

ON_FILE = Path(__file__).parent / "images"
# Root mean square of the difference in grey levels: other versions of FreeType stay below it, a moved line does not.
TOLERANCE = 0.5
EXAMPLES = {
    test.name.removeprefix("lstm.plots."): test
    for module in pkgutil.iter_modules(lstm.plots.__path__, "lstm.plots.")
    for test in doctest.DocTestFinder().find(importlib.import_module(module.name))
    if test.examples
}


def draw(name, patch):
    """Run an example without its closing of figures; return what it has drawn."""
    plt.close("all")
    with patch.context() as p:
        p.setattr(plt, "close", lambda *_: None)
        exec("".join(e.source for e in EXAMPLES[name].examples), dict(EXAMPLES[name].globs))  # noqa: S102
    return [plt.figure(number) for number in plt.get_fignums()]


def save(figures, folder, name):
    """Write the pictures of an example, small; return their paths."""
    paths = [folder / f"{name}{f'-{k}' if k else ''}.png" for k in range(len(figures))]
    for figure, path in zip(figures, paths, strict=True):
        figure.savefig(path, dpi=60, metadata={"Software": None})
    plt.close("all")
    return paths


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_draws_the_picture_on_file(name, tmp_path, monkeypatch):
    for path in save(draw(name, monkeypatch), tmp_path, name):
        assert compare_images(ON_FILE / path.name, path, TOLERANCE) is None


def test_every_picture_on_file_has_an_example(monkeypatch, tmp_path):
    drawn = {path.name for name in EXAMPLES for path in save(draw(name, monkeypatch), tmp_path, name)}
    assert drawn == {path.name for path in ON_FILE.glob("*.png")}


if __name__ == "__main__":
    for each in EXAMPLES:
        save(draw(each, pytest.MonkeyPatch()), ON_FILE, each)
