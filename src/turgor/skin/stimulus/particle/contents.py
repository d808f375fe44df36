"""What one vial or syringe holds: solid, gel, and the volume that they take."""

from collections.abc import Mapping
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.evidence import find_parameter, find_source
from turgor.evidence.parameter import Parameter
from turgor.record.stimulus import StimulusFlag
from turgor.skin.stimulus.modality import SettingValue

POWDERS = ("plla", "pdlla")
IN_GEL = ("caha", "pcl")
GELS = ("hyaluronic", "polynucleotide")
AGENTS = (*POWDERS, *IN_GEL, *GELS)
#: most of a syringe's volume that spheres can be and still flow
_MOST_SPHERES = 0.6
_KG_M3_TO_MG_ML = 1.0


@dataclass(frozen=True, slots=True)
class Contents:
    """One vial or syringe.

    solid_mg : particles, None where the present draw decides it. polymer_mg_ml : strength of a
    gel that is itself what acts, 0 for particles. volume_ml : as it is sold.
    """

    solid_mg: float | None
    polymer_mg_ml: float
    volume_ml: float


def contents(
    agent: str, settings: Mapping[str, SettingValue]
) -> tuple[Contents, list[StimulusFlag]]:
    """What a vial or syringe of an agent holds by its settings.

    Errors: InputError for a mass or strength that none holds, or two that contradict each other.
    """
    if agent in POWDERS:
        return _powder(agent, settings)
    volume, flags = _product(agent, settings)
    if agent in IN_GEL:
        return _suspension(agent, settings, volume, flags)
    return _gel(agent, settings, volume, flags)


def _powder(
    agent: str, settings: Mapping[str, SettingValue]
) -> tuple[Contents, list[StimulusFlag]]:
    mass, record = _stated(settings, "mg_per_vial"), find_parameter(f"particle.{agent}.vial_mass")
    flags = []
    if mass is None:
        text = f"mg_per_vial is not stated; {record.value:g} mg of {agent} were taken"
        flags.append(StimulusFlag("taken-by-default", text, record.source))
        mass = record.value
    _within(record, "mg_per_vial", mass, "mg")
    return Contents(mass, 0.0, mass / find_parameter(f"particle.{agent}.density").value), flags


def _product(agent: str, settings: Mapping[str, SettingValue]) -> tuple[float, list[StimulusFlag]]:
    volume, record = _stated(settings, "product_ml"), find_parameter(f"particle.{agent}.product")
    if volume is None:
        text = f"product_ml is not stated; a syringe of {record.value:g} ml was taken"
        return record.value, [StimulusFlag("taken-by-default", text, record.source)]
    _within(record, "product_ml", volume, "ml")
    return volume, []


def _suspension(
    agent: str,
    settings: Mapping[str, SettingValue],
    volume_ml: float,
    flags: list[StimulusFlag],
) -> tuple[Contents, list[StimulusFlag]]:
    mass = _stated(settings, "mg_per_vial")
    density = find_parameter(f"particle.{agent}.density").value * _KG_M3_TO_MG_ML
    most = _MOST_SPHERES * volume_ml * density
    if mass is not None and not 0.0 < mass <= most:
        raise InputError(
            f"mg_per_vial is {mass:g}; {volume_ml:g} ml of {agent} that still flow hold at most "
            f"{most:.0f} mg of spheres (particle.{agent}.density); check g against mg"
        )
    return Contents(mass, 0.0, volume_ml), flags


def _gel(
    agent: str,
    settings: Mapping[str, SettingValue],
    volume_ml: float,
    flags: list[StimulusFlag],
) -> tuple[Contents, list[StimulusFlag]]:
    record = find_parameter(f"particle.{agent}.strength")
    strength, mass = _stated(settings, "mg_ml"), _stated(settings, "mg_per_vial")
    if strength is None and mass is not None:
        strength = mass / volume_ml
    elif strength is None:
        strength = record.value
        text = f"the gel's strength is not stated; {strength:g} mg/ml were taken"
        flags.append(StimulusFlag("taken-by-default", text, record.source))
    elif mass is not None and abs(mass / volume_ml - strength) > 0.1 * strength:
        raise InputError(
            f"mg_per_vial {mass:g} in {volume_ml:g} ml is {mass / volume_ml:.3g} mg/ml, but mg_ml "
            f"is {strength:g}; state one of them"
        )
    _within(record, "mg_ml", strength, "mg/ml")
    return Contents(None, strength, volume_ml), flags


def _within(record: Parameter, name: str, value: float, unit: str) -> None:
    low, high = record.least or 0.0, record.most or float("inf")
    if not low <= value <= high:
        where = find_source(record.source).citation() if record.source else record.id
        raise InputError(
            f"{name} is {value:g}; {low:g} to {high:g} {unit} are met with ({where}); "
            "check the unit"
        )


def _stated(settings: Mapping[str, SettingValue], name: str) -> float | None:
    value = settings.get(name)
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not value > 0.0:
        raise InputError(f"'{name}' is '{value}'; it is a number above 0")
    return float(value)
