"""Plans as the plain document that ``turgor plan --json`` prints."""

import math
from collections.abc import Mapping, Sequence

from turgor import __version__
from turgor.plan.concern import alike
from turgor.plan.constraint import Block, Cap, KeepFree, ReadyBy, Spacing, WeekCapacity
from turgor.plan.explain import Mechanism, mechanisms_for
from turgor.plan.front import FrontPoint
from turgor.plan.plan import Band, ConstraintStatus, ObjectiveValue, PlacedCourse, Plan
from turgor.plan.template import NOTHING, SUNSCREEN
from turgor.workflow.check.document import NOTICE, SECTIONS, finding_document
from turgor.workflow.documents import refusal_documents
from turgor.workflow.plan.always import Always, always_of
from turgor.workflow.plan.costs import cost_of, unpriced
from turgor.workflow.plan.signs_together import signs_together
from turgor.workflow.plan.work_out import PlanDocument

SCHEMA = "turgor.plan/1"


def plans_document(
    found: Sequence[tuple[str, PlanDocument]], refused: Sequence[tuple[str, str]]
) -> dict[str, object]:
    """Plans by the path of their cases, and what was refused."""
    return {
        "schema": SCHEMA,
        "version": __version__,
        "notice": NOTICE,
        "cases": [plan_document(item) for _, item in found],
        "refused": refusal_documents(refused),
    }


def plan_document(item: PlanDocument) -> dict[str, object]:
    """One case in the shape of the command line's contract."""
    case, wanted, place = item.case, item.wanted, item.case.place
    prepared = item.prepared
    better = {point.key for point in item.undominated}
    return {
        "path": item.path,
        "title": case.title,
        "outcome": item.outcome,
        "declined": list(item.declined),
        "asked": [{"field": name, "text": text} for name, text in item.asked],
        "site": place.site,
        "age": place.age_years,
        "sex": place.sex,
        "phototype": place.phototype,
        "start": case.start.isoformat() if case.start else None,
        "horizon_days": case.horizon_days,
        "concerns": list(case.concerns),
        "day": wanted.day.isoformat(),
        "library_sha256": wanted.library.sha256,
        "parameter_set": "" if prepared is None else prepared.table.scenario.parameter_set,
        "people": wanted.scenario.people,
        "seed": wanted.effort.seed,
        "workers": wanted.effort.workers,
        "limit": wanted.effort.limit,
        "given_up": wanted.effort.given_up,
        "limits_to_try": item.limits,
        "stopped": item.stopped,
        "currency": case.clinic.currency,
        "always": [_always(one) for one in always_of(item)],
        "plans": [_point(point, point.key in better, item) for point in item.points],
        "unserved": [
            {"concern": word, "why": why}
            for word, why in (prepared.sought.unserved if prepared is not None else ())
        ],
        "options": _options(item),
        "mechanisms": _mechanisms(item),
        "flags": [
            {"code": flag.code, "text": flag.text, "source": flag.source} for flag in item.flags
        ],
    }


def _point(point: FrontPoint, undominated: bool, whole: PlanDocument) -> dict[str, object]:
    plan, limit = point.plan, point.limit
    check = whole.checked(plan)
    findings = {
        name: [
            finding_document(one, check)
            for one in check.courses[0].of_severity(severity)
            if plan.courses
        ]
        for name, severity in SECTIONS.items()
        if severity != "info"
    }
    return {
        "name": plan.name,
        "limit": None if limit is None else {"quantity": limit.quantity, "most": limit.most},
        "undominated": undominated,
        "holds": plan.holds,
        "gap": plan.gap,
        "solved": [
            {
                "priority": one.priority,
                "value": one.value,
                "bound": one.bound,
                "gap": one.gap,
                "proved": one.proved,
            }
            for one in plan.solved
        ],
        "courses": [
            {**_placed(one), "marginal": lost}
            for one, lost in zip(plan.courses, plan.marginal, strict=True)
        ],
        "values": [_value(one) for one in plan.values],
        "downtime": _band(plan.downtime),
        "signs_together": _together(plan, whole),
        "visits": plan.visits,
        "cost": _cost(plan, whole),
        "risk": [{"event": event, **_band(band)} for event, band in plan.risk],
        "risk_together": [{"event": event, **_band(band)} for event, band in plan.risk_together],
        "constraints": [
            _constraint(one) for one in plan.constraints if not isinstance(one.constraint, Block)
        ],
        "blocks_held": sum(isinstance(one.constraint, Block) for one in plan.constraints),
        "reasons": list(plan.reasons),
        "left_out": list(plan.left_out),
        "rules_fired": list(plan.fired),
        **findings,
        "outside_population": list(
            dict.fromkeys(
                one.outside_population
                for one in check.courses[0].check.findings
                if one.outside_population and plan.courses
            )
        ),
    }


def _together(plan: Plan, whole: PlanDocument) -> dict[str, object] | None:
    told = None if whole.prepared is None else signs_together(whole.prepared, plan)
    return None if told is None else {**_band(told.days), "beyond_wish_of": told.beyond}


def _placed(one: PlacedCourse) -> dict[str, object]:
    candidate, template = one.candidate, one.candidate.template
    return {
        "id": candidate.id,
        "template": template.id,
        "family": template.family,
        "title": template.title,
        "level": template.level,
        "modality": template.modality,
        "use": template.use,
        "settings": dict(template.settings),
        "number": candidate.number,
        "interval_days": candidate.interval_days,
        "weeks": candidate.weeks,
        "start_week": one.start_week,
        "days": list(one.session_days),
        "dates": [day.isoformat() for day in one.dates],
        "cost": candidate.cost,
        "source": template.source,
        "locator": template.locator,
        "taken": template.taken,
    }


def _value(one: ObjectiveValue) -> dict[str, object]:
    asked = one.objective
    return {
        "concern": asked.concern,
        "quantity": asked.quantity,
        "direction": asked.direction,
        "priority": asked.priority,
        "day": asked.horizon_day,
        "counted": asked.counted,
        "unit": one.unit,
        "nothing": one.nothing,
        "better_by": _band(one.together),
        "sum_of_courses": one.sum,
        "basis": one.basis,
        "note": one.note,
    }


def _constraint(one: ConstraintStatus) -> dict[str, object]:
    return {
        "kind": type(one.constraint).__name__,
        "origin": one.constraint.origin,
        "says": constraint_words(one),
        "holds": one.holds,
        "used": _finite(one.used),
        "slack": _finite(one.slack),
        "unit": one.unit,
    }


def constraint_words(one: ConstraintStatus) -> str:
    """A constraint in words."""
    item = one.constraint
    if isinstance(item, Cap):
        return f"{item.quantity} at most {item.most:.4g}"
    if isinstance(item, WeekCapacity):
        return f"at most {item.most} visits in a week"
    if isinstance(item, KeepFree):
        return f"no sign shows from {item.first} to {item.last}"
    if isinstance(item, ReadyBy):
        return f"ready by {item.day}"
    if isinstance(item, Spacing):
        return f"{item.later} at least {item.least_days:g} days after {item.earlier}"
    return item.origin


def _cost(plan: Plan, whole: PlanDocument) -> dict[str, object]:
    ends = cost_of(plan, whole.case.clinic)
    return {
        "low": None if ends is None else ends[0],
        "high": None if ends is None else ends[1],
        "unpriced": list(unpriced(plan)),
    }


def _always(one: Always) -> dict[str, object]:
    return {
        "id": one.id,
        "offered": one.offered,
        "reasons": list(one.reasons),
        "values": [
            {
                "quantity": item.quantity,
                "concern": item.concern,
                "unit": item.unit,
                "change": item.change,
                "better_by": _band(item.gain),
            }
            for item in one.values
        ],
    }


def _options(item: PlanDocument) -> list[Mapping[str, object]]:
    titles = {}
    if item.prepared is not None:
        titles = {one.id: one.template.title for one in item.prepared.candidates}
    return [
        {
            "id": one.candidate,
            "title": titles[one.candidate],
            "fate": one.fate,
            "reasons": [
                {
                    "text": reason.text,
                    "rule": reason.rule,
                    "severity": reason.severity,
                    "source": reason.citation,
                }
                for reason in one.reasons
            ],
        }
        for one in item.options
    ]


def mechanisms_of(item: PlanDocument, plan: Plan) -> tuple[Mechanism, ...]:
    """What a plan's own courses do for the case's concerns and such alike, each line once."""
    templates = [one.candidate.template for one in plan.courses]
    found: dict[tuple[str, str, str], Mechanism] = {}
    for one in mechanisms_for(alike(item.case.concerns), templates):
        found.setdefault((one.mechanism, one.modality, one.says), one)
    return tuple(found.values())


def _mechanisms(item: PlanDocument) -> list[Mapping[str, object]]:
    if item.prepared is None:
        return []
    templates = {one.template.id: one.template for one in item.prepared.candidates}
    kept = [one for name, one in templates.items() if name not in (NOTHING, SUNSCREEN)]
    return [
        {
            "mechanism": one.mechanism,
            "modality": one.modality,
            "concern": one.concern,
            "evidence": one.evidence,
            "says": one.says,
            "source": one.source,
            "seen": one.seen,
        }
        for one in mechanisms_for(item.case.concerns, kept)
    ]


def _band(band: Band) -> dict[str, float | None]:
    return {
        "low": _finite(band.low),
        "median": _finite(band.median),
        "high": _finite(band.high),
    }


def _finite(value: float) -> float | None:
    """JSON knows no infinity: None where nothing limits it."""
    return value if math.isfinite(value) else None
