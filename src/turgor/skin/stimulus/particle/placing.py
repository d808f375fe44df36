"""Where what is injected comes to lie: a distribution over depth in the person's own skin."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.record.tissue import TissueStack

FloatArray = NDArray[np.float64]

PLANES = ("intradermal", "subdermal", "subcutaneous", "supraperiosteal")
_UM_PER_MM = 1e3
#: 1 µl on 1 cm² is 10 µm thick
_UM_PER_UL_CM2 = 10.0


@dataclass(frozen=True, slots=True)
class Placing:
    """A normal distribution of depth, cut at the top of the dermis and the bottom of the stack."""

    middle_um: float
    sd_um: float
    top_um: float
    bottom_um: float

    def share_between(self, upper_um: float, lower_um: float) -> float:
        """Share that lies between two depths."""
        normal = NormalDist(self.middle_um, self.sd_um)
        whole = normal.cdf(self.bottom_um) - normal.cdf(self.top_um)
        upper = min(max(upper_um, self.top_um), self.bottom_um)
        lower = min(max(lower_um, self.top_um), self.bottom_um)
        return (normal.cdf(lower) - normal.cdf(upper)) / whole

    @property
    def median_um(self) -> float:
        """Depth above which half of it lies."""
        normal = NormalDist(self.middle_um, self.sd_um)
        ends = normal.cdf(self.top_um), normal.cdf(self.bottom_um)
        return normal.inv_cdf(0.5 * (ends[0] + ends[1]))


def placing(
    stack: TissueStack, plane: str, depth_um: float | None, volume_ul_cm2: float
) -> Placing:
    """The distribution for a plane, or about a stated depth, under the present draw.

    volume_ul_cm2 : of the depot; it spreads the distribution by its own thickness.

    Errors: InputError for a depth outside dermis and subcutis.
    """
    top, dermis = stack.top_um("papillary-dermis"), stack.skin_um
    bottom = stack.bottom_um("subcutis")
    if depth_um is not None and not top <= depth_um <= bottom:
        raise InputError(
            f"depth_um is {depth_um:g}; the dermis begins at {top:.0f} µm here and the subcutis "
            f"ends at {bottom:.0f} µm; check millimetres against micrometres"
        )
    middle = depth_um if depth_um is not None else _middle_um(plane, top, dermis, bottom)
    scatter = parameter("particle.place.scatter") * _UM_PER_MM
    thick = volume_ul_cm2 * _UM_PER_UL_CM2
    return Placing(middle, float(np.hypot(scatter, thick / np.sqrt(12.0))), top, bottom)


def _middle_um(plane: str, top: float, dermis: float, bottom: float) -> float:
    where = parameter(f"particle.place.{plane}")
    if plane == "intradermal":
        return top + where * (dermis - top)
    if plane == "subdermal":
        return min(dermis + where * _UM_PER_MM, bottom)
    if plane == "subcutaneous":
        return dermis + where * (bottom - dermis)
    return max(bottom - where * _UM_PER_MM, dermis)
