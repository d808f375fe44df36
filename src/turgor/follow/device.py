"""Two instruments are one only where somebody said so: the device class is part of a measurand."""

from collections.abc import Sequence

from turgor.metrics.measurand import Measurand
from turgor.record.observation import Observation

UNKNOWN = "unknown"


def device_reasons(
    measurand: Measurand, before: Sequence[Observation], after: Sequence[Observation]
) -> list[str]:
    """Why the instrument confounds a change; empty where it does not.

    With a stated device class the measurand itself keeps other kinds of instrument apart. Where
    none is stated, captures of differently named devices would meet under 'unknown'.
    """
    if measurand.as_mapping().get("device_class") != UNKNOWN:
        return []
    first = {item.finding.device for item in before} - {""}
    later = {item.finding.device for item in after} - {""}
    if not first or not later or first == later:
        return []
    return [
        f"recorded by {_named(later)} and at baseline by {_named(first)}, and no device class says "
        "that they compare"
    ]


def _named(devices: set[str]) -> str:
    return " and ".join(f"'{name}'" for name in sorted(devices))
