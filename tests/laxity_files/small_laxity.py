"""A small study of suction, ultrasound, barrier, waves, OCT and elastograms, as files."""

from dataclasses import dataclass, replace
from pathlib import Path

from turgor.phantom import study_tables
from turgor.phantom.laxity_plan import LaxityPart, LaxityPlan
from turgor.phantom.laxity_study import laxity_part
from turgor.phantom.study import side_states
from turgor.phantom.study_spec import PlannedVisit, StudySpec, StudyTruth

VISITS = (PlannedVisit("V0", 0, 2), PlannedVisit("W24", 168, 2, 0.8, 112, 7))
SPEC = StudySpec(subjects=1, visits=VISITS, endpoints=(), laxity=LaxityPlan())
PLAN = replace(
    LaxityPlan(),
    at_baseline=2,
    later=1,
    scanned_subjects=1,
    scans_at_baseline=2,
    scans_later=1,
    probe=replace(LaxityPlan().probe, lines=96),
)


@dataclass(frozen=True)
class LaxityFiles:
    """The folder as a coordinator would leave it, and what was planted."""

    folder: Path
    part: LaxityPart

    def path(self, kind: str, number: int = 0) -> Path:
        """One written file of a kind of capture, in the order of writing."""
        found = [r for r in self.part.readings if r.kind == kind]
        return self.folder / found[number].path


def write(folder: Path) -> LaxityFiles:
    """Write captures, tables and study.toml."""
    states = side_states(SPEC)
    part = laxity_part(folder, SPEC, states, PLAN)
    truth = StudyTruth(folder, states, (), None, part)
    for name, text in study_tables.all_texts(SPEC, truth).items():
        if name != "device_table.csv":
            (folder / name).write_text(text, encoding="utf-8")
    return LaxityFiles(folder, part)
