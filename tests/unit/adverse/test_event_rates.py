"""Rates by stratum counted by hand; no exposure is no rate; what is published of the same."""

import datetime as dt

import pytest

from turgor.evidence import bibliography, collect_citations
from turgor.follow.event_rates import EventRate, TreatedEvent, event_rates
from turgor.follow.published_events import comparable_rates, published_rates
from turgor.follow.resolution import duration_d, time_to_resolution
from turgor.record.adverse_event import EVENT_KINDS, AdverseEvent, CoursePoint
from turgor.record.session import MODALITIES, Session
from turgor.record.site import BodySite
from turgor.stats.rates import exact_interval, poisson_interval

START = dt.date(2026, 3, 1)
CHEEK = BodySite("cheek", "left")
PHOTOTYPES = {"A": "II", "B": "II", "C": "IV", "D": "IV"}


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


def session(subject: str, modality: str, number: int, site: str = "cheek") -> Session:
    return Session(subject, day(number), BodySite(site, "left"), modality)


#: A: two peels; B: one peel, one laser on the neck; C: one laser; D: planned only
SESSIONS = [
    session("A", "chemical-peel", 0), session("A", "chemical-peel", 14),
    session("B", "chemical-peel", 0), session("B", "fractional-laser", 7, "neck"),
    session("C", "fractional-laser", 0, "neck"),
    Session("D", day(0), CHEEK, "chemical-peel", delivered=False),
]  # fmt: skip


def event(
    subject: str, kind: str, number: int, modality: str, site: str = "cheek", grade: int | None = 1,
    **more: object,
) -> TreatedEvent:  # fmt: skip
    course = () if grade is None else (CoursePoint(0, grade),)
    made = AdverseEvent(subject, kind, day(number), CHEEK, course=course, **more)  # type: ignore[arg-type]
    return TreatedEvent(made, modality, site)


EVENTS = [
    event("A", "erythema", 1, "chemical-peel"),
    event("A", "erythema", 15, "chemical-peel", grade=2),
    event("B", "erythema", 8, "fractional-laser", "neck", grade=None),
    event("C", "oedema", 1, "fractional-laser", "neck", relatedness="unrelated"),
    event("D", "erythema", 5, "chemical-peel"),  # never treated
    event("C", "erythema", -3, ""),  # began before treatment
]


def found(kind: str, least: int = 1, related: bool = False, **stratum: str) -> EventRate:
    rates = event_rates(SESSIONS, PHOTOTYPES, EVENTS, related).rates
    (rate,) = [
        item
        for item in rates
        if (item.kind, item.least_grade, dict(item.stratum)) == (kind, least, stratum)
    ]
    return rate


@pytest.mark.parametrize(
    ("stratum", "kind", "least", "counts"),
    [
        # subjects with, subjects, events, sessions
        ({}, "any", 1, (3, 3, 4, 5)),
        ({}, "erythema", 1, (2, 3, 3, 5)),
        ({}, "erythema", 2, (1, 3, 1, 5)),
        ({"modality": "chemical-peel"}, "erythema", 1, (1, 2, 2, 3)),
        ({"modality": "fractional-laser"}, "erythema", 1, (1, 2, 1, 2)),
        ({"phototype": "II"}, "erythema", 1, (2, 2, 3, 4)),
        ({"phototype": "IV"}, "oedema", 1, (1, 1, 1, 1)),
        ({"site": "neck"}, "any", 1, (2, 2, 2, 2)),
        ({"modality": "fractional-laser", "phototype": "II"}, "any", 1, (1, 1, 1, 1)),
        ({"modality": "chemical-peel", "phototype": "IV"}, "any", 1, (0, 0, 0, 0)),
    ],
)
def test_counts_by_hand(
    stratum: dict[str, str], kind: str, least: int, counts: tuple[int, int, int, int]
) -> None:
    rate = found(kind, least, **stratum)
    assert (rate.subjects_with, rate.subjects, rate.events, rate.sessions) == counts


def test_intervals_and_what_is_not_known() -> None:
    rate = found("erythema", modality="chemical-peel")
    assert (rate.share, rate.rate) == (0.5, 2 / 3)
    assert rate.share_interval == exact_interval(1, 2)
    assert rate.rate_interval == poisson_interval(2, 3)
    assert rate.share_bound is None
    none = found("scarring", modality="chemical-peel")
    assert none.share == 0.0 and none.share_bound == pytest.approx(1 - 0.05 ** (1 / 2))
    assert none.rate_bound == pytest.approx(2.995732 / 3, rel=1e-6)
    nobody = found("erythema", modality="chemical-peel", phototype="IV")
    assert (nobody.share, nobody.rate, nobody.share_interval, nobody.share_bound) == (None,) * 4
    assert found("erythema", 2).ungraded == 1


def test_related_only_leaves_out_what_was_judged_unrelated() -> None:
    assert found("oedema").events == 1 and found("oedema", related=True).events == 0
    assert found("erythema", related=True).events == 3  # nobody judged those


def test_what_no_modality_accounts_for_is_named() -> None:
    lost = event_rates(SESSIONS, PHOTOTYPES, EVENTS).unattributed
    assert [(item.event.subject, item.event.kind) for item in lost] == [
        ("D", "erythema"), ("C", "erythema"),
    ]  # fmt: skip


def test_no_session_at_all_is_no_exposure() -> None:
    rates = event_rates([], {}, EVENTS).rates
    assert {item.share for item in rates} == {None}
    assert {dict(item.stratum) == {} for item in rates} == {True}


def test_durations() -> None:
    last = {"A": day(30)}

    def lasted(**more: object) -> tuple[int, bool]:
        return duration_d(event("A", "erythema", 2, "", **more).event, last)

    assert lasted(outcome="resolved", outcome_date=day(9)) == (7, True)
    assert lasted(outcome="resolved-with-sequelae", outcome_date=day(9)) == (7, True)
    assert lasted(outcome="ongoing") == (28, False)
    assert lasted(outcome="not-resolved") == (28, False)
    assert lasted(outcome="not-resolved", outcome_date=day(12)) == (10, False)
    assert lasted(outcome="unknown") == (0, False)
    assert lasted(outcome="fatal", outcome_date=day(5), serious=True, criterion="death") == (
        3,
        False,
    )


def test_time_to_resolution_by_hand() -> None:
    """Days 4, 6, 8+ and 10 (censored +): S = 3/4, 1/2, then 0 at 10; the median is 6."""
    events = [
        event("A", "erythema", 0, "chemical-peel", outcome="resolved", outcome_date=day(4)),
        event("B", "erythema", 0, "chemical-peel", outcome="resolved", outcome_date=day(6)),
        event("C", "erythema", 0, "fractional-laser", outcome="ongoing"),
        event(
            "D", "erythema", 0, "", outcome="resolved-with-sequelae", outcome_date=day(10)
        ),
    ]  # fmt: skip
    rows = time_to_resolution(events, {"C": day(8)})
    whole = rows[0]
    assert (whole.kind, whole.modality, whole.resolved, whole.censored) == ("any", "any", 3, 1)
    assert [step.survival for step in whole.survival.steps] == pytest.approx([0.75, 0.5, 0.0])
    assert (whole.survival.median, whole.with_sequelae) == (6.0, 1)
    assert {item.modality for item in rows} == {
        "any", "chemical-peel", "fractional-laser", "unknown",
    }  # fmt: skip


def test_published_rates_stand_beside_the_same_only() -> None:
    ablative = published_rates("hyperpigmentation", "fractional-laser", {"ablative"})
    assert {item.variant for item in ablative} == {"ablative"}
    assert (
        published_rates("hyperpigmentation", "fractional-laser", {"ablative", "non-ablative"}) == ()
    )
    assert published_rates("hyperpigmentation", "fractional-laser", {""}) == ()
    assert published_rates("scarring", "microneedling", {""}) == ()
    unread = [
        item
        for kind in EVENT_KINDS
        for modality in MODALITIES
        for variant in ("", "superficial", "non-ablative")
        for item in published_rates(kind, modality, {variant})
        if not item.seen
    ]
    assert {item.id for item in unread} == {"event-rate.tca-hands", "event-rate.graber-hsv"}


def test_published_counts_give_the_printed_share() -> None:
    kept = comparable_rates()
    assert len(kept) > 15 and len({rate.comparison for rate in kept}) == len(kept)
    for rate in kept:
        assert rate.kind in EVENT_KINDS and rate.modality in MODALITIES
        assert rate.per in ("people", "treatments") and rate.rate_pct is not None
        if rate.events is not None:
            assert rate.n and rate.events / rate.n * 100 == pytest.approx(rate.rate_pct, abs=0.06)


def test_published_rates_tell_whom_and_what_they_are_of() -> None:
    found = published_rates("hyperpigmentation", "fractional-laser", {"ablative"})
    (worst,) = [item for item in found if item.percent == 75.0]
    assert worst.population == "phototype IV; 10600 nm; then petrolatum 7d"
    assert (worst.per, worst.n, worst.events) == ("subjects", 40, 30)
    assert worst.interval is not None and 58.0 < worst.interval.low < 60.0
    with collect_citations() as (sources, _):
        published_rates("hyperpigmentation", "fractional-laser", {"ablative"})
    assert {item.source for item in found} == sources
    lines = dict(bibliography(sources).citations)
    assert lines[worst.source] == worst.citation and "text not read" in worst.citation
