"""How readings over time become one value."""

import math
from dataclasses import dataclass, fields

from turgor.errors import InputError


@dataclass(frozen=True, slots=True)
class BarrierSettings:
    """The rule; every number of it is a condition of what is measured.

    from_s : readings before this time from contact are left out.
    window_s, drift_limit_pct, scatter_limit_pct : the steady window; see steady.py.
    slope_window_s : how much of a closed chamber's first rise of humidity is fitted.
    read_at_s, later_s : of capacitance, its reading and the later one that shows occlusion.

    Errors: InputError where a number is not finite and above 0 (from_s: 0 or more).
    """

    from_s: float = 0.0
    window_s: float = 20.0
    drift_limit_pct: float = 3.0
    scatter_limit_pct: float = 5.0
    slope_window_s: float = 10.0
    read_at_s: float = 1.0
    later_s: float = 10.0

    def __post_init__(self) -> None:
        """Refuse what is no rule."""
        for item in fields(self):
            value = getattr(self, item.name)
            if not math.isfinite(value) or value < 0 or (value == 0 and item.name != "from_s"):
                raise InputError(
                    f"barrier setting {item.name} is {value:g}; it must be a finite number above 0"
                )
        if self.later_s <= self.read_at_s:
            raise InputError("barrier setting later_s must lie after read_at_s")
