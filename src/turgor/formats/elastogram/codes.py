"""The coded words of stiffness in DICOM: concepts, statistics, techniques and units."""

from turgor.errors import InputError

#: DICOM controlled terminology (PS3.16, CID 12308) -> quantity of the record
CONCEPTS = {
    "110830": ("modulus_kpa", "Elasticity"),
    "130611": ("speed_m_s", "Shear Wave Speed"),
    "130612": ("dispersion_slope_m_s_khz", "Shear Wave Dispersion Slope"),
}
#: PS3.16, CID 12224 and CID 6058 -> the report's own words
TECHNIQUES = {
    "130609": "2D Shear Wave Elastography",
    "130610": "3D Shear Wave Elastography",
    "130616": "Point Shear Wave Elastography",
}
#: (scheme, code) of a derivation -> statistic; SNOMED in both of the designators that files carry
STATISTICS = {
    ("SCT", "373098007"): "mean",
    ("SRT", "R-00317"): "mean",
    ("SCT", "373099004"): "median",
    ("SRT", "R-00319"): "median",
    ("SCT", "386136009"): "sd",
    ("SRT", "R-10047"): "sd",
    ("DCM", "113061"): "sd",
    ("SCT", "255605001"): "min",
    ("SRT", "R-404FB"): "min",
    ("SCT", "56851009"): "max",
    ("SRT", "G-A437"): "max",
    ("DCM", "130614"): "iqr",
    ("DCM", "130615"): "iqr-to-median",
}
#: concept names whose code value is a statistic: Derivation; Statistical descriptors as used
DERIVATION = {("DCM", "121401")}
FINDING_SITE = {("SCT", "363698007"), ("SRT", "G-C0E3")}
METHOD = {("SCT", "370129005"), ("SRT", "G-C036")}
#: UCUM code -> factor to the canonical unit of the quantity
UNITS: dict[str, dict[str, float]] = {
    "modulus_kpa": {
        "kPa": 1.0, "Pa": 1e-3, "hPa": 0.1, "MPa": 1e3, "GPa": 1e6, "N/m2": 1e-3, "kN/m2": 1.0,
        "N.m-2": 1e-3, "dyn/cm2": 1e-4,
    },
    "speed_m_s": {
        "m/s": 1.0, "m.s-1": 1.0, "cm/s": 0.01, "cm.s-1": 0.01, "mm/s": 1e-3, "mm.s-1": 1e-3,
    },
    "dispersion_slope_m_s_khz": {
        "(m/s)/kHz": 1.0, "m/s/kHz": 1.0, "m/(s.kHz)": 1.0, "m.s-1.kHz-1": 1.0, "mm": 1.0,
        "(cm/s)/kHz": 0.01, "cm/s/kHz": 0.01, "(m/s)/Hz": 1e3, "m/s/Hz": 1e3,
    },
}  # fmt: skip
#: the unit in which each quantity is written, and its meaning
WRITTEN_UNIT = {
    "modulus_kpa": ("kPa", "kilopascal"),
    "speed_m_s": ("m/s", "meter per second"),
    "dispersion_slope_m_s_khz": ("(m/s)/kHz", "meter per second per kilohertz"),
}


def unit_factor(code: str, quantity: str) -> float | None:
    """The factor from a UCUM code to the quantity's canonical unit; None where it isn't one.

    An annotation in braces is left out, as UCUM lays down.
    """
    plain = code.strip()
    if "{" in plain:
        plain = plain.split("{", 1)[0].strip()
    return UNITS[quantity].get(plain)


def bar_unit_meaning(unit: str) -> tuple[str, float]:
    """(quantity, factor) of the unit beside a colour bar.

    Errors: InputError naming units that are read.
    """
    for quantity in UNITS:
        factor = unit_factor(unit, quantity)
        if factor is not None and unit.strip() != "mm":
            return quantity, factor
    raise InputError(
        f"option bar_unit is '{unit[:20]}'; a colour bar of stiffness is in kPa, Pa, m/s, cm/s or "
        "(m/s)/kHz"
    )
