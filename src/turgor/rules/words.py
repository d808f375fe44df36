"""The record's words in the vocabulary of the rules; what can't be told stays unknown."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from turgor.record.session_settings import SettingValue

_NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_PHOTOTYPE = re.compile(r"(?:fst|fitzpatrick|phototype|skin type|type)?\s*([1-6]|i|ii|iii|iv|v|vi)")


def site_word(site: str) -> str | None:
    """The vocabulary's word for a body site, None for one that it doesn't know."""
    return site_words().get(plain(site))


def is_whole_face(site: str) -> bool:
    """Whether a body site is the face as a whole."""
    return plain(site) in _texts("whole_face")


def face_words() -> tuple[str, ...]:
    """The vocabulary's words for the parts of a face."""
    return _texts("face_words")


def within(seen: str, treated: str) -> bool:
    """Whether a body site is the treated one, or a part of a face that was treated as a whole."""
    if plain(seen) == plain(treated):
        return True
    return is_whole_face(treated) and (site_word(seen) in face_words() or is_whole_face(seen))


def phototype_number(phototype: str) -> int | None:
    """1 to 6 from 'IV', '4', 'type IV' or 'FST 4'; None for a range or anything else."""
    match = _PHOTOTYPE.fullmatch(phototype.strip().lower())
    if match is None:
        return None
    return _NUMERALS.get(match.group(1)) or int(match.group(1))


def modality_words(modality: str, settings: Mapping[str, SettingValue]) -> tuple[str, ...]:
    """Every word that a treatment can be, by its modality and what its settings tell.

    Empty where the vocabulary has none for it.
    """
    for row in word_rows("told"):
        value = settings.get(str(row["setting"]))
        if row["modality"] == modality and value is not None and holds(row, value):
            return (str(row["word"]),)
    table = words_document().get("modality")
    words = table.get(modality, []) if isinstance(table, dict) else []
    return tuple(str(word) for word in words)


def holds(row: Mapping[str, object], value: SettingValue) -> bool:
    """Whether a setting is what a row names: ``is`` a value, or ``above`` / ``at_most`` a number.

    A row with none of the three holds for any number.
    """
    if "is" in row:
        return type(row["is"]) is type(value) and row["is"] == value
    if isinstance(value, bool) or not isinstance(value, float):
        return False
    above, most = row.get("above"), row.get("at_most")
    over = not isinstance(above, int | float) or value > above
    return over and (not isinstance(most, int | float) or value <= most)


def plain(text: str) -> str:
    """Small letters, single spaces, no hyphens or underscores: how sites are compared."""
    return " ".join(text.strip().lower().replace("_", " ").replace("-", " ").split())


def word_rows(name: str) -> list[Mapping[str, object]]:
    """The rows under a name of the table of words."""
    rows = words_document().get(name)
    return rows if isinstance(rows, list) else []


@cache
def site_words() -> Mapping[str, str]:
    """Body sites as people write them, and the vocabulary's word for each."""
    table = words_document()["site"]
    return table if isinstance(table, dict) else {}


@cache
def words_document() -> Mapping[str, object]:
    """The table of words as it ships."""
    entry = files("turgor.rules") / "data" / "words.toml"
    return tomllib.loads(entry.read_text(encoding="utf-8"))


@cache
def _texts(name: str) -> tuple[str, ...]:
    value = words_document().get(name)
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
