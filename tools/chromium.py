"""Print the path of a Chromium that can open the built book; exit 2 with one line where there is none.

Looked for in this order: on the PATH, in the usual places of macOS and Windows, in Playwright's own
download, and on Debian and Ubuntu through apt where this runs as root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# The first has no window at all and is a seventh faster; Debian has it, few others do.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
WINDOWS = ("Google/Chrome/Application/chrome.exe", "Chromium/Application/chrome.exe")
WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
# A download may take minutes on a slow line; without a network it fails long before.
PATIENCE = 600


def on_the_path() -> str | None:
    """Return the first of the usual names that is on the PATH and starts."""
    return next((path for name in NAMES if (path := shutil.which(name)) and starts(path)), None)


def usual_places() -> str | None:
    """Return a browser from the folders where macOS and Windows install it, which are not on the PATH."""
    folders = [Path(os.environ[name]) for name in WINDOWS_FOLDERS if name in os.environ]
    places = [*map(Path, MACOS), *(folder / end for folder in folders for end in WINDOWS)]
    return next((str(place) for place in places if place.is_file()), None)


def from_playwright() -> str | None:
    """Return Playwright's own browser, downloading it where it is missing."""
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    path = playwright_path()
    if path and not Path(path).is_file() and not succeeds(command):
        return None
    return path if path and starts(path) else None


def playwright_path() -> str | None:
    """Return where Playwright keeps its browser, whether it is there or not."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  only this step needs the package
    except ImportError:
        return None
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def from_apt() -> str | None:
    """Install the distribution's package where apt exists and may be used; one process does, the others wait."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    import fcntl  # noqa: PLC0415  where there is apt

    with Path(tempfile.gettempdir(), "chromium-from-apt.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if found := on_the_path():
            return found
        succeeds(["apt-get", "update", "-q"])
        any(succeeds(["apt-get", "install", "-y", "-q", name]) for name in NAMES[:2])
        return on_the_path()


def starts(path: str) -> bool:
    """Tell whether the browser starts: a stub or a missing system library shows here, not in a test."""
    # On Windows `--version` opens a window instead of printing, so the file has to be enough.
    return os.name == "nt" or succeeds([path, "--version"])


def succeeds(command: list[str]) -> bool:
    """Run a command in silence and tell whether it ended well."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def candidates() -> Iterator[str | None]:
    """Try one way after the other; a later way runs only where the earlier ones found nothing."""
    yield on_the_path()
    yield usual_places()
    yield from_playwright()
    yield from_apt()


def main() -> int:
    """Print the path, or one line that says what to install."""
    path = next(filter(None, candidates()), None)
    if path is None:
        print(
            "No Chromium: not on the PATH, not in the usual places, not from Playwright, not from apt. "
            "Install Chromium or Google Chrome, or run `python -m playwright install chromium`.",
            file=sys.stderr,
        )
        return 2
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
