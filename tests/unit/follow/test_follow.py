"""Verdicts, confounding windows, side differences and declared endpoints on made-up studies."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from turgor.errors import ComparisonError, MetricError
from turgor.follow.change import changes_of
from turgor.follow.noise import noise_of, replicate_groups
from turgor.follow.whole import follow
from turgor.metrics import catalogue
from turgor.metrics.catalogue import read_family
from turgor.metrics.measurand import Measurand, difference_reason
from turgor.record.design import Allocation, Arm, ConfoundingWindow, Endpoint, StudyDesign
from turgor.record.finding import Finding
from turgor.record.observation import Observation
from turgor.record.site import BodySite
from turgor.record.visit import VisitConditions

FAMILY = """
family = "toy"
[conditions.filter_um]
kind = "number"
unit = "µm"
meaning = "filter"
[metric.depth]
symbol = "d"
name = "depth"
kind = "length"
definition = "a depth"
source = "x"
locator = "y"
"""
SEM = 4.0


@pytest.fixture(autouse=True)
def toy_catalogue(monkeypatch):
    metrics = {m.id: m for m in read_family(FAMILY, "toy.toml")}
    monkeypatch.setattr(catalogue, "all_metrics", lambda: metrics)


def depth(filter_um=25.0):
    return Measurand.of("toy.depth", {"filter_um": filter_um})


def observation(subject, side, visit, replicate, value, *, reseated=True, days=None, m=None):
    finding = Finding(
        m or depth(), value, "µm", "toy", "1", u_reason="not estimated", captures=("0",)
    )
    return Observation(
        subject,
        BodySite("crow's feet", side),
        visit,
        replicate,
        reseated and replicate > 1,
        finding,
        VisitConditions(days_since_session=days),
    )


def study(effect, *, subjects=8, replicates=3, seed=0, reseated=True, week4=0.0):
    generator = np.random.default_rng(seed)
    rows = []
    for s in range(subjects):
        for side in ("left", "right"):
            true = generator.normal(150.0, 30.0)
            for visit, days in (("baseline", None), ("W4", 3.0), ("W12", 60.0)):
                change = effect if (visit == "W12" and side == "left") else 0.0
                change += week4 if visit == "W4" else 0.0
                for r in range(1, replicates + 1):
                    value = true + change + generator.normal(0.0, SEM)
                    rows.append(
                        observation(f"S{s}", side, visit, r, value, reseated=reseated, days=days)
                    )
    return rows


def design(declare=True):
    endpoint = Endpoint("e1", depth(), "crow's feet", "decrease", "W12", "own", primary=True)
    return StudyDesign(
        "s",
        "toy study",
        "split-face",
        "baseline",
        arms=(Arm("t", "treated"), Arm("c", "control", control=True)),
        endpoints=(endpoint,) if declare else (),
        windows=(ConfoundingWindow("oedema", "days_since_session", 14.0, "own"),),
    )


ALLOCATION = [
    Allocation(f"S{s}", arm, side)
    for s in range(8)
    for side, arm in (("left", "t"), ("right", "c"))
]


def test_planted_change_is_called_and_control_is_not():
    found = follow(design(), ALLOCATION, study(-40.0))
    treated = [c for c in found.changes if c.arm == "t" and c.visit == "W12"]
    assert [c.verdict for c in treated] == ["beyond-noise"] * 8
    assert found.endpoints[0].controlled
    assert found.endpoints[0].beyond == 8
    assert found.endpoints[0].estimate is not None
    interval = found.endpoints[0].estimate.interval
    assert interval.low < -40.0 < interval.high


def test_a_visit_in_the_oedema_window_is_confounded_and_left_out():
    found = follow(design(), ALLOCATION, study(0.0, week4=-60.0))
    week4 = [c for c in found.changes if c.visit == "W4"]
    assert {c.verdict for c in week4} == {"confounded"}
    assert "days_since_session 3 is below 14" in week4[0].reason


def test_without_reseated_replicates_nothing_is_settled():
    found = follow(design(), ALLOCATION, study(-40.0, reseated=False))
    assert found.noise[0].kind == "repeat"
    assert {c.verdict for c in found.changes if c.visit == "W12"} == {"undetermined"}


def test_without_any_replicates_nothing_is_settled():
    found = follow(design(), ALLOCATION, study(-40.0, replicates=1))
    assert found.noise[0].kind == "none"
    assert "no replicate captures" in found.noise[0].note


def test_false_calls_of_side_differences_stay_at_five_percent():
    """Over 60 simulated null studies of 8 persons, side differences at W12."""
    called = judged = 0
    for seed in range(60):
        found = follow(design(declare=False), ALLOCATION, study(0.0, seed=seed))
        late = [d for d in found.differences if d.visit == "W12"]
        judged += len(late)
        called += sum(d.verdict == "beyond-noise" for d in late)
        assert found.exploratory_expected_false_calls == pytest.approx(0.05 * 8)
    assert called / judged == pytest.approx(0.05, abs=0.03)


def test_values_of_other_conditions_never_meet():
    rows = [observation("S0", "left", "baseline", 1, 1.0)]
    other = [observation("S0", "left", "W12", 1, 2.0, m=depth(80.0))]
    with pytest.raises(ComparisonError, match="filter_um"):
        changes_of(design(), replicate_groups(rows + other), noise_of(depth(), rows), {})
    assert "25.0 against 80.0" in str(difference_reason(depth(), depth(80.0)))
    found = follow(design(), ALLOCATION, rows + other)
    assert not found.changes


def test_conditions_are_held_against_the_schema():
    with pytest.raises(MetricError, match="missing"):
        Measurand.of("toy.depth", {})
    with pytest.raises(MetricError, match="a number"):
        Measurand.of("toy.depth", {"filter_um": "wide"})


def test_an_endpoint_without_an_answer_says_which_condition_differs():
    """A map too coarse for the declared filter was measured without it: say so, don't be silent."""
    rows = [
        replace(item, finding=replace(item.finding, measurand=depth(0.0))) for item in study(-40.0)
    ]
    result = follow(design(), ALLOCATION, rows).endpoints[0]
    assert result.estimate is None
    assert "filter_um 25.0 against 0.0" in result.reason
    nothing = follow(design(), ALLOCATION, []).endpoints[0]
    assert "nothing was measured as 'toy.depth'" in nothing.reason


SPOTS = FAMILY.replace('family = "toy"', 'family = "dots"').replace(
    'locator = "y"', 'locator = "y"\nscope = "spot"'
)


def placed(row, region="", item="", flags=(), metric=None):
    finding = replace(row.finding, region=region, item=item, flags=flags)
    if metric is not None:
        finding = replace(finding, measurand=metric)
    return replace(row, finding=finding)


def test_regions_of_one_site_are_never_pooled_as_replicates():
    """Pooled, the two regions' true levels would pass as noise and hide every change."""
    rows = [placed(row, "R1") for row in study(-40.0)]
    rows += [placed(row, "R2") for row in study(0.0, seed=1)]
    found = follow(design(), ALLOCATION, rows)
    assert found.noise[0].sem == pytest.approx(SEM, rel=0.25)
    treated = [c for c in found.changes if c.arm == "t" and c.visit == "W12"]
    assert {c.region: c.verdict for c in treated} == {"R1": "beyond-noise", "R2": "within-noise"}
    assert "R1, R2" in found.endpoints[0].reason
    named = replace(design().endpoints[0], region="R1")
    again = follow(replace(design(), endpoints=(named,)), ALLOCATION, rows)
    assert again.endpoints[0].beyond == 8


def test_spots_are_followed_one_by_one_and_wrinkles_of_their_own_number_are_not(monkeypatch):
    metrics = {m.id: m for text in (FAMILY, SPOTS) for m in read_family(text, "toy.toml")}
    monkeypatch.setattr(catalogue, "all_metrics", lambda: metrics)
    spot = Measurand.of("dots.depth", {"filter_um": 25.0})
    rows = [placed(row, "R1", "pigment-01", metric=spot) for row in study(-40.0)]
    rows += [placed(row, "R1", "pigment-02", metric=spot) for row in study(0.0, seed=1)]
    rows += [placed(row, "R1", "wrinkle-1") for row in study(-40.0)]
    rows += [  # numbered anew at each photograph, so no two of one name are one spot
        placed(row, "R1", "new-pigment-01", ("new",), spot) for row in study(-40.0, seed=2)
    ]
    found = follow(design(), ALLOCATION, rows)
    late = [c for c in found.changes if c.visit == "W12" and c.arm == "t"]
    assert {(c.measurand.metric, c.item) for c in late} == {
        ("dots.depth", "pigment-01"),
        ("dots.depth", "pigment-02"),
    }
    assert {c.verdict for c in late if c.item == "pigment-01"} == {"beyond-noise"}
    assert not found.differences, "a spot has no partner on the other side"


def test_a_poor_capture_settles_nothing():
    rows = [
        placed(row, flags=("quality-poor-focus",) if row.visit == "W12" else ())
        for row in study(-40.0)
    ]
    found = follow(design(), ALLOCATION, rows)
    late = [c for c in found.changes if c.visit == "W12"]
    assert {(c.verdict, c.reason) for c in late} == {("undetermined", "poor focus of a capture")}
    assert {d.verdict for d in found.differences if d.visit == "W12"} == {"undetermined"}


DAILY = FAMILY + "swings_within_day = true\n"


@pytest.mark.parametrize(
    ("swings", "hours", "verdict"),
    [(True, 14.0, "confounded"), (True, 9.5, "within-noise"), (False, 14.0, "within-noise")],
)
def test_what_swings_within_a_day_is_compared_at_like_hours(monkeypatch, swings, hours, verdict):
    metrics = {m.id: m for m in read_family(DAILY if swings else FAMILY, "toy.toml")}
    monkeypatch.setattr(catalogue, "all_metrics", lambda: metrics)
    rows = [
        replace(item, time_of_day_h=9.0 if item.visit == "baseline" else hours)
        for item in study(0.0)
        if item.visit != "W4"
    ]
    found = follow(replace(design(), windows=()), ALLOCATION, rows)
    assert {c.verdict for c in found.changes if c.subject == "S0"} == {verdict}
    # both sides were captured at the same hour, so that their difference stays
    assert {d.verdict for d in found.differences if d.subject == "S0"} == {"within-noise"}


def test_midnight_is_no_gap(monkeypatch):
    metrics = {m.id: m for m in read_family(DAILY, "toy.toml")}
    monkeypatch.setattr(catalogue, "all_metrics", lambda: metrics)
    early = [replace(item, time_of_day_h=23.5) for item in study(0.0) if item.visit == "baseline"]
    late = [replace(item, time_of_day_h=0.5) for item in study(0.0) if item.visit == "W12"]
    found = follow(replace(design(), windows=()), ALLOCATION, [*early, *late])
    assert "confounded" not in {c.verdict for c in found.changes}


CLASSED = """
family = "toy"
[conditions.device_class]
kind = "text"
meaning = "kind of instrument"
[metric.depth]
symbol = "d"
name = "depth"
kind = "length"
definition = "a depth"
source = "x"
locator = "y"
"""


@pytest.mark.parametrize(
    ("stated", "later", "verdict"),
    [
        ("unknown", "B", "confounded"),
        ("unknown", "A", "within-noise"),
        ("unknown", "", "within-noise"),
        ("suction", "B", "within-noise"),
    ],
)
def test_two_devices_meet_only_under_a_stated_class(monkeypatch, stated, later, verdict):
    metrics = {m.id: m for m in read_family(CLASSED, "toy.toml")}
    monkeypatch.setattr(catalogue, "all_metrics", lambda: metrics)
    m = Measurand.of("toy.depth", {"device_class": stated})
    monkeypatch.setattr(sys.modules[__name__], "depth", lambda: m)
    rows = [
        replace(
            item,
            finding=replace(item.finding, device="A" if item.visit == "baseline" else later),
        )
        for item in study(0.0)
    ]
    found = follow(replace(design(declare=False), windows=()), ALLOCATION, rows)
    assert {c.verdict for c in found.changes if c.subject == "S0"} == {verdict}


@pytest.mark.parametrize(
    ("line", "windows", "verdict"),
    [
        ("swells_after_session = true\n", (), "confounded"),
        ("", (), "within-noise"),
        (
            "swells_after_session = true\n",
            (ConfoundingWindow("own", "days_since_session", 2.0, "own"),),
            "within-noise",
        ),
    ],
)
def test_oedema_confounds_what_swells_unless_the_design_says_for_how_long(
    monkeypatch, line, windows, verdict
):
    metrics = {m.id: m for m in read_family(FAMILY + line, "toy.toml")}
    monkeypatch.setattr(catalogue, "all_metrics", lambda: metrics)
    found = follow(replace(design(declare=False), windows=windows), ALLOCATION, study(0.0))
    assert {c.verdict for c in found.changes if (c.subject, c.visit) == ("S0", "W4")} == {verdict}
