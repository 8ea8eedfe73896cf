"""The figures of chapter 5 show the numbers they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstm.plots import cells


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def test_every_gate_is_drawn_unit_by_step_on_one_scale():
    rng = np.random.default_rng(0)
    trace = {name: rng.uniform(size=(5, 3)) for name in "ifo"}
    axes = cells.gates(trace, marks=[1, 3]).axes
    for ax, name in zip(axes[:3], "ifo", strict=True):
        np.testing.assert_array_equal(ax.images[0].get_array(), trace[name].T)
        assert ax.images[0].get_clim() == (0, 1)
        assert [line.get_xdata()[0] for line in ax.lines] == [2, 4]  # steps count from 1
        assert cells.TEXT[name] in {ax.get_title(loc=place) for place in ("left", "center")}


def test_the_bar_stands_at_the_geometric_mean_of_the_dots():
    errors = {"none": np.array([1e-4, 1e-2]), "erased": np.array([0.04, 0.09])}
    (ax,) = cells.lesion(errors, 0.05).axes
    assert ax.lines[0].get_xdata().tolist() == [1e-4, 1e-2]
    np.testing.assert_allclose(ax.lines[1].get_xdata(), 1e-3)
    np.testing.assert_allclose(ax.lines[3].get_xdata(), 0.06)
    assert ax.lines[4].get_xdata()[0] == 0.05
    assert [t.get_text() for t in ax.get_yticklabels()] == ["none", "erased"]
