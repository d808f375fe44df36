"""Whatever is known of a person, each candidate has a verdict that says why."""

import datetime as dt
import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from turgor.plan.candidate import candidates_of
from turgor.plan.prune import STATUSES, verdicts_of
from turgor.plan.template import NOTHING, SUNSCREEN
from turgor.record.case import Case
from turgor.record.skin_place import SkinPlace
from turgor.rules import check_course, standard_library
from turgor.rules.vocabulary import standard_vocabulary

DAY = dt.date(2027, 1, 1)
SITES = ("cheek", "neck", "full face", "forehead", "chest", "upper lip", "hand")
FLAGS = sorted(
    name
    for name, field in standard_vocabulary().fields.items()
    if field.part == "person" and field.type == "flag"
)
#: of these an answer must fit others, which a random one may not
TIED = {"isotretinoin_taken", "photosensitising_drug", "autoimmune_rheumatic",
        "autoimmune_active", "uses_retinoid", "melasma"}  # fmt: skip


def drawn_case(seed: int) -> Case:
    draw = random.Random(seed)
    return Case(
        "drawn",
        SkinPlace(
            draw.choice(SITES), draw.uniform(14.0, 85.0), "",
            draw.choice(("I", "II", "III", "IV", "V", "VI", "")),
        ),
        start=DAY,
        concerns=("wrinkles", "dyschromia"),
        answers={n: draw.random() < 0.2 for n in FLAGS if n not in TIED and draw.random() < 0.8},
        horizon_days=182.0,
    )  # fmt: skip


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**9))
def test_every_candidate_has_a_verdict_with_its_reason(seed):
    case = drawn_case(seed)

    def check(course):
        return check_course(standard_library(), case, course, DAY)

    found = {one.candidate.id: one for one in verdicts_of(candidates_of(), case, check, 26)}
    assert found[NOTHING].status == found[SUNSCREEN].status == "offered"
    for one in found.values():
        assert one.status in STATUSES
        assert bool(one.starts) == (one.status == "offered")
        assert bool(one.reasons) != (one.status == "offered")
        for reason in one.reasons:
            if reason.severity == "block" and one.status == "rejected":
                assert reason.rule


@settings(max_examples=15, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**9))
def test_a_yes_to_a_question_of_danger_offers_nothing_more(seed):
    case = drawn_case(seed)
    danger = {"keloid_history": True, "active_infection": True, "pregnant": True}
    worse = replace(case, answers={**case.answers, **danger})
    better = replace(case, answers={**case.answers, **dict.fromkeys(danger, False)})
    assert offered(worse) <= offered(better)


def offered(case: Case) -> set[str]:
    def check(course):
        return check_course(standard_library(), case, course, DAY)

    told = verdicts_of(candidates_of(), case, check, 26)
    return {item.candidate.id for item in told if item.status == "offered"}
