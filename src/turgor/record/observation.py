"""An observation: a finding together with whose skin, where, when and under which conditions."""

from dataclasses import dataclass, field

from turgor.record.finding import Finding
from turgor.record.site import BodySite
from turgor.record.visit import VisitConditions


@dataclass(frozen=True, slots=True)
class Observation:
    """One finding placed in a study.

    ``reseated`` is the capture's: the instrument was lifted and placed anew for this replicate.
    ``time_of_day_h`` : hours since midnight at which it was captured, None = not known.
    """

    subject: str
    site: BodySite
    visit: str
    replicate: int
    reseated: bool
    finding: Finding
    conditions: VisitConditions = field(default_factory=VisitConditions)
    time_of_day_h: float | None = None
