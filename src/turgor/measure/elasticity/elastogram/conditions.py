"""Conditions of a scanner's number: who reported it, of what kind, and under which assumption."""

from collections.abc import Mapping
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.metrics import find_metric
from turgor.metrics.measurand import ConditionValue
from turgor.record.elastogram import ORIGINS, UNKNOWN

#: quantity of the record -> metric
METRICS = {
    "modulus_kpa": "elastography.reported_modulus",
    "speed_m_s": "elastography.reported_speed",
    "dispersion_slope_m_s_khz": "elastography.reported_dispersion_slope",
}
UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class ElastogramSettings:
    """What the user states beside the file.

    roi : 'x0 y0 x1 y1' within which a map is summed up, x1 and y1 just past the last pixel; None
    = the whole map. device_model, software_version : where the file names none. technique : of a
    map, which has no word for it. assumption : how the scanner turned speed into modulus.
    """

    roi: str | None = None
    device_model: str = ""
    software_version: str = ""
    technique: str = UNKNOWN
    assumption: str = UNKNOWN


def elastogram_conditions(
    quantity: str,
    settings: ElastogramSettings,
    *,
    origin: str,
    statistic: str,
    technique: str = "",
    stated: Mapping[str, str] | None = None,
) -> dict[str, ConditionValue]:
    """The conditions of one finding, from what was stated alone.

    quantity : one of the record's STATED_QUANTITIES. stated : the file's own settings, whose
    device_model and software_version win over ``settings``.

    Errors: InputError for an unknown quantity or origin.
    """
    if quantity not in METRICS:
        raise InputError(f"quantity '{quantity}' is unknown; allowed: {', '.join(METRICS)}")
    if origin not in ORIGINS:
        raise InputError(f"origin '{origin}' is unknown; allowed: {', '.join(ORIGINS)}")
    own = stated or {}
    all_of_them: dict[str, ConditionValue] = {
        "device_model": own.get("device_model") or settings.device_model or UNSTATED,
        "software_version": own.get("software_version") or settings.software_version or UNSTATED,
        "statistic": statistic or UNKNOWN,
        "technique": technique or settings.technique or UNKNOWN,
        "origin": origin,
        "assumption": settings.assumption or UNKNOWN,
    }
    wanted = {condition.name for condition in find_metric(METRICS[quantity]).conditions}
    return {name: value for name, value in all_of_them.items() if name in wanted}
