from pathlib import Path

import pytest
import yaml

from lstm.claims import Claim, Rule, find_ledger, load_claims
from lstm.verdicts import COLOURS, RECORD, WORDS, badge, collect

LEDGER = Path(__file__).parents[1] / "book" / "claims.yml"


def claim(*rules, quantities=("a", "b")):
    return Claim(
        "C99", "", "", 1, "", "", dict.fromkeys(quantities, ""), tuple(Rule(v, w) for v, w in rules), "", ""
    )


def test_the_first_rule_that_holds_decides():
    c = claim(("right", {"a": "> 1", "b": "<= 2"}), ("imprecise", {"a": "> 1"}), ("wrong", {}))
    assert [c.judge(a=a, b=b).word for a, b in ((2, 2), (2, 3), (1, 2))] == ["right", "imprecise", "wrong"]


@pytest.mark.parametrize(
    ("comparison", "holds"),
    [("== 4", [0, 1, 0]), ("> 4", [0, 0, 1]), (">= 4", [0, 1, 1]), ("< 4", [1, 0, 0]), ("<= 4", [1, 1, 0])],
)
def test_every_comparison_means_what_it_says(comparison, holds):
    rule = Rule("right", {"a": comparison})
    assert [rule.holds({"a": value}) for value in (3.0, 4.0, 5.0)] == [bool(h) for h in holds]


def test_the_record_alone_reproduces_the_verdict():
    c = claim(("right", {"a": "> 0.1"}), ("wrong", {}), quantities=("a",))
    verdict = c.judge(a=0.1000001)
    assert verdict.measured == {"a": 0.1}
    assert verdict.word == c.judge(**verdict.measured).word == "wrong"


@pytest.mark.parametrize(
    ("measured", "message"),
    [({"a": 1}, "expected"), ({"a": 1, "b": 1, "c": 1}, "'c'"), ({"a": 1, "b": float("nan")}, "b = nan")],
)
def test_missing_unknown_and_unusable_quantities_are_refused(measured, message):
    with pytest.raises(ValueError, match=message):
        claim(("right", {})).judge(**measured)


def test_nothing_but_a_comparison_with_a_number_can_stand_in_a_rule():
    for bad in ("__import__('os')", "!= 4", "> many"):
        with pytest.raises(ValueError, match=r"rule|float"):
            Rule("right", {"a": bad}).holds({"a": 1.0})


@pytest.mark.parametrize(
    "change",
    [
        {"rules": [{"verdict": "right", "when": {"unheard_of": "> 1"}}, {"verdict": "wrong"}]},
        {"rules": [{"verdict": "splendid"}]},
        {"rules": [{"verdict": "right", "when": {"gates_lstm": "> 1"}}]},
    ],
)
def test_a_rule_that_cannot_always_decide_is_refused(tmp_path, change):
    entry = next(e for e in yaml.safe_load(LEDGER.read_text(encoding="utf-8")) if e["id"] == "C16")
    (tmp_path / "claims.yml").write_text(yaml.safe_dump([entry | change]), encoding="utf-8")
    with pytest.raises(ValueError, match="C16"):
        load_claims(tmp_path / "claims.yml")


def test_a_missing_ledger_and_a_missing_field_get_one_clear_error(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=r"claims\.yml: not found"):
        find_ledger()
    (tmp_path / "claims.yml").write_text("[{id: C01, fr: x}]")
    with pytest.raises(ValueError, match="C01 lacks en"):
        load_claims()


def test_a_verdict_shows_a_badge_to_readers_and_leaves_a_record():
    shown = claim(("right", {"a": "> 1"}), ("wrong", {}), quantities=("a",)).judge(a=2)._repr_mimebundle_()
    assert badge("right") in shown["text/html"]
    assert "a &gt; 1" in shown["text/html"]
    assert shown[RECORD] == {
        "claim": "C99",
        "word": "right",
        "measured": {"a": 2.0},
        "rule": "right if a > 1",
    }


def luminance(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_white_words_can_be_read_on_every_badge():
    assert set(COLOURS) == set(WORDS)
    assert all(1.05 / (luminance(colour) + 0.05) >= 4.5 for colour in COLOURS.values())


def test_verdicts_are_collected_from_stored_outputs(tmp_path):
    record = {"claim": "C99", "word": "right", "measured": {}, "rule": ""}
    cells = [{"cell_type": "code", "outputs": [{"data": {RECORD: record}}]}, {"cell_type": "markdown"}]
    (tmp_path / "07_x.ipynb").write_text(__import__("json").dumps({"cells": cells}))
    assert collect(tmp_path) == {"C99": {**record, "file": "07_x"}}
