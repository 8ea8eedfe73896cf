"""Run the examples and commands of README.md, write their output below them and draw the picture: all stay true.

    python tools/readme.py            # run, write, draw
    python tools/readme.py --check    # run; exit 1 where an output or the picture would change

An example is Python; a command is `lstm forecast`, `compare` or `check`, and each one that README.md shows in a block
has its output below it. Times differ between machines: an x stands for each. The picture is book/_static/readme.png.
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
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

# One thread: the order of a sum must not depend on the number of cores. Set before NumPy is loaded.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PICTURE = ROOT / "book" / "_static" / "readme.png"
OUTPUT = r"(?P<between>```\n\n<!-- its output -->\n```text\n)(?P<output>.*?)(?P<tail>```\n)"
EXAMPLE = re.compile(r"(?P<head><!-- example -->\n```python\n)(?P<code>.*?)" + OUTPUT, re.DOTALL)
COMMAND = re.compile(r"(?P<head><!-- command -->\n```sh\n)(?P<code>[^`]*?)" + OUTPUT, re.DOTALL)
SHELL = re.compile(r"^```(?:sh|bash|shell|console)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
OURS = re.compile(r"^\W*(?:\S*/)?lstm\s+(?:forecast|compare|check)\b", re.MULTILINE)
RAW = argparse.RawDescriptionHelpFormatter


def run(code: str, names: dict[str, Any]) -> str:
    """Run one example among the names that earlier ones left, and return what it prints."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(code, "README.md", "exec"), names)  # noqa: S102  our own example, from our own file
    return printed.getvalue()


def timeless(printed: str) -> str:
    """Put an x for each time that `lstm compare` prints: in the last column, and in the words at the end."""
    lines, table = [], False
    for line in printed.splitlines(keepends=True):
        table = line.rstrip().endswith("seconds") or (table and bool(line.strip()))
        lines.append(re.sub(r"[\d.]+(?=\n)", lambda time: "x".rjust(len(time[0])), line) if table else line)
    return re.sub(r"\bin \S+ s against \S+ s\b", "in x s against x s", "".join(lines))


def shell(code: str) -> str:
    """Run the commands of one block in the root of the repository, and return what they print but for times."""
    from lstm.cli import main as lstm  # noqa: PLC0415  after the number of threads is set

    with contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.chdir(ROOT):
        for line in code.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            if not words:
                continue
            if Path(words[0]).name != "lstm" or lstm(words[1:]):
                raise SystemExit(f"README.md: {line!r} is no command of lstm that runs without an error")
    return timeless(printed.getvalue())


def renew(text: str) -> tuple[str, dict[str, Any]]:
    """Return the text with the output of every example and command renewed, and the names that the examples leave."""
    names: dict[str, Any] = {"__name__": "readme"}
    for block in SHELL.finditer(text):
        if OURS.search(block[1]) and not text[: block.start()].endswith("<!-- command -->\n"):
            raise SystemExit(f"README.md: no output is asked for below {block[1].splitlines()[0]!r}: mark it")
    for mark, form, runner in (
        ("example", EXAMPLE, lambda code: run(code, names)),
        ("command", COMMAND, shell),
    ):

        def filled(found: re.Match[str], runner: Callable[[str], str] = runner) -> str:
            return found["head"] + found["code"] + found["between"] + runner(found["code"]) + found["tail"]

        marked = text.count(f"<!-- {mark} -->")
        text, count = form.subn(filled, text)
        if count != marked or not count:
            raise SystemExit(f"README.md: {marked} {mark}s marked, {count} of the right form")
    return text, names


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
