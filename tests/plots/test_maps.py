"""Maps side by side: each number in its field, a line around what is sure and nowhere else."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstm.plots.maps import border, maps


@pytest.fixture
def drawn():
    values = np.array([[10.0, -20.0, -0.3], [5.0, 6.0, 7.0]])
    inside = {"A": values > 9, "B": values > 99}
    fig = maps({"A": values, "B": -values}, inside, "ab", "xyz", ("r", "c", "v"), limits=(-30, 30))
    yield fig.axes
    plt.close(fig)


def test_each_field_shows_its_number_and_a_rounded_zero_has_no_sign(drawn):
    assert [t.get_text() for t in drawn[0].texts] == ["10", "\u221220", "0", "5", "6", "7"]
    assert [ax.get_title() for ax in drawn[:2]] == ["A", "B"]


def test_all_maps_share_one_colour_scale(drawn):
    assert {ax.images[0].get_clim() for ax in drawn[:2]} == {(-30, 30)}


def test_a_line_goes_around_what_is_inside(drawn):
    edges = {tuple(map(tuple, np.round(line.get_xydata(), 1))) for line in drawn[0].lines}
    corners = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]
    assert {frozenset(edge) for edge in edges} == {
        frozenset([corners[k], corners[(k + 1) % 4]]) for k in range(4)
    }
    assert not drawn[1].lines


def test_fields_side_by_side_have_no_line_between_them():
    fig, ax = plt.subplots()
    border(ax, np.array([[True, True]]))
    assert len(ax.lines) == 6
    plt.close(fig)
