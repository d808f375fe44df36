"""Candidates: courses as they were published, by modality, level, number and interval."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from turgor.plan.template import NOTHING, SUNSCREEN, Template, standard_templates
from turgor.record.course import Course, CourseSession, CourseUse

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Candidate:
    """One course of a template, placed so that it begins on day 0.

    family : of which a plan takes one at most. number : sessions. interval_days : between them, 0
    for one session. weeks : of a use at home. cost : of all of it as the clinic prices it, None
    where it gave no price.
    """

    id: str
    template: Template
    number: int
    interval_days: float
    weeks: float
    cost: float | None
    session_days: tuple[float, ...] = field(default=())

    @property
    def family(self) -> str:
        """Modality of which a plan takes one at most."""
        return self.template.family

    @property
    def visits(self) -> int:
        """To the clinic."""
        return len(self.session_days)

    @property
    def end_day(self) -> float:
        """Last day on which something is done, from the course's start."""
        last = self.session_days[-1] if self.session_days else 0.0
        return max(last, DAYS_A_WEEK * self.weeks)

    def course(self, start_week: int = 0, start: dt.date | None = None) -> Course:
        """The course as it lies on a plan's calendar, ``start`` being the date of its day 0."""
        return combined_course([(self, start_week)], start, self.id)


def candidates_of(
    templates: Iterable[Template] | None = None, prices: Mapping[str, float] | None = None
) -> tuple[Candidate, ...]:
    """Every number and interval of every template; doing nothing and sun protection always.

    prices : of one session, or of a whole use at home, by template or by family.
    """
    known = tuple(standard_templates() if templates is None else templates)
    held = {item.id for item in known}
    always = tuple(
        item
        for item in standard_templates()
        if item.id in (NOTHING, SUNSCREEN) and item.id not in held
    )
    found: list[Candidate] = []
    for item in (*always, *known):
        found += _of_template(item, prices or {})
    return tuple(sorted(found, key=lambda one: (one.id != NOTHING, one.id != SUNSCREEN)))


def combined_course(
    placed: Iterable[tuple[Candidate, int]], start: dt.date | None = None, name: str = "the plan"
) -> Course:
    """Candidates at their start weeks as one course, its sessions in order of their days."""
    sessions: list[CourseSession] = []
    uses: list[CourseUse] = []
    for candidate, week in placed:
        at = float(DAYS_A_WEEK * week)
        template = candidate.template
        sessions += [
            CourseSession(at + day, template.modality, settings=dict(template.settings))
            for day in candidate.session_days
        ]
        if template.use:
            until = at + DAYS_A_WEEK * candidate.weeks
            uses.append(CourseUse(template.use, at, until, dict(template.settings)))
    sessions.sort(key=lambda one: one.day)
    uses.sort(key=lambda one: (one.start_day, one.kind))
    return Course(name, tuple(sessions), tuple(uses), start)


def _of_template(template: Template, prices: Mapping[str, float]) -> list[Candidate]:
    if template.id == NOTHING:
        return [Candidate(NOTHING, template, 0, 0.0, 0.0, 0.0)]
    if template.use:
        cost = _cost(template, 1, prices)
        return [
            Candidate(_use_id(template, weeks), template, 0, 0.0, weeks, cost)
            for weeks in template.weeks
        ]
    found = []
    for number, interval in template.every_series:
        days = tuple(interval * k for k in range(number))
        name = f"{template.id} {number}x" + (f" every {interval:g} d" if number > 1 else "")
        cost = _cost(template, number, prices)
        found.append(Candidate(name, template, number, interval, 0.0, cost, days))
    return found


def _use_id(template: Template, weeks: float) -> str:
    return template.id if len(template.weeks) == 1 else f"{template.id} {weeks:g} wk"


def _cost(template: Template, number: int, prices: Mapping[str, float]) -> float | None:
    price = prices.get(template.id, prices.get(template.family))
    return None if price is None else price * number
