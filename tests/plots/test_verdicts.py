from matplotlib import pyplot as plt

from lstm.plots.verdicts import verdicts
from lstm.verdicts import COLOURS


def test_each_bar_has_the_length_and_colour_of_its_verdict():
    fig = verdicts({"right": 7, "wrong": 2})
    bars = fig.axes[0].patches
    assert [bar.get_width() for bar in bars] == [7, 2]
    assert plt.matplotlib.colors.to_hex(bars[1].get_facecolor()) == COLOURS["wrong"]
    plt.close(fig)
