"""What a rule does, by who reviewed it and what it rests on: severity says what, status says who.

A rule that no clinician has reviewed never permits anything, and blocks only where it rests on a
label or a regulator that was read in the source itself. A sign of danger is told however thin its
evidence is, since telling it permits nothing.
"""

from dataclasses import dataclass

from turgor.rules.rule import SEVERITIES, Rule
from turgor.rules.vocabulary import Vocabulary

#: levels whose statements bind without a reviewer
BINDING = ("label", "regulator")
NOT_REVIEWED = "not yet reviewed by a clinician"


@dataclass(frozen=True, slots=True)
class Standing:
    """severity : what the rule does. written : what its author wrote. reason : why, for people.

    reviewed : whether a clinician reviewed it. verify : the statement was not read in its source,
    so that it is a question to the clinician, with a warning.
    """

    severity: str
    written: str
    reason: str
    reviewed: bool
    verify: bool = False


def standing(rule: Rule, vocabulary: Vocabulary) -> Standing:
    """What a rule does when it fires."""
    found = _own(rule, vocabulary)
    if rule.raised_to and _rank(rule.raised_to) > _rank(found.severity):
        reason = f"raised to {rule.raised_to} by the clinic's overlay; {found.reason}"
        return Standing(rule.raised_to, rule.severity, reason, found.reviewed, found.verify)
    return found


def _own(rule: Rule, vocabulary: Vocabulary) -> Standing:
    written, level = rule.severity, rule.evidence.level
    if rule.status == "reviewed":
        return Standing(written, written, f"reviewed by {rule.reviewed_by}", reviewed=True)
    if rule.kind == "indication" or vocabulary.actions[rule.then.do].permits:
        return _draft("info", written, f"{NOT_REVIEWED}, so that it only informs")
    unread = level == "assumed" or not rule.evidence.seen
    why = "assumed" if level == "assumed" else "not read in its source"
    if rule.kind == "escalation":
        binds = level in BINDING and not unread
        most = "block" if binds else "require_override"
        told = NOT_REVIEWED + (f"; {why}, and told all the same as a sign of danger" * unread)
        return _draft(_lower(written, most), written, told, verify=unread)
    if unread:
        told = f"{NOT_REVIEWED}; {why}, so that it is a question with a warning"
        return _draft(_lower(written, "warn"), written, told, verify=True)
    if level in BINDING:
        return _draft(written, written, f"{NOT_REVIEWED}; rests on a {level} that was read")
    most = _lower(written, "require_override")
    told = NOT_REVIEWED + ("; blocks only once reviewed" if most != written else "")
    return _draft(most, written, told)


def _draft(severity: str, written: str, reason: str, verify: bool = False) -> Standing:
    return Standing(severity, written, reason, reviewed=False, verify=verify)


def _lower(one: str, other: str) -> str:
    return one if _rank(one) <= _rank(other) else other


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity)
