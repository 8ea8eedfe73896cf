"""What the build adds to the pages: pictures of the title page, times, meanings of terms, links to run a chapter."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

ROOT = Path(__file__).parents[2]


def load(place):
    """Load a file that belongs to no package."""
    spec = importlib.util.spec_from_file_location(Path(place).stem, ROOT / place)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


hero, times, glossary = load("tools/hero.py"), load("book/_ext/times.py"), load("book/_ext/glossary.py")
CHAPTERS = sorted((ROOT / "book").glob("[0-9]*.ipynb"))


def test_pictures_of_the_title_page_show_what_is_computed_now():
    assert hero.stale(hero.pictures()) == []


def test_a_picture_that_shows_something_else_is_named():
    drawn = hero.pictures() | {"claims": "<svg/>"}
    assert hero.stale(drawn) == ["claims.svg", "preview.png"]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_chapter_says_how_long_it_takes(path):
    reading, running = times.times(path)
    assert re.fullmatch(r"\d\d min", reading)
    assert re.fullmatch(r"[<\u2248] \d+ (s|min)", running)
    assert f"{{times}}`{path.stem}`" in (ROOT / "book" / "intro.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Time to read: 20 minutes.", "no times"),
        ("Time to read: 20 minutes. Time to run: soon.", "time to run 'soon'"),
    ],
)
def test_a_chapter_without_times_is_named(tmp_path, text, fault):
    path = tmp_path / "99_none.ipynb"
    path.write_text(json.dumps({"cells": [{"source": [text]}]}), encoding="utf-8")
    with pytest.raises(ValueError, match=fault):
        times.times(path)


KNOWN = {
    "porte d'oubli": "f",
    "recurrent network": "loop",
    "porte": "valve",
    "gate": "valve",
    "cell": "c",
    "poids": "w",
    "réseau": "r",
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A gate opens, the gate shuts.", ["gate"]),
        ("Gates and recurrent networks", ["Gates", "recurrent networks"]),
        ("Les portes d\u2019oubli, puis une porte, des réseaux", ["portes d\u2019oubli", "porte", "réseaux"]),
        ("les poids", ["poids"]),
        ("Nerve cells, then a gate in a nerve cell", ["gate"]),
        ("investigate, gated, gate-like, a supporter", []),
    ],
)
def test_the_first_of_each_term_is_explained(text, found):
    pieces = glossary.split(glossary.nodes.Text(text), KNOWN, glossary.pattern(list(KNOWN)), set())
    assert [piece.astext() for piece in pieces if isinstance(piece, glossary.explained)] == found
    assert not pieces or "".join(piece.astext() for piece in pieces) == text


def test_binder_installs_the_package_at_the_pinned_versions():
    script = ROOT / "binder" / "postBuild"
    text = script.read_text(encoding="utf-8")
    torch = next(x for x in (ROOT / "requirements.txt").read_text().splitlines() if x.startswith("torch=="))
    assert torch in text
    assert '-c requirements.txt -e ".[lab]"' in text
    if os.name != "nt":
        assert script.stat().st_mode & 0o100
        subprocess.run(["bash", "-n", script], check=True)


def test_links_to_run_a_chapter_have_one_address_or_none():
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert config["launch_buttons"]["binderhub_url"]
    assert config["launch_buttons"]["colab_url"]
    assert re.fullmatch(r"(https://github\.com/[\w.-]+/[\w.-]+)?", config["repository"]["url"])


@pytest.mark.parametrize("address", ["", "https://github.com/owner/name"])
def test_without_an_address_the_links_are_left_off(address):
    options = {"launch_buttons": {"colab_url": "x"}, "repository_url": address}
    load("book/_ext/launch.py").leave_off(None, SimpleNamespace(html_theme_options=options))
    assert ("launch_buttons" in options) == bool(address)


def test_listings_of_modules_that_are_no_more_are_swept_away(tmp_path):
    listings = tmp_path / "_modules" / "lstm"
    for name in ("cell", "weights", "forecast/gone"):
        (listings / name).parent.mkdir(parents=True, exist_ok=True)
        (listings / f"{name}.html").touch()
    load("book/_ext/sweep.py").sweep(SimpleNamespace(outdir=tmp_path, srcdir=ROOT), None)
    left = {page.relative_to(listings).as_posix() for page in listings.rglob("*.html")}
    assert left == {"cell.html", "weights.html"}
