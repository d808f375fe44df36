"""A study's design as data: arms, allocation, windows and endpoints, never inferred from data."""

from dataclasses import dataclass

from turgor.metrics.measurand import Measurand
from turgor.record.crossover import Period, TreatmentSequence
from turgor.record.estimand import Estimand
from turgor.record.important import ImportantDifference
from turgor.record.randomisation import RandomisationPlan
from turgor.record.rating import RatingScale
from turgor.record.visit import VisitWindow

KINDS = ("split-face", "parallel", "single-arm", "crossover")
DIRECTIONS = ("decrease", "increase")
BLINDINGS = ("open", "single", "double")
#: what an endpoint of a crossover holds against one another: changes within each period, or the
#: values at each period's last visit
RESPONSES = ("change", "value")


@dataclass(frozen=True, slots=True)
class Arm:
    """What a design compares; ``control`` marks the arm that the others are held against."""

    id: str
    name: str
    control: bool = False


@dataclass(frozen=True, slots=True)
class Allocation:
    """Which arm a subject, or one side of a subject, got; ``side`` is empty for a whole subject.

    In a crossover ``arm`` is the sequence.
    """

    subject: str
    arm: str
    side: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A declared question: measurand, site, direction of improvement, time, and its source.

    ``region`` names one region of the site, empty where the site has one only. ``estimand`` is
    None where the design declares none. ``response`` is one of RESPONSES, for a crossover.
    """

    id: str
    measurand: Measurand
    site: str
    direction: str
    visit: str
    source: str
    primary: bool = False
    region: str = ""
    estimand: Estimand | None = None
    response: str = "change"


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
    """The whole design; what it declares chooses the statistics.

    blinding : one of BLINDINGS; unless open, arms are sealed until unblinding. consent_required :
    captures are taken in only with consent on record. washout_days : between the last visit of
    one period of a crossover and the first of the next. ratings : scales by which photographs are
    rated blind. important : the smallest differences that matter, by measurand.
    """

    id: str
    title: str
    kind: str
    baseline: str
    arms: tuple[Arm, ...] = ()
    visits: tuple[VisitWindow, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    windows: tuple[ConfoundingWindow, ...] = ()
    blinding: str = "open"
    consent_required: bool = False
    washout_days: int = 0
    periods: tuple[Period, ...] = ()
    sequences: tuple[TreatmentSequence, ...] = ()
    randomisation: RandomisationPlan | None = None
    ratings: tuple[RatingScale, ...] = ()
    important: tuple[ImportantDifference, ...] = ()

    @property
    def allocated(self) -> tuple[str, ...]:
        """What a subject or side can be allocated to: arms, or sequences of a crossover."""
        groups = self.sequences if self.kind == "crossover" else self.arms
        return tuple(item.id for item in groups)
