"""A whole crossover through ``follow``: planted effects come back, periods and washout are held."""

import datetime as dt

import numpy as np
import pytest
from scipy import stats

from turgor.follow.crossover import CARRY_OVER
from turgor.follow.whole import follow
from turgor.metrics import Measurand
from turgor.record.crossover import Period, TreatmentSequence
from turgor.record.design import Allocation, Arm, Endpoint, StudyDesign
from turgor.record.finding import Finding
from turgor.record.observation import Observation
from turgor.record.site import BodySite
from turgor.record.visit import Visit, VisitWindow
from turgor.stats.repeatability import uneven_factor

MEASURAND = Measurand.of("mexameter.melanin", {"device_model": "x", "software_version": "1"})
LABELS = (("P1a", 0), ("P1b", 28), ("P2a", 56), ("P2b", 84))
EFFECT, SEASON = -8.0, 5.0


def design(response="change", washout=28):
    return StudyDesign(
        id="x",
        title="",
        kind="crossover",
        baseline="P1a",
        arms=(Arm("active", ""), Arm("vehicle", "", control=True)),
        visits=tuple(VisitWindow(*item) for item in LABELS),
        endpoints=(
            Endpoint("e", MEASURAND, "cheek", "decrease", "P2b", "p", True, response=response),
        ),
        washout_days=washout,
        periods=(Period("P1", "P1a", "P1a", "P1b"), Period("P2", "P2a", "P2a", "P2b")),
        sequences=(
            TreatmentSequence("AV", ("active", "vehicle")),
            TreatmentSequence("VA", ("vehicle", "active")),
        ),
    )


def observe(subject, visit, value, replicate=1):
    finding = Finding(MEASURAND, value, "1", "m", "1", u_reason="x", replicate=replicate)
    return Observation(subject, BodySite("cheek"), visit, replicate, replicate > 1, finding)


def data(noise=0.0, sides=1):
    """Eleven persons, six of them active first; at the end of a period season and treatment act."""
    generator = np.random.default_rng(1)
    observations, allocations, truth = [], [], {}
    for number in range(11):
        subject, order = f"S{number:02d}", ("AV" if number % 2 == 0 else "VA")
        allocations.append(Allocation(subject, order))
        person = generator.normal(200.0, 30.0)
        for visit, _ in LABELS:
            period = 0 if visit.startswith("P1") else 1
            treated = visit.endswith("b") and order[period] == "A"
            base = person + SEASON * period + (3.0 if visit.endswith("b") else 0.0)
            for replicate in (1, 2):
                value = base + EFFECT * treated + generator.normal(0.0, noise)
                truth.setdefault((subject, visit), []).append(value)
                observations.append(observe(subject, visit, value, replicate))
    return observations, allocations, truth


def visits(shorten=()):
    first = dt.date(2026, 1, 5)
    return [
        Visit(f"S{n:02d}", label, first + dt.timedelta(day - (10 if f"S{n:02d}" in shorten
              and label.startswith("P2") else 0)))
        for n in range(11) for label, day in LABELS
    ]  # fmt: skip


def test_without_noise_the_planted_effect_comes_back_exactly():
    observations, allocations, _ = data()
    found = follow(design(), allocations, observations, visits())
    (result,) = found.endpoints
    assert result.estimate.mean == pytest.approx(EFFECT)
    assert result.controlled and CARRY_OVER in result.reason
    assert "washout of 28 days declared, shortest on record 28" in result.reason
    assert len(found.period_contrasts) == 11
    assert {c.arm for c in found.period_contrasts} == {"active"}
    assert [c.difference for c in found.period_contrasts] == pytest.approx([EFFECT] * 11)


@pytest.mark.parametrize("response", ["change", "value"])
def test_with_noise_it_is_the_two_sample_t_of_half_differences(response):
    observations, allocations, truth = data(noise=2.0)
    found = follow(design(response), allocations, observations, visits())
    mean = {key: np.mean(values) for key, values in truth.items()}
    halves = {"AV": [], "VA": []}
    for item in allocations:
        s = item.subject
        responses = [
            mean[s, f"{p}b"] - (mean[s, f"{p}a"] if response == "change" else 0.0)
            for p in ("P1", "P2")
        ]
        halves[item.arm].append((responses[0] - responses[1]) / 2.0)
    t = stats.ttest_ind(halves["AV"], halves["VA"])
    estimate = found.endpoints[0].estimate
    assert estimate.mean == pytest.approx(np.mean(halves["AV"]) - np.mean(halves["VA"]))
    assert estimate.p_value == pytest.approx(t.pvalue, rel=1e-8)
    assert (estimate.n, estimate.df) == (11, 9)


def test_a_persons_threshold_is_that_of_four_means_or_two():
    """SEM times Student's t times the root of the sum of 1/n, n = 2 captures in each mean."""
    observations, allocations, _ = data(noise=2.0)
    for response, terms in (("change", 4), ("value", 2)):
        found = follow(design(response), allocations, observations, visits())
        (noise,) = found.noise
        t = stats.t.ppf(0.975, noise.df_effective)
        wanted = t * uneven_factor(noise.carrying_share) * noise.sem * (terms / 2.0) ** 0.5
        assert [c.threshold for c in found.period_contrasts] == pytest.approx([wanted] * 11)


def test_a_short_washout_confounds_its_person_alone():
    observations, allocations, _ = data(noise=2.0)
    found = follow(design(), allocations, observations, visits(shorten=("S03",)))
    verdicts = {c.subject: c.verdict for c in found.period_contrasts}
    assert verdicts.pop("S03") == "confounded" and "confounded" not in verdicts.values()
    reason = next(c.reason for c in found.period_contrasts if c.subject == "S03")
    assert reason == "washout of 18 days, 28 declared"
    assert found.endpoints[0].estimate.n == 10
    assert "shortest on record 18" in found.endpoints[0].reason


def test_dates_that_lack_are_told():
    observations, allocations, _ = data()
    found = follow(design(), allocations, observations)
    assert "11 not known for want of dates" in found.endpoints[0].reason


def test_changes_carry_the_arm_of_their_period():
    observations, allocations, _ = data()
    found = follow(design(), allocations, observations)
    arms = {(c.subject, c.visit): c.arm for c in found.changes}
    assert arms["S00", "P1b"] == "active" and arms["S00", "P2b"] == "vehicle"
    assert arms["S01", "P1b"] == "vehicle" and arms["S01", "P2b"] == "active"
    assert found.differences == ()


def test_without_sequences_or_sealed_nothing_is_answered():
    observations, *_ = data()
    none = follow(design(), [], observations).endpoints[0]
    assert none.estimate is None and "no subject is allocated to a sequence" in none.reason
    sealed = follow(design(), [], observations, sealed=True).endpoints[0]
    assert sealed.estimate is None and sealed.reason == "arms are sealed until unblinding"


def test_three_periods_count_each_mean_by_its_periods():
    """ABB and BAA, values of two captures each: the variance of a person's contrast is
    sem² (1/2 + 1/8 + 1/8), of one period against the mean of two.
    """
    labels = [f"P{p}{x}" for p in (1, 2, 3) for x in "ab"]
    three = StudyDesign(
        id="x",
        title="",
        kind="crossover",
        baseline="P1a",
        arms=(Arm("A", ""), Arm("B", "", control=True)),
        visits=tuple(VisitWindow(label, 14 * n) for n, label in enumerate(labels)),
        endpoints=(Endpoint("e", MEASURAND, "cheek", "decrease", "P3b", "p", response="value"),),
        periods=tuple(Period(f"P{p}", f"P{p}a", f"P{p}a", f"P{p}b") for p in (1, 2, 3)),
        sequences=(
            TreatmentSequence("ABB", tuple("ABB")),
            TreatmentSequence("BAA", tuple("BAA")),
        ),
    )
    generator = np.random.default_rng(1)
    observations, allocations = [], []
    for number in range(10):
        subject, order = f"S{number}", ("ABB" if number % 2 else "BAA")
        allocations.append(Allocation(subject, order))
        for place, arm in enumerate(order):
            for replicate in (1, 2):
                value = 100.0 + 2.0 * place + EFFECT * (arm == "A") + generator.normal()
                observations.append(observe(subject, f"P{place + 1}b", value, replicate))
    found = follow(three, allocations, observations)
    (noise,) = found.noise
    t = stats.t.ppf(0.975, noise.df_effective) * uneven_factor(noise.carrying_share)
    wanted = t * noise.sem * (1 / 2 + 1 / 8 + 1 / 8) ** 0.5
    assert [c.threshold for c in found.period_contrasts] == pytest.approx([wanted] * 10)
    estimate = found.endpoints[0].estimate
    assert estimate.interval.low < EFFECT < estimate.interval.high
    assert estimate.df == 30 - 10 - 2 - 1
