"""Size beside noise: every verdict by hand, published noise in closed form, responders counted."""

import math
from dataclasses import replace

import pytest

from turgor.follow.important import importance, judged_mean, judged_size
from turgor.follow.noise import noise_of
from turgor.follow.whole import follow
from turgor.metrics.measurand import Measurand
from turgor.record.design import Allocation, Arm, Endpoint, StudyDesign
from turgor.record.finding import Finding
from turgor.record.important import ImportantDifference, PublishedSem
from turgor.record.observation import Observation
from turgor.record.site import BodySite
from turgor.record.visit import VisitWindow
from turgor.stats.repeatability import Interval

SCORE = Measurand.of(
    "scale.sum",
    {"instrument": "made", "version": "1", "score": "total", "rater": "person",
     "recall": "past week", "language": "en"},
)  # fmt: skip
SEM = 0.5
SDC = 1.96 * math.sqrt(2.0) * SEM


def design(kind="parallel", **more):
    endpoint = Endpoint("itch", SCORE, "person", "decrease", "V1", "plan", primary=True)
    arms = () if kind == "single-arm" else (Arm("a", "a"), Arm("c", "c", True))
    told = {"endpoints": (endpoint,), "arms": arms, **more}
    visits = (VisitWindow("V0", 0), VisitWindow("V1", 28))
    return StudyDesign("s", "", kind, "V0", visits=visits, **told)


def seen(subject, visit, value, side="unstated", replicate=1):
    finding = Finding(SCORE, value, "1", "m", "1", u_reason="none", captures=("0" * 64,))
    site = BodySite("person", side)
    return Observation(subject, site, visit, replicate, replicate > 1, finding)


def followed(pairs, arms=None, sem=SEM, plan=None):
    """Follow (before, after) by subject; noise is the published SEM."""
    rows = [
        seen(name, visit, value)
        for name, pair in pairs.items()
        for visit, value in zip(("V0", "V1"), pair, strict=True)
    ]
    given = [Allocation(name, arm) for name, arm in (arms or {}).items()]
    stated = [PublishedSem(SCORE, sem, "a paper, table 2")] if sem else []
    return follow(plan or design(), given, rows, published=stated)


def mid(value, declared_by="study"):
    return ImportantDifference(SCORE, value, f"by {declared_by}", declared_by)


def test_published_noise_in_closed_form():
    noise = noise_of(SCORE, [seen("S1", "V0", 3.0)], PublishedSem(SCORE, SEM, "a paper, table 2"))
    assert noise.kind == "published" and "a paper, table 2" in noise.note
    (change,) = followed({"S1": (9.0, 5.0)}).changes
    assert change.threshold == pytest.approx(SDC, rel=2e-3)
    assert change.verdict == "beyond-noise"


def test_a_published_sem_of_another_measurand_never_stands_in():
    other = replace(SCORE, conditions=tuple({**dict(SCORE.conditions), "language": "da"}.items()))
    noise = noise_of(SCORE, [seen("S1", "V0", 3.0)], PublishedSem(other, SEM, "a paper"))
    assert noise.kind == "none"


def test_own_repeats_go_before_a_published_sem():
    rows = [
        seen(f"S{n}", "V0", value + wobble, replicate=r)
        for n, value in enumerate((3.0, 5.0, 7.0, 4.0, 6.0, 8.0), start=1)
        for r, wobble in ((1, -1.0), (2, 1.0))
    ]
    noise = noise_of(SCORE, rows, PublishedSem(SCORE, SEM, "a paper"))
    # two values one apart from their mean each: variance 2 within every pair
    assert noise.kind == "reseated" and noise.sem == pytest.approx(math.sqrt(2.0))


@pytest.mark.parametrize(
    ("value", "threshold", "difference", "expected"),
    [
        (-5.0, 2.0, 3.0, "important"),
        (5.0, 2.0, 3.0, "important"),
        (-2.5, 2.0, 3.0, "not-important"),  # beyond noise, and too small to matter
        (-1.0, 2.0, 3.0, "not-important"),  # a change of 3 would have been seen
        (-3.0, 4.0, 3.0, "undetermined"),  # large enough, and within noise
        (-1.0, 4.0, 3.0, "undetermined"),  # a change of 3 might hide in it
        (-5.0, 4.0, 3.0, "important"),  # beyond noise that hides the difference itself
        (3.0, 3.0, 3.0, "undetermined"),  # just reached and not beyond
    ],
)
def test_every_way_that_size_and_noise_can_lie(value, threshold, difference, expected):
    noise = "beyond-noise" if abs(value) > threshold else "within-noise"
    verdict, reason = judged_size(value, threshold, noise, "", difference)
    assert verdict == expected
    assert bool(reason) == (expected == "undetermined")


def test_what_noise_does_not_settle_is_not_sized():
    assert judged_size(-9.0, None, "undetermined", "no repeats", 1.0) == (
        *("undetermined", "no repeats"),
    )
    assert judged_size(-9.0, 1.0, "confounded", "oedema", 1.0)[0] == "undetermined"


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-4.0, -2.0, "important"),
        (2.0, 4.0, "important"),
        (-1.9, 1.9, "not-important"),
        (-1.9, -0.1, "not-important"),
        (-3.0, -1.0, "undetermined"),
        (-3.0, 3.0, "undetermined"),
    ],
)
def test_a_mean_by_its_whole_interval(low, high, expected):
    assert judged_mean(Interval(low, high), 2.0)[0] == expected


PAIRS = {
    "S1": (9.0, 5.0),  # -4: reaches 2, beyond 1.39
    "S2": (9.0, 7.0),  # -2: reaches 2, beyond 1.39
    "S3": (9.0, 7.5),  # -1.5: beyond noise and below 2
    "S4": (9.0, 8.5),  # within noise
    "S5": (5.0, 9.0),  # worse by 4
}


def test_responders_by_arm_with_exact_intervals():
    found = followed(PAIRS, {"S1": "a", "S2": "a", "S3": "a", "S4": "c", "S5": "c"})
    (endpoint,) = importance(found, [mid(2.0)]).endpoints
    by_arm = {item.arm: item for item in endpoint.responders}
    assert (by_arm["a"].responders, by_arm["a"].judged) == (2, 3)
    # S5 changed as much and in the wrong direction: no responder, though its change matters
    assert (by_arm["c"].responders, by_arm["c"].judged) == (0, 2)
    # Clopper and Pearson: 0 of 2 reaches up to 1 - 0.025^(1/2)
    assert by_arm["c"].interval.high == pytest.approx(1.0 - 0.025**0.5)
    sizes = {i.contrast.subject: i.verdict for i in importance(found, [mid(2.0)]).contrasts}
    assert sizes == {
        "S1": "important", "S2": "important", "S3": "not-important", "S4": "not-important",
        "S5": "important",
    }  # fmt: skip


def test_a_difference_below_the_detectable_change_is_said():
    found = followed(PAIRS, {"S1": "a", "S2": "a", "S3": "a", "S4": "c", "S5": "c"})
    (endpoint,) = importance(found, [mid(1.0)]).endpoints
    assert endpoint.sdc == pytest.approx(SDC, rel=2e-3)
    assert "can't be told from noise" in endpoint.note
    assert sum(item.responders for item in endpoint.responders) == 3
    (large,) = importance(found, [mid(2.0)]).endpoints
    assert large.note == ""


def test_without_noise_nobody_responds():
    found = followed(PAIRS, dict.fromkeys(PAIRS, "a"), sem=None)
    told = importance(found, [mid(2.0)])
    (arm,) = told.endpoints[0].responders
    assert (arm.responders, arm.judged, arm.left_out, arm.interval) == (0, 0, 5, None)
    assert {item.verdict for item in told.contrasts} == {"undetermined"}


def test_the_study_goes_before_the_instrument():
    found = followed(PAIRS)
    both = [mid(5.0, "instrument"), mid(2.0)]
    for order in (both, both[::-1]):
        assert importance(found, order).endpoints[0].difference.value == 2.0
    assert importance(found, []).endpoints == ()


def test_scores_are_tested_by_signed_ranks_and_the_interval_stays_students():
    found = followed({f"S{n}": (9.0, 9.0 - n) for n in range(1, 6)})
    (result,) = found.endpoints
    assert result.signed_rank is not None and result.p_value == pytest.approx(2 / 32)
    assert result.p_adjusted == pytest.approx(2 / 32)
    assert result.estimate is not None and result.estimate.p_value != result.p_value
    assert result.estimate.mean == -3.0


def test_several_places_of_one_person_are_not_counted_as_persons():
    rows = [
        seen(name, visit, value, side)
        for name in ("S1", "S2")
        for side in ("left", "right")
        for visit, value in (("V0", 9.0), ("V1", 4.0))
    ]
    given = [Allocation("S1", "a"), Allocation("S2", "a")]
    found = follow(design(), given, rows, published=[PublishedSem(SCORE, SEM, "a paper")])
    (endpoint,) = importance(found, [mid(2.0)]).endpoints
    assert endpoint.responders == () and "several places" in endpoint.note
