"""Packs: each error in one line with file and rule, dates, versions, hash, overlays."""

from datetime import date

import pytest

from turgor.rules import RuleError, find_pack, pack_ids, read_overlay, read_pack

HEAD = 'pack = "p"\ntitle = "t"\n'
RULE = """
[[rule]]
id = "R"
version = 1
status = "draft"
kind = "escalation"
severity = "warn"
applies_to = { modality = ["afl"] }
when = "pus"
then = { do = "contact_clinician", text = "Tell the clinician.", limit = 24, unit = "h" }
rationale = "why"
evidence = { level = "assumed", note = "all of it" }
valid_from = 2026-01-01
[[rule.case]]
expect = "fires"
given = { modality = "afl", pus = true }
[[rule.case]]
expect = "silent"
given = { pus = false }
[[rule.case]]
expect = "unknown"
given = { pus = true }
"""
GOOD = HEAD + RULE
DAY = date(2026, 6, 1)


def other(rule_id, version=1, **lines):
    text = RULE.replace('"R"', f'"{rule_id}"').replace("version = 1", f"version = {version}")
    for key, line in lines.items():
        text = text.replace('rationale = "why"', f'rationale = "why"\n{key} = {line}')
    return text


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ('pack = "p"', "pack = 3", "needs 'pack' and 'title'"),
        ('title = "t"', 'title = "t"\nmore = 1', "unknown keys more"),
        ("[[rule]]", "[[rule", "p.toml"),
        ('severity = "warn"', "", "lacks severity"),
        ('"warn"', '"loud"', "severity 'loud'; allowed: info"),
        ('"draft"', '"reviewed"', "reviewed_by"),
        ("version = 1", "version = true", "version is a whole number"),
        ('when = "pus"', 'when = "pus or puss"', "when, column 8"),
        ('when = "pus"', 'when = ""', "'when' is a text"),
        ('"afl"] }', '"xyz"] }', "no word of 'modality'"),
        ('{ modality = ["afl"] }', "{ grade = [3] }", "word field"),
        ('{ modality = ["afl"] }', "3", "applies_to is a table"),
        ('"contact_clinician"', '"operate"', "do 'operate'"),
        (', unit = "h"', "", "stand together"),
        ('unit = "h"', 'unit = "kg"', "unit 'kg'"),
        ("limit = 24", 'limit = "24"', "limit is a number"),
        (', note = "all of it"', "", "what is assumed"),
        ('"assumed"', '"trial"', "needs source and locator"),
        ('note = "', 'source = "none", locator = "x", note = "', "not in the evidence base"),
        ('note = "', 'source = "rules-pearce-2023", note = "', "locator stand together"),
        ("valid_from = 2026-01-01", 'valid_from = "2026"', "is a day"),
        ("valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_to = 2025-01-01", "before"),
        ('expect = "unknown"', 'expect = "silent"', "no case that expects: unknown"),
        ('expect = "unknown"', 'expect = "maybe"', "expect 'maybe'"),
        ("{ pus = false }", "{ pus = true, modality = 'afl' }", "expected silent, found fires"),
        ("{ pus = false }", "{ puss = false }", "case 2: 'puss'"),
        ("{ pus = false }", "3", "'given' is a table"),
        ('rationale = "why"', 'rationale = "why"\nconflicts_with = ["R"]', "no other rule"),
        ('rationale = "why"', 'rationale = "why"\nconflicts_with = 3', "list of texts"),
        ('rationale = "why"', 'rationale = "why"\nsupersedes = ["Q@1"]', "no rule here"),
        ('rationale = "why"', 'rationale = "why"\nsupersedes = ["R@1"]', "supersedes itself"),
    ],
)
def test_an_error_is_one_line_with_its_place(old, new, part):
    assert old in GOOD
    with pytest.raises(RuleError) as error:
        read_pack(GOOD.replace(old, new, 1), "p.toml")
    message = str(error.value)
    assert message.startswith("p.toml") and part in message and "\n" not in message


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('title = "t"', 'title = "t"\nmore = 1', 3),
        ('severity = "warn"', 'severity = "loud"', 9),
        ('severity = "warn"', "", 4),
        ('severity = "warn"', 'loud = 1\nseverity = "warn"', 9),
        ('when = "pus"', 'when = "puss"', 11),
        ('do = "contact_clinician"', 'do = "operate"', 12),
        ('"assumed"', '"trial"', 14),
        ("{ pus = false }", "{ puss = false }", 19),
        ('status = "draft"', 'status = "draft"\nconflicts_with = ["R"]', 8),
    ],
)
def test_an_error_names_its_line(old, new, line):
    text = GOOD + other("S")
    assert old in GOOD
    with pytest.raises(RuleError) as error:
        read_pack(text.replace(old, new, 1), "p.toml")
    assert str(error.value).startswith(f"p.toml:{line}: "), str(error.value)


def test_the_line_is_that_of_the_rule_that_is_wrong():
    text = GOOD + other("S").replace('"warn"', '"loud"')
    with pytest.raises(RuleError, match="rule 'S': severity 'loud'") as error:
        read_pack(text, "p.toml")
    line = int(str(error.value).split(":")[1])
    assert text.splitlines()[line - 1] == 'severity = "loud"' and line > len(RULE.splitlines())


def test_empty_and_foreign_packs():
    with pytest.raises(RuleError, match="no rule"):
        read_pack(HEAD, "p.toml")
    with pytest.raises(RuleError, match="list of tables"):
        read_pack(HEAD + "rule = 3", "p.toml")
    with pytest.raises(RuleError, match=r"there are: .*adverse-events"):
        find_pack("nothing")
    assert "adverse-events" in pack_ids()


def test_versions_and_dates():
    old_and_new = GOOD + other("R", 2)
    with pytest.raises(RuleError, match="both in force"):
        read_pack(old_and_new, "p.toml")
    with pytest.raises(RuleError, match="stands twice"):
        read_pack(GOOD + RULE, "p.toml")
    closed = GOOD.replace("2026-01-01", "2026-01-01\nvalid_to = 2026-03-31")
    later = other("R", 2).replace("2026-01-01", "2026-04-01")
    pack = read_pack(closed + later, "p.toml")
    days = {date(2025, 12, 31): [], date(2026, 3, 31): [1], date(2026, 4, 1): [2]}
    for day, versions in days.items():
        assert [rule.version for rule in pack.rules_on(day)] == versions


def test_superseding_and_retiring():
    newer = other("R", 2, supersedes='["R@1"]').replace("2026-01-01", "2026-07-01")
    pack = read_pack(GOOD + newer, "p.toml")
    assert [r.key for r in pack.rules_on(date(2026, 6, 30))] == ["R@1"]
    assert [r.key for r in pack.rules_on(date(2026, 7, 1))] == ["R@2"]
    circle = HEAD + other("A", supersedes='["B@1"]') + other("B", supersedes='["A@1"]')
    with pytest.raises(RuleError, match="itself"):
        read_pack(circle, "p.toml")
    retired = read_pack(GOOD.replace('"draft"', '"retired"'), "p.toml")
    assert retired.rules_on(DAY) == ()


def test_the_hash_covers_content_and_not_layout():
    first = read_pack(GOOD, "p.toml").sha256
    assert read_pack("# a note\n" + GOOD.replace(" = ", "  =  "), "q.toml").sha256 == first
    assert read_pack(GOOD.replace("why", "because"), "p.toml").sha256 != first
    assert read_pack(GOOD.replace("2026-01-01", "2026-01-02"), "p.toml").sha256 != first


OVER = 'overlay = "clinic"\npack = "p"\n'
TIGHT = OVER + '[[tighten]]\nid = "R"\nversion = 1\nreason = "ours"\n'


def test_an_overlay_tightens():
    pack = read_pack(GOOD, "p.toml")
    text = TIGHT + 'severity = "block"\nor_when = "fever"\n' + other("OWN")
    over = read_overlay(text, "o.toml", pack)
    assert [rule.severity for rule in over.rules] == ["block", "warn"]
    assert over.overlays == ("clinic",) and over.sha256 != pack.sha256
    assert [rule.severity for rule in pack.rules] == ["warn"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (TIGHT + 'severity = "info"', "no higher"),
        (TIGHT + 'severity = "warn"', "no higher"),
        (TIGHT + 'severity = "loud"', "allowed"),
        (TIGHT + 'status = "retired"', "can't change"),
        (TIGHT + 'when = "fever"', "can't change"),
        (TIGHT + 'or_when = "feve"', "or_when, column 1"),
        (TIGHT, "needs 'severity' or 'or_when'"),
        (TIGHT.replace('reason = "ours"\n', "severity = 'block'"), "needs 'reason'"),
        (TIGHT.replace("version = 1", "version = 9") + 'severity = "block"', "is no rule"),
        (OVER + RULE, "stands in the pack"),
        (OVER + other("OWN", supersedes='["R@1"]'), "can't supersede"),
        (OVER.replace('"p"', '"q"'), "is not for pack"),
        (OVER.replace("overlay", "cover"), "unknown keys"),
        ('pack = "p"', "needs 'overlay'"),
    ],
)
def test_an_overlay_can_not_loosen(text, part):
    with pytest.raises(RuleError) as error:
        read_overlay(text, "o.toml", read_pack(GOOD, "p.toml"))
    assert part in str(error.value) and "\n" not in str(error.value)
