"""Run the examples of README.md, write their output below them and draw the picture, so that all stay true.

    python tools/readme.py            # run, write, draw
    python tools/readme.py --check    # run; exit 1 where the output or the picture would change

The picture is book/_static/readme.png.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import hashlib
import inspect
import io
import os
import re
import sys
from pathlib import Path
from typing import Any

# One thread: the order of a sum must not depend on the number of cores. Set before NumPy is loaded.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PICTURE = ROOT / "book" / "_static" / "readme.png"
EXAMPLE = re.compile(
    r"(?P<head><!-- example -->\n```python\n)(?P<code>.*?)"
    r"(?P<between>```\n\n<!-- its output -->\n```text\n)(?P<output>.*?)(?P<tail>```\n)",
    re.DOTALL,
)
RAW = argparse.RawDescriptionHelpFormatter


def run(code: str, names: dict[str, Any]) -> str:
    """Run one example among the names that earlier ones left, and return what it prints."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(code, "README.md", "exec"), names)  # noqa: S102  our own example, from our own file
    return printed.getvalue()


def renew(text: str) -> tuple[str, dict[str, Any]]:
    """Return the text with the output of every example renewed, and the names that the examples leave."""
    names: dict[str, Any] = {"__name__": "readme"}

    def example(found: re.Match[str]) -> str:
        output = run(found["code"], names)
        return found["head"] + found["code"] + found["between"] + output + found["tail"]

    renewed, count = EXAMPLE.subn(example, text)
    if count != text.count("<!-- example -->") or not count:
        raise SystemExit(
            f"README.md: {text.count('<!-- example -->')} examples marked, {count} of the right form"
        )
    return renewed, names


def mark(names: dict[str, Any]) -> str:
    """Condense what the picture shows and how it is drawn; its pixels differ between systems."""
    shown = [f"{name} {value:.2g}" for name, share in names["curves"].items() for value in share]
    return hashlib.sha256("\n".join([*shown, inspect.getsource(draw)]).encode()).hexdigest()


def draw(names: dict[str, Any]) -> None:
    """Draw what the example computed."""
    import matplotlib as mpl  # noqa: PLC0415  the window system is chosen before pyplot is loaded

    mpl.use("agg")
    from lstm.plots.style import PALETTE, figure  # noqa: PLC0415

    # Colour, dashes, and where the name stands: points to the right and up from step 24.
    looks = {"RNN": ("RNN", "-", -34, -12), "LSTM": ("LSTM", "--", 8, 6)}
    looks["LSTM, forget gate open"] = ("LSTM", "-", 8, 8)
    drawn, ax = figure(height=3.0)
    for name, share in names["curves"].items():
        colour, dashes, right, up = looks[name]
        ax.semilogy(share, dashes, color=PALETTE[colour])
        place = {"xytext": (right, up), "textcoords": "offset points"}
        ax.annotate(name, (24, share[24]), color=PALETTE[colour], **place)
    ax.set(xlabel="steps back", ylabel="share still felt", xlim=(0, 60), ylim=(1e-12, 3))
    ax.set_title("What the last output of an untrained network feels of earlier inputs")
    drawn.savefig(PICTURE, dpi=150, metadata={"Description": mark(names)})


def stale(names: dict[str, Any]) -> str:
    """Say what is wrong with the stored picture, in one line, or nothing."""
    if not PICTURE.is_file():
        return f"{PICTURE.name} is missing\n"
    with Image.open(PICTURE) as picture:
        current = picture.info.get("Description") == mark(names)
    return "" if current else f"{PICTURE.name} shows other numbers or another drawing\n"


def main() -> int:
    """Renew README.md and its picture, or check that nothing would change."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=RAW)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where something would change"
    )
    check = parser.parse_args().check
    stored = README.read_text(encoding="utf-8")
    fresh, names = renew(stored)
    if check:
        lines = difflib.unified_diff(
            stored.splitlines(), fresh.splitlines(), "README.md", "now", n=1, lineterm=""
        )
        faults = "".join(line + "\n" for line in lines) + stale(names)
        print(faults or "README.md: same\n", end="")
        return int(bool(faults))
    README.write_text(fresh, encoding="utf-8", newline="\n")
    draw(names)
    return 0


if __name__ == "__main__":
    sys.exit(main())
