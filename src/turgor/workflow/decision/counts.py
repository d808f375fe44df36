"""Shares told of one hundred people, and what a control group adds to them."""

import math
from dataclasses import dataclass

#: of so many people every share on the page is told
OF = 100
#: two-sided normal quantile of a 95 % interval
_Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """A share of people (0 to 1) with the ends of its range; ``what`` says what range that is."""

    low: float
    median: float
    high: float
    what: str = "80 %"

    def over(self, times: int) -> "Share":
        """The share over so many treatments, each with this share, as if independent."""
        low, median, high = (1.0 - (1.0 - one) ** times for one in self.ends)
        return Share(low, median, high, self.what)

    @property
    def ends(self) -> tuple[float, float, float]:
        """Low, median, high."""
        return self.low, self.median, self.high


@dataclass(frozen=True, slots=True)
class Counted:
    """A share as printed; events and n where people were counted, of the very arm."""

    share: float
    events: int | None = None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class NumberNeeded:
    """How many are treated so that one more improves; low, high : 95 %, None where not counted."""

    value: float
    low: float | None = None
    high: float | None = None


def number_needed(treated: Counted, control: Counted) -> NumberNeeded | None:
    """From a control group of the same study; None where the two don't differ.

    1 / (treated - control), with Wald's interval of the difference where both arms were counted;
    None where that interval holds no difference, since the number then has no bound.
    """
    gain = treated.share - control.share
    if gain <= 0.0:
        return None
    ends = [_variance(one) for one in (treated, control)]
    first, second = ends
    if first is None or second is None:
        return NumberNeeded(1.0 / gain)
    width = _Z95 * math.sqrt(first + second)
    if gain - width <= 0.0:
        return None
    return NumberNeeded(1.0 / gain, 1.0 / min(gain + width, 1.0), 1.0 / (gain - width))


def _variance(item: Counted) -> float | None:
    if item.events is None or not item.n:
        return None
    share = item.events / item.n
    return share * (1.0 - share) / item.n
