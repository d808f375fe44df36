"""The shared decision page: what each option brings and costs, of the same hundred people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from turgor.plan.plan import Plan
from turgor.predict.forecast.outlook import Forecast
from turgor.report.decision_chart import People, Strip, people, strip
from turgor.report.decision_rules import RulesBlock, rules_block
from turgor.report.decision_tables import calendar_table, harm_table, measured_table, trial_table
from turgor.report.decision_wishes import wish_words
from turgor.report.decision_words import LOOK_WORDS, cost_words, days_words, of_people, rules_words
from turgor.report.forecast_tables import protocol_lines
from turgor.report.page_frame import BlockPage, FlagLine, block_page, flag_lines, values_used
from turgor.report.page_parts import Table
from turgor.report.render import page_html, write_page
from turgor.workflow.check.work_out import CheckDocument
from turgor.workflow.decision.benefit import Benefit
from turgor.workflow.decision.option import (
    Clinic,
    Decision,
    DecisionOption,
    alerts_of,
    decision_of,
)

_SAID = (
    "It prepares a talk between a person and their clinician; it is no promise and recommends "
    "nothing."
)


@dataclass(frozen=True, slots=True)
class BenefitBlock:
    """One look: the forecast with its drawing, beside it what studies reported."""

    said: str
    sentence: str
    people: People
    nothing: People | None
    reported: str
    grade: str
    trials: Table | None


@dataclass(frozen=True, slots=True)
class Card:
    """An option at a glance."""

    key: str
    title: str
    style: str
    people: People | None
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OptionBlock:
    """The glance (``cards``), or one option in full."""

    key: str
    title: str
    link: str
    whose: str
    path: str
    foot: str
    cards: tuple[Card, ...] = ()
    lines: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    benefits: tuple[BenefitBlock, ...] = ()
    untold: tuple[str, ...] = ()
    measured: Table | None = None
    calendar: Table | None = None
    strip: Strip | None = None
    harms: Table | None = None
    alerts: tuple[str, ...] = ()
    rules: RulesBlock | None = None
    call: str = ""
    phone: str = ""
    flags: tuple[FlagLine, ...] = ()


def decision_page(
    document: CheckDocument | None,
    forecast: Forecast,
    plan: Plan | Sequence[Plan] | None = None,
    clinic: Clinic | None = None,
) -> str:
    """The page as HTML, self-contained.

    document : the check of the forecast's case; a course that is not in it, and every one where it
    is None, is shown as not checked. plan : one or several, each of the course of the forecast that
    bears the name of its ``combined``. clinic : whom to call, and prices, where known.
    """
    return page_html("decision", decision_context(decision_of(document, forecast, plan, clinic)))


def write_decision_page(
    document: CheckDocument | None,
    forecast: Forecast,
    path: Path,
    plan: Plan | Sequence[Plan] | None = None,
    clinic: Clinic | None = None,
) -> None:
    """Write the page.

    Errors: StoreError where it can't be written.
    """
    write_page(decision_page(document, forecast, plan, clinic), path)


def decision_context(found: Decision) -> BlockPage[OptionBlock]:
    """The page's context."""
    blocks = [_glance(found), *(_option(found, item, k) for k, item in enumerate(found.options))]
    title = found.forecast.case.title or "one case"
    return block_page(f"Options: {title}", _SAID, "Options", blocks, [found.forecast])


def _glance(found: Decision) -> OptionBlock:
    case, place = found.forecast.case, found.forecast.case.place
    whose = [place.site, f"{place.age_years:g} years" if place.age_years else "", place.sex]
    whose.append(f"phototype {place.phototype}" if place.phototype else "")
    wanted = ", ".join(word.replace("-", " ") for word in case.concerns)
    return OptionBlock(
        key="glance",
        title="At a glance",
        link="At a glance",
        whose=", ".join(filter(None, whose)),
        path=f"wanted: {wanted}" if wanted else "what is wanted is not stated",
        foot=(
            f"Every count is of 100 people like this one within {found.horizon_days:.0f} days of "
            f"{case.start or 'day 0'}, benefit and harm alike; in brackets the range for 80 % of "
            f"groups or settings like this. {_versions(found)}"
        ),
        alerts=found.alerts,
        cards=tuple(_card(found, item, k) for k, item in enumerate(found.options)),
    )


def _card(found: Decision, item: DecisionOption, at: int) -> Card:
    first = item.benefits[0] if item.benefits else None
    facts = [(f"{_look(one)}, of 100", of_people(one.forecast)) for one in item.benefits] or [
        ("how it looks, of 100", "not told: no study reports it so")
    ]
    darkening = next((one for one in item.harms if one.event == "hyperpigmentation"), None)
    facts += [
        (
            "days not presentable",
            "none" if not item.days.sessions else days_words(*item.days.total),
        ),
        ("darkening, of 100", "no session" if darkening is None else of_people(darkening.share)),
        ("visits", f"{item.visits}"),
        ("cost", cost_words(item, found.clinic)),
        ("rules", rules_words(item)),
    ]
    blocked = item.checked is not None and item.checked.outcome in ("blocked", "declined")
    return Card(
        key=f"o{at}",
        title=_name(item),
        style="blocked" if blocked else "",
        people=None if first is None else _people(first),
        facts=tuple(facts),
    )


def _option(found: Decision, item: DecisionOption, at: int) -> OptionBlock:
    start = item.days.start
    when = f"from {start}" if start else "no date yet: days count from the first"
    return OptionBlock(
        key=f"o{at}",
        title=_name(item),
        link=_name(item),
        whose=rules_words(item),
        path="beside which the others are told" if item.nothing else when,
        foot="",
        lines=protocol_lines(item.outlook.course),
        facts=tuple(_facts(found, item)),
        benefits=tuple(_benefit(one, item) for one in item.benefits),
        untold=tuple(f"{said}: {why}" for said, why in item.untold),
        measured=measured_table(item),
        calendar=calendar_table(item),
        strip=strip(item.days, item.name),
        harms=harm_table(item, found.horizon_days) if item.harms else None,
        alerts=_alerts(item),
        rules=None if item.nothing else rules_block(item),
        call=found.clinic.name or "the clinic",
        phone=found.clinic.phone,
        flags=flag_lines(item.flags),
    )


def _alerts(item: DecisionOption) -> tuple[str, ...]:
    """What is said before anything else: declined, stopped, or other people than were studied."""
    if item.checked is None:
        return item.outside
    return (*alerts_of(item.checked), *item.outside)


def _facts(found: Decision, item: DecisionOption) -> Iterator[tuple[str, str]]:
    if item.nothing:
        return
    days = item.days
    if days.sessions:
        dates = ", ".join(days.when(one.day) for one in days.sessions)
        yield "visits", f"{item.visits}: {dates}"
    else:
        yield "visits", "none for treatment"
    yield "cost of the whole series", cost_words(item, found.clinic)
    wishes = wish_words(item, found.forecast.case.wishes)
    if wishes:
        yield "beside the wishes", "; ".join(wishes)
    yield "maintenance", _holds(item)
    yield (
        "if it is stopped early",
        "not forecast here; enter the shorter course as an option of its own to compare it",
    )
    if item.plan is not None:
        gap = (
            f"within {100.0 * item.plan.gap:.1f} % of the best that can be"
            if item.plan.solved
            else ""
        )
        yield "why these", "; ".join(filter(None, [gap, *item.plan.reasons])) or "the plan's choice"


def _holds(item: DecisionOption) -> str:
    told = [one.holds for one in item.benefits if len(one.holds) > 1]
    if not told:
        return "no date of a top-up is forecast"
    days = ", ".join(f"{of_people(share)} at day {day:.0f}" for day, share in told[0])
    return f"no date of a top-up is forecast; of 100 people still better: {days}"


def _benefit(item: Benefit, option: DecisionOption) -> BenefitBlock:
    beside = ""
    if not option.nothing and item.nothing is not None:
        beside = f", beside {of_people(item.nothing)} with nothing done"
    return BenefitBlock(
        said=_look(item)[0].upper() + _look(item)[1:],
        sentence=(
            f"Of 100 people like you, {of_people(item.forecast)} look better by a grade or more to "
            f"investigators who don't know what was done, at day {item.day:.0f}{beside}."
        ),
        people=_people(item),
        nothing=(
            None
            if option.nothing or item.nothing is None
            else people(item.nothing, f"with nothing done: {of_people(item.nothing)} of 100")
        ),
        reported=(
            f"{of_people(item.reported)} of 100, the range of 80 % of what studies of such "
            f"treatments reported, no model in it; {item.studies} studies report this after any "
            "treatment"
        ),
        grade=item.grade,
        trials=None if option.nothing else trial_table(item),
    )


def _look(item: Benefit) -> str:
    return LOOK_WORDS.get(item.observable, item.said)


def _people(item: Benefit) -> People:
    return people(item.forecast, f"{_look(item)}: {of_people(item.forecast)} of 100 people")


def _name(item: DecisionOption) -> str:
    name = "Doing nothing" if item.nothing else item.name
    return name[0].upper() + name[1:]


def _versions(found: Decision) -> str:
    rules = "not checked against rules"
    if found.checked_on is not None:
        rules = f"library {found.library_sha256[:12]}, checked on {found.checked_on}"
    return (
        f"Rules: {rules}. Forecast: parameter set "
        f"{found.forecast.parameter_set}, {found.forecast.people} people drawn. "
        f"{values_used(found.forecast)}"
    )
