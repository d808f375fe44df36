"""ISO 25178-2 findings of one surface, with spatial uncertainty where it can be stated."""

from collections.abc import Mapping

from turgor.measure.stamp import Stamp
from turgor.measure.surface.areal import areal_parameters
from turgor.measure.surface.areal.result import own_conditions
from turgor.measure.surface.spatial_u import spatial_uncertainty
from turgor.metrics.measurand import ConditionValue
from turgor.record.finding import Finding
from turgor.record.height_map import BoolMap, FloatMap


def areal_findings(
    stamp: Stamp,
    conditions: Mapping[str, ConditionValue],
    height_um: FloatMap,
    pitch_x_um: float,
    pitch_y_um: float,
    mask: BoolMap,
    *,
    features: bool = True,
) -> list[Finding]:
    """Every areal parameter of a scale-limited surface inside a region.

    Errors: MeasureError where no parameter can be stated.
    """
    result = areal_parameters(height_um, pitch_x_um, pitch_y_um, mask, features=features)
    doubt = spatial_uncertainty(height_um, pitch_x_um, pitch_y_um, mask, result.get("sal"))
    found = [
        stamp.finding(
            f"surface.{name}",
            {**conditions, **own_conditions(name)},
            value,
            u=doubt.get(name),
            u_kind="spatial" if name in doubt else None,
        )
        for name, value in result.values.items()
    ]
    found += [
        stamp.finding(
            f"surface.{name}", {**conditions, **own_conditions(name)}, None, reason=reason
        )
        for name, reason in result.reasons.items()
    ]
    return found
