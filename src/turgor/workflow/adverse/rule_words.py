"""The record's words in the vocabulary of the rules; what can't be told stays unknown."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from turgor.record.adverse_event import AdverseEvent
from turgor.record.session_settings import SettingValue

_NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_PHOTOTYPE = re.compile(r"(?:fst|fitzpatrick|phototype|skin type|type)?\s*([1-6]|i|ii|iii|iv|v|vi)")


def event_word(event: AdverseEvent) -> str:
    """The vocabulary's word for the kind of an event."""
    return kind_word(event.kind) or _table("other").get(_plain(event.words), "other")


def kind_word(kind: str) -> str:
    """The vocabulary's word for one of the eight kinds, '' for 'other'."""
    return _table("kind").get(kind, "")


def site_word(site: str) -> str | None:
    """The vocabulary's word for a body site, None for one that it doesn't know."""
    return _table("site").get(_plain(site))


def within(seen: str, treated: str) -> bool:
    """Whether a body site is the treated one, or a part of a face that was treated as a whole."""
    if _plain(seen) == _plain(treated):
        return True
    document = _document()
    whole, parts = document["whole_face"], document["face_words"]
    if not isinstance(whole, list) or not isinstance(parts, list):
        return False
    return _plain(treated) in whole and (site_word(seen) in parts or _plain(seen) in whole)


def phototype_number(phototype: str) -> int | None:
    """1 to 6 from 'IV', '4', 'type IV' or 'FST 4'; None for a range or anything else."""
    match = _PHOTOTYPE.fullmatch(phototype.strip().lower())
    if match is None:
        return None
    return _NUMERALS.get(match.group(1)) or int(match.group(1))


def symptom_signs(symptoms: Mapping[str, int]) -> dict[str, bool]:
    """The signs that graded symptoms say are there, or are not."""
    table = _table("symptom_sign")
    return {table[name]: grade > 0 for name, grade in symptoms.items() if name in table}


def modality_words(modality: str, settings: Mapping[str, SettingValue]) -> tuple[str, ...]:
    """Every word that a treatment can be, by its modality and what its settings tell.

    Empty where the vocabulary has none for it.
    """
    table = _document().get("modality")
    words = table.get(modality, []) if isinstance(table, dict) else []
    told = _document().get("told")
    for row in told if isinstance(told, list) else []:
        value = settings.get(str(row["setting"]))
        if row["modality"] == modality and value is not None and _holds(row, value):
            return (str(row["word"]),)
    return tuple(str(word) for word in words)


def _holds(row: Mapping[str, object], value: SettingValue) -> bool:
    if "is" in row:
        return type(row["is"]) is type(value) and row["is"] == value
    if isinstance(value, bool) or not isinstance(value, float):
        return False
    above, most = row.get("above"), row.get("at_most")
    over = not isinstance(above, int | float) or value > above
    return over and (not isinstance(most, int | float) or value <= most)


def _plain(text: str) -> str:
    return " ".join(text.strip().lower().replace("_", " ").replace("-", " ").split())


def _table(name: str) -> Mapping[str, str]:
    table = _document()[name]
    return table if isinstance(table, dict) else {}


@cache
def _document() -> Mapping[str, object]:
    entry = files("turgor.workflow.adverse") / "data" / "rule_words.toml"
    return tomllib.loads(entry.read_text(encoding="utf-8"))
