"""The French edition: one catalogue a page, `book/locale/fr/LC_MESSAGES/book/*.po`, over the English notebooks.

python tools/french.py update    # after a change of the English text: new paragraphs come in empty, old ones go
python tools/french.py config    # write the configuration of the French build
python tools/french.py merge     # put the built French pages beside the English ones
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "book" / "locale" / "fr" / "LC_MESSAGES"
BUILD = ROOT / "_build"
# The reference shows the docstrings of the package, which are in English in both editions; the page around them is not.
REFERENCE = ("book/api", "book/api_plots", "book/api_forecast")
# The words inside figures, as the French pictures note them.
FIGURES = "book/figures"

sys.path[:0] = [str(ROOT / "book" / "_ext"), str(ROOT / "tools")]
import editions  # noqa: E402  the words of outputs are found as the build finds them
import figures  # noqa: E402


def templates(folder: Path = BUILD / "gettext") -> dict[str, list[str]]:
    """Return every text that a page shows and a reader reads, by page, in the order of the page."""
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", ".", "--quiet"]
    command += ["--path-output", str(folder), "--builder", "custom", "--custom-builder", "gettext"]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    built = folder / "_build" / "gettext"
    found = {}
    for path in sorted(built.rglob("*.pot")):
        page = path.relative_to(built).with_suffix("").as_posix()
        if page == "sphinx":  # the theme's own words, which it translates itself
            continue
        with path.open("rb") as file:
            texts = [str(message.id) for message in read_po(file) if message.id and prose(message, page)]
        found[page] = list(dict.fromkeys([*texts, *outputs(ROOT / f"{page}.ipynb")]))
    drawn = [word for path in figures.stored().values() for word in figures.notes(path)[1]]
    return found | {FIGURES: list(dict.fromkeys(drawn))}


def prose(message: Message, page: str) -> bool:
    """Whether a text is to be translated: in the reference what the page says itself, but for names of modules."""
    if page not in REFERENCE:
        return True
    own = any(place.endswith(f"{page}.md") for place, _ in message.locations)
    return own and not re.fullmatch(r"lstm[\w.]*", str(message.id))


def outputs(path: Path) -> list[str]:
    """Return the words of a notebook's outputs that gettext does not see: alternative texts, heads of tables."""
    texts: list[str] = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if path.is_file() else []:
        alternative = cell["metadata"].get("mystnb", {}).get("image", {}).get("alt")
        texts += [alternative] if alternative else []
        for output in cell.get("outputs", []):
            html = "".join(output.get("data", {}).get("text/html", ""))
            words = [unescape(m["words"]) for m in editions.SHOWN.finditer(html)]
            texts += [text for text in words if re.search(r"[A-Za-z]{2}", text)]
    return texts


def read(page: str) -> dict[str, str]:
    """Return a page's translations; a fuzzy one counts as none."""
    path = LOCALE / f"{page}.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id and not m.fuzzy}


def spaced(text: str) -> str:
    r"""Keep a mark of punctuation on the line of the word before it: not in formulas, code and quotes.

    Examples
    --------
    >>> spaced("Vrai ? Non : `a : b`.")
    'Vrai\u202f? Non\xa0: `a : b`.'
    """

    def mark(match: re.Match[str]) -> str:
        return ("\N{NO-BREAK SPACE}" if match[1] == ":" else "\N{NARROW NO-BREAK SPACE}") + match[1]

    prose, literal = LITERAL.split(text), LITERAL.findall(text)
    prose = [re.sub(r"(?<=\S) ([:;!?])(?=\s|$|\*)", mark, piece) for piece in prose]
    # A mark right after a formula, a piece of code or a quote.
    prose[1:] = [re.sub(r"^ ([:;!?])(?=\s|$)", mark, piece) for piece in prose[1:]]
    return "".join(piece for pair in zip(prose, [*literal, ""], strict=True) for piece in pair)


def write(page: str, texts: list[str], translations: dict[str, str]) -> None:
    """Write a page's catalogue: no dates, no places, one entry a text, so that a second run changes no byte."""
    catalog = Catalog(locale="fr", project="LSTM: a report that runs", charset="utf-8", fuzzy=False)
    for text in texts:
        translation = translations.get(text, "")
        # The words of the figures are drawn: each picture notes those that it shows.
        catalog.add(text, translation if page == FIGURES else spaced(translation))
        catalog[text].flags.clear()  # no text here is a format string
    path = LOCALE / f"{page}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=110, omit_header=True)


# What must stand in both editions to the letter.
LITERAL = re.compile(
    r"\{\}|\{[\w:]+\}`[^`]*`|`[^`]+`|\$[^$]+\$|\]\([^)]*\)|https?://[^\s)]+|\bC\d\d\b|« [^»]* »"
)
NUMBER = re.compile(r"\d+(?:[.,]\d+|[\u00a0\u202f]\d{3}\b)*")


def faults(text: str, translation: str) -> list[str]:
    """Say what a translation lost or added: formulas, code, references, links, quotes from the report, numbers."""
    # The words of a reference are translated, its target is not.
    ours, theirs = (
        sorted(re.sub(r"`[^`<]*<([^>`]*)>`", r"`\1`", piece) for piece in LITERAL.findall(each))
        for each in (text, translation)
    )
    found = [f"lost: {piece}" for piece in ours if ours.count(piece) > theirs.count(piece)]
    found += [
        f"added: {piece}" for piece in theirs if piece[0] != "«" and theirs.count(piece) > ours.count(piece)
    ]
    english, french = (LITERAL.sub(" ", each) for each in (text, translation))
    theirs, ours = NUMBER.findall(french), NUMBER.findall(english)
    numbers = sorted(n.replace(",", "") for n in ours)
    nombres = sorted(re.sub(r"[\u00a0\u202f]", "", n).replace(",", ".") for n in theirs)
    # A number that is shown as it stands in a file has the same marks in both.
    if numbers != nombres and ours != theirs:
        found.append(f"numbers: {numbers} became {nombres}")
    return found


def update() -> None:
    """Bring every catalogue up to date with the English text, and say what is left to translate."""
    found = templates()
    for page, texts in found.items():
        known = read(page)
        write(page, texts, known)
        missing = sum(not known.get(text) for text in texts)
        print(f"{page}: {len(texts)} texts, {missing} to translate")
    for path in LOCALE.rglob("*.po"):
        if path.relative_to(LOCALE).with_suffix("").as_posix() not in found:
            path.unlink()


def config() -> None:
    """Write the configuration of the French build: that of the book, in French."""
    text = (ROOT / "_config.yml").read_text(encoding="utf-8")
    text = text.replace(": book/_ext/\n", f": {ROOT.as_posix()}/book/_ext/\n")
    text = text.replace("\n  config:\n", "\n  config:\n    language: fr\n", 1)
    # The listings of the package are English; once is enough.
    text = text.replace("    - sphinx.ext.viewcode\n", "")
    # Where the book has an address, its French pages lie in a folder of it.
    text = re.sub(r"(?m)^(  baseurl: \S+?)/?$", r"\1/fr/", text)
    BUILD.mkdir(exist_ok=True)
    (BUILD / "config_fr.yml").write_text(text, encoding="utf-8")


def merge() -> None:
    """Copy the French pages into the folder `fr` of the English ones."""
    once = shutil.ignore_patterns("404.html")  # one page for nothing, at the root, serves both
    shutil.copytree(BUILD / "fr" / "_build" / "html", BUILD / "html" / "fr", dirs_exist_ok=True, ignore=once)


if __name__ == "__main__":
    actions = {"update": update, "config": config, "merge": merge}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.exit(f"one of {', '.join(actions)} expected; see the head of tools/french.py")
    actions[sys.argv[1]]()
