"""The same skin again, in photographs: bring a follow-up into the baseline's frame."""

from turgor.measure.photo.register.registration import (
    BlockMaps,
    PhotoLimits,
    PhotoRegistration,
    Pose,
)
from turgor.measure.photo.register.warp import warp_to_baseline
from turgor.measure.photo.register.whole import register_photographs

__all__ = [
    "BlockMaps",
    "PhotoLimits",
    "PhotoRegistration",
    "Pose",
    "register_photographs",
    "warp_to_baseline",
]
