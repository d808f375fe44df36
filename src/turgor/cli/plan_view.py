"""A plan as text for whoever treats: what is done when, what it brings and takes, and why."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from turgor.cli.plan_words import (
    BASES,
    band_words,
    course_lines,
    gain_words,
    number_words,
    risk_lines,
    value_words,
)

if TYPE_CHECKING:
    from turgor.plan.front import FrontPoint
    from turgor.plan.plan import Plan
    from turgor.workflow.plan.work_out import PlanDocument

#: candidates of a group that are named
_MOST_NAMED = 4
_FATES = (
    ("waits", "CAN'T BE OFFERED before a question is answered"),
    ("needs-override", "Needs an override by whoever treats"),
    ("rejected", "Rejected"),
    ("wish", "Kept out by a wish, or by a limit that is assumed"),
    ("no-room", "No room beside what is chosen"),
    ("no-gain", "Adds nothing to what is wanted"),
    ("left-out", "Left out"),
    ("beaten", "Beaten"),
)
#: fates that are told only where everything is
_QUIET = ("no-room", "no-gain", "left-out", "beaten")


def show_head(found: "PlanDocument") -> None:
    """Whose plan, and what is asked first."""
    case, place = found.case, found.case.place
    whose = [place.site, f"{place.age_years:g} years" if place.age_years else "", place.sex]
    whose.append(f"phototype {place.phototype}" if place.phototype else "")
    _line(f"{found.path}{f': {case.title}' if case.title else ''}")
    wanted = ", ".join(case.concerns) or "nothing stated"
    _line(f"  {', '.join(filter(None, whose))}; wanted: {wanted}")
    for reason in found.declined:
        _line(f"  DECLINED: {reason}")
    if found.declined:
        _line("  What is left is doing nothing, and sun protection.")
    for name, text in found.asked:
        _line(f"  QUESTION first: {name}: {text}")


def show_point(point: "FrontPoint", found: "PlanDocument") -> None:
    """One plan, as it is found."""
    plan, number = point.plan, len(found.points)
    same = _same(found, number - 1)
    _line()
    if same:
        _line(f"  == {number}. {plan.name}: the same as {same}")
        return
    _line(f"  == {number}. {plan.name}: {_quality(plan)}")
    if not plan.courses:
        _line("    doing nothing")
    for one in plan.courses:
        for line in course_lines(one):
            _line(f"    {line}")
    for value in plan.values:
        _line(f"    {value_words(value)}")
    _line(f"    {_takes(plan, found)}")
    _together(plan, found)
    for line in risk_lines(plan):
        _line(f"    {line}")
    _wishes(plan)
    _rules(plan, found)


def show_rest(found: "PlanDocument", every: bool) -> None:
    """What the list came to, what is always there, why others were not taken, what it rests on."""
    if found.points and found.wanted.front:
        _line()
        if found.stopped:
            tried = len(found.points) - 1
            _line(
                f"  STOPPED ({found.stopped}): {tried} of {found.limits} limits were tried; "
                "what is above is kept, later limits are not"
            )
        keys = {point.key for point in found.undominated}
        told = [str(k) for k, one in enumerate(found.points, 1) if one.key in keys]
        _line(f"  Plans that no other beats in everything: {', '.join(told)}")
    if found.outcome == "none-fit":
        _line()
        _line("  NOTHING FITS: no treatment that rules allow has a week that the wishes allow.")
    _always(found)
    _mechanisms(found)
    _others(found, every)
    _versions(found)


def _same(found: "PlanDocument", at: int) -> int:
    """The number of an earlier plan of the same courses, 0 where there is none."""
    picks = [
        tuple((one.candidate.id, one.start_week) for one in point.plan.courses)
        for point in found.points
    ]
    return picks.index(picks[at]) + 1 if picks[at] in picks[:at] else 0


def _quality(plan: "Plan") -> str:
    told = [
        ("proved best" if one.proved and one.gap == 0.0 else f"within {100 * one.gap:.1f} %")
        + (" for the first concern" if one.priority == 1 else f" for concern {one.priority}")
        for one in plan.solved
    ]
    return f"gap to the best that can be: {'; '.join(told)}" if told else "nothing to choose among"


def _takes(plan: "Plan", found: "PlanDocument") -> str:
    from turgor.workflow.plan.costs import cost_of, unpriced

    ends = cost_of(plan, found.case.clinic)
    money = found.case.clinic.currency or "in the clinic's currency"
    if ends is None:
        cost = f"not known (no price of {', '.join(unpriced(plan))})"
    else:
        low, high = ends
        cost = f"{low:g} {money}" if low == high else f"{low:g} to {high:g} {money}"
    return f"days with signs {band_words(plan.downtime)}; visits {plan.visits}; cost {cost}"


def _together(plan: "Plan", found: "PlanDocument") -> None:
    """Days with signs of all courses forecast as one, beside their sum."""
    from turgor.workflow.plan.signs_together import signs_together

    told = None if found.prepared is None else signs_together(found.prepared, plan)
    if told is None:
        return
    _line(f"    forecast together: days with signs {band_words(told.days)}")
    if told.beyond is not None:
        _line(f"    ! that is above the {told.beyond:g} days that are wished at most")


def _wishes(plan: "Plan") -> None:
    from turgor.workflow.plan.document import constraint_words

    for one in plan.constraints:
        if one.constraint.origin.startswith("wish"):
            mark = "holds" if one.holds else "BROKEN"
            _line(f"    {one.constraint.origin}: {constraint_words(one)}: {mark}")
    for told in plan.reasons:
        _line(f"    ! {told}")
    if plan.left_out:
        _line(f"    left out, as hardly less is reached without: {', '.join(plan.left_out)}")


def _rules(plan: "Plan", found: "PlanDocument") -> None:
    if not plan.courses:
        return
    check = found.checked(plan).courses[0]
    for one in check.check.findings:
        if one.severity in ("warn", "require_override", "block"):
            mark = " [overridden]" if one.overridden else ""
            _line(f"    {one.severity} {one.rule.id}{mark}: {one.rule.then.text}")
            _line(f"        source: {one.citation or 'none: assumed'}")
    for ask in check.check.questions:
        if ask.severity == "warn":
            _line(f"    not known, and could warn: {ask.text} [{', '.join(ask.rules)}]")
    outside = [one.outside_population for one in check.check.findings if one.outside_population]
    for text in dict.fromkeys(outside):
        _line(f"    studied in others: {text}")
    _line("    care with its dates and signs on which to stop: --out PAGE, or `turgor check`")


def _always(found: "PlanDocument") -> None:
    from turgor.workflow.plan.always import always_of

    _line()
    _line("  Always there")
    for one in always_of(found):
        title = "doing nothing" if one.id == "nothing" else "sun protection alone"
        if not one.offered:
            _line(f"    {title}: not offered: {'; '.join(one.reasons)}")
            continue
        told = [
            f"{item.quantity} {number_words(item.change, signed=True)} {item.unit}"
            if one.id == "nothing"
            else f"{item.quantity} {gain_words(item.gain, item.unit)}"
            for item in one.values
        ]
        _line(f"    {title}{': ' if told else ''}{'; '.join(told)}; no visit, no session's signs")


def _mechanisms(found: "PlanDocument") -> None:
    """Which mechanism serves which concern, of the first plan's courses."""
    from turgor.workflow.plan.document import mechanisms_of

    told = [] if found.first is None else mechanisms_of(found, found.first)
    if told:
        _line()
        _line("  What the first plan's courses do, as it was published")
    for one in told:
        seen = "" if one.seen else " [not read in its source]"
        _line(f"    {one.concern} by {one.modality.replace('_', ' ')}: {one.mechanism}")
        _line(f"        {one.evidence}: {one.says} ({one.source}){seen}")


def _others(found: "PlanDocument", every: bool) -> None:
    from turgor.plan.prune import BEFORE
    from turgor.workflow.plan.groups import by_wish, grouped

    if not found.options:
        return
    if every:
        _line()
        _line("  Every option")
        for item in found.options:
            _line(f"    {item.candidate}: {item.fate}")
            for reason in item.reasons:
                _line(f"      {_said(reason.text, reason.rule, reason.citation)}")
        return
    for fate, head in _FATES:
        groups = grouped(found.options, (fate,))
        if not groups:
            continue
        _line()
        names = {name for group in groups for name in group.candidates}
        _line(f"  {head}: {len(names)} option{'s' * (len(names) != 1)}")
        if fate in _QUIET:
            _line(f"    {_named(sorted(names))} (--all says why)")
            continue
        if fate == "wish":
            for wish, held in by_wish(found.options).items():
                _line(f"    {wish}: {_named(held)} (--all says by how much)")
            continue
        for group in groups:
            reason = group.reason
            text = reason.text.removeprefix(BEFORE)
            _line(f"    {_said(text, reason.rule, reason.citation)}")
            _line(f"        {_named(group.candidates)}")


def _said(text: str, rule: str, citation: str) -> str:
    return text + (f" [{rule}]" if rule else "") + (f" ({citation})" if citation else "")


def _named(names: "Iterable[str]") -> str:
    held = list(names)
    more = f" and {len(held) - _MOST_NAMED} more" if len(held) > _MOST_NAMED else ""
    return ", ".join(held[:_MOST_NAMED]) + more


def _versions(found: "PlanDocument") -> None:
    wanted = found.wanted
    _line()
    for flag in found.flags:
        _line(f"  ! {flag.code}: {flag.text}")
    drawn = "" if found.prepared is None else found.prepared.table.scenario.parameter_set
    _line(
        f"  Rules of {wanted.day}, library {wanted.library.sha256[:12]}"
        + (f"; parameter set {drawn}, {wanted.scenario.people} people" if drawn else "")
        + f"; seed {wanted.effort.seed}, {wanted.effort.workers} workers, limit "
        f"{wanted.effort.limit:g}"
    )
    if any(point.plan.courses for point in found.points):
        for line in BASES:
            _line(f"  {line}")
    _line("  Rules marked 'draft' are not yet reviewed by a clinician.")
    _line("  Supports research and clinicians; not a medical device.")
    _line()


def _line(text: str = "") -> None:
    from turgor.cli.output import emit_line, printable

    emit_line(printable(text))
