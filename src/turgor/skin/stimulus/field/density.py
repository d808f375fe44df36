"""From the share of skin that a device says it treats to zones on each cm², and back."""

import math
from dataclasses import replace

import numpy as np

from turgor.errors import InputError
from turgor.skin.stimulus.field.coverage import covered_share
from turgor.skin.stimulus.field.shape import ZoneField

_UM2_PER_CM2 = 1.0e8
#: halvings of the interval in which a density lies: to the last digits of a double
_HALVINGS = 200


def stated_coverage_pct(density_mtz_cm2: float, spot_um: float) -> float:
    """Density times area of a spot, percent: what is stated where zones keep apart.

    May lie above 100, which no union of zones does.
    """
    return 100.0 * density_mtz_cm2 * _area_cm2(spot_um)


def coverage_pct(field: ZoneField, spot_um: float) -> float:
    """Share of the skin under at least one spot, percent, on average."""
    return 100.0 * float(covered_share(np.array(0.5 * spot_um), field))


def density_of_coverage(coverage_pct: float, spot_um: float, laid: ZoneField) -> float:
    """Zones on each cm² with which spots laid like ``laid`` cover that share of the skin.

    laid : everything but its density counts. The inverse of ``coverage_pct``.

    Errors: InputError for a share below 0 or that such a field never reaches, or no spot.
    """
    most = 100.0 if laid.placement == "grid" and laid.passes == 1 else 99.9
    if not 0.0 <= coverage_pct <= most:
        raise InputError(
            f"coverage is {coverage_pct:g} %; {laid.placement} zones in {laid.passes} pass(es) "
            f"cover 0 to {most:g} % of the skin; a share of 1 is written as 100 %"
        )
    area = _area_cm2(spot_um)
    if coverage_pct == 0.0:
        return 0.0
    share = 0.01 * coverage_pct
    if laid.placement == "random":
        return -math.log1p(-share) / area
    low, high = 0.0, 16.0 * max(1.0, -math.log1p(-min(share, 0.999))) / area
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if _share(middle, spot_um, laid) < share - 1e-15:
            low = middle
        else:
            high = middle
    return high


def effective_spot_um(density_mtz_cm2: float, coverage_pct: float) -> float:
    """Diameter of spots that, laid at random, cover a stated share at a stated density, µm.

    Errors: InputError for a density that isn't above 0, or a share outside 0 to below 100 %.
    """
    if not density_mtz_cm2 > 0.0 or not 0.0 <= coverage_pct < 100.0:
        raise InputError("a spot follows from a density above 0 and a share of 0 to below 100 %")
    area = -math.log1p(-0.01 * coverage_pct) / density_mtz_cm2 * _UM2_PER_CM2
    return 2.0 * math.sqrt(area / math.pi)


def _share(density: float, spot_um: float, laid: ZoneField) -> float:
    field = replace(laid, density_mtz_cm2=density)
    return float(covered_share(np.array(0.5 * spot_um), field))


def _area_cm2(spot_um: float) -> float:
    if not spot_um > 0.0:
        raise InputError(f"spot is {spot_um:g} µm; it lies above 0")
    return math.pi * (0.5 * spot_um) ** 2 / _UM2_PER_CM2
