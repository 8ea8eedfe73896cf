"""Draw the six pictures of the title page and the card that stands for the book where a link to it is shown.

    python tools/hero.py            # compute and write book/hero/*.svg and book/_static/preview.png
    python tools/hero.py --check    # compute; exit 1 where a picture would change

The SVG files hold no words but names that are the same in every language. They take the colour of the text around
them, so they suit a light page, a dark one and paper. The card is the same pictures, photographed by Chromium.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from pathlib import Path
from typing import Any

# One thread: the order of a sum must not depend on the number of cores. Set before NumPy is loaded.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from lstm import Adam, Network, Recurrent  # noqa: E402
from lstm.fitting import train  # noqa: E402
from lstm.plots.style import PALETTE  # noqa: E402
from lstm.report import Report  # noqa: E402
from lstm.verdicts import COLOURS  # noqa: E402

FOLDER, CARD = ROOT / "book" / "hero", ROOT / "book" / "_static" / "preview.png"
WIDE, HIGH, EDGE = 240, 132, 8  # units of a picture

# The colours of the models and of the verdicts; `book.css` brightens them where the page is dark.
COLOUR = {"LSTM": PALETTE["LSTM"], "RNN": PALETTE["RNN"], **COLOURS, "open": "#5f5f5f"}


def ink(name: str) -> str:
    """Return the colour of a model or a verdict, or that of the text around the picture."""
    return f"var(--draw-{name.lower()}, {COLOUR[name]})" if name in COLOUR else "currentColor"


def places(x: Any, y: Any, xs: tuple[float, float], ys: tuple[float, float]) -> list[tuple[float, float]]:
    """Map values to places on the picture; y points up."""
    across = EDGE + (WIDE - 2 * EDGE) * (np.ravel(x) - xs[0]) / (xs[1] - xs[0])
    down = HIGH - EDGE - (HIGH - 2 * EDGE) * (np.ravel(y) - ys[0]) / (ys[1] - ys[0])
    return [(round(float(a), 1), round(float(d), 1)) for a, d in zip(across, down, strict=True)]


def line(points: list[tuple[float, float]], name: str, width: float = 3, dashes: str = "") -> str:
    """Draw a line through places."""
    path = " ".join(f"{a:g},{d:g}" for a, d in points)
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<polyline points="{path}" fill="none" stroke-width="{width:g}" stroke-linejoin="round"{dash} '
        f'style="stroke: {ink(name)}"/>'
    )


def dot(at: tuple[float, float], radius: float, name: str, *, full: bool = True) -> str:
    """Draw a dot or a ring."""
    paint = f"fill: {ink(name)}" if full else f"fill: none; stroke: {ink(name)}; stroke-width: 2"
    return f'<circle cx="{at[0]:g}" cy="{at[1]:g}" r="{radius:g}" style="{paint}"/>'


def word(at: tuple[float, float], text: str, kind: str = "name") -> str:
    """Write a name of a model, or a verdict, which the French edition translates."""
    return (
        f'<text class="{kind}" x="{at[0]:g}" y="{at[1]:g}" font-size="17" fill="currentColor">{text}</text>'
    )


def claims() -> list[str]:
    """One ring for each claim, nothing decided yet."""
    count = len(Report(ROOT / "book").claims)
    columns = (count + 1) // 2
    step = (WIDE - 2 * EDGE) / columns
    spots = [(EDGE + step * (k % columns + 0.5), HIGH / 2 + (-20, 20)[k // columns]) for k in range(count)]
    return [dot((round(a, 1), d), 7, "ink", full=False) for a, d in spots]


def verdicts() -> list[str]:
    """The same rings, filled and sorted into a row for each verdict."""
    counts = Report(ROOT / "book").counts()
    step = min(17.0, (WIDE - 122) / max(counts.values()))
    radius = round(min(7, step / 2 - 0.4), 1)
    drawn = []
    for row, (name, count) in enumerate(counts.items()):
        middle = HIGH * (row + 0.5) / len(counts)
        drawn.append(word((EDGE, round(middle + 6, 1)), name, "word"))
        drawn += [dot((round(114 + step * k, 1), round(middle, 1)), radius, name) for k in range(count)]
    return drawn


def network() -> list[str]:
    """The network of chapter 1, fitted to four invented years of monthly sales."""
    rng = np.random.default_rng(0)
    month = np.tile(np.arange(12), 4)
    y = np.sin(2 * np.pi * month / 12) + 0.5 * np.cos(4 * np.pi * month / 12) + 0.2 * rng.normal(size=48)
    fitted = Network([1, 8, 1], seed=0)
    train(fitted, (month[:, None] - 5.5) / 6, y[:, None], Adam(fitted.parameters, lr=0.03), 300)
    fine = np.linspace(-0.92, 0.92, 80)[:, None]
    limits = (-0.5, 11.5), (-2.0, 1.8)
    dots = [dot(at, 2.5, "ink") for at in places(month, y, *limits)]
    return [*dots, line(places(6 * fine + 5.5, fitted(fine), *limits), "LSTM")]


def felt(kind: str, forget_bias: float = 0.0) -> list[tuple[float, float]]:
    """Size of d(last output) / d(input k steps back), as the README's example takes it; logarithmic."""
    shares = []
    for seed in range(20):
        layer = Recurrent(kind, input_size=1, hidden_size=16, seed=seed)
        if kind == "lstm":
            layer.parameters["bias_ih_l0"][16:32] += forget_bias  # rows of the gates: i, f, g, o
        output, _, cache = layer.forward(np.random.default_rng(seed).normal(size=(60, 32, 1)))
        doutput = np.zeros_like(output)
        doutput[-1] = 1
        size = np.sqrt((layer.backward(doutput, cache)[0][::-1] ** 2).mean(axis=(1, 2)))
        shares.append(size / size[0])
    share = np.log10(np.median(shares, axis=0))
    seen = share > -7
    return places(np.arange(60)[seen], share[seen], (0, 60), (-7, 0.5))


def floor() -> str:
    """The two axes of a picture of memory: steps back, and how much is felt."""
    return line([(EDGE, EDGE), (EDGE, HIGH - EDGE), (WIDE - EDGE, HIGH - EDGE)], "ink", 1)


def memory() -> list[str]:
    """What a plain network feels of earlier steps."""
    return [floor(), line(felt("rnn_tanh"), "RNN"), word((112, 84), "RNN")]


def gate() -> list[str]:
    """What an LSTM feels: with its usual start, and with the forget gate open."""
    usual, opened = felt("lstm"), felt("lstm", 2)
    return [
        floor(),
        line(felt("rnn_tanh"), "RNN", 1.5),
        line(usual, "LSTM", 3, "7 5"),
        line(opened, "LSTM"),
        word((150, 24), "LSTM"),
    ]


def forecast() -> list[str]:
    """The shipped network's forecast of a shop's next two weeks, beside the last week repeated."""
    from lstm.forecast import SeasonalForecaster  # noqa: PLC0415  torch is slow to load
    from lstm.forecast.frame import read  # noqa: PLC0415

    sales = read(ROOT / "data" / "shop.csv")
    y = sales["y"].to_numpy(float)[-28:]
    table = SeasonalForecaster().predict(sales, h=14, level=[80])
    ahead = np.arange(28, 42)
    naive = np.tile(y[-7:], 2)
    low, high = (table[f"LSTM-{end}-80"].to_numpy(float) for end in ("lo", "hi"))
    limits = (0, 42), (min(y.min(), low.min()), max(y.max(), high.max()))
    band = places(ahead, low, *limits) + places(ahead, high, *limits)[::-1]
    area = " ".join(f"{a:g},{d:g}" for a, d in band)
    now = places([27.5], [0], *limits)[0][0]
    return [
        f'<polygon points="{area}" style="fill: {ink("LSTM")}" fill-opacity="0.25"/>',
        line([(now, EDGE), (now, HIGH - EDGE)], "ink", 1),
        line(places(np.arange(28), y, *limits), "ink", 2),
        line(places(ahead, naive, *limits), "ink", 1.5, "4 4"),
        line(places(ahead, table["LSTM"].to_numpy(float), *limits), "LSTM"),
    ]


PICTURES = (claims, network, memory, gate, forecast, verdicts)


def pictures() -> dict[str, str]:
    """Compute the pictures: name to SVG."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" font-family="sans-serif">'
    return {draw.__name__: "\n".join([head, *draw(), "</svg>", ""]) for draw in PICTURES}


PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 44px 56px; width: 1088px; color: #1f2933; background: #fff; font-family: sans-serif }}
h1 {{ font-size: 54px; font-weight: 600; margin: 0 0 6px }} p {{ font-size: 27px; color: #5f6b76; margin: 0 0 26px }}
div {{ display: grid; grid-template-columns: repeat(3, 1fr); gap: 18px }}
svg {{ border: 1px solid #dfe3e8; border-radius: 9px; padding: 14px; height: 196px; width: 350px;
  box-sizing: border-box }}
</style><h1>LSTM: a report that runs</h1>
<p>22 claims on trial: a book whose every number can be run again</p><div>{}</div>"""


def mark(drawn: dict[str, str]) -> str:
    """Condense what the card shows; its pixels differ between systems."""
    return hashlib.sha256((PAGE + "".join(drawn.values())).encode()).hexdigest()


def photograph(drawn: dict[str, str]) -> None:
    """Write the card, 1200 by 630 pixels, with its mark."""
    from PIL import Image, PngImagePlugin  # noqa: PLC0415  the check needs no browser
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    from tools import chromium  # noqa: PLC0415

    path = next(
        filter(None, chromium.candidates())
    )  # it may ask Playwright itself, of which one runs at a time
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        page = browser.new_page(viewport={"width": 1200, "height": 630})
        page.set_content(PAGE.format("".join(drawn.values())))
        page.screenshot(path=CARD)
        browser.close()
    note = PngImagePlugin.PngInfo()
    note.add_text("Description", mark(drawn))
    with Image.open(CARD) as card:
        card.convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(CARD, optimize=True, pnginfo=note)


def stale(drawn: dict[str, str]) -> list[str]:
    """Name the stored pictures that the computed ones would change."""
    from PIL import Image  # noqa: PLC0415

    files = {FOLDER / f"{name}.svg": svg for name, svg in drawn.items()}
    old = [p.name for p, svg in files.items() if not p.is_file() or p.read_text(encoding="utf-8") != svg]
    shown = None
    if CARD.is_file():
        with Image.open(CARD) as card:
            shown = card.info.get("Description")
    return old if shown == mark(drawn) else [*old, CARD.name]


def main() -> int:
    """Write the pictures, or check that none would change."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where a picture would change"
    )
    check = parser.parse_args().check
    drawn = pictures()
    if check:
        print(
            "\n".join(f"{name} would change: run python tools/hero.py" for name in stale(drawn))
            or "hero: same"
        )
        return int(bool(stale(drawn)))
    FOLDER.mkdir(exist_ok=True)
    for name, svg in drawn.items():
        (FOLDER / f"{name}.svg").write_text(svg, encoding="utf-8", newline="\n")
    photograph(drawn)
    return 0


if __name__ == "__main__":
    sys.exit(main())
