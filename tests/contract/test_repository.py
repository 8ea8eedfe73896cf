"""Rules about the repository as a whole."""

import ast
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = {".py", ".md", ".ipynb", ".yml", ".toml", ".txt", ".cff", ".css", ".bib", ".csv", ""}


def tracked():
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / line for line in listing.splitlines() if (ROOT / line).is_file()]


def test_every_pinned_requirement_is_exact():
    lines = [x for x in (ROOT / "requirements.txt").read_text().splitlines() if x and not x.startswith("#")]
    assert [x for x in lines if not re.match(r"[a-z0-9._-]+(\[[a-z0-9,]+\])?==[^\s;]+( ; .*)?$", x)] == []
    assert "torch==2.13.0" in lines


def test_no_loader_that_can_run_code_is_called():
    for path in (ROOT / "lstm").rglob("*.py"):
        calls = [
            ast.unparse(n.func)
            for n in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(n, ast.Call)
        ]
        bad = {
            "pickle.load",
            "pickle.loads",
            "torch.load",
            "eval",
            "exec",
            "yaml.load",
            "np.random.seed",
            "torch.manual_seed",
        }
        assert not bad & set(calls), path


def test_files_and_functions_of_the_package_stay_short():
    for path in (ROOT / "lstm").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 260, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
                assert (node.end_lineno or 0) - first.lineno < 45, f"{path}: {node.name}"


def test_no_text_names_a_folder_of_some_machine():
    machine = re.compile(r"(?<![\w.:/*])/(?:home|root|work|Users|opt)/\w")
    for path in tracked():
        if path.suffix in TEXT and path.name != Path(__file__).name and path.stat().st_size < 3_000_000:
            text = path.read_text(encoding="utf-8")
            assert not machine.search(re.sub(r'"image/png": "[^"]*"', "", text)), path


def test_jupyterlab_accepts_the_extension_that_shows_exercises_and_references():
    listing = subprocess.run(
        [sys.executable, "-m", "jupyter", "labextension", "list"], capture_output=True, text=True, check=True
    )
    text = listing.stdout + listing.stderr
    assert "jupyterlab-myst" in text
    assert "not compatible" not in text
