"""The shared decision page: what each option brings and costs, of the same hundred people."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from turgor.plan.plan import Plan
from turgor.predict.forecast.outlook import Forecast
from turgor.report.decision_benefit import BenefitBlock, benefit_block, look_people, look_words
from turgor.report.decision_chart import People, Strip, strip
from turgor.report.decision_course import done_lines, home_lines, option_name
from turgor.report.decision_facts import facts_of
from turgor.report.decision_rules import RulesBlock, rules_block
from turgor.report.decision_tables import (
    calendar_table,
    harm_notes,
    harm_table,
    left_table,
    measured_table,
)
from turgor.report.decision_talk import TALK, asked_before, reading_lines
from turgor.report.decision_words import (
    cost_words,
    days_words,
    of_people,
    others_words,
    rules_words,
)
from turgor.report.page_frame import BlockPage, FlagLine, block_page, flag_lines, values_used
from turgor.report.page_parts import Table
from turgor.report.render import page_html, write_page
from turgor.workflow.check.work_out import CheckDocument
from turgor.workflow.decision.days import date_text
from turgor.workflow.decision.left_out import LeftOut
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
class Card:
    """An option at a glance."""

    key: str
    title: str
    style: str
    closed: str
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
    home: tuple[str, ...] = ()
    talk: tuple[str, ...] = ()
    left: Table | None = None
    facts: tuple[tuple[str, str], ...] = ()
    benefits: tuple[BenefitBlock, ...] = ()
    untold: tuple[str, ...] = ()
    measured: Table | None = None
    calendar: Table | None = None
    strip: Strip | None = None
    harms: Table | None = None
    harm_notes: tuple[str, ...] = ()
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
    left: Sequence[LeftOut] = (),
) -> str:
    """The page as HTML, self-contained.

    document : the check of the forecast's case; a course that is not in it, and every one where it
    is None, is shown as not checked. plan : one or several, each of the course of the forecast that
    bears the name of its ``combined``. clinic : whom to call, and prices, where known. left : what
    the planner looked at and does not offer.
    """
    found = decision_of(document, forecast, plan, clinic)
    return page_html("decision", decision_context(found, left))


def write_decision_page(
    document: CheckDocument | None,
    forecast: Forecast,
    path: Path,
    plan: Plan | Sequence[Plan] | None = None,
    clinic: Clinic | None = None,
    left: Sequence[LeftOut] = (),
) -> None:
    """Write the page.

    Errors: StoreError where it can't be written.
    """
    write_page(decision_page(document, forecast, plan, clinic, left), path)


def decision_context(found: Decision, left: Sequence[LeftOut] = ()) -> BlockPage[OptionBlock]:
    """The page's context."""
    blocks = [
        _glance(found, left),
        *(_option(found, item, k) for k, item in enumerate(found.options)),
    ]
    title = found.forecast.case.title or "one case"
    return block_page(f"Options: {title}", _SAID, "Options", blocks, [found.forecast])


def _glance(found: Decision, left: Sequence[LeftOut]) -> OptionBlock:
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
        foot=_versions(found),
        alerts=found.alerts,
        lines=reading_lines(found),
        facts=asked_before(case),
        talk=TALK,
        left=left_table(left),
        cards=tuple(_card(found, item, k) for k, item in enumerate(found.options)),
    )


def _card(found: Decision, item: DecisionOption, at: int) -> Card:
    first = item.benefits[0] if item.benefits else None
    facts = [(f"{look_words(one)}, of 100", of_people(one.forecast)) for one in item.benefits] or [
        ("how it looks, of 100", "not told: no study reports it so")
    ]
    darkening = next((one for one in item.harms if one.event == "hyperpigmentation"), None)
    facts += [
        (
            "days not presentable",
            "none" if not item.days.sessions else days_words(*item.days.total),
        ),
        (
            "darkening, of 100",
            "not counted without a session" if darkening is None else of_people(darkening.share),
        ),
        ("visits", f"{item.visits}"),
        ("cost", cost_words(item, found.clinic)),
        ("rules", rules_words(item)),
    ]
    return Card(
        key=f"o{at}",
        title=option_name(item),
        style="blocked" if item.closed else "",
        closed="Not open to this person as it stands: see below." if item.closed else "",
        people=None if first is None else look_people(first),
        facts=tuple(facts),
    )


def _option(found: Decision, item: DecisionOption, at: int) -> OptionBlock:
    dated = item.days.start is not None
    when = f"from {item.days.when(0.0)}" if dated else "no date yet: days count from the first"
    return OptionBlock(
        key=f"o{at}",
        title=option_name(item),
        link=option_name(item),
        whose=f"{_found_as(item)}{rules_words(item)}",
        path="the others are compared with it" if item.nothing else when,
        foot="",
        lines=done_lines(item),
        home=home_lines(item),
        facts=tuple(facts_of(found, item)),
        benefits=tuple(benefit_block(one, item) for one in item.benefits),
        untold=tuple(f"{said}: {why}" for said, why in item.untold),
        measured=measured_table(item),
        calendar=calendar_table(item),
        strip=strip(item.days, option_name(item)),
        harms=harm_table(item, found.horizon_days) if item.harms else None,
        harm_notes=harm_notes(item),
        alerts=_alerts(item),
        rules=None if item.nothing else rules_block(item),
        call=found.clinic.name or "the clinic",
        phone=found.clinic.phone,
        flags=flag_lines(item.flags),
    )


def _found_as(item: DecisionOption) -> str:
    """A plan's name on the command line, by which it is found there again."""
    if item.plan is None:
        return ""
    return f"{item.plan.name[:1].upper()}{item.plan.name[1:]}; "


def _alerts(item: DecisionOption) -> tuple[str, ...]:
    """What is said before anything else: declined, stopped, or other people than were studied."""
    if item.checked is None:
        return others_words(item.outside)
    return (*alerts_of(item.checked), *others_words(item.outside))


def _versions(found: Decision) -> str:
    rules = "not checked against rules"
    if found.checked_on is not None:
        day = date_text(found.checked_on)
        rules = f"library {found.library_sha256[:12]}, checked on {day}"
    return (
        f"Rules: {rules}. Forecast: parameter set "
        f"{found.forecast.parameter_set}, {found.forecast.people} people drawn. "
        f"{values_used(found.forecast)}"
    )
