"""The same skin again: bring a follow-up map into the baseline's frame, and carry the region."""

from turgor.measure.surface.register.change_map import (
    ChangeMap,
    change_map,
    resample_to_baseline,
)
from turgor.measure.surface.register.guard import (
    RegistrationLimits,
    WrinkleDistance,
    require_same_expression,
    wrinkle_distances,
)
from turgor.measure.surface.register.region import polygon_mask
from turgor.measure.surface.register.transform import Registration, carry_mask, carry_polygon
from turgor.measure.surface.register.whole import register

__all__ = [
    "ChangeMap",
    "Registration",
    "RegistrationLimits",
    "WrinkleDistance",
    "carry_mask",
    "carry_polygon",
    "change_map",
    "polygon_mask",
    "register",
    "resample_to_baseline",
    "require_same_expression",
    "wrinkle_distances",
]
