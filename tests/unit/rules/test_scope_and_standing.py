"""Of what a rule is asked, and what it does by status, level and whether its source was read."""

from dataclasses import replace

import pytest

from turgor.rules import RuleError, read_pack, standard_vocabulary
from turgor.rules.scope import scope_of
from turgor.rules.standing import NOT_REVIEWED, standing

from .test_pack import GOOD

WORDS = standard_vocabulary()
RULE = read_pack(GOOD, "p.toml").rules[0]


@pytest.mark.parametrize(
    ("fields", "scope"),
    [
        (("pregnant", "phototype"), "person"),
        (("pregnant", "modality"), "session"),
        (("site",), "session"),
        (("gap_d", "modality", "phototype"), "pair"),
        (("grade", "modality", "keloid_history", "energy_mj"), "event"),
        ((), "person"),
    ],
)
def test_the_scope_is_read_from_the_fields(fields, scope):
    assert scope_of(fields, WORDS) == scope


@pytest.mark.parametrize(
    ("when", "part"),
    [
        ("pus and gap_d < 3 d", "'pus' is of an event and 'gap_d' of two treatments"),
        ("pus and interval_d < 3 d", "'pus' is of an event and 'interval_d' of a plan"),
    ],
)
def test_fields_that_no_case_holds_together_are_refused(when, part):
    with pytest.raises(RuleError) as error:
        read_pack(GOOD.replace('when = "pus"', f'when = "{when}"'), "p.toml")
    assert part in str(error.value) and str(error.value).startswith("p.toml:11: rule 'R': when")


def rule(level="trial", seen=True, severity="block", kind="contraindication", do="avoid", **more):
    return replace(
        RULE,
        severity=severity,
        kind=kind,
        then=replace(RULE.then, do=do),
        evidence=replace(RULE.evidence, level=level, seen=seen),
        **more,
    )


@pytest.mark.parametrize(
    ("made", "severity", "verify"),
    [
        (rule("label"), "block", False),
        (rule("regulator"), "block", False),
        (rule("trial"), "require_override", False),
        (rule("guideline"), "require_override", False),
        (rule("trial", severity="warn"), "warn", False),
        (rule("label", seen=False), "warn", True),
        (rule("trial", seen=False, severity="info"), "info", True),
        (rule("assumed"), "warn", True),
        (rule("label", do="no_delay"), "info", False),
        (rule("label", do="offer"), "info", False),
        (rule("label", do="continue"), "info", False),
        (rule("trial", kind="indication"), "info", False),
        (rule("assumed", kind="escalation"), "require_override", True),
        (rule("label", kind="escalation"), "block", False),
        (rule("assumed", kind="escalation", severity="warn"), "warn", True),
        (rule("trial", status="reviewed", reviewed_by="Dr N"), "block", False),
        (rule("label", do="no_delay", status="reviewed", reviewed_by="Dr N"), "block", False),
        (rule("trial", raised_to="block"), "block", False),
        (rule("assumed", raised_to="require_override"), "require_override", True),
    ],
)
def test_what_a_rule_does(made, severity, verify):
    found = standing(made, WORDS)
    assert (found.severity, found.verify) == (severity, verify)
    assert found.reviewed is (made.status == "reviewed")
    assert (NOT_REVIEWED in found.reason) is not found.reviewed
    assert found.written == made.severity


def test_no_draft_rule_of_a_permitting_action_does_more_than_inform():
    for word in WORDS.actions.values():
        if word.permits:
            for severity in ("info", "warn", "require_override", "block"):
                made = rule("label", severity=severity, do=word.name)
                assert standing(made, WORDS).severity == "info"
