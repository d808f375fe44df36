"""A phantom split-face study: what is planned, and the truth that was planted."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from turgor.errors import InputError
from turgor.phantom.colour_plan import ColourPart, ColourPlan
from turgor.phantom.laxity_plan import LaxityPart, LaxityPlan
from turgor.phantom.record_plan import RecordPlan, RecordTruth
from turgor.phantom.surface.instrument import HairSpec, InstrumentSpec
from turgor.phantom.surface.layout import LayoutPlan
from turgor.phantom.surface.spec import ReliefSpec

SIDES = ("left", "right")
TREATED, CONTROL = "microneedling", "untreated"


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """One visit: what is planted there on the treated side; the control side never changes.

    wrinkle_factor : depth of every wrinkle and fine line against baseline, lasting change alone.
    days_since_session : None where no session came before; swelling follows from it.
    """

    label: str
    day: int
    replicates: int
    wrinkle_factor: float = 1.0
    days_since_session: int | None = None
    window_days: int = 0


@dataclass(frozen=True, slots=True)
class PlannedEndpoint:
    """One declared question of the design.

    site : the study's own where empty; conditions are the defaults under the study's settings.
    """

    id: str
    metric: str
    visit: str
    direction: str = "decrease"
    primary: bool = False
    site: str = ""


VISITS = (
    PlannedVisit("baseline", 0, 3),
    PlannedVisit("W4", 28, 1, 0.95, 3, 3),
    PlannedVisit("W12", 84, 2, 0.75, 28, 5),
    PlannedVisit("W24", 168, 2, 0.70, 112, 7),
)
ENDPOINTS = (
    PlannedEndpoint("depth-w24", "wrinkle.followed_depth_mean", "W24", primary=True),
    PlannedEndpoint("depth-w12", "wrinkle.followed_depth_mean", "W12"),
)
#: questions to the spectra and photographs of a study that has them
COLOUR_ENDPOINTS = (
    PlannedEndpoint("ita-w24", "colour.ita", "W24", "increase", site="cheek"),
    PlannedEndpoint("pigment-w24", "photo.mi_rgb", "W24", site="cheek"),
)
#: questions to the readings of elasticity and structure of a study that has them
LAXITY_ENDPOINTS = (
    PlannedEndpoint("firmness-w24", "suction.r0", "W24", site="cheek"),
    PlannedEndpoint("dermis-w24", "ultrasound.dermis_thickness", "W24", "increase", site="cheek"),
)
SESSION_DAYS = (0, 25, 56)

CROWS_FEET = LayoutPlan(
    field_mm=(16.0, 12.0),
    straight=2,
    curved=2,
    branching=1,
    crossing=0,
    fine_lines=3,
    depth_um=(110.0, 280.0),
    width_um=(300.0, 900.0),
    length_mm=(5.0, 10.0),
    fine_length_mm=(3.0, 5.0),
    gap_um=500.0,
)

#: one octave of noise and even furrows, so that a whole study is written in seconds
RELIEF = ReliefSpec(depth_variation=0.0, noise_um=(3.0,), noise_spacing_um=(120.0,), anisotropy=1.2)

FAULTS = InstrumentSpec(
    noise_um=1.5,
    dropout_share=0.004,
    lone_share=0.0005,
    hair=HairSpec(per_cm2=0.8, missing=1.0),
)


@dataclass(frozen=True, slots=True)
class StudySpec:
    """A small split-face study of one site.

    responder_sd : spread between subjects of the planted change, as a share of it.
    swelling : share by which all relief is flatter on the treated side right after a session,
        fading with 4 days; an assumption of the phantom.
    reseat_mm, reseat_deg : farthest that a re-seated capture is displaced and turned against the
        first one of the baseline.
    suffixes : the formats that captures are written in, one after another. colour : what is
        planted for spectra and photographs, none of them where it is None; laxity the same for
        suction, ultrasound, barrier and waves; record for diaries, events and questionnaires.
    treated_sides : of the subjects in order, as a randomisation list said; empty = half of them
        on the left, by the seed.
    """

    subjects: int = 4
    site: str = "crow's feet"
    region: str = "R1"
    field_mm: tuple[float, float] = (16.0, 12.0)
    pitch_um: float = 32.0
    visits: tuple[PlannedVisit, ...] = VISITS
    endpoints: tuple[PlannedEndpoint, ...] = ENDPOINTS
    session_days: tuple[int, ...] = SESSION_DAYS
    layout: LayoutPlan = CROWS_FEET
    relief: ReliefSpec = RELIEF
    responder_sd: float = 0.1
    swelling: float = 0.25
    reseat_mm: float = 2.0
    reseat_deg: float = 3.0
    instrument: InstrumentSpec = FAULTS
    suffixes: tuple[str, ...] = (".sur", ".sdf", ".x3p")
    device: str = "Phantom P1"
    colour: ColourPlan | None = None
    laxity: LaxityPlan | None = None
    record: RecordPlan | None = None
    treated_sides: tuple[str, ...] = ()
    first_day: dt.date = dt.date(2025, 1, 13)
    seed: int = 20250113

    def __post_init__(self) -> None:
        """Refuse a study without subjects, a baseline or a format."""
        if self.subjects < 1 or not self.visits or not self.suffixes:
            raise InputError("a phantom study needs at least 1 subject, 1 visit and 1 suffix")
        sides = self.treated_sides
        if sides and (len(sides) != self.subjects or set(sides) - set(SIDES)):
            raise InputError(
                f"treated_sides names {len(sides)} sides of {self.subjects} subjects; give left or "
                "right for each"
            )
        labels = {visit.label for visit in self.visits}
        for endpoint in self.endpoints:
            if endpoint.visit not in labels:
                raise InputError(
                    f"endpoint '{endpoint.id}' is read at '{endpoint.visit}', which is no visit; "
                    f"allowed: {', '.join(sorted(labels))}"
                )


@dataclass(frozen=True, slots=True)
class SideTruth:
    """What was planted on one side at one visit, against the same side at baseline."""

    subject: str
    side: str
    arm: str
    visit: str
    wrinkle_factor: float
    relief_factor: float
    swollen: bool


@dataclass(frozen=True, slots=True)
class CaptureTruth:
    """One written capture: where it was held and what lies in its field.

    displacement_um, rotation_deg : pose against the side's plan frame (see surface.pose).
    wrinkles : (id, class, mean depth µm, greatest depth µm, length mm, volume mm³) of each piece.
    """

    path: str
    subject: str
    side: str
    visit: str
    replicate: int
    displacement_um: tuple[float, float]
    rotation_deg: float
    volume_mm3: float
    wrinkles: tuple[tuple[str, str, float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class StudyTruth:
    """The whole truth of a phantom study; ``folder`` holds the captures and tables."""

    folder: Path
    sides: tuple[SideTruth, ...]
    captures: tuple[CaptureTruth, ...] = field(default=())
    colour: ColourPart | None = None
    laxity: LaxityPart | None = None
    record: RecordTruth | None = None
