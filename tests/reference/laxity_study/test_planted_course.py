"""The whole chain on phantom skins: what is planted is measured, followed and judged as such.

Two persons, one side treated each. Instruments' files are written, taken in, measured and followed
as a laboratory does it; the truth lies beside them and is read by this test alone.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from turgor.phantom import study_tables
from turgor.phantom.laxity_plan import LaxityPart, LaxityPlan, LaxityVisit
from turgor.phantom.laxity_study import laxity_part
from turgor.phantom.study import side_states
from turgor.phantom.study_spec import TREATED, PlannedVisit, StudySpec, StudyTruth
from turgor.workflow.follow_study import StudyFollowUp, follow_study
from turgor.workflow.measure_study import measure_study
from turgor.workflow.study import init_study
from turgor.workflow.take_in import add_paths

#: a day after a session, scanned late in the day; then half a year on, at the usual hour
DURING, AFTER = "W12", "W24"
PLANTED = {
    DURING: LaxityVisit(firmer=0.15, thicker=0.05, band=0.8, hours_since_session=24.0),
    AFTER: LaxityVisit(firmer=0.35, thicker=0.08, band=0.65),
}
VISITS = (PlannedVisit("baseline", 0, 1), PlannedVisit(DURING, 84, 1), PlannedVisit(AFTER, 168, 1))


@dataclass(frozen=True)
class Course:
    """What was planted, and what follow-up says."""

    part: LaxityPart
    found: StudyFollowUp

    def changes(self, metric, visit, treated, **conditions):
        return [
            c for c in self.found.followup.changes
            if c.measurand.metric == metric and c.visit == visit and (c.arm == TREATED) == treated
            and conditions.items() <= c.measurand.as_mapping().items()
        ]  # fmt: skip

    def differences(self, metric, visit):
        return [d for d in self.found.followup.differences
                if d.measurand.metric == metric and d.visit == visit]  # fmt: skip

    def against_planted(self, metric, number, **conditions):
        """(measured, u, planted) of every reading of a metric."""
        planted = {Path(r.path).name: r.planted for r in self.part.readings}
        names = {c.sha256: c.filename for c in self.found.facts.captures}
        rows = [
            (o.finding.value, o.finding.u or 0.0, planted[names[o.finding.captures[0]]].get(number))
            for o in self.found.facts.observations
            if o.finding.metric == metric and o.finding.value is not None
            and conditions.items() <= o.finding.measurand.as_mapping().items()
        ]  # fmt: skip
        return np.array(rows, float).T


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    plan = replace(
        LaxityPlan(), visits=PLANTED, waves=False, probe=replace(LaxityPlan().probe, lines=96)
    )
    spec = StudySpec(subjects=2, visits=VISITS, endpoints=(), laxity=plan)
    data, folder = (tmp_path_factory.mktemp("planted course") / name for name in ("data", "study"))
    states = side_states(spec)
    part = laxity_part(data, spec, states, plan)
    texts = study_tables.all_texts(spec, StudyTruth(data, states, (), None, part))
    for name in ("captures.csv", "visits.csv", "subjects.csv", "allocation.csv", "study.toml"):
        (data / name).write_text(texts[name], encoding="utf-8")
    with init_study(folder, data / "study.toml") as study:
        assert not add_paths(study, [data]).refused
        assert not measure_study(study).refused
    return Course(part, follow_study(folder))


def test_heights_of_suction_are_the_planted_ones(course):
    measured, _, planted = course.against_planted("suction.r0", "R0")
    assert len(measured) == 28
    assert np.abs(measured / planted - 1).max() < 0.03
    assert abs(np.mean(measured / planted - 1)) < 0.005


def test_firmer_skin_is_called_on_the_treated_side_alone(course):
    for change in course.changes("suction.r0", AFTER, treated=True):
        assert change.change < 0
        assert change.verdict == "beyond-noise"
    held = [c for visit in PLANTED for c in course.changes("suction.r0", visit, treated=False)]
    assert len(held) == 4
    # each is called with a chance of 5 %: two of four would be one study in seventy
    assert sum(c.verdict == "beyond-noise" for c in held) <= 1
    assert all(d.difference < 0 for d in course.differences("suction.r0", AFTER))


def test_a_scan_gives_the_planted_dermis(course):
    measured, u, planted = course.against_planted("ultrasound.dermis_thickness", "dermis_um")
    assert len(measured) == 28
    # the median scan, and each one but for the scatter along it that the finding itself states
    assert abs(np.median(measured / planted) - 1) < 0.02
    assert (np.abs(measured - planted) < 0.02 * planted + 2 * u).all()


def test_a_thicker_dermis_is_called_on_the_treated_side_alone(course):
    for change in course.changes("ultrasound.dermis_thickness", AFTER, treated=True):
        assert change.verdict == "beyond-noise"
        assert change.change / change.baseline == pytest.approx(0.08, abs=0.03)
    held = [
        change
        for visit in PLANTED
        for change in course.changes("ultrasound.dermis_thickness", visit, treated=False)
    ]
    assert sum(c.verdict == "beyond-noise" for c in held) <= 1


def test_a_band_scanned_at_another_hour_is_no_change_but_sides_are_compared(course):
    for treated in (True, False):
        for change in course.changes("ultrasound.sleb_thickness", DURING, treated):
            assert change.verdict == "confounded"
            assert "time of day" in change.reason
        for change in course.changes("ultrasound.sleb_thickness", AFTER, treated):
            assert change.verdict != "confounded"
    # the hours swell the band of untouched skin, which alone would have looked like a change
    swollen = course.changes("ultrasound.sleb_thickness", DURING, treated=False)
    assert all(change.change > change.threshold for change in swollen)
    judged = course.differences("ultrasound.sleb_thickness", DURING)
    assert len(judged) == 2
    for difference in judged:
        assert difference.verdict == "beyond-noise"
        assert difference.difference < 0


def test_water_loss_is_the_planted_one_and_back_after_the_session(course):
    rule = {"rule": "steady-window"}
    measured, u, planted = course.against_planted("barrier.tewl", "steady", **rule)
    assert (np.abs(measured - planted) < 0.02 * planted + 2 * u).all()
    for change in course.changes("barrier.tewl", DURING, treated=True, **rule):
        assert change.change > 0
        assert change.verdict == "beyond-noise"
    for change in course.changes("barrier.tewl", AFTER, treated=True, **rule):
        assert change.verdict == "within-noise"
    held = [c for visit in PLANTED
            for c in course.changes("barrier.tewl", visit, treated=False, **rule)]  # fmt: skip
    assert sum(c.verdict == "beyond-noise" for c in held) <= 1


def test_water_in_the_horny_layer_is_the_planted_one(course):
    measured, _, planted = course.against_planted("barrier.capacitance", "steady")
    assert np.abs(measured / planted - 1).max() < 0.03
