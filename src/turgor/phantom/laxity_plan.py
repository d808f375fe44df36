"""What the laxity part of a phantom study plants: firmness, thickness, band and barrier."""

from dataclasses import dataclass, field

from turgor.errors import InputError
from turgor.phantom.suction.spec import SuctionProbe
from turgor.phantom.ultrasound.spec import PathSpec, ProbeSpec


@dataclass(frozen=True, slots=True)
class LaxityVisit:
    """What is planted on the treated side at one visit, against baseline; the other side stays.

    firmer, thicker : shares by which the dermis is. band : of the low-echogenic band that is left.
    hours_since_session : since a session disturbed the barrier, None = undisturbed. days : since
    a session that left oedema, None = none.
    """

    firmer: float = 0.0
    thicker: float = 0.0
    band: float = 1.0
    hours_since_session: float | None = None
    days: float | None = None


#: by label of the visit: swollen and leaky three days after a session, then firmer and thicker
LAXITY_VISITS: dict[str, LaxityVisit] = {
    "W4": LaxityVisit(0.03, 0.0, 1.0, 72.0, 3.0),
    "W12": LaxityVisit(0.15, 0.05, 0.8),
    "W24": LaxityVisit(0.25, 0.08, 0.65),
}


@dataclass(frozen=True, slots=True)
class LaxityPlan:
    """The laxity part of a study.

    at_baseline, later : re-seated readings of each side. scanned_subjects : how many have
    ultrasound, with scans_at_baseline of each side. hours : at which visits' scans were taken, one
    after another by subject; a late one makes the band's change no change. waves : whether the
    first subject has a shear wave, a pair of OCT scans and a scanner's report at baseline and at
    the last visit.
    """

    visits: dict[str, LaxityVisit] = field(default_factory=lambda: dict(LAXITY_VISITS))
    site: str = "cheek"
    region: str = "R1"
    at_baseline: int = 3
    later: int = 2
    scanned_subjects: int = 2
    scans_at_baseline: int = 3
    scans_later: int = 2
    hours: dict[str, float] = field(default_factory=lambda: {"W12": 15.5})
    usual_hour: float = 9.5
    band_um: float = 260.0
    suction: SuctionProbe = field(default_factory=SuctionProbe)
    probe: ProbeSpec = field(
        default_factory=lambda: ProbeSpec(rows=560, lines=160, line_um=75.0, device="Phantom U20")
    )
    path: PathSpec = field(default_factory=PathSpec)
    waves: bool = True

    def __post_init__(self) -> None:
        """Refuse a part without readings."""
        if (
            min(self.at_baseline, self.scans_at_baseline) < 1
            or min(self.later, self.scans_later) < 0
        ):
            raise InputError("the laxity part needs one reading of each kind at baseline at least")


@dataclass(frozen=True, slots=True)
class ReadingTruth:
    """One written reading and the numbers planted in it, by name."""

    path: str
    kind: str
    subject: str
    side: str
    visit: str
    replicate: int
    planted: dict[str, float]


#: path, subject, visit, site, side, region, replicate, reseated, device, operator, kind, setup,
#: settings, as captures.csv has them
Row = tuple[str, str, str, str, str, str, int, str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class LaxityPart:
    """Rows for captures.csv and the whole truth."""

    rows: tuple[Row, ...]
    readings: tuple[ReadingTruth, ...]
