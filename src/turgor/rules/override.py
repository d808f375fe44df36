"""Recorded overrides: who went beyond a rule, when, why; the finding stands and is marked.

What may be overridden, and by whom:

- ``info`` and ``warn`` need no override;
- ``require_override``: whoever has a role in the study; where it asks to stop and have the person
  seen, a clinician alone, with the reason in words, since that is who sees them;
- ``block``: clinicians alone, with the reason in words. One that calls for emergency care or for
  stopping is for nobody to override: it is answered by seeing the person.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from turgor.record.custody import ROLES
from turgor.record.rule_override import REASONS, RuleOverride
from turgor.rules.finding import CourseCheck, Finding
from turgor.rules.refusal import RuleError

#: the one role that may set a block aside
CLINICIAN = "clinician"
#: the codes of ``record.rule_override.REASONS``, in words
REASON_TEXTS = {
    "not-applicable": "what the rule asks about was looked at and does not apply here",
    "benefit-outweighs": "the expected benefit outweighs the risk for this person",
    "risk-treated": "the risk is met by other settings, a test area, or care before and after",
    "specialist-agreed": "the specialist who treats the condition agreed",
    "source-outdated": "newer evidence than the rule's source was weighed",
    "other": "another reason",
}
#: actions that no override sets aside where the rule blocks, and only a clinician where not
SEEING = ("emergency", "stop_and_refer")
#: a reason in words is at least so long
_SHORTEST = 10


@dataclass(frozen=True, slots=True)
class Override:
    """One recorded override.

    rule : its key, ``ID@version``. pack_sha256 : of the pack in which it stood, or of the whole
    library. who, role : of ``record.custody.ROLES``. reason : of ``record.rule_override.REASONS``.
    text : the reason in words.
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
        for name, allowed in (("role", ROLES), ("reason", REASONS)):
            given = getattr(self, name)
            if given not in allowed:
                raise RuleError(
                    f"override of '{self.rule}': {name} '{str(given)[:60]}'; allowed: "
                    f"{', '.join(allowed)}"
                )


def kept_override(kept: RuleOverride) -> Override:
    """An override as a study keeps it."""
    return Override(
        rule=kept.rule,
        pack_sha256=kept.library_sha256,
        who=kept.who,
        role=kept.role,
        when=kept.day,
        reason=kept.reason,
        text=kept.text,
    )


def may_override(finding: Finding, override: Override) -> str:
    """Why an override can't be made of a finding, '' where it can."""
    if finding.severity in ("info", "warn"):
        return f"a rule that says '{finding.severity}' needs no override"
    blocks, seeing = finding.severity == "block", finding.rule.then.do in SEEING
    if blocks and seeing:
        return "it calls for seeing the person at once, which nobody can override"
    if not blocks and not seeing:
        return ""
    if override.role != CLINICIAN:
        return f"it is overridden by a clinician alone, not by a {override.role}"
    if len(override.text.strip()) < _SHORTEST:
        return f"it is overridden with the reason in words, of {_SHORTEST} letters or more"
    return ""


def with_overrides(check: CourseCheck, overrides: Iterable[Override]) -> CourseCheck:
    """A check with its findings marked by the overrides that hold; none is taken away.

    One that can't be made, or was made of another state of the pack, marks nothing and is told
    in ``CourseCheck.overrides``, like those that hold.
    """
    packs = {check.library_sha256, *(sha256 for _, sha256 in check.packs)}
    findings = {item.rule.key: item for item in check.findings}
    told: list[str] = []
    for item in sorted(overrides, key=lambda one: (one.when, one.rule, one.who)):
        said = f"{item.rule} by {item.who}, {item.role}, {item.when}: {REASON_TEXTS[item.reason]}"
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
