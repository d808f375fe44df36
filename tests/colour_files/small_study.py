"""One phantom person, both cheeks, two visits: spectra and photographs as files with their tables.

The treated side's lentigines lose half of their extra melanin and the whole skin a tenth.
"""

from dataclasses import dataclass
from pathlib import Path

from turgor.phantom.colour_plan import ColourPart, ColourPlan, ColourVisit
from turgor.phantom.colour_study import colour_part
from turgor.phantom.photo.layout import LineRanges, PhotoLayout, SpotRanges
from turgor.phantom.study import side_states
from turgor.phantom.study_spec import PlannedVisit, StudySpec, StudyTruth
from turgor.phantom.study_tables import all_texts

BASELINE, LATER = "baseline", "W24"
FADE, MELANIN = 0.5, 0.9
PITCH_MM = 6.0

PLAN = ColourPlan(
    visits={LATER: ColourVisit(MELANIN, 1.0, FADE)},
    tones=("intermediate",),
    spectra_at_baseline=2,
    photo_subjects=1,
    photo_shape=(740, 950),
    um_per_px=90.0,
    layout=PhotoLayout(
        size_mm=(64.0, 40.0),
        spots=SpotRanges(lentigines=5, vascular=2, lentigo_mm=(1.0, 2.6)),
        lines=LineRanges(count=1, length_mm=(8.0, 16.0)),
    ),
    chart_pitch_mm=PITCH_MM,
    wide_table="",
)
SPEC = StudySpec(
    subjects=1,
    visits=(PlannedVisit(BASELINE, 0, 1), PlannedVisit(LATER, 168, 1, 1.0, 112, 7)),
    endpoints=(),
    colour=PLAN,
)
TABLES = (
    "captures.csv", "visits.csv", "subjects.csv", "allocation.csv", "sessions.csv", "study.toml",
)  # fmt: skip


@dataclass(frozen=True)
class Written:
    """The folder that a coordinator would hand over, and what was planted."""

    folder: Path
    truth: ColourPart

    def photo(self, visit: str, side: str, replicate: int = 1) -> Path:
        return self.folder / f"captures/S01_{visit}_{side}_{replicate}_photo.jpg"

    def spectrum(self, visit: str, side: str, replicate: int = 1) -> Path:
        return self.folder / f"captures/S01_{visit}_{side}_{replicate}_spectrum.csv"

    @property
    def treated(self) -> str:
        return next(s.side for s in self.truth.sides if s.fade)


def write(folder: Path, spec: StudySpec = SPEC) -> Written:
    states = side_states(spec)
    part = colour_part(folder, spec, states, spec.colour)
    texts = all_texts(spec, StudyTruth(folder, states, (), part))
    for name in TABLES:
        (folder / name).write_text(texts[name], encoding="utf-8", newline="\n")
    return Written(folder, part)
