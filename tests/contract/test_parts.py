"""Each part of the book begins with a page of its own, which names its chapters, their times and their claims."""

import re
from pathlib import Path

import pytest
import yaml

BOOK = Path(__file__).parents[2] / "book"
TOC = yaml.safe_load((BOOK.parent / "_toc.yml").read_text(encoding="utf-8"))
PARTS = {
    part["caption"].partition(".")[0]: [Path(page["file"]).name for page in part["chapters"]]
    for part in TOC["parts"]
    if re.match(r"[IV]+\. ", part["caption"])
}
LEDGER = yaml.safe_load((BOOK / "claims.yml").read_text(encoding="utf-8"))
JUDGING = {claim["chapter"] for claim in LEDGER}
ENTRY = re.compile(
    r"(?m)^(\d+)\. \*\*\{doc\}`(\w+)`\*\*, \{times\}`(\w+)`\n\n +(\S.*) On trial: (no claim|\{claims\}`(\w+)`)\.$"
)


def listed(page):
    """The entries of a part page: number, chapter, chapter of the times, text, claims, chapter of the claims."""
    return ENTRY.findall((BOOK / f"{page}.md").read_text(encoding="utf-8"))


def test_five_parts_begin_with_their_page():
    assert list(PARTS) == ["I", "II", "III", "IV", "V"]
    for place, (part, pages) in enumerate(PARTS.items(), 1):
        assert pages[0].startswith(f"part_{place}_")
        assert (BOOK / f"{pages[0]}.md").read_text(encoding="utf-8").startswith(f"# Part {part} in short\n")


@pytest.mark.parametrize("part", PARTS)
def test_a_part_page_lists_its_chapters_in_order_with_times_and_claims(part):
    page, *chapters = PARTS[part]
    entries = listed(page)
    assert [chapter for _, chapter, *_ in entries] == chapters
    for number, chapter, times, text, claims, judged in entries:
        assert int(number) == int(chapter[:2])
        assert times == chapter
        assert "? Afterwards you can " in text
        assert judged == (chapter if int(number) in JUDGING else ""), f"{chapter}: {claims}"


@pytest.mark.parametrize("part", PARTS)
def test_the_title_page_leads_to_the_page_of_a_part(part):
    title_page = (BOOK / "intro.md").read_text(encoding="utf-8")
    card = re.search(rf"(?m)^::::\{{grid-item-card\}} {part}\. .*\n:link: (\w+)$", title_page)
    assert card
    assert card[1] == PARTS[part][0]
    assert re.search(rf"(?m)^\| \*\*\{{doc\}}`Part {part}: .* <{card[1]}>`\*\* \|", title_page)


@pytest.mark.parametrize("part", [*PARTS][:-1])
def test_a_part_page_leads_to_the_next(part):
    page, following = PARTS[part][0], [*PARTS.values()][[*PARTS].index(part) + 1][0]
    last = (BOOK / f"{page}.md").read_text(encoding="utf-8").strip().splitlines()[-1]
    assert f"{{doc}}`{following}`" in last
