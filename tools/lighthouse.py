"""Lighthouse on pages of the built book: accessibility, SEO and best practices, in a table.

python tools/lighthouse.py [PAGE ...]    # e.g. book/05_cell.html; without a page, every page of both editions
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BOOK = Path(os.environ.get("BOOK_HTML", ROOT / "_build" / "html"))
LIGHTHOUSE = ROOT / "tests" / "browser" / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES = ("accessibility", "seo", "best-practices")
# What others do and we cannot mend, one line each.
KNOWN = {"valid-source-maps": "MathJax comes without a source map for its script"}


class Quiet(SimpleHTTPRequestHandler):
    """Serve files and say nothing about it."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def audit(address: str, chromium: str) -> dict[str, object]:
    """Return the report on a page."""
    command = ["node", str(LIGHTHOUSE), address, "--quiet", "--output=json", "--preset=desktop"]
    command += [f"--only-categories={','.join(CATEGORIES)}", "--chrome-flags=--headless --no-sandbox"]
    done = subprocess.run(
        command, env=os.environ | {"CHROME_PATH": chromium}, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def failed(report: dict) -> list[str]:
    """Return the audits of a page that failed and are not known."""
    return [
        name
        for name, result in report["audits"].items()
        if result["score"] not in (None, 1) and result["scoreDisplayMode"] == "binary" and name not in KNOWN
    ]


def main() -> int:
    """Print a line for each page; fail where an audit does."""
    if not LIGHTHOUSE.is_file():
        print("No Lighthouse. Run `npm ci --prefix tests/browser/lighthouse` first.", file=sys.stderr)
        return 2
    pages = sys.argv[1:] or [
        path.relative_to(BOOK).as_posix() for path in sorted(BOOK.glob("**/book/*.html"))
    ]
    found = subprocess.run(
        [sys.executable, ROOT / "tools" / "chromium.py"], stdout=subprocess.PIPE, text=True, check=True
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(BOOK)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    faults = 0
    print("page", *CATEGORIES, "failed", sep="\t")
    for page in pages:
        report = audit(f"http://127.0.0.1:{server.server_port}/{page}", found.stdout.strip())
        wrong = failed(report)
        faults += len(wrong)
        scores = (f"{report['categories'][name]['score']:.2f}" for name in CATEGORIES)
        print(page, *scores, ", ".join(wrong), sep="\t", flush=True)
    server.shutdown()
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
