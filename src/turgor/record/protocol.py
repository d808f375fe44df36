"""A protocol: what a study or a clinic does to everybody, before it is one person's course.

A protocol may leave open what a course may not: a range instead of a value, a value that hangs on
a class of skin which is measured first, arms among which chance or the clinician chooses, a side
that is drawn. ``Course`` is what is left once all of these are settled for one person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from turgor.record.course import SettingValue

ALLOCATIONS = ("single", "parallel", "split-side", "alternative", "by-measure")
SIDES = ("both", "left", "right", "drawn", "other")


@dataclass(frozen=True, slots=True)
class SettingRange:
    """Any value from low to high, both included, in the setting's own unit."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SettingByClass:
    """A value for each class of what is measured on the person first (such as skin_thickness)."""

    measured: str
    values: Mapping[str, SettingValue]


SettingChoice = SettingValue | SettingRange | SettingByClass


@dataclass(frozen=True, slots=True)
class ProtocolSession:
    """Sessions of one kind: the first on ``day``, ``count`` of them ``interval_days`` apart.

    interval_days : a range where the source gives one. side : of SIDES; "drawn" is the side that
    chance chose, "other" the one that it did not.
    """

    day: float
    modality: str
    count: int = 1
    interval_days: float | SettingRange = 0.0
    device: str = ""
    settings: Mapping[str, SettingChoice] = field(default_factory=dict)
    site: str = ""
    side: str = "both"


@dataclass(frozen=True, slots=True)
class ProtocolUse:
    """What is used at home, from a day to a day; after each session where ``of_session``.

    per_week : times a week; 7 is nightly, 14 twice daily.
    """

    kind: str
    from_day: float
    to_day: float
    per_week: float = 7.0
    settings: Mapping[str, SettingChoice] = field(default_factory=dict)
    side: str = "both"
    of_session: bool = False


@dataclass(frozen=True, slots=True)
class ProtocolArm:
    """What one arm, or one side of a face, gets."""

    name: str
    sessions: tuple[ProtocolSession, ...] = ()
    uses: tuple[ProtocolUse, ...] = ()


@dataclass(frozen=True, slots=True)
class Protocol:
    """Arms, how one is come by, when is looked, in whom, and where it was published.

    readout_days : from day 0; sessions are not readouts unless named here. people : as many as
    were studied, None where unknown. note : what the source leaves open, and how it was read.
    """

    name: str
    title: str
    arms: tuple[ProtocolArm, ...]
    allocation: str = "single"
    readout_days: tuple[float, ...] = ()
    population: str = ""
    people: int | None = None
    source: str = ""
    locator: str = ""
    note: str = ""
