"""What changed between two libraries, and what that means for a plan that is open."""

from dataclasses import dataclass, fields
from datetime import date

from turgor.record.case import Case
from turgor.record.course import Course
from turgor.rules.course_check import check_course
from turgor.rules.finding import CourseCheck
from turgor.rules.library import Library
from turgor.rules.prepared import prepared
from turgor.rules.rule import Rule
from turgor.rules.standing import Standing

#: parts of a rule that say nothing of a case; ``when_text`` stands for the condition
_UNSAID = frozenset({"cases", "condition", "scope"})


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule that is not as it was; what : added, changed or retired. parts : what changed."""

    rule: str
    what: str
    before: str = ""
    after: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingChange:
    """One finding of the plan that is not as it was; '' where it did not fire or fires no more."""

    rule: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What a change of rules means for a plan.

    findings : by rule id, the severity before and after. asked : fields that are newly asked, and
    no longer_asked. cautious : whether it blocks, or waits for an answer that could block, and
    did not before.
    """

    rules: tuple[RuleChange, ...]
    findings: tuple[FindingChange, ...]
    asked: tuple[str, ...]
    no_longer_asked: tuple[str, ...]
    cautious: bool
    before: CourseCheck
    after: CourseCheck

    @property
    def touches(self) -> bool:
        """Whether the plan has to be looked at again."""
        return bool(self.findings or self.asked or self.no_longer_asked)


def rule_changes(
    old: Library, new: Library, old_day: date, new_day: date
) -> tuple[RuleChange, ...]:
    """Rules in force that came, went or changed, in order of their id."""
    before, after = _in_force(old, old_day), _in_force(new, new_day)
    found: list[RuleChange] = []
    for name in sorted(before.keys() | after.keys()):
        one, other = before.get(name), after.get(name)
        if one is None and other is not None:
            found.append(RuleChange(name, "added", after=other[0].key))
        elif one is not None and other is None:
            found.append(RuleChange(name, "retired", before=one[0].key))
        elif one is not None and other is not None:
            parts = _parts(one, other)
            if parts:
                found.append(RuleChange(name, "changed", one[0].key, other[0].key, parts))
    return tuple(found)


def plan_change(
    old: Library, new: Library, case: Case, course: Course, old_day: date, new_day: date
) -> PlanChange:
    """What a plan that was checked with ``old`` on ``old_day`` meets with ``new`` on ``new_day``.

    Errors: RuleError where the case can't be read with one of the two.
    """
    before = check_course(old, case, course, old_day)
    after = check_course(new, case, course, new_day)
    was = {item.rule.id: item.severity for item in before.findings}
    now = {item.rule.id: item.severity for item in after.findings}
    asked_then = {item.field for item in before.questions}
    asked_now = {item.field for item in after.questions}
    return PlanChange(
        rules=rule_changes(old, new, old_day, new_day),
        findings=tuple(
            FindingChange(name, was.get(name, ""), now.get(name, ""))
            for name in sorted(was.keys() | now.keys())
            if was.get(name) != now.get(name)
        ),
        asked=tuple(sorted(asked_now - asked_then)),
        no_longer_asked=tuple(sorted(asked_then - asked_now)),
        cautious=(after.blocked or after.undecided) and not (before.blocked or before.undecided),
        before=before,
        after=after,
    )


def _in_force(library: Library, day: date) -> dict[str, tuple[Rule, Standing]]:
    return {item.rule.id: (item.rule, item.standing) for item in prepared(library, day).rules}


def _parts(one: tuple[Rule, Standing], other: tuple[Rule, Standing]) -> tuple[str, ...]:
    names = [item.name for item in fields(Rule) if item.name not in _UNSAID]
    parts = [name for name in names if getattr(one[0], name) != getattr(other[0], name)]
    if one[1].severity != other[1].severity:
        parts.append("standing")
    return tuple(parts)
