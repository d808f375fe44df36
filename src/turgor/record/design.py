"""A study's design as data: arms, allocation, windows and endpoints, never inferred from data."""

from dataclasses import dataclass

from turgor.metrics.measurand import Measurand
from turgor.record.visit import VisitWindow

KINDS = ("split-face", "parallel", "single-arm")
DIRECTIONS = ("decrease", "increase")


@dataclass(frozen=True, slots=True)
class Arm:
    """What a design compares; ``control`` marks the arm that the others are held against."""

    id: str
    name: str
    control: bool = False


@dataclass(frozen=True, slots=True)
class Allocation:
    """Which arm a subject, or one side of a subject, got; ``side`` is empty for a whole subject."""

    subject: str
    arm: str
    side: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A declared question: measurand, site, direction of improvement, time, and its source.

    ``region`` names one region of the site, empty where the site has one only.
    """

    id: str
    measurand: Measurand
    site: str
    direction: str
    visit: str
    source: str
    primary: bool = False
    region: str = ""


@dataclass(frozen=True, slots=True)
class ConfoundingWindow:
    """A span in which a value may move for another reason than lasting change.

    ``condition`` is a field of VisitConditions; the window holds where its value lies below
    ``below`` (days since a session: oedema; hours since product: film or swelling).
    """

    name: str
    condition: str
    below: float
    source: str


@dataclass(frozen=True, slots=True)
class StudyDesign:
    """The whole design; what it declares chooses the statistics."""

    id: str
    title: str
    kind: str
    baseline: str
    arms: tuple[Arm, ...] = ()
    visits: tuple[VisitWindow, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    windows: tuple[ConfoundingWindow, ...] = ()
