"""The README's outputs are generated: what is stale, unmarked or fails is found, and no time goes in."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("readme", ROOT / "tools" / "readme.py")
readme = importlib.util.module_from_spec(spec)
spec.loader.exec_module(readme)

TABLE = """1 series, 144 observations
                 MASE     against seasonal naive  80 % held  seconds
LSTM            0.668   -55.6 % (-72.4 to -29.1)       89 %     0.23
SeasonalNaive   1.504                                  58 %    12.10

Use the LSTM: its error is 34.2 % lower (95 % interval 4.2 to 55.3 %), in 0.2 s against 1e+01 s.
"""


def page(command="lstm check data/shop.csv", output="", mark="<!-- command -->\n"):
    example = "<!-- example -->\n```python\nprint(1)\n```\n\n<!-- its output -->\n```text\n1\n```\n"
    return f"{example}\n{mark}```sh\n{command}\n```\n\n<!-- its output -->\n```text\n{output}```\n"


def test_the_output_of_a_command_is_written_below_it_and_stays():
    once, _ = readme.renew(page())
    assert "1 series, 1461 observations at frequency D" in once
    assert readme.renew(once)[0] == once
    stale = once.replace("1461", "1460")
    assert readme.renew(stale)[0] == once != stale


def test_every_time_is_masked_and_no_other_number():
    masked = readme.timeless(TABLE)
    for time in ("0.23", "12.10", "0.2 s", "1e+01"):
        assert time not in masked
    for number in ("144", "0.668", "-55.6 % (-72.4 to -29.1)", "89 %", "1.504", "4.2 to 55.3 %"):
        assert number in masked
    faster = (
        TABLE.replace("0.23", "3.75")
        .replace("12.10", " 0.02")
        .replace("0.2 s against 1e+01 s", "4 s against 1 s")
    )
    assert readme.timeless(faster) == masked


@pytest.mark.parametrize(
    "command", ["lstm compare a.csv --horizon 3", ".venv/bin/lstm  check a.csv", "$ lstm forecast a.csv"]
)
def test_a_command_without_its_output_is_refused(command):
    with pytest.raises(SystemExit, match="no output is asked for"):
        readme.renew(page(command, mark=""))


@pytest.mark.parametrize("command", ["lstm check nowhere.csv", "rm -r data"])
def test_a_command_that_fails_or_is_not_ours_is_refused(command, capsys):
    with pytest.raises(SystemExit, match="is no command of lstm that runs"):
        readme.renew(page(command))
    capsys.readouterr()


def test_a_mark_of_another_form_is_refused():
    with pytest.raises(SystemExit, match="1 commands marked, 0 of the right form"):
        readme.renew(page().replace("```text\n```", "```\n```"))


def test_every_command_of_the_readme_is_marked():
    text = readme.README.read_text(encoding="utf-8")
    blocks = [block[1] for block in readme.SHELL.finditer(text) if readme.OURS.search(block[1])]
    for word in ("check", "forecast", "compare"):
        assert any(f"lstm {word}" in block for block in blocks)
    assert len(blocks) == text.count("<!-- command -->")
