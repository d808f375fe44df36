"""Units as Turgor prints them to UCUM codes (case-sensitive), by a table of our own."""

from collections.abc import Mapping

#: printed unit -> UCUM code. 'a.u.' is no UCUM code and 'AU' is the astronomical unit: an index of
#: an instrument is [arb'U]. UCUM has no pixel; an annotation in braces counts as 1.
UCUM: Mapping[str, str] = {
    "1": "1",
    "%": "%",
    "°": "deg",
    "°C": "Cel",
    "µm": "um",
    "mm": "mm",
    "nm": "nm",
    "mm²": "mm2",
    "mm³": "mm3",
    "µm³/µm²": "um3/um2",
    "mm³/cm²": "mm3/cm2",
    "mm/cm²": "mm/cm2",
    "1/mm": "/mm",
    "1/mm²": "/mm2",
    "1/cm²": "/cm2",
    "d": "d",
    "h": "h",
    "min": "min",
    "s": "s",
    "mbar": "mbar",
    "kPa": "kPa",
    "Pa·s": "Pa.s",
    "N": "N",
    "m/s": "m/s",
    "mm/s": "mm/s",
    "mm·s": "mm.s",
    "mbar/mm": "mbar/mm",
    "(m/s)/kHz": "m/s/kHz",
    "Hz": "Hz",
    "MHz": "MHz",
    "dB": "dB",
    "kg/m³": "kg/m3",
    "g/(m²·h)": "g/m2/h",
    "J/cm²": "J/cm2",
    "mJ": "mJ",
    "W": "W",
    "mL": "mL",
    "mg": "mg",
    "ml": "mL",
    "J/cm³": "J/cm3",
    "V": "V",
    "A": "A",
    "Ω": "Ohm",
    "K": "K",
    "W/(m·K)": "W/m/K",
    "J/(kg·K)": "J/kg/K",
    "kJ/kg": "kJ/kg",
    "W/(m²·K)": "W/m2/K",
    "S/m": "S/m",
    "µm²/s": "um2/s",
    "cm/h": "cm/h",
    "kJ/mol": "kJ/mol",
    "1/s": "/s",
    "1/d": "/d",
    "mg/cm²": "mg/cm2",
    "g/mol": "g/mol",
    "µl/cm²": "uL/cm2",
    "mg/ml": "mg/mL",
    "mol/l": "mol/L",
    "pH": "[pH]",
    "a.u.": "[arb'U]",
    "grey level": "[arb'U]",
    "px": "{pixel}",
    "px²": "{pixel2}",
    "1/px": "/{pixel}",
    "1/px²": "/{pixel2}",
}
#: printed texts that are no single unit, with the reason
NO_UNIT: Mapping[str, str] = {
    "µm or px": "the condition is stated in µm where a photograph has a scale, else in pixels",
}


def ucum_code(printed: str) -> str | None:
    """The UCUM code of a unit as printed, None where it has none or the unit is not known here."""
    return UCUM.get(printed.strip().replace("μ", "µ"))
