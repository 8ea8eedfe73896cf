"""What every committed chapter must be, so that strict nbval compares something and a reader sees all of it."""

import json
import re
import sys
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import notebooks

BOOK = Path(__file__).parents[2] / "book"
CHAPTERS = sorted(BOOK.glob("*.ipynb"))
# A folder of some machine, in text that readers see or a kernel printed.
MACHINE_PATH = re.compile(
    r"(?<![\w.:/])/(?:home|root|work|tmp|Users|usr|opt|mnt|var)/|[A-Z]:\\\\|0x[0-9a-f]{6,}"
)
KEPT_FROM_NBVAL = re.compile(r"NBVAL_(?:IGNORE|SKIP)|nbval-(?:ignore|skip)")


def notebook(path):
    return json.loads(path.read_text(encoding="utf-8"))


def code_cells(path):
    return [c for c in notebook(path)["cells"] if c["cell_type"] == "code"]


def source(cell):
    return "".join(cell["source"])


def pictures(cell):
    return [o for o in cell["outputs"] if any(k.startswith("image/") for k in o.get("data", {}))]


def every_chapter(function):
    return pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)(function)


def test_there_are_chapters_and_the_contents_list_each_of_them():
    contents = (BOOK.parent / "_toc.yml").read_text(encoding="utf-8")
    assert len(CHAPTERS) >= 7
    assert [p.stem for p in CHAPTERS if f"book/{p.stem}\n" not in contents + "\n"] == []


@every_chapter
def test_every_code_cell_was_executed_in_order(path):
    counts = [c["execution_count"] for c in code_cells(path)]
    assert counts, "a chapter without code executes nothing"
    assert counts == list(range(1, len(counts) + 1))


@every_chapter
def test_a_chapter_is_as_the_tool_writes_it(path):
    assert notebooks.text(notebooks.normal(nbformat.read(path, as_version=4))) == path.read_text(
        encoding="utf-8"
    )


@every_chapter
def test_something_is_compared_in_the_chapter(path):
    assert any(
        o["output_type"] in {"stream", "execute_result"} for c in code_cells(path) for o in c["outputs"]
    )


@every_chapter
def test_no_cell_stored_an_error_or_wrote_to_standard_error(path):
    outputs = [o for c in code_cells(path) for o in c["outputs"]]
    assert [o for o in outputs if o["output_type"] == "error" or o.get("name") == "stderr"] == []


@every_chapter
def test_code_fits_the_page_and_no_cell_is_long_or_ends_in_a_semicolon(path):
    sources = [source(c).rstrip() for c in code_cells(path)]
    assert [s for s in sources if s.endswith(";")] == []
    assert [line for s in sources for line in s.splitlines() if len(line) > 84] == []
    assert [s for s in sources if len(s.splitlines()) > 20] == []


@every_chapter
def test_no_cell_is_kept_from_nbval_without_a_reason_beside_it(path):
    for cell in code_cells(path):
        kept = KEPT_FROM_NBVAL.search(source(cell) + " ".join(cell["metadata"].get("tags", [])))
        assert not kept or "# Reason:" in source(cell)


@every_chapter
def test_no_path_or_address_of_a_machine_is_shown(path):
    # Pictures are left out: base64 text holds every short string by chance.
    for cell in notebook(path)["cells"]:
        shown = [source(cell)]
        for output in cell.get("outputs", []):
            data = {k: v for k, v in output.get("data", {}).items() if not k.startswith("image/")}
            shown += ["".join(output.get("text", "")), json.dumps(data)]
        assert [m.group() for text in shown for m in MACHINE_PATH.finditer(text)] == []


@every_chapter
def test_every_figure_has_a_caption_a_name_and_an_alternative_text_that_says_what_it_shows(path):
    for cell in code_cells(path):
        if not pictures(cell):
            continue
        shown = cell["metadata"].get("mystnb", {})
        assert len(pictures(cell)) == 1, "one figure a cell: a caption belongs to one figure"
        assert len(shown.get("figure", {}).get("caption", "")) > 20, source(cell)
        assert shown["figure"].get("name", "").startswith("fig-"), source(cell)
        alternative = shown.get("image", {}).get("alt", "")
        assert len(alternative) > 30, source(cell)
        assert not re.match(r"(?i)(a |an |the )?(plot|figure|graph|image|picture|chart) of", alternative), (
            alternative
        )


def test_every_figure_name_is_used_once():
    names = [
        c["metadata"]["mystnb"]["figure"]["name"] for p in CHAPTERS for c in code_cells(p) if pictures(c)
    ]
    assert sorted(names) == sorted(set(names))


@every_chapter
def test_every_chapter_has_one_title_and_no_gap_between_headings(path):
    prose = "\n".join(source(c) for c in notebook(path)["cells"] if c["cell_type"] == "markdown")
    prose = re.sub(r"(?s)```.*?```", "", prose)
    levels = [len(m) for m in re.findall(r"(?m)^(#{1,6}) ", prose)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
