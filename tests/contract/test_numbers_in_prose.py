"""No result is typed by hand: a numeral in prose is structural, a setting that the chapter's code holds, or published.

A result stands in a cell's output and not in its source. So a numeral that is in neither list was typed, and fails.
"""

import csv
import json
import re
from pathlib import Path

import pytest

BOOK = Path(__file__).parents[2] / "book"
PAGES = sorted([*BOOK.glob("*.ipynb"), *BOOK.glob("*.md")])

# What is not prose: code, formulas, roles and links, labels, quotes from the report, list numbers.
NOT_PROSE = [
    r"(?s)\$\$.*?\$\$(\s*\(eq-[\w-]+\))?",
    r"\$[^$]*\$",
    r"\{[\w:]+\}`[^`]*`",
    r"`[^`]*`",
    r"\]\([^)]*\)",
    r"https?://\S+",
    r"(?m)^:\w+:.*$",
    r"(?m)^:{3,}\{[\w-]+\}.*$",
    r"(?m)^\(.*\)=$",
    r"(?m)^> \*\*C\d\d\*\*.*$",
    r"(?m)^\s*\d+\. ",
    r"\bC\d\d\b",
]
PROSE_BLOCKS = ("{exercise}", "{solution}", "{admonition}", "{glossary}")
NUMERAL = re.compile(r"(?<![\w.,])[-−+]?\d+(?:[.,]\d+)*(?![\w])")
# Where a numeral stands for a place, a time, a calendar, a level or the ends of a gate, and not for a result.
STRUCTURAL = [
    r"\b(chapters?|parts?|tables?|sections?|experiments?|equations?|exercises?|steps?|lags?|tasks?)"  # noqa: ISC004
    r" \d+[a-c]?((,| to| and| or) \d+[a-c]?)*",
    r"\d+ (minutes|seconds)\b",
    r"\b(1[89]|20)\d\d\b",
    r"\b(4 quarters|7 days|12 months|24 hours|52 weeks|168 hours|365 days|366 days|a hundred)\b",
    r"\b\d\d ?% (prediction )?(intervals?|quantiles?)|\b(80|90|95) ?%",
    r"(?<![\w.,])[-−+]?[01](?![\w.,]*\d)",
    r"\b22 claims\b|\bthe 22\b",
    r"Python 3\.\d+( to 3\.\d+)?|Attribution 4\.0",
    r"\b(64|32)[- ]bits?\b|\bfloat(64|32)\b|\b16 digits\b",
]


def cells(path):
    if path.suffix == ".md":
        return [{"cell_type": "markdown", "source": path.read_text(encoding="utf-8"), "metadata": {}}]
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def texts(path):
    """Prose, captions and alternative texts."""
    for cell in cells(path):
        if cell["cell_type"] == "markdown":
            yield "".join(cell["source"])
        shown = cell["metadata"].get("mystnb", {})
        yield shown.get("figure", {}).get("caption", "")
        yield shown.get("image", {}).get("alt", "")


def numbers(text):
    """Every number in a text, without signs and with one spelling: 1,000 and 1000, 0.5 and .5."""
    found = re.findall(r"\d[\d_,]*\.?\d*(?:e-?\d+)?|\.\d+", text)
    return {float(n.replace(",", "").replace("_", "").rstrip(".")) for n in found if re.search(r"\d", n)}


def settings(path):
    """The numbers that the chapter's own code holds."""
    return numbers("\n".join("".join(c["source"]) for c in cells(path) if c["cell_type"] == "code"))


def published():
    """Numbers from papers; a second-hand one may stand in the appendix, not in prose."""
    with (BOOK / "published_numbers.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["status"] != "second-hand"]
    return numbers(" ".join(row["value"] + " " + row["quantity"] for row in rows))


def without_code(text):
    """Leave out fenced code, keep the words of exercises, solutions and notes."""
    kept, open_blocks = [], []
    for line in text.splitlines():
        fence = re.match(r"`{3,}(.*)", line)
        if fence and fence.group(1):
            open_blocks.append(fence.group(1).startswith(PROSE_BLOCKS))
        elif fence:
            open_blocks.pop()
        elif all(open_blocks):
            kept.append(line)
    return "\n".join(kept)


def typed(text, allowed):
    """The numerals of a text that are neither structural nor allowed, each with what stands around it."""
    text = without_code(text)
    for pattern in NOT_PROSE:
        text = re.sub(pattern, " ", text)
    for pattern in STRUCTURAL:
        text = re.sub(pattern, " ", text, flags=re.IGNORECASE)
    text = " ".join(text.split())
    return [
        text[max(0, m.start() - 40) : m.end() + 30]
        for m in NUMERAL.finditer(text)
        if not numbers(m.group()) <= allowed
    ]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_number_in_prose_was_typed_by_hand(path):
    allowed = settings(path) | published()
    if path.suffix == ".md":  # pages without code: the sizes of the cells, and nothing measured
        allowed = {3.0, 4.0}
    assert [place for text in texts(path) for place in typed(text, allowed)] == []


@pytest.mark.parametrize(
    "text",
    [
        "The error falls to 0.123.",
        "It wins in 17 runs of ten.",
        "A gain of 12.5 % on months.",
        "```{solution} ex-1\n:class: dropdown\n\nThe answer is 42.\n```",
        "It is 3.5 times faster.",
        "The tanh network needs 74 000 sequences.",
    ],
)
def test_a_typed_result_is_found(text):
    assert typed(text, set())


@pytest.mark.parametrize(
    "text",
    [
        "Chapters 3, 5 and 13 say so.",
        "1. A gate is between 0 and 1.",
        "In 1997 it took {glue:text}`08_battery.ipynb::n`, $k = 17$ and `n = 12`.",
        "A 95 % interval, 24 hours, 52 weeks.",
        "Time to read: 20 minutes.",
        "```python\nx = 1234\n```",
    ],
)
def test_what_is_structural_passes(text):
    assert typed(text, set()) == []
