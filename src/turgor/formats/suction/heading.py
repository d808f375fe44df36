"""A heading of a suction table: which quantity stands below it, in which unit, of which curve."""

import re
from dataclasses import dataclass
from functools import lru_cache

_UNIT = re.compile(
    r"[\[(/]\s*(?P<unit>[A-Za-zµμ%]{1,6})\s*[\])]?\s*$"
    r"|[_\s](?P<tail>s|ms|min|mm|um|µm|μm|mbar|hpa|kpa)$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")
_WORDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("curve", frozenset({"curve", "cycle", "repetition", "kurve", "zyklus", "courbe"})),
    ("time", frozenset({"time", "t", "zeit", "temps", "tiempo", "tempo", "seconds", "sec"})),
    ("elevation", frozenset({
        "elevation", "elongation", "élongation", "elongación", "e", "height", "deformation",
        "displacement", "penetration", "extension",
        "amplitude", "dehnung", "eindringtiefe", "hoehe", "höhe", "auslenkung", "u", "skinheight",
        "deformación", "déformation",
    })),
    ("pressure", frozenset({
        "pressure", "vacuum", "underpressure", "druck", "unterdruck", "pression", "presión",
    })),
    ("series", frozenset({
        "series", "name", "measurement", "sample", "label", "id", "site", "messung",
    })),
)  # fmt: skip
#: numbers that instruments export of a curve; they are kept as the instrument's own
PARAMETER = re.compile(r"[RFQ]\d|U[evfra]|Q[ER]", re.IGNORECASE)
_TIME = {"s": 1.0, "sec": 1.0, "seconds": 1.0, "ms": 1e-3, "min": 60.0}
_LENGTH = {"mm": 1.0, "µm": 1e-3, "um": 1e-3, "μm": 1e-3}
_PRESSURE = {"mbar": 1.0, "hpa": 1.0, "kpa": 10.0, "pa": 0.01, "bar": 1000.0, "mmhg": 1.333224}
FACTORS = {"time": _TIME, "elevation": _LENGTH, "pressure": _PRESSURE}


@dataclass(frozen=True, slots=True)
class Heading:
    """What one heading says.

    word : 'time', 'elevation', 'pressure', 'series', 'curve', 'parameter' or ''. unit : as written,
    '' where none is. number : the number in a heading such as 'Curve 3 [mm]', None where none is.
    text : the heading without its unit.
    """

    word: str
    unit: str
    number: int | None
    text: str


@lru_cache(maxsize=4096)
def heading_of(cell: str) -> Heading:
    """Read a heading; a word that isn't known leaves ``word`` empty."""
    text = cell.strip().strip("#").strip()
    match = _UNIT.search(text)
    unit = (match["unit"] or match["tail"]) if match else ""
    bare = text[: match.start()].strip(" _") if match else text
    if unit and unit.lower() not in _every_unit() and not (match and match[0].startswith("[")):
        bare, unit = text, ""
    if PARAMETER.fullmatch(bare):
        return Heading("parameter", unit, None, bare)
    digits = _NUMBER.search(bare)
    parts = {part for part in re.split(r"[\W_\d]+", bare.lower()) if part}
    # a lone letter is a symbol only where it stands alone: 'a.u.' holds no U
    parts = {part for part in parts if len(part) > 1 or bare.lower() == part}
    word = next((name for name, known in _WORDS if parts & known), "")
    if word == "curve" and unit.lower() in _LENGTH:
        word = "elevation"
    return Heading(word, unit, int(digits[0]) if digits and len(digits[0]) < 5 else None, bare)


def _every_unit() -> frozenset[str]:
    return frozenset({*_TIME, *_LENGTH, *_PRESSURE, "n", "ratio", "%"})


def factor_of(word: str, unit: str) -> float | None:
    """What one ``unit`` is in s, mm or mbar; None where it is none of that quantity."""
    return FACTORS[word].get(unit.strip().lower())
