"""Plans as options side by side: forecast together and held against the rules."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from turgor.plan.plan import Plan
from turgor.plan.prepare import Prepared
from turgor.predict.forecast.forecast import forecast
from turgor.predict.forecast.outlook import Forecast
from turgor.record.course import Course
from turgor.workflow.check.work_out import CheckDocument, check_case_of
from turgor.workflow.decision.left_out import LeftOut, left_out
from turgor.workflow.decision.stops import with_stops
from turgor.workflow.plan.work_out import PlanDocument

#: what the shared page tells beside what is sought, of any plan
_LOOK = "look-overall"
#: the candidate that always stands beside
SUN = "sunscreen"


@dataclass(frozen=True, slots=True)
class PlannedOptions:
    """The forecast of several plans beside doing nothing, its check, and the plans."""

    forecast: Forecast
    check: CheckDocument
    plans: tuple[Plan, ...]
    left: tuple[LeftOut, ...]


def planned_options(found: PlanDocument) -> PlannedOptions | None:
    """The plans that no other beats in everything, each choice once; None where nothing was sought.

    Errors: InputError as for ``forecast``.
    """
    prepared = found.prepared
    if prepared is None or found.first is None:
        return None
    plans = distinct(
        [found.first, *(p.plan for p in found.undominated if p.plan is not found.first)]
    )
    plans = tuple(one for one in plans if one.courses)
    asked, scenario = prepared.asked, found.wanted.scenario
    case = replace(
        found.case,
        courses=(*(one.combined for one in plans), *_sun_protection(prepared, plans)),
        endpoints=tuple(dict.fromkeys((*prepared.sought.quantities, _LOOK))),
    )
    whole = replace(case, courses=with_stops(case.courses, case.horizon_days))
    told = forecast(
        whole, asked.draws, asked.studies, people=scenario.people, seed=scenario.seed,
        flags=found.flags,
    )  # fmt: skip
    check = check_case_of(case, found.path, found.wanted.library, found.wanted.day, found.flags)
    return PlannedOptions(told, check, plans, left_out(found.options, prepared.candidates))


def _sun_protection(prepared: Prepared, plans: Sequence[Plan]) -> tuple[Course, ...]:
    """Sun protection alone, which always stands beside; none where a plan is just that."""
    if any([one.candidate.id for one in plan.courses] == [SUN] for plan in plans):
        return ()
    found = [one for one in prepared.candidates if one.id == SUN]
    return tuple(replace(one.course(), name=one.template.title) for one in found)


def distinct(plans: Sequence[Plan]) -> tuple[Plan, ...]:
    """Each choice of courses and weeks once, the first of them."""
    kept: dict[tuple[tuple[str, int], ...], Plan] = {}
    for one in plans:
        kept.setdefault(tuple((c.candidate.id, c.start_week) for c in one.courses), one)
    return tuple(kept.values())
