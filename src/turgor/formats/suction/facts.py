"""What a file says of its protocol outside its curves: 'key = value' lines and rows of pairs."""

import re
from collections.abc import Mapping

from turgor.formats.spectrum.cells import Row, is_gap

_PAIR = re.compile(r"[#%\s]*([A-Za-zÀ-ÿ][\w .()\[\]/-]{0,60}?)\s*[=:]\s*(.*)")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
_FACTOR = re.compile(r"[\[(/_ ](ms|s|mm|µm|um|cm|mbar|hpa|kpa|n|mn|g)\b", re.IGNORECASE)

#: our word -> the words that a key may hold
_MEANING: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("device_class", re.compile(r"device.?class|instrument.?type", re.I)),
    ("aperture_mm", re.compile(r"aperture|probe.?(diameter|size|opening)|öffnung", re.I)),
    ("pressure_mbar", re.compile(r"pressure|vacuum|druck", re.I)),
    ("on_s", re.compile(r"on.?time|suction.?(time|phase)|^on(_s)?$|saugzeit", re.I)),
    ("off_s", re.compile(r"off.?time|(relaxation|release).?time|^off(_s)?$|relaxationszeit", re.I)),
    ("cycles", re.compile(r"repetitions?|cycles|no\.? of curves|wiederholung", re.I)),
    ("first_curve", re.compile(r"first.?curve|curve.?(index|no|number)", re.I)),
    ("contact_force_n", re.compile(r"contact.?force|anpress", re.I)),
    ("preconditioning", re.compile(r"pre-?condition|vorbehandlung", re.I)),
    ("regime", re.compile(r"regime", re.I)),
    ("time_unit", re.compile(r"time.?unit", re.I)),
    ("elevation_unit", re.compile(r"(elevation|height).?unit", re.I)),
    ("device", re.compile(r"^(device|instrument|model|gerät)$", re.I)),
    ("name", re.compile(r"^(series|name|measurement|label)$", re.I)),
)
NUMBERS = ("aperture_mm", "pressure_mbar", "on_s", "off_s", "cycles", "first_curve",
           "contact_force_n")  # fmt: skip
_TO_OURS = {
    "aperture_mm": {"mm": 1.0, "cm": 10.0, "µm": 1e-3, "um": 1e-3},
    "pressure_mbar": {"mbar": 1.0, "hpa": 1.0, "kpa": 10.0},
    "on_s": {"s": 1.0, "ms": 1e-3},
    "off_s": {"s": 1.0, "ms": 1e-3},
    "contact_force_n": {"n": 1.0, "mn": 1e-3, "g": 9.80665e-3},
}


def meaning_of(key: str) -> str:
    """The project's word for a key, '' where it has none."""
    return next((word for word, pattern in _MEANING if pattern.search(key.strip())), "")


def preamble_pairs(rows: list[Row]) -> dict[str, str]:
    """'key = value' lines and rows of a key and a value above a table."""
    pairs: dict[str, str] = {}
    for row in rows:
        cells = [cell for cell in row if not is_gap(cell)]
        if cells and (match := _PAIR.fullmatch(cells[0])) and (match[2] or len(cells) == 1):
            pairs[match[1].strip()] = match[2].strip()
        elif len(cells) == 2:
            pairs[cells[0].strip(" :=#")] = cells[1]
    return pairs


def told_facts(pairs: Mapping[str, str]) -> dict[str, str]:
    """Protocol words out of pairs; numbers in our units, as text."""
    facts: dict[str, str] = {}
    for key, value in pairs.items():
        word = meaning_of(key)
        if not word or word in facts or is_gap(value):
            continue
        facts[word] = value if word not in NUMBERS else _in_ours(word, key, value)
        if not facts[word]:
            del facts[word]
    return facts


def _in_ours(word: str, key: str, value: str) -> str:
    """A number with its unit, from value or key, as text in our unit; '' where it has none."""
    number = _NUMBER.search(value)
    if number is None:
        return ""
    told = _FACTOR.search(" " + value[number.end() :].strip()) or _FACTOR.search(key)
    factors = _TO_OURS.get(word, {})
    factor = factors.get(told[1].lower()) if told else 1.0
    if factors and told is None and not key.lower().strip().endswith(word.rsplit("_", 1)[1]):
        return ""  # a bare number under a key without unit is no fact
    if factor is None:
        return ""
    return repr(float(number[0].replace(",", ".")) * factor)
