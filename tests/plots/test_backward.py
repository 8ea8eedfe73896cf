"""The two roads show what each step hands back, and refuse what does not fit."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstm.plots.backward import two_roads
from lstm.plots.board import column


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def test_every_number_that_is_handed_back_is_shown_on_its_road():
    along_c, along_h = np.array([[0.1, 0.2], [0.3, 0.4]]), np.array([[-0.5, 0.6], [0.7, -0.8]])
    fig = two_roads(along_c, along_h, np.ones(2))
    texts = {t.get_text(): t.get_position()[1] for t in fig.axes[0].texts}
    heights = [{texts[column(row)] for row in road} for road in (along_c, along_h)]
    assert all(len(height) == 1 for height in heights)
    assert min(heights[0]) > max(heights[1])
    assert column(np.ones(2)) in texts


@pytest.mark.parametrize("shapes", [((2, 1), (3, 1)), ((5, 1), (5, 1)), ((2,), (2,))])
def test_what_does_not_fit_is_refused(shapes):
    with pytest.raises(ValueError, match="along_c, along_h: shapes"):
        two_roads(np.zeros(shapes[0]), np.zeros(shapes[1]), np.ones(1))
