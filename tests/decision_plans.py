"""Plans made by hand of templates that ship, for the page on which several stand side by side."""

import datetime as dt
from dataclasses import replace

from turgor.plan.candidate import Candidate
from turgor.plan.plan import Band, PlacedCourse, Plan, Solved
from turgor.plan.scenario import Scenario
from turgor.plan.template import standard_templates

TEMPLATES = {one.id: one for one in standard_templates()}


def placed(name, number=1, weeks=0.0, days=(), cost=None):
    """One course of a template from day 0."""
    candidate = Candidate(name, TEMPLATES[name], number, 0.0, weeks, cost, session_days=days)
    dates = tuple(dt.date(2027, 1, 10) + dt.timedelta(days=day) for day in days)
    return PlacedCourse(candidate, 0, days, dates)


def plan_of(name, combined, courses, proved=True):
    """A plan of these courses; the other numbers are of no matter to the page."""
    none = Band(0.0, 0.0, 0.0)
    return Plan(
        name=name, courses=courses, combined=combined, values=(), constraints=(), downtime=none,
        visits=len(combined.sessions), cost=None, risk=(),
        solved=(Solved(1, 1.0, 1.0 if proved else 1.03, 0.0 if proved else 0.03, proved),),
        scenario=Scenario(), library_sha256="", seed=0, workers=1, limit=1.0, given_up=0.01,
    )  # fmt: skip


def make(forecast):
    """Four plans, and the forecast that holds their courses under their names."""
    nothing, peels, cream = forecast.courses
    parts = {
        "first plan": (peels, (placed("peel-tca-35", 2, days=(0, 30)), placed("sunscreen"))),
        "visits at most 1": (cream, (placed("tretinoin-0.05", weeks=24.0),)),
        "downtime at most 3": (cream, (placed("tretinoin-0.02", weeks=24.0),)),
        "risk at most 0.01": (cream, (placed("sunscreen"),)),
    }
    outlooks, plans = [nothing], []
    for name, (outlook, courses) in parts.items():
        course = replace(outlook.course, name=name)
        outlooks.append(replace(outlook, course=course))
        plans.append(plan_of(name, course, courses, proved=name == "first plan"))
    case = replace(forecast.case, courses=tuple(one.combined for one in plans))
    return replace(forecast, case=case, courses=tuple(outlooks)), tuple(plans)
