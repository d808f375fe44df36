"""A heading of a barrier table: what stands below it, in which unit, of which placement."""

import re
from dataclasses import dataclass
from functools import lru_cache

from turgor.formats.barrier.unit import is_celsius, is_percent, time_unit, value_unit

#: the project's words for columns
WORDS = (
    "time", "tewl", "capacitance", "value", "temperature", "humidity", "probe_temperature",
    "probe_humidity", "name", "unplaced_temperature", "unplaced_humidity",
)  # fmt: skip
_UNIT = re.compile(
    r"^(?P<name>.*?)\s*(?:\[(?P<a>[^\]]*)\]|\((?P<b>(?:[^()]|\([^()]*\))*)\))\s*(?P<after>.*)$"
)
_TAIL = re.compile(r"^(?P<name>.*?)[\s_/]+(?P<unit>ms|s|sec|min|°C|degC|c|%|pct)$", re.IGNORECASE)
_LONGEST = 120
_ROOM = re.compile(r"ambient|room|raum|umgebung|\bair\b|luft", re.IGNORECASE)
_PROBE = re.compile(r"probe|chamber|sensor|sonde|kammer", re.IGNORECASE)
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("tewl", re.compile(r"\btewl\b|water.?loss|wasserverlust|evaporation|flux", re.I)),
    ("temperature", re.compile(r"temp|^t(_?amb)?$", re.I)),
    ("humidity", re.compile(r"humidity|\brh\b|luftfeuchte|^r\.?h\.?$|\brf\b", re.I)),
    (
        "capacitance",
        re.compile(r"capacitance|hydration|corneomet|moisture|hautfeuchte|kapazit", re.I),
    ),
    ("time", re.compile(r"^(elapsed )?(time|zeit|temps|tiempo)$|^t$|elapsed", re.I)),
    (
        "name",
        re.compile(
            r"^(name|placement|series|label|site|spot|measurement(.?(no|number|id))?|id|messung|region)$",
            re.I,
        ),
    ),
    ("value", re.compile(r"^(value|reading|wert|messwert)s?$", re.I)),
)


@dataclass(frozen=True, slots=True)
class Heading:
    """word : one of WORDS, '' where it is none. unit : as written. text : without its unit."""

    word: str
    unit: str
    text: str


@lru_cache(maxsize=4096)
def heading_of(cell: str) -> Heading:
    """Read a heading; nothing is guessed of a temperature whose place is not said."""
    text = cell[:_LONGEST].strip().lstrip("#").strip()
    name, unit, after = _split(text)
    word = next((kind for kind, pattern in _KINDS if pattern.search(name)), "")
    if word == "temperature" and name.strip().lower() == "t" and not is_celsius(unit):
        word = "time" if time_unit(unit) else ""
    if word in ("temperature", "humidity"):
        placed = "" if _ROOM.search(name) else ("probe_" if _PROBE.search(name) else "unplaced_")
        word = placed + word
    return Heading(word, unit, f"{name} {after}".strip())


def _split(text: str) -> tuple[str, str, str]:
    """Name, unit and what follows: 'TEWL [g/m²h] left' or 'time_s'."""
    match = _UNIT.match(text)
    if match is not None:
        return match["name"].strip(), (match["a"] or match["b"] or "").strip(), match["after"]
    match = _TAIL.match(text)
    if match is not None and match["name"].strip():
        return match["name"].strip().replace("_", " "), match["unit"], ""
    first, _, rest = text.partition(" ")
    if rest and (value_unit(rest) or is_percent(rest) or is_celsius(rest)):
        return first, rest, ""
    return text.replace("_", " "), "", ""
