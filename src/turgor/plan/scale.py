"""Scales on which gains of several courses add up without piling beyond all there is.

A share of people improved adds as if what each course leaves undone were independent; a change in
per cent adds as a ratio. Both are a habit of calculation and no law of skin: the courses that are
chosen are forecast together afterwards, and both numbers are told.
"""

import math
from dataclasses import dataclass

#: shares and ratios stay so far from none and all, so that their logarithms exist
_LEAST_SHARE, _MOST_SHARE = 0.001, 0.999
_LEAST_RATIO = 0.01

SHARE, RATIO, DIFFERENCE = "share", "ratio", "difference"


@dataclass(frozen=True, slots=True)
class Scale:
    """kind : a share in % of people, a change in % of what was there, or a plain difference.

    sign : +1 where more is better, -1 where less is.
    """

    kind: str
    sign: float

    def added(self, value: float, nothing: float) -> float:
        """What a value is on the adding scale beyond doing nothing; better is more."""
        if self.kind == SHARE:
            return self.sign * (_undone(nothing) - _undone(value))
        if self.kind == RATIO:
            return self.sign * (_log_ratio(value) - _log_ratio(nothing))
        return self.sign * (value - nothing)

    def gain(self, added: float, nothing: float) -> float:
        """A sum on the adding scale as a gain over nothing, in the value's unit; better is more."""
        if self.kind == SHARE:
            whole = 100.0 * (1.0 - math.exp(_undone(nothing) - self.sign * added))
            return self.sign * (whole - nothing)
        if self.kind == RATIO:
            whole = 100.0 * math.expm1(_log_ratio(nothing) + self.sign * added)
            return self.sign * (whole - nothing)
        return added


def _undone(percent: float) -> float:
    share = min(max(0.01 * percent, _LEAST_SHARE), _MOST_SHARE)
    return math.log1p(-share)


def _log_ratio(percent: float) -> float:
    return math.log(max(1.0 + 0.01 * percent, _LEAST_RATIO))
