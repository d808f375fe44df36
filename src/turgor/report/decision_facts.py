"""What an option takes: visits, cost, the person's wishes, what keeps it up, stopping early."""

from collections.abc import Iterator

from turgor.plan.plan import Plan
from turgor.report.decision_benefit import look_words
from turgor.report.decision_wishes import wish_words
from turgor.report.decision_words import cost_words, of_people
from turgor.workflow.decision.benefit import Benefit
from turgor.workflow.decision.option import Decision, DecisionOption
from turgor.workflow.decision.upkeep import upkeep_of

#: a use that goes on
_FOR_GOOD = 3650.0
#: a gap that is none
_PROVED = 5e-4


def facts_of(found: Decision, item: DecisionOption) -> Iterator[tuple[str, str]]:
    """Name and words of each; nothing of doing nothing."""
    if item.nothing:
        return
    yield "visits for treatment", f"{item.visits}" if item.visits else "none"
    yield "cost of the whole series", cost_words(item, found.clinic)
    for wish in wish_words(item, found.forecast.case.wishes, found.clinic.currency):
        wanted, _, kept = wish.rpartition(": ")
        yield f"wish: {wanted}", kept
    yield "how long it holds", _holds(item)
    yield "top-up", _top_up(item)
    yield "if it is stopped early", _stopped(item)
    if item.plan is not None:
        yield "why it is here", _why(item.plan)


def _holds(item: DecisionOption) -> str:
    told = [_held(one) for one in item.benefits if len(one.holds) > 1]
    told += [f"{text} [{rule}]" for text, rule in upkeep_of(item.checked)]
    return "\n".join(told) or "not told by the forecast"


def _held(item: Benefit) -> str:
    days = ", ".join(f"{of_people(share)} at day {day:.0f}" for day, share in item.holds)
    return f"of 100 people, {look_words(item)} for {days}"


def _top_up(item: DecisionOption) -> str:
    ends = [one.stop_day for one in item.outlook.course.uses]
    said = ["no source that was found says when one is due"]
    if any(one >= _FOR_GOOD for one in ends):
        said.append("what is used at home goes on")
    elif ends:
        said.append(
            f"use at home is counted until {item.days.when(max(ends))}; what happens after it, and "
            "after the last day looked at, is not forecast"
        )
    return "\n".join(said)


def _stopped(item: DecisionOption) -> str:
    stopped = item.stopped
    if stopped is None:
        return "not forecast here; enter the shorter course as an option of its own to compare it"
    when = f"stopped on {item.days.when(stopped.day)}"
    if item.visits > 1:
        when += f", after {stopped.visits} of {item.visits} visits"
    whole = {one.observable: one for one in item.benefits}
    told = [
        f"{look_words(one)} for {of_people(one.forecast)} at day {one.day:.0f}, beside "
        f"{of_people(whole[one.observable].forecast)} with the whole course"
        for one in stopped.benefits
        if one.observable in whole
    ]
    if not told:
        return f"{when}: no look is told as a count of people"
    lines = "\n".join(told)
    return f"{when}; of 100 people\n{lines}"


def _why(plan: Plan) -> str:
    """Under which limit it was found, and how far from the best."""
    first = plan.solved[0] if plan.solved else None
    told = [f"found as '{plan.name}'"]
    if first is not None and first.proved and plan.gap < _PROVED:
        told.append("no other choice within the wishes is better for what is wanted first")
    elif first is not None:
        told.append(
            f"no other choice within the wishes can be better by more than {100.0 * plan.gap:.1f} "
            "% for what is wanted first"
        )
    return "\n".join([*told, *plan.reasons])
