"""ISO 21920-2 findings over a fan of directions."""

from collections.abc import Mapping

from turgor.measure.stamp import Stamp
from turgor.measure.surface.profile import profile_fan
from turgor.measure.surface.profile.setting import ProfileSetting
from turgor.metrics.measurand import ConditionValue
from turgor.record.finding import Finding
from turgor.record.height_map import BoolMap, FloatMap

#: Directions in half a turn, so that no single scan direction decides (surface of skin is
#: anisotropic, and profile parameters vary strongly with direction).
DIRECTIONS = 12
SETTING = ProfileSetting()


def profile_conditions(conditions: Mapping[str, ConditionValue]) -> dict[str, ConditionValue]:
    """Shared conditions plus those of the fan."""
    return {
        **conditions,
        "direction": f"fan-{DIRECTIONS}",
        "cutoff_um": SETTING.cutoff_um,
        "sections": float(SETTING.sections),
    }


def profile_findings(
    stamp: Stamp,
    conditions: Mapping[str, ConditionValue],
    height_um: FloatMap,
    pitch_x_um: float,
    pitch_y_um: float,
    mask: BoolMap | None,
) -> list[Finding]:
    """Mean profile parameters over the fan, from the surface whose form was removed."""
    result = profile_fan(
        height_um, pitch_x_um, pitch_y_um, mask, directions=DIRECTIONS, setting=SETTING
    )
    told = profile_conditions(conditions)
    found = [stamp.finding(f"profile.{name}", told, value) for name, value in result.values.items()]
    found += [
        stamp.finding(f"profile.{name}", told, None, reason=reason)
        for name, reason in result.reasons.items()
    ]
    return found
