"""How the browser is found."""

from __future__ import annotations

import os

import pytest

from tools import chromium

pytestmark = pytest.mark.browser
WAYS = ("on_the_path", "usual_places", "from_playwright", "from_apt")


@pytest.mark.parametrize("first", range(len(WAYS)))
def test_first_way_that_finds_one_wins(monkeypatch, capsys, first):
    for rank, way in enumerate(WAYS):
        monkeypatch.setattr(chromium, way, lambda rank=rank, way=way: way if rank >= first else None)
    assert chromium.main() == 0
    assert capsys.readouterr().out == f"{WAYS[first]}\n"


def test_without_any_one_line_says_what_to_do(monkeypatch, capsys):
    for way in WAYS:
        monkeypatch.setattr(chromium, way, lambda: None)
    assert chromium.main() == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("No Chromium")
    assert printed.err.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="on Windows a browser cannot be asked for its version")
def test_stub_that_does_not_start_is_passed_over(monkeypatch, tmp_path):
    for name, status in (("chromium", 1), ("google-chrome", 0)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {status}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium.on_the_path() == str(tmp_path / "google-chrome")
