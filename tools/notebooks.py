"""Execute the chapters and write them in one normal form, so that executing again gives the same file.

    python tools/notebooks.py book/05_cell.ipynb     # execute, normalise, write
    python tools/notebooks.py --check                # execute all; exit 1 where a file would change

A chapter runs in its own folder, one kernel each; chapters 0 and 19 run last, since they read what
the others measured. The same run draws the figures of the French edition, `book/locale/fr/figures/`.
"""

from __future__ import annotations

import argparse
import base64
import difflib
import hashlib
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import figures
import nbformat
import numpy as np
from nbclient import NotebookClient
from PIL import Image

BOOK = Path(__file__).resolve().parent.parent / "book"
# Chapter 19 reads what the others measured, chapter 0 reads chapter 19 too.
READ_THE_OTHERS = ("19_", "00_")
RAW = argparse.RawDescriptionHelpFormatter
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE_INFO = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"}
# One thread: the order of a sum, and so its last digits, must not depend on the number of cores.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
# Images look the same where less than a share of pixels find no such colour, to a tolerance, within some pixels.
STRANGE, COLOUR, REACH = 1e-3, 0.12, 2
Same = Callable[[bytes, bytes], bool]


def chapters() -> list[Path]:
    """All chapters, those that read the stored outputs of the others last."""
    last = {
        path: place for place, start in enumerate(READ_THE_OTHERS, 1) for path in BOOK.glob(f"{start}*.ipynb")
    }
    return sorted(BOOK.glob("*.ipynb"), key=lambda path: (last.get(path, 0), path.name))


def execute(path: Path) -> tuple[nbformat.NotebookNode, dict[str, bytes]]:
    """Run every cell of a chapter in a fresh kernel; return it in normal form, and its French figures by name."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=300,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=[f"--IPKernelApp.exec_lines={figures.START}"],
    )
    client.execute()
    french = figures.take(notebook)
    return normal(notebook), french


def normal(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Give cells stable names and counts, merge streams, and drop what only describes the machine."""
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNELSPEC, "language_info": LANGUAGE_INFO})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    count, seen = 0, set[str]()
    for cell in notebook.cells:
        cell.id = _name(cell.source, seen)
        cell.metadata.pop("execution", None)
        if cell.cell_type != "code":
            continue
        count += 1
        cell.execution_count = count
        cell.outputs = _merge_streams(cell.outputs)
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = count
    return notebook


def _name(source: str, seen: set[str]) -> str:
    """Name a cell after its text, so that its name survives edits elsewhere."""
    digest = hashlib.sha256(source.encode()).hexdigest()
    name = next(digest[k : k + 8] for k in range(56) if digest[k : k + 8] not in seen)
    seen.add(name)
    return name


def _merge_streams(outputs: list[Any]) -> list[Any]:
    """Join neighbouring pieces of one stream: where the kernel cuts them is chance."""
    merged: list[Any] = []
    for output in outputs:
        if (
            merged
            and output.output_type == "stream" == merged[-1].output_type
            and output.name == merged[-1].name
        ):
            merged[-1].text += output.text
        else:
            merged.append(output)
    return merged


def text(notebook: nbformat.NotebookNode) -> str:
    """The file's text."""
    return nbformat.writes(notebook) + "\n"


def same_size(one: bytes, other: bytes) -> bool:
    """Whether two images have the same size: fonts are drawn differently on another system, figures are not."""
    return _pixels(one).shape == _pixels(other).shape


def alike(one: bytes, other: bytes) -> bool:
    """Whether two images show the same: nearly every pixel has one of its colour within `REACH` in the other.

    A curve that was computed on another processor moves by its last digits, and the frame around it by a hair.
    """
    if one == other:
        return True
    first, second = _pixels(one), _pixels(other)
    return first.shape == second.shape and max(_strange(first, second), _strange(second, first)) < STRANGE


def _pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), np.float32) / 255


def _strange(image: np.ndarray, other: np.ndarray) -> float:
    """The share of pixels of an image whose colour is not found near the same place of another."""
    height, width, _ = image.shape
    wide = np.pad(other, ((REACH, REACH), (REACH, REACH), (0, 0)), mode="edge")
    least = np.ones((height, width), np.float32)
    for down, right in np.ndindex(2 * REACH + 1, 2 * REACH + 1):
        gap = np.abs(image - wide[down : down + height, right : right + width]).max(axis=2)
        least = np.minimum(least, gap)
    return float((least > COLOUR).mean())


def keep_stored(path: Path, fresh: nbformat.NotebookNode, french: dict[str, bytes], same: Same) -> None:
    """Put the stored image in the place of each fresh one that is the same, in both editions."""
    stored = nbformat.read(path, as_version=4)
    for old, new in zip(stored.cells, fresh.cells, strict=True):
        for was, now in zip(old.get("outputs", []), new.get("outputs", []), strict=False):
            pair = [base64.b64decode(one.get("data", {}).get("image/png", "")) for one in (was, now)]
            if all(pair) and same(*pair):
                now.data["image/png"] = was.data["image/png"]
    pictures = figures.stored()
    for name, png in french.items():
        if name in pictures and same(pictures[name].read_bytes(), png):
            french[name] = pictures[name].read_bytes()


def difference(path: Path, fresh: nbformat.NotebookNode) -> str:
    """Return the first lines in which the file differs from its fresh execution, empty where there are none."""
    stored = path.read_text(encoding="utf-8")
    lines = difflib.unified_diff(stored.splitlines(), text(fresh).splitlines(), "stored", "executed", n=1)
    return "\n".join(line[:160] for line in list(lines)[:40])


def french_difference(pictures: dict[str, bytes]) -> list[str]:
    """Name the French figures that differ from the stored ones."""
    stored = figures.stored()
    return [
        f"{name}: the French figure differs"
        for name, png in pictures.items()
        if name not in stored or stored[name].read_bytes() != png
    ]


# By look; by size alone where the system draws fonts differently.
IMAGES: dict[str, Same] = {"look": alike, "size": same_size}


def main() -> int:
    """Execute the named chapters, or all; write them, or check that nothing would change."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=RAW)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where a file would change"
    )
    parser.add_argument(
        "--images", choices=list(IMAGES), default="look", help="which images --check takes for the same"
    )
    arguments = parser.parse_args()
    os.environ.update(ONE_THREAD)
    changed = 0
    for path in arguments.paths or chapters():
        fresh, french = execute(path)
        if arguments.check:  # what is written is written as drawn: a mended label must not be lost
            keep_stored(path, fresh, french, IMAGES[arguments.images])
        gaps = [difference(path, fresh), *french_difference(french)]
        gap = "\n".join(filter(None, gaps))
        changed += bool(gap)
        print(f"{path.name}: {'changed' if gap else 'same'}", flush=True)
        if arguments.check:
            print(gap, end="\n" if gap else "")
        else:
            path.write_text(text(fresh), encoding="utf-8", newline="\n")
            figures.store(french)
    return int(arguments.check and changed > 0)


if __name__ == "__main__":
    sys.exit(main())
