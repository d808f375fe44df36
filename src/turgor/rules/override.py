"""Recorded overrides: who went beyond a rule, when, why; the finding stands and is marked.

What may be overridden, and by whom:

- ``info`` and ``warn`` need no override;
- ``require_override``: whoever treats;
- ``block``: clinicians alone, with the reason in words. One that calls for emergency care or for
  stopping is for nobody to override: it is answered by seeing the person.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from turgor.rules.finding import CourseCheck, Finding
from turgor.rules.refusal import RuleError

#: roles, and whether they are a clinician's
ROLES = {
    "dermatologist": True,
    "surgeon": True,
    "physician": True,
    "nurse": False,
    "therapist": False,
}
#: why a rule may be gone beyond: the closed list of codes, in words
REASONS = {
    "benefit-outweighs": "the expected benefit outweighs the risk for this person",
    "condition-excluded": "the condition was looked for and excluded",
    "settings-adapted": "settings, site or product were adapted to the risk",
    "test-area": "a test area was treated and went well",
    "specialist-agreed": "the specialist who treats the condition agreed",
    "evidence-newer": "newer evidence than the rule's was weighed",
    "population-differs": "the rule was made for other people than this person",
    "study-protocol": "an approved study protocol asks for it",
}
#: actions that no override sets aside where the rule blocks
NEVER = ("emergency", "stop_and_refer")
#: a reason in words is at least so long
_SHORTEST = 10


@dataclass(frozen=True, slots=True)
class Override:
    """One recorded override.

    rule : its key, ``ID@version``. pack_sha256 : of the pack in which it stood. who, role : of
    ROLES. reason : a code of REASONS. text : the reason in words.
    """

    rule: str
    pack_sha256: str
    who: str
    role: str
    when: dt.date
    reason: str
    text: str = ""

    def __post_init__(self) -> None:
        """Hold role and reason against their lists."""
        if not self.who.strip():
            raise RuleError(f"override of '{self.rule}': needs who made it")
        if self.role not in ROLES:
            raise RuleError(
                f"override of '{self.rule}': role '{self.role[:60]}'; allowed: {', '.join(ROLES)}"
            )
        if self.reason not in REASONS:
            raise RuleError(
                f"override of '{self.rule}': reason '{self.reason[:60]}'; allowed: "
                f"{', '.join(REASONS)}"
            )


def may_override(finding: Finding, override: Override) -> str:
    """Why an override can't be made of a finding, '' where it can."""
    if finding.severity in ("info", "warn"):
        return f"a rule that says '{finding.severity}' needs no override"
    if finding.severity == "require_override":
        return ""
    if finding.rule.then.do in NEVER:
        return "it calls for seeing the person at once, which nobody can override"
    if not ROLES[override.role]:
        clinicians = ", ".join(role for role, able in ROLES.items() if able)
        return f"a block is overridden by a clinician alone ({clinicians}), not a {override.role}"
    if len(override.text.strip()) < _SHORTEST:
        return "a block is overridden with the reason in words"
    return ""


def with_overrides(check: CourseCheck, overrides: Iterable[Override]) -> CourseCheck:
    """A check with its findings marked by the overrides that hold; none is taken away.

    One that can't be made, or was made of another state of the pack, marks nothing and is told
    in ``CourseCheck.overrides``, like those that hold.
    """
    packs = {sha256 for _, sha256 in check.packs}
    findings = {item.rule.key: item for item in check.findings}
    told: list[str] = []
    for item in sorted(overrides, key=lambda one: (one.when, one.rule, one.who)):
        said = f"{item.rule} by {item.who}, {item.role}, {item.when}: {REASONS[item.reason]}"
        said += f" ({item.text.strip()})" if item.text.strip() else ""
        refused = _refused(item, findings, packs, check.day)
        if refused:
            told.append(f"{said}; does not hold: {refused}")
            continue
        found = findings[item.rule]
        findings[item.rule] = replace(found, overridden=said)
        told.append(said)
    return check.with_findings(tuple(findings.values()), tuple(told))


def _refused(item: Override, findings: dict[str, Finding], packs: set[str], day: dt.date) -> str:
    found = findings.get(item.rule)
    if found is None:
        return "the rule does not fire"
    if item.pack_sha256 not in packs:
        return "it was made of another state of the rules; look again and record it anew"
    if item.when > day:
        return f"it is dated after the check of {day}"
    return may_override(found, item)
