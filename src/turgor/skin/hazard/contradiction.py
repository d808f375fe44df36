"""Where studies saw harm rise and benefit stay: said beside a forecast, never averaged away."""

from collections.abc import Mapping

from turgor.evidence import Parameter, all_parameters, find_parameter
from turgor.record.stimulus import StimulusFlag

CODE = "harm-without-gain"
_PREFIX = "virtual.hazard.flat."


def harm_without_gain(
    modality: str, variant: str, settings: Mapping[str, float | str | bool]
) -> tuple[StimulusFlag, ...]:
    """Settings of a session beyond which studies saw more harm and no more benefit.

    Each record names modality, variant and setting, its value the lower of the two that were
    compared: what lies above it is flagged.
    """
    found = []
    for record in _records():
        said = dict(record.conditions)
        stated = settings.get(str(said["setting"]))
        here = (said["modality"], said["variant"]) == (modality, variant)
        if not here or not isinstance(stated, int | float) or isinstance(stated, bool):
            continue
        if stated > record.value:
            found.append(
                StimulusFlag(
                    CODE,
                    f"{said['setting']} is {stated:g}: from {record.value:g} to "
                    f"{said['compared_to']:g} more harm was seen and no more benefit "
                    f"({record.population})",
                    record.source,
                )
            )
    return tuple(found)


def _records() -> tuple[Parameter, ...]:
    names = [name for name in all_parameters() if name.startswith(_PREFIX)]
    return tuple(find_parameter(name) for name in names)
