"""What a file says of itself outside its numbers: 'key: value' lines, as the project's words."""

import re
from collections.abc import Mapping
from functools import lru_cache

from turgor.formats.spectrum.cells import Row, is_gap
from turgor.formats.spectrum.geometry import illuminant_from, observer_from

_PAIR = re.compile(r"[#%\s]*([A-Za-z][\w .()/-]{0,60}?)\s*[=:]\s*(.+)")
#: an area, or a length in another unit: neither is a diameter in mm or a width in nm
_NO_LENGTH_MM = re.compile(r"[mc]m\s*(²|2|\^)|\bcm\b|inch|µm", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")

#: our word -> the words that a heading or key may hold
_MEANING: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("device_class", re.compile(r"device.?class|instrument.?type", re.IGNORECASE)),
    ("aperture_mm", re.compile(r"aperture|measur\w*.?area|spot.?size|^area$", re.IGNORECASE)),
    ("bandwidth_nm", re.compile(r"band.?width|band.?pass|fwhm", re.IGNORECASE)),
    ("scale", re.compile(r"^scale$|spectral.?norm|reflectance.?scale", re.IGNORECASE)),
    (
        "geometry",
        re.compile(r"geometr|specular|illumination.?angle|measurement.?mode|^mode$", re.IGNORECASE),
    ),
    ("illuminant", re.compile(r"illuminant|^light.?source$", re.IGNORECASE)),
    ("observer", re.compile(r"observer", re.IGNORECASE)),
    ("weighting", re.compile(r"weighting.?function", re.IGNORECASE)),
    ("device", re.compile(r"instrumentation|instrument|^device$|^model$", re.IGNORECASE)),
    ("sample", re.compile(r"^sample$", re.IGNORECASE)),
    (
        "reading",
        re.compile(r"^(reading|replicate|repeat|repetition|measurement)(.?(no|number))?\.?$", re.I),
    ),
    ("name", re.compile(r"^(spectrum|sample|data|colou?r)?[ _]?(name|label|title)$", re.I)),
    ("id", re.compile(r"^(spectrum|sample|data)?[ _]?id$", re.I)),
)
_AS_THEY_ARE = ("device", "device_class", "scale", "sample", "reading", "name", "geometry")


@lru_cache(maxsize=4096)
def meaning_of(heading: str) -> str:
    """The project's word for a heading or key, '' where it has none."""
    text = heading.strip()
    return next((word for word, pattern in _MEANING if pattern.search(text)), "")


def preamble_pairs(rows: list[Row]) -> dict[str, str]:
    """'key: value' lines and rows of a key and a value above a table."""
    pairs: dict[str, str] = {}
    for row in rows:
        cells = [cell for cell in row if not is_gap(cell)]
        if len(cells) == 2 and "," not in cells[0]:
            pairs[cells[0].strip(" :=#")] = cells[1]
        elif cells and (match := _PAIR.fullmatch(cells[0])) is not None:
            pairs[match[1].strip()] = match[2].strip()
    return pairs


def told_facts(pairs: Mapping[str, str]) -> dict[str, str]:
    """Aperture, device, illuminant and so on out of pairs of key and value.

    Several keys of one meaning are read together, since geometry and specular component often
    stand apart; 'geometry' holds their words, which are judged with those of each row.
    """
    by_word: dict[str, str] = {}
    for key, value in pairs.items():
        word = meaning_of(key)
        if word:
            said = f"{key} {value}" if word == "geometry" else value
            by_word[word] = f"{by_word[word]} {said}" if word in by_word else said
    facts = {word: text for word, text in by_word.items() if word in _AS_THEY_ARE}
    light, weighting = by_word.get("illuminant", ""), by_word.get("weighting", "")
    illuminant = illuminant_from(f"{light} {weighting}")
    observer = observer_from(f"{by_word.get('observer', '')} {light} {weighting}")
    if illuminant:
        facts["illuminant"] = illuminant
    if observer:
        facts["observer"] = observer
    for word in ("aperture_mm", "bandwidth_nm"):
        text = by_word.get(word, "")
        match = None if _NO_LENGTH_MM.search(text) else _NUMBER.search(text)
        if match is not None:
            facts[word] = match[0].replace(",", ".")
    return facts
