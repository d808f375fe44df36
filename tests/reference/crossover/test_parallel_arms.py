"""Parallel arms through ``follow``: Welch's t of scipy, planted effects, whole persons."""

import numpy as np
import pytest
from scipy import stats

from turgor.errors import MeasureError
from turgor.follow.whole import follow
from turgor.metrics import Measurand
from turgor.record.design import Allocation, Arm, Endpoint, StudyDesign
from turgor.record.finding import Finding
from turgor.record.observation import Observation
from turgor.record.site import BodySite
from turgor.record.visit import VisitWindow
from turgor.stats.groups import difference_of_means

MEASURAND = Measurand.of("mexameter.melanin", {"device_model": "x", "software_version": "1"})
DESIGN = StudyDesign(
    id="x",
    title="",
    kind="parallel",
    baseline="V0",
    arms=(Arm("active", ""), Arm("vehicle", "", control=True)),
    visits=(VisitWindow("V0", 0), VisitWindow("V1", 28)),
    endpoints=(Endpoint("e", MEASURAND, "cheek", "decrease", "V1", "p", True),),
)


def test_welch_is_that_of_scipy():
    generator = np.random.default_rng(1)
    a, b = generator.normal(3.0, 1.0, 9), generator.normal(1.0, 4.0, 14)
    theirs = stats.ttest_ind(a, b, equal_var=False)
    own = difference_of_means(a.tolist(), b.tolist())
    low, high = theirs.confidence_interval(0.95)
    assert own.mean / own.standard_error == pytest.approx(theirs.statistic, rel=1e-12)
    assert own.p_value == pytest.approx(theirs.pvalue, rel=1e-10)
    assert (own.interval.low, own.interval.high) == pytest.approx((low, high), rel=1e-10)
    assert (own.df, own.n) == (int(theirs.df), 23)
    with pytest.raises(MeasureError, match="two persons in each"):
        difference_of_means([1.0], [1.0, 2.0])


def observed(noise, sides=("left",)):
    """Eight persons an arm; season -2 in both, treatment -9."""
    generator = np.random.default_rng(1)
    observations, allocations, changes = [], [], {"active": [], "vehicle": []}
    for number in range(16):
        subject, arm = f"S{number:02d}", ("active" if number % 2 else "vehicle")
        allocations.append(Allocation(subject, arm))
        person, own = generator.normal(200.0, 30.0), []
        for side in sides:
            means = []
            for visit in ("V0", "V1"):
                moved = 0.0 if visit == "V0" else -2.0 - 9.0 * (arm == "active")
                values = [person + moved + generator.normal(0.0, noise) for _ in (1, 2)]
                means.append(np.mean(values))
                for replicate, value in enumerate(values, start=1):
                    finding = Finding(
                        MEASURAND, float(value), "1", "m", "1", u_reason="x", replicate=replicate
                    )
                    site = BodySite("cheek", side)
                    observations.append(
                        Observation(subject, site, visit, replicate, replicate > 1, finding)
                    )
            own.append(means[1] - means[0])
        changes[arm].append(np.mean(own))
    return observations, allocations, changes


def test_without_noise_the_season_falls_out():
    observations, allocations, _ = observed(0.0)
    (result,) = follow(DESIGN, allocations, observations).endpoints
    assert result.controlled and result.estimate.mean == pytest.approx(-9.0)


@pytest.mark.parametrize("sides", [("left",), ("left", "right")])
def test_persons_are_counted_once_however_many_sides(sides):
    observations, allocations, changes = observed(3.0, sides)
    (result,) = follow(DESIGN, allocations, observations).endpoints
    theirs = stats.ttest_ind(changes["active"], changes["vehicle"], equal_var=False)
    assert result.estimate.p_value == pytest.approx(theirs.pvalue, rel=1e-9)
    assert result.estimate.n == 16 and result.judged == 8
    assert result.reason.startswith("8 persons treated, 8 in control")


def test_too_few_and_not_allocated():
    observations, allocations, _ = observed(3.0)
    (result,) = follow(DESIGN, allocations[:3], observations).endpoints
    assert result.estimate is None
    assert result.reason == "two persons in each arm are needed; there are active 1, vehicle 2"
    (result,) = follow(DESIGN, [], observations).endpoints
    assert not result.controlled and "no control" in result.estimand
