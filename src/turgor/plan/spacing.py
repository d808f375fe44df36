"""How many days lie between sessions of two modalities: by rules, by signs, by the planner's own.

Rules are asked of two sessions at a time, at gaps around every number that a rule of pairs names;
what a rule keeps apart nowhere else is kept apart by what the earlier session still shows.
"""

import math
from collections.abc import Iterable, Sequence

from turgor.evidence import parameter
from turgor.plan.constraint import Spacing
from turgor.plan.prune import Check
from turgor.plan.table import Row
from turgor.plan.template import Template
from turgor.record.course import Course, CourseSession
from turgor.rules.expression import Compare, Within, leaves
from turgor.rules.finding import CourseCheck, Place
from turgor.rules.library import Library

_GAP = "gap_d"


def spacings_of(rows: Sequence[Row], library: Library, check: Check) -> tuple[Spacing, ...]:
    """The spacing of every two templates of different families that have sessions, both ways.

    Of each template the row whose signs last longest counts.
    """
    templates: dict[str, Template] = {}
    signs: dict[str, float] = {}
    for row in rows:
        template = row.candidate.template
        if row.signs:
            templates[template.id] = template
            last = row.signs[-1].median
            signs[template.id] = max(signs.get(template.id, 0.0), last)
    own = float(parameter("plan.gap_between"))
    tested = changing_gaps(library)
    found: list[Spacing] = []
    for one in templates.values():
        for other in templates.values():
            if one.family == other.family:
                continue
            days, key = rule_gap(one, other, tested, check)
            if days >= max(own, signs[one.id]) and days > 0.0:
                found.append(Spacing(f"rule: {key}", one.id, other.id, days))
            elif signs[one.id] > own:
                # whole weeks, so that templates which heal alike are spaced alike
                healed = _whole_weeks(signs[one.id])
                found.append(Spacing(f"signs: {one.id}", one.id, other.id, healed))
            else:
                found.append(Spacing("assumed: plan.gap_between", one.id, other.id, own))
    return tuple(found)


def within_of(rows: Iterable[Row]) -> tuple[Spacing, ...]:
    """The interval within each course, which its template states."""
    return tuple(
        Spacing(
            f"template: {row.candidate.template.id}", row.candidate.id, row.candidate.id,
            row.candidate.interval_days,
        )
        for row in rows
        if row.candidate.number > 1
    )  # fmt: skip


def changing_gaps(library: Library) -> tuple[float, ...]:
    """Whole days at which something can change: at, below and above each number of a pair rule."""
    limits: set[float] = set()
    for rule in library.rules:
        if rule.scope != "pair":
            continue
        for leaf in leaves(rule.condition):
            if isinstance(leaf, Compare) and leaf.field == _GAP:
                limits.add(leaf.limit)
            elif isinstance(leaf, Within) and leaf.field == _GAP:
                limits |= {leaf.low, leaf.high}
    days = {0.0, 1.0}
    for limit in limits:
        days |= {math.floor(limit) - 1.0, math.floor(limit), math.floor(limit) + 1.0}
    return tuple(sorted(day for day in days if day >= 0.0))


def rule_gap(
    earlier: Template, later: Template, tested: Sequence[float], check: Check
) -> tuple[float, str]:
    """The least gap from which on no rule of pairs keeps two sessions apart, and the last rule.

    Infinite where one does at every gap. A gap of 0 with a rule that only orders the two is that
    rule's own matter: sessions of two families never share a day.
    """
    least, key = 0.0, ""
    for at, days in enumerate(tested):
        against = kept_apart(check(_two(earlier, later, days)))
        if against:
            least = tested[at + 1] if at + 1 < len(tested) else math.inf
            key = against[0]
    return least, key


def kept_apart(check: CourseCheck) -> tuple[str, ...]:
    """Keys of the rules of pairs that keep a course's first two sessions apart, or could.

    What was done before the course is another pair's matter.
    """
    fired = [
        item.rule.key
        for item in check.findings
        if item.severity in ("block", "require_override")
        and not item.overridden
        and any(_of_the_two(place) for place in item.places)
    ]
    open_rules = [
        item.rule.key
        for item in check.unanswered
        if item.severity == "block" and any(_of_the_two(place) for place in item.places)
    ]
    return (*fired, *open_rules)


def _of_the_two(place: Place) -> bool:
    return place.scope == "pair" and set(place.sessions) == {0, 1}


def _two(earlier: Template, later: Template, days: float) -> Course:
    first = CourseSession(0.0, earlier.modality, settings=dict(earlier.settings))
    second = CourseSession(days, later.modality, settings=dict(later.settings))
    return Course("two sessions", (first, second))


def _whole_weeks(days: float) -> float:
    return days if math.isinf(days) else 7.0 * math.ceil(days / 7.0)
