"""Any case: a plan or one line of refusal; nothing in it that a check keeps out; a reason for all.

Forecasts are made up, rules, chooser and wishes are not.
"""

import datetime as dt
import os
import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.plan.made_up import MadeUp

from turgor.errors import InputError
from turgor.plan.choose import Effort
from turgor.plan.concern import concern_words
from turgor.plan.constraint import RISK, Cap
from turgor.plan.explain import FATES, explained
from turgor.plan.prepare import Asked, Prepared, prepare
from turgor.plan.settle import best_plan, first_plan
from turgor.plan.table import PIGMENT
from turgor.plan.template import NOTHING, SUNSCREEN, standard_templates
from turgor.plan.together import beyond
from turgor.record.case import Case, Wishes
from turgor.record.skin_place import PHOTOTYPES, SkinPlace
from turgor.rules import RuleError, check_course, standard_library
from turgor.rules.vocabulary import standard_vocabulary

#: more of them with TURGOR_PLAN_CASES=500
MANY = int(os.environ.get("TURGOR_PLAN_CASES", "12"))
DAY = dt.date(2027, 1, 1)
START = dt.date(2027, 1, 4)
SITES = ("cheek", "cheek", "neck", "full face", "periorbital", "hand")
FLAGS = sorted(
    name
    for name, field in standard_vocabulary().fields.items()
    if field.part == "person" and field.type == "flag"
)
#: of these a rule often hangs
DANGERS = ["keloid_history", "pregnant", "active_infection", "isotretinoin_taken", "pacemaker"]
TREATMENTS = tuple(one for one in standard_templates() if one.id not in (NOTHING, SUNSCREEN))
ANSWERED = {
    **dict.fromkeys(FLAGS, False),
    "clinician_present": True, "hemisphere": "north", "skin_thickness": "normal",
}  # fmt: skip

LIMITS = (
    ("visits", (0.0, 2.0, 4.0)), ("downtime", (0.0, 5.0, 20.0)), ("cost", (0.0, 250.0)),
    (RISK + PIGMENT, (0.0, 0.05, 0.2)),
)  # fmt: skip
READY = (START, START + dt.timedelta(90), START + dt.timedelta(150))


class Drawn:
    """A case, templates and made-up forecasts of a seed."""

    def __init__(self, seed: int) -> None:
        draw = random.Random(seed)
        self.seed, self.interference = seed, draw.choice([0.0, 0.5, 2.0])
        self.templates = draw.sample(TREATMENTS, draw.randint(4, 10))
        answers = dict(ANSWERED)
        some = draw.choice([[], DANGERS, FLAGS])
        for name in draw.sample(some, min(len(some), draw.randint(1, 2))):
            answers[name] = draw.choice([True, None])
        self.case = Case(
            "drawn",
            SkinPlace(
                draw.choice(SITES), float(draw.randint(18, 90)), "",
                draw.choice(("II", "III", "IV", *PHOTOTYPES)),
            ),
            start=START,
            concerns=tuple(draw.sample(concern_words(), draw.randint(1, 3))),
            answers={name: value for name, value in answers.items() if value is not None},
            wishes=Wishes(
                downtime_days=draw.choice([None, None, 120.0, 60.0, 30.0, 5.0]),
                visits=draw.choice([None, None, None, 12, 8, 4, 0]),
                cost=draw.choice([None, None, None, 1500.0, 400.0]),
                keep_free=tuple(self.span(draw) for _ in range(draw.choice([0, 0, 1, 2]))),
                ready_by=draw.choice([None] * 6 + [*READY]),
            ),
            horizon_days=draw.choice([364.0, 252.0, 84.0]),
        )  # fmt: skip
        name, most = draw.choice(LIMITS)
        self.limit = Cap("test", name, draw.choice(most))
        self.asked_away = draw.choice(FLAGS)

    def span(self, draw: random.Random) -> tuple[dt.date, dt.date]:
        first = START + dt.timedelta(draw.randint(0, 200))
        return first, first + dt.timedelta(draw.randint(0, 40))


def asked_of(case, templates, limit=0.05, **effort) -> Asked:
    prices = {one.family: 100.0 for one in templates if one.family != "biostimulator"}
    return Asked(
        case, standard_library(), DAY, None, None, prices={**prices, SUNSCREEN: 20.0},
        effort=Effort(limit=limit, **effort), templates=tuple(templates),
    )  # fmt: skip


def made(asked) -> Prepared | None:
    """None where the case is refused, which is told in one line."""
    try:
        return prepare(asked)
    except (InputError, RuleError) as error:
        assert str(error) and "\n" not in str(error)
        return None


def kept_out(check) -> list[str]:
    """What holds a course up, read off a check without the planner's help."""
    holding = ("block", "require_override")
    found = [one.rule.key for one in check.findings if one.severity in holding]
    found += [one.rule.key for one in check.findings
              if one.standing.verify and one.standing.written in holding]  # fmt: skip
    return found + [one.text for one in check.questions if one.severity in holding]


seeds = st.integers(0, 10**9)


@settings(max_examples=MANY, deadline=None, derandomize=True)
@given(seed=seeds)
def test_any_case_has_a_plan_that_rules_and_wishes_allow(seed):
    drawn = Drawn(seed)
    case, templates = drawn.case, drawn.templates
    with MadeUp(seed, drawn.interference):
        held = made(asked_of(case, templates))
        if held is None:
            return
        plan = first_plan(held)
        picks = tuple((one.candidate.id, one.start_week) for one in plan.courses)
        told = explained(held, plan)
        assert not beyond(held, picks)
        again = first_plan(prepare(asked_of(case, templates)))
    assert again == plan
    # rules: the whole of it, and each course by itself
    assert not kept_out(check_course(standard_library(), case, plan.combined, DAY))
    verdicts = {one.candidate.id: one for one in held.verdicts}
    assert all(verdicts[name].status == "offered" for name, _ in picks)
    # wishes: each of them
    assert plan.holds
    wished = case.wishes
    assert wished.visits is None or plan.visits <= wished.visits
    for most, own in (
        (wished.downtime_days, plan.downtime.median),
        (wished.downtime_days, plan.downtime_together.median),
        (wished.cost, plan.cost),
    ):
        assert most is None or (own is not None and own <= most + 1e-6)
    # reasons: every candidate has a fate and says why, doing nothing among them
    assert [one.candidate for one in told] == [one.id for one in held.candidates]
    assert {NOTHING, SUNSCREEN} <= {one.candidate for one in told}
    assert verdicts[NOTHING].status == "offered"
    assert {one.candidate for one in told if one.fate == "chosen"} == (
        {name for name, _ in picks} or {NOTHING}
    )
    for one in told:
        assert one.fate in FATES and one.reasons and all(why.text.strip() for why in one.reasons)


@settings(max_examples=MANY, deadline=None, derandomize=True)
@given(seed=seeds)
def test_a_further_limit_never_reaches_more(seed):
    drawn = Drawn(seed)
    case, templates = drawn.case, drawn.templates
    with MadeUp(seed):  # nothing interferes, so that the chooser's sum is all there is
        held = made(asked_of(case, templates, limit=3.0, given_up=0.0))
        if held is None:
            return
        free = first_plan(held)
        tight = best_plan(held, "tight", (drawn.limit,))
    for one, other in zip(free.solved[:1], tight.solved[:1], strict=True):
        # a search that ended before it proved its choice says how much better could be
        assert other.value <= (one.value if one.proved else one.bound) + 1e-6
    assert tight.holds


@settings(max_examples=MANY, deadline=None, derandomize=True)
@given(seed=seeds)
def test_an_answer_that_is_taken_away_offers_nothing_more(seed):
    drawn = Drawn(seed)
    case, templates, name = drawn.case, drawn.templates, drawn.asked_away
    case = replace(case, answers={**case.answers, **ANSWERED}, wishes=Wishes())
    less = {one: value for one, value in case.answers.items() if one != name}
    with MadeUp():
        known, unknown = (
            made(asked_of(replace(case, answers=answers), templates))
            for answers in (case.answers, less)
        )
    if known is None or unknown is None:
        return
    starts = {one.candidate.id: set(one.starts) for one in known.verdicts}
    for one in unknown.verdicts:
        assert set(one.starts) <= starts[one.candidate.id]
