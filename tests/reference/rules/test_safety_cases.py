"""Cases that a clinic may meet, held against what the collected rows ask for.

Each case in ``safety/*.toml`` goes the way of ``turgor check``, from a file to what it comes to.
The answers were written from the rows before a case was run, but for those marked ``later``
(written with the rule that they try) and ``changed`` (which say what was told or expected first):
of the 74 written first, 62 were answered as expected when they were first run. Safety cases are
scored apart from plans, one test for each.
"""

import csv
import datetime as dt
import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from turgor.rules.finding import rank
from turgor.workflow.check.work_out import CheckedCourse, check_case_file

SAFETY = Path(__file__).parent / "safety"
PACKS = Path(__file__).parents[3] / "src" / "turgor" / "rules" / "data" / "packs"
DAY = dt.date(2026, 12, 1)
SEVERITIES = {"info", "warn", "require_override", "block"}
FIELDS = {
    "name", "age", "phototype", "site", "concerns", "person", "course", "past", "events",
    "fires", "silent", "open", "asks", "together", "outcome", "later", "changed",
}  # fmt: skip
Told = Mapping[str, Any]


def _told() -> Iterator[tuple[Told, Told]]:
    usual = tomllib.loads((SAFETY / "usual.toml").read_text("utf-8"))
    for path in sorted(SAFETY.glob("*.toml")):
        for case in tomllib.loads(path.read_text("utf-8")).get("case", ()):
            yield usual, case


@cache
def _stands_as() -> Mapping[str, str]:
    """Rows that stand among the adverse events, by the rule that they became there."""
    found: dict[str, str] = {}
    for path in PACKS.glob("dropped_*.csv"):
        for row in csv.DictReader(path.read_text("utf-8").splitlines()):
            if row["reason"].startswith("stands in adverse-events as "):
                found[row["rule_id"]] = row["reason"].rsplit(" ", 1)[1]
    return found


def _rule(row: str) -> str:
    return _stands_as().get(row, row)


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return value.isoformat() if isinstance(value, dt.date) else json.dumps(value)


def _written(usual: Told, case: Told) -> str:
    person = {**usual, **case.get("person", {})}
    lines = [
        f"title = {_value(case['name'])}",
        f"site = {_value(case['site'])}",
        "start = 2027-01-10",
        f"concerns = {_value(case.get('concerns', []))}",
        f"past = {_value(case.get('past', []))}",
        f"event = {_value(case.get('events', []))}",
        f'subject = {{ age = {case["age"]}, sex = "female", phototype = "{case["phototype"]}" }}',
        f"person = {_value(person)}",
    ]
    if "course" in case:
        lines.append(f'course = [{{ name = "as asked", text = {_value(case["course"])} }}]')
    return "\n".join(lines) + "\n"


def _checked(usual: Told, case: Told, folder: Path) -> CheckedCourse:
    path = folder / "case.toml"
    path.write_text(_written(usual, case), encoding="utf-8")
    (found,) = check_case_file(path, day=DAY).courses
    return found


def _faults(case: Told, found: CheckedCourse) -> Iterator[str]:
    fired = {item.rule.id: item for item in found.check.findings}
    waits = {item.rule.id for item in found.check.unanswered}
    for row, asked in case.get("fires", {}).items():
        least = asked.removesuffix("+")
        item = fired.get(_rule(row))
        if item is None:
            yield f"{row} should fire, and {'waits' if _rule(row) in waits else 'is silent'}"
        elif rank(item.severity) < rank(least):
            yield f"{row} is {item.severity}, less than {least}"
        elif not asked.endswith("+") and item.severity != least:
            yield f"{row} is {item.severity}, more than {least}"
    for row in case.get("silent", ()):
        if _rule(row) in fired or _rule(row) in waits:
            yield f"{row} should be silent, and {'fires' if _rule(row) in fired else 'waits'}"
    for row in case.get("open", ()):
        if _rule(row) not in waits:
            yield f"{row} should wait for an answer"
    asked_for = {item.field for item in found.check.questions}
    for name in case.get("asks", ()):
        if name not in asked_for:
            yield f"{name} should be asked"
    pairs = [{item.one.rule.id, item.other.rule.id} for item in found.check.conflicts]
    for one, other in case.get("together", ()):
        if {_rule(one), _rule(other)} not in pairs:
            yield f"{one} and {other} should stand side by side"
    if case.get("outcome", found.outcome) != found.outcome:
        yield f"comes to {found.outcome}, not {case['outcome']}"


@pytest.mark.parametrize(
    ("usual", "case"), [pytest.param(*one, id=one[1]["name"]) for one in _told()]
)
def test_a_case_is_answered_as_its_rows_say(usual, case, tmp_path):
    found = _checked(usual, case, tmp_path)
    assert not [*_faults(case, found)]
    for item in found.check.findings:
        assert item.citation or item.rule.evidence.level == "assumed", item.rule.key


def test_cases_are_written_in_known_words():
    """A slip in a case would test nothing: rows exist, severities are known, names are one each."""
    packs = "".join(path.read_text("utf-8") for path in PACKS.glob("*.toml"))
    cases = [case for _, case in _told()]
    for case in cases:
        assert set(case) <= FIELDS, case["name"]
        assert {one.removesuffix("+") for one in case.get("fires", {}).values()} <= SEVERITIES
        pairs = [row for pair in case.get("together", ()) for row in pair]
        for row in (*case.get("fires", ()), *case.get("silent", ()), *case.get("open", ()), *pairs):
            assert f'id = "{_rule(row)}"' in packs, (case["name"], row)
    names = [case["name"] for case in cases]
    assert len(names) == len(set(names)) >= 40


def test_a_wrong_expectation_is_seen(tmp_path):
    """The score can fail: each kind of expectation turned round gives a fault."""
    usual, case = next(one for one in _told() if one[1].get("fires", {}).get("PLLA-009") == "block")
    found = _checked(usual, case, tmp_path)
    turned = {
        "fires": {"PLLA-009": "warn", "CAHA-011": "block"},
        "silent": ["PLLA-009"],
        "open": ["PLLA-009"],
        "asks": ["keloid_history"],
        "together": [["PLLA-009", "PLLA-010"]],
        "outcome": "clear",
    }
    assert len(list(_faults(turned, found))) == 7
