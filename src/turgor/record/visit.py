"""A visit: an occasion on which captures are taken, with the conditions that day."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class VisitConditions:
    """What a capture's value depends on beside the skin; None where it was not recorded."""

    acclimatisation_min: float | None = None
    temperature_c: float | None = None
    relative_humidity_pct: float | None = None
    hours_since_product: float | None = None
    days_since_session: float | None = None


@dataclass(frozen=True, slots=True)
class VisitWindow:
    """A planned visit: its label, the day from baseline, and how far it may slip."""

    label: str
    day: int
    early_days: int = 0
    late_days: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """One subject's visit as it happened."""

    subject: str
    label: str
    date: dt.date | None = None
    conditions: VisitConditions = field(default_factory=VisitConditions)
