"""What counts as a spot; every figure is the project's own, the main ones are conditions."""

import math
from dataclasses import dataclass

from turgor.errors import InputError


@dataclass(frozen=True, slots=True)
class SpotOptions:
    """Limits of what is called a spot.

    least_area_mm2, largest_area_mm2 : with a scale. least_radius_share : of the longer side, the
    least radius where there is no scale; the largest is ``scales`` times that. least_contrast : in
    units of the index. least_significance : contrast over its noise. largest_contrast : beyond it
    is a nostril, an eye or a hair and no spot. largest_aspect : longer over shorter axis.
    least_solidity : of area over the area of the convex hull. dividing_deg : angle of EI over MI
    contrast from which a spot is vascular; None takes it from the skin's tone, 45 suits maps of
    melanin and haemoglobin themselves.
    """

    least_area_mm2: float = 1.0
    largest_area_mm2: float = 110.0
    least_radius_share: float = 0.004
    scales: float = 10.0
    least_contrast: float = 1.5
    least_significance: float = 4.0
    largest_contrast: float = 45.0
    largest_aspect: float = 3.5
    least_solidity: float = 0.7
    dividing_deg: float | None = None

    def radii_px(self, shape: tuple[int, int], mm_per_px: float | None) -> tuple[float, float]:
        """Least and largest radius in pixels.

        Errors: InputError where the scale is no length or spots would be smaller than 2 px.
        """
        if mm_per_px is None:
            least = max(3.0, self.least_radius_share * max(shape))
            return least, least * self.scales
        if not (math.isfinite(mm_per_px) and mm_per_px > 0.0):
            raise InputError(f"the scale is {mm_per_px} mm per pixel; give a positive length")
        least = math.sqrt(self.least_area_mm2 / math.pi) / mm_per_px
        if least < 2.0:
            raise InputError(
                f"at {mm_per_px:.3g} mm per pixel a spot of {self.least_area_mm2:g} mm² has a "
                f"radius of {least:.1f} px; at least 2 px are needed; photograph closer or raise "
                "the least area"
            )
        largest = math.sqrt(self.largest_area_mm2 / math.pi) / mm_per_px
        return least, min(largest, max(least, min(shape) / 4.0))
