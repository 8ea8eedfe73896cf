"""How the browser is found."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import chromium

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
# Like apt, it fails at once while another process of it works.
APT = """#!/bin/sh
/bin/mkdir busy || exit 100
/bin/sleep 0.3
test "$1" = update || { echo '#!/bin/sh' > chromium; /bin/chmod +x chromium; }
/bin/rmdir busy
"""
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


@pytest.mark.skipif(os.name == "nt", reason="there is no apt on Windows")
def test_two_workers_that_both_need_apt_both_get_a_browser(tmp_path):
    (tmp_path / "apt-get").write_text(APT, encoding="utf-8")
    (tmp_path / "apt-get").chmod(0o755)
    code = "import os; os.geteuid = lambda: 0; from tools import chromium; print(chromium.from_apt())"
    environment = {"PATH": str(tmp_path), "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", code], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    assert [one.communicate(timeout=60)[0].strip() for one in workers] == [str(tmp_path / "chromium")] * 2
