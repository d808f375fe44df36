"""Profiles cut from a height map, in one direction or over a fan, and their ISO 21920-2 values."""

from turgor.measure.surface.profile.setting import ProfileSetting
from turgor.measure.surface.profile.whole import (
    ProfileResult,
    profile_fan,
    profile_parameters,
    trace_parameters,
)

__all__ = [
    "ProfileResult",
    "ProfileSetting",
    "profile_fan",
    "profile_parameters",
    "trace_parameters",
]
