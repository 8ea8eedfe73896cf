"""Execute the chapters and write them in one normal form, so that executing again gives the same file.

    python tools/notebooks.py book/05_cell.ipynb     # without a path: all

That the stored outputs are what the cells give is nbval's to check, and `book/conftest.py` adds the pictures to it.
A chapter runs in its own folder, one kernel each; chapters 0 and 19 run last, since they read what the others measured.
The same run draws the figures of the French edition, `book/locale/fr/figures/`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from pathlib import Path
from typing import Any

import figures
import nbformat
from nbclient import NotebookClient

BOOK = Path(__file__).resolve().parent.parent / "book"
# Chapter 19 reads what the others measured, chapter 0 reads chapter 19 too.
READ_THE_OTHERS = ("19_", "00_")
RAW = argparse.RawDescriptionHelpFormatter
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE_INFO = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"}
# One thread: the order of a sum, and so its last digits, must not depend on the number of cores.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


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


def main() -> int:
    """Execute the named chapters, or all, and write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=RAW)
    parser.add_argument("paths", nargs="*", type=Path)
    arguments = parser.parse_args()
    os.environ.update(ONE_THREAD)
    for path in arguments.paths or chapters():
        stored = path.read_text(encoding="utf-8")
        notebook, french = execute(path)
        fresh = text(notebook)
        path.write_text(fresh, encoding="utf-8", newline="\n")
        figures.store(french)
        print(f"{path.name}: {'same' if fresh == stored else 'changed'}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
