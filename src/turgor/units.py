"""The canonical unit of each kind of quantity, and the doorway where text becomes a number.

Inside Turgor a quantity is a plain float in its canonical unit, named in the suffix. pint is
used only at the doors (files, forms, evidence), through the single registry made here.
"""

from functools import cache
from typing import Any

from turgor.errors import UnitError

#: kind of quantity -> (canonical unit as pint reads it, unit as it is printed)
CANONICAL: dict[str, tuple[str, str]] = {
    "length": ("micrometer", "µm"),
    "area": ("millimeter ** 2", "mm²"),
    "volume": ("millimeter ** 3", "mm³"),
    "volume_per_area": ("micrometer ** 3 / micrometer ** 2", "µm³/µm²"),
    "volume_per_skin_area": ("millimeter ** 3 / centimeter ** 2", "mm³/cm²"),
    "count_per_area": ("1 / millimeter ** 2", "1/mm²"),
    "count_per_skin_area": ("1 / centimeter ** 2", "1/cm²"),
    "length_per_area": ("millimeter / centimeter ** 2", "mm/cm²"),
    "long_length": ("millimeter", "mm"),
    "curvature": ("1 / millimeter", "1/mm"),
    "angle": ("degree", "°"),
    "slope": ("dimensionless", "1"),
    "ratio": ("dimensionless", "1"),
    "percent": ("percent", "%"),
    "count": ("dimensionless", "1"),
    "score": ("dimensionless", "1"),
    "temperature": ("degC", "°C"),
    "time": ("day", "d"),
    "duration": ("second", "s"),
    "pressure": ("millibar", "mbar"),
    "force": ("newton", "N"),
    "modulus": ("kilopascal", "kPa"),
    "viscosity": ("pascal * second", "Pa·s"),
    "speed": ("meter / second", "m/s"),
    "frequency": ("hertz", "Hz"),
    "dispersion_slope": ("meter / second / kilohertz", "(m/s)/kHz"),
    "length_time": ("millimeter * second", "mm·s"),
    "creep_rate": ("millimeter / second", "mm/s"),
    "suction_stiffness": ("millibar / millimeter", "mbar/mm"),
    "strain": ("dimensionless", "1"),
    "echo_level": ("dimensionless", "grey level"),
    "decibel": ("dimensionless", "dB"),
    "water_loss": ("gram / meter ** 2 / hour", "g/(m²·h)"),
    "arbitrary": ("dimensionless", "a.u."),
    "lightness": ("dimensionless", "1"),
    "colour_coordinate": ("dimensionless", "1"),
    "colour_difference": ("dimensionless", "1"),
    "colour_index": ("dimensionless", "1"),
    "optical_depth": ("dimensionless", "1"),
    "scattering": ("1 / millimeter", "1/mm"),
    "wavelength": ("nanometer", "nm"),
    "energy": ("millijoule", "mJ"),
    "energy_density": ("joule / centimeter ** 3", "J/cm³"),
    "fluence": ("joule / centimeter ** 2", "J/cm²"),
    "power": ("watt", "W"),
    "voltage": ("volt", "V"),
    "current": ("ampere", "A"),
    "resistance": ("ohm", "Ω"),
    "heat_conductivity": ("watt / meter / kelvin", "W/(m·K)"),
    "heat_capacity": ("joule / kilogram / kelvin", "J/(kg·K)"),
    "latent_heat": ("kilojoule / kilogram", "kJ/kg"),
    "heat_transfer": ("watt / meter ** 2 / kelvin", "W/(m²·K)"),
    "temperature_change": ("kelvin", "K"),
    "mass_density": ("kilogram / meter ** 3", "kg/m³"),
    "electrical_conductivity": ("siemens / meter", "S/m"),
    "relative_permittivity": ("dimensionless", "1"),
    "diffusivity": ("micrometer ** 2 / second", "µm²/s"),
    "permeability": ("centimeter / hour", "cm/h"),
    "molar_energy": ("kilojoule / mole", "kJ/mol"),
    "rate": ("1 / second", "1/s"),
    "daily_rate": ("1 / day", "1/d"),
    "mass": ("milligram", "mg"),
    "mass_per_skin_area": ("milligram / centimeter ** 2", "mg/cm²"),
    "molar_mass": ("gram / mole", "g/mol"),
    "fluid_volume": ("milliliter", "ml"),
    "fluid_per_skin_area": ("microliter / centimeter ** 2", "µl/cm²"),
    "mass_concentration": ("milligram / milliliter", "mg/ml"),
    "molar_concentration": ("mole / liter", "mol/l"),
    "acidity": ("dimensionless", "pH"),
    "probability": ("dimensionless", "1"),
    "pixels": ("dimensionless", "px"),
    "pixel_area": ("dimensionless", "px²"),
    "count_per_pixel": ("dimensionless", "1/px²"),
    "length_per_pixel": ("dimensionless", "1/px"),
}

#: (unit, canonical unit as pint reads it) -> factor: what the evidence states, as pint has it, so
#: that reading the evidence needn't build the registry, which takes longer than all of it
READY: dict[tuple[str, str], float] = {
    ("%", "dimensionless"): 0.01,
    ("1/cm^2", "1 / centimeter ** 2"): 1.0,
    ("1/day", "1 / day"): 1.0,
    ("1/hour", "1 / day"): 24.0,
    ("J/cm^2", "joule / centimeter ** 2"): 1.0,
    ("MHz", "hertz"): 1e6,
    ("MPa", "kilopascal"): 1000.0,
    ("Pa*s", "pascal * second"): 1.0,
    ("day", "day"): 1.0,
    ("degree", "degree"): 1.0,
    ("delta_degC", "kelvin"): 1.0,
    ("dimensionless", "dimensionless"): 1.0,
    ("hour", "second"): 3600.0,
    ("hour", "day"): 0.041666666666666664,
    ("kJ/cm³", "joule / centimeter ** 3"): 1000.0,
    ("kg/m**3", "kilogram / meter ** 3"): 1.0,
    ("m**2", "millimeter ** 2"): 1e6,
    ("mg/cm**2", "milligram / centimeter ** 2"): 1.0,
    ("millimeter", "millimeter"): 1.0,
    ("mm", "micrometer"): 1000.0,
    ("mm**2", "millimeter ** 2"): 1.0,
    ("ms", "second"): 0.001,
    ("newton", "newton"): 1.0,
    ("percent", "percent"): 1.0,
    ("second", "second"): 1.0,
    ("ul/cm**2", "microliter / centimeter ** 2"): 1.0,
    ("um", "micrometer"): 1.0,
    ("um**2/s", "micrometer ** 2 / second"): 1.0,
}

#: every unit that a finding may carry, as printed
PRINTED: frozenset[str] = frozenset(printed for _, printed in CANONICAL.values())


@cache
def registry() -> Any:
    """The only pint registry of the project, built on first use because it takes a while."""
    import pint

    return pint.UnitRegistry(cache_folder=None)


def printed_unit(kind: str) -> str:
    """The printed canonical unit of a kind of quantity.

    Errors: UnitError for a kind that the project does not know.
    """
    try:
        return CANONICAL[kind][1]
    except KeyError:
        raise UnitError(
            f"quantity kind '{kind}' is unknown; allowed: {', '.join(sorted(CANONICAL))}"
        ) from None


def length_factor_um(unit: str) -> float:
    """How many micrometres one ``unit`` is; 'm', 'mm', 'µm', 'um', 'nm', 'inch' and so on.

    Errors: UnitError where the text is empty, unknown or no length.
    """
    return factor_to_canonical(unit, "length")


def factor_to_canonical(unit: str, kind: str) -> float:
    """The factor that turns a value in ``unit`` into the canonical unit of ``kind``.

    Errors: UnitError where the unit is empty, unknown or of another dimension, and for
    temperatures (which need an offset, not a factor).
    """
    canonical, printed = CANONICAL[kind] if kind in CANONICAL else ("", printed_unit(kind))
    text = unit.strip().replace("μ", "µ")
    if not text:
        raise UnitError(f"a unit is missing; a {kind} is needed, for example '{printed}'")
    if text == printed:
        return 1.0
    if (text, canonical) in READY:
        return READY[text, canonical]
    try:
        ureg = registry()
        return float((1.0 * ureg.parse_units(text)).to(canonical).magnitude)
    except Exception as error:
        raise UnitError(
            f"unit '{unit}' is not a {kind} that can be read; give for example '{printed}'"
        ) from error
