"""Units of barrier readings as instruments write them, and the factor to ours."""

import re

#: unit of time -> seconds. Clock times need none: '00:01:15' is hours, minutes, seconds
TIME_UNITS: dict[str, float] = {"s": 1.0, "ms": 0.001, "min": 60.0, "h": 3600.0}
#: unit of a value -> our unit of its quantity: g/(m²·h), or the instrument's own for capacitance
VALUE_UNITS: dict[str, float] = {"g/(m²·h)": 1.0, "mg/(cm²·h)": 10.0, "a.u.": 1.0}
QUANTITY_OF = {"g/(m²·h)": "tewl", "mg/(cm²·h)": "tewl", "a.u.": "capacitance"}

_TIME_WORDS = {
    "s": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "sek": "s", "sekunden": "s",
    "ms": "ms", "msec": "ms", "millisecond": "ms", "milliseconds": "ms",
    "min": "min", "mins": "min", "minute": "min", "minutes": "min", "minuten": "min",
    "h": "h", "hour": "h", "hours": "h",
}  # fmt: skip
_ARBITRARY = frozenset({"au", "arbunits", "arbitraryunits", "arbunit", "cu", "corneometerunits"})
_FLUX = {
    "gm2h": "g/(m²·h)", "ghm2": "g/(m²·h)", "gm-2h-1": "g/(m²·h)", "gh-1m-2": "g/(m²·h)",
    "gsqmh": "g/(m²·h)", "mgcm2h": "mg/(cm²·h)", "mghcm2": "mg/(cm²·h)", "mgcm-2h-1": "mg/(cm²·h)",
}  # fmt: skip
_CELSIUS = frozenset({"°c", "degc", "c", "celsius", "grad c", "ºc"})
_PERCENT = frozenset({"%", "% rh", "%rh", "pct", "percent", "% r.h.", "rh%", "% rf", "%rf"})


def time_unit(text: str) -> str:
    """A key of TIME_UNITS for what a heading says, '' where it is no unit of time."""
    return _TIME_WORDS.get(text.strip().lower().rstrip("."), "")


def value_unit(text: str) -> str:
    """A key of VALUE_UNITS for what a heading says, '' where it is none of them."""
    plain = text.strip().lower()
    plain = plain.replace("²", "2").replace("⁻¹", "-1").replace("⁻2", "-2").replace("−", "-")
    plain = re.sub(r"[\s.·*^()\[\]/]", "", plain)
    if plain in _ARBITRARY:
        return "a.u."
    return _FLUX.get(plain.replace("qm", "m2") if plain != "gsqmh" else plain, "")


def is_celsius(text: str) -> bool:
    """True where a heading's unit is degrees Celsius."""
    return text.strip().lower() in _CELSIUS


def is_percent(text: str) -> bool:
    """True where a heading's unit is per cent of relative humidity."""
    return text.strip().lower() in _PERCENT
