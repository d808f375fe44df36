"""What a file says of a reading outside its columns: 'key = value' lines above the table."""

import re
from collections.abc import Mapping

from turgor.formats.spectrum.cells import Row, is_gap
from turgor.record.barrier import CHAMBERS, QUANTITIES

_PAIR = re.compile(r"[#%\s]*([A-Za-zÀ-ÿ][\w .()\[\]%°/-]{0,60}?)\s*[=:]\s*(.*)")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_UNIT_AFTER = re.compile(r"[+-]?\d+(?:[.,]\d+)?\s*([°º]?\s?[A-Za-z%]+)")
_MEANING: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("device_class", re.compile(r"device.?class|instrument.?type", re.I)),
    ("chamber_depth_mm", re.compile(r"chamber.?(depth|height)|volume.?over.?area", re.I)),
    ("chamber", re.compile(r"^chamber$|^method$|kammer", re.I)),
    ("quantity", re.compile(r"^quantity$", re.I)),
    ("time_unit", re.compile(r"time.?unit", re.I)),
    ("value_unit", re.compile(r"(value|reading).?unit", re.I)),
    ("temperature_c", re.compile(r"(ambient|room|air|raum|umgebung)\w*.?temp", re.I)),
    (
        "relative_humidity_pct",
        re.compile(r"(ambient|room|air|raum|umgebung)\w*.?(rel\w*\W*)?(hum|rh|feuchte)", re.I),
    ),
    ("device", re.compile(r"^(device|instrument|model|gerät|probe)$", re.I)),
    ("name", re.compile(r"^(name|placement|series|label|site|region)$", re.I)),
)
_WORD_UNITS = {
    "temperature_c": ("c",),
    "relative_humidity_pct": ("%", "pct"),
    "chamber_depth_mm": ("mm",),
}


def preamble_pairs(rows: list[Row]) -> dict[str, str]:
    """'key = value' lines and rows of a key and a value above a table."""
    pairs: dict[str, str] = {}
    for row in rows:
        cells = [cell for cell in row if not is_gap(cell)]
        if cells and len(cells) <= 2 and (match := _PAIR.fullmatch(cells[0])) and match[2]:
            pairs[match[1].strip()] = match[2].strip()
        elif len(cells) == 2:
            pairs[cells[0].strip(" :=#")] = cells[1]
    return pairs


def told_facts(pairs: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The project's words out of pairs, and flags for those that can't be used.

    A temperature without °C, a humidity without % or a depth without mm is left out.
    """
    facts: dict[str, str] = {}
    flags: list[str] = []
    for key, value in pairs.items():
        word = next((name for name, pattern in _MEANING if pattern.search(key)), "")
        if not word or word in facts:
            continue
        if word in _WORD_UNITS:
            number = _with_unit(word, key, value)
            if number is None:
                flags.append(f"{word.rsplit('_', 1)[0].replace('_', '-')}-unit-not-stated")
                continue
            facts[word] = repr(number)
        elif word in ("chamber", "quantity"):
            allowed = CHAMBERS if word == "chamber" else QUANTITIES
            plain = value.strip().lower().removesuffix("chamber").strip(" -")
            if plain in allowed:
                facts[word] = plain
            else:
                flags.append(f"{word}-not-understood")
        else:
            facts[word] = value.strip()
    return facts, tuple(flags)


def _with_unit(word: str, key: str, value: str) -> float | None:
    match = _NUMBER.search(value)
    if match is None:
        return None
    after = _UNIT_AFTER.match(value.strip())
    said = (after[1] if after else "").lower().replace("°", "").replace("º", "").strip()
    wanted = _WORD_UNITS[word]
    tail = re.split(r"[\s_\[(]", key.strip().lower().rstrip("])"))[-1].replace("°", "")
    if (said and said.startswith(wanted)) or (not said and tail in wanted):
        return float(match[0].replace(",", "."))
    return None
