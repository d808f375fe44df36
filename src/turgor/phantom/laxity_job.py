"""One reading of the laxity part of a phantom study that is to be written, and on whose side."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from turgor.phantom.laxity_plan import LaxityVisit
from turgor.phantom.study_spec import SideTruth


@dataclass(frozen=True, slots=True)
class LaxityJob:
    """One reading that is to be written; ``write`` does it and hands the planted numbers back."""

    path: str
    kind: str
    state: SideTruth
    replicate: int
    device: str
    write: Callable[[Path], dict[str, float]]


@dataclass(frozen=True, slots=True)
class LaxitySide:
    """One side of one person at one visit: what is planted, and the seeds of its readings."""

    state: SideTruth
    change: LaxityVisit
    number: int
    visit: int

    def seed(self, what: int, base: int, replicate: int = 0) -> tuple[int, ...]:
        """A seed of its own for each kind, side, visit and replicate."""
        return (base, what, self.number, self.visit, replicate)


def name_of(side: LaxitySide, replicate: int, ending: str) -> str:
    """The path of a reading, by whose it is."""
    t = side.state
    return f"captures/{t.subject}_{t.visit}_{t.side}_{replicate}_{ending}"
