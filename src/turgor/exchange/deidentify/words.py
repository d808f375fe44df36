"""Closed vocabularies: a text that is in one may leave as it is, any other may not."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from turgor.exchange.deidentify.likeness import folded
from turgor.record.session import MODALITIES
from turgor.record.setting_spec import modality_settings

#: digits in a whole compound
_MOST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words and narrow patterns; ``split`` cuts a compound into parts that are looked up alone.

    ``partly`` : parts that are held may leave beside parts that are coded.
    """

    name: str
    words: frozenset[str]
    patterns: tuple[re.Pattern[str], ...] = ()
    split: str = ""
    partly: bool = False

    def holds_all(self, parts: list[str]) -> bool:
        """True where every part is held and few digits are among them: three numbers side by side
        may be a date."""
        digits = sum(letter.isdigit() for part in parts for letter in part)
        return digits <= _MOST_DIGITS and all(self.holds(part) for part in parts)

    def holds(self, text: str) -> bool:
        """True where the text, taken as one, is in the vocabulary."""
        if not text.isprintable():
            return False
        plain = plain_word(text)
        if plain in self.words:
            return True
        return any(pattern.fullmatch(folded(text.strip())) for pattern in self.patterns)


@cache
def vocabularies() -> Mapping[str, Vocabulary]:
    """Every vocabulary of ``data/words.toml`` by name, typed settings of sessions among them."""
    text = (files("turgor.exchange.deidentify") / "data" / "words.toml").read_text("utf-8")
    typed = _typed_settings()
    return {
        name: Vocabulary(
            name,
            frozenset(plain_word(word) for word in [*entry.get("words", ()), *typed.get(name, ())]),
            tuple(re.compile(pattern) for pattern in entry.get("patterns", ())),
            str(entry.get("split", "")),
            bool(entry.get("partly", False)),
        )
        for name, entry in tomllib.loads(text).items()
    }


def _typed_settings() -> Mapping[str, set[str]]:
    """Names and words that every modality's typed settings know: closed, and nobody's own."""
    keys: set[str] = set()
    words: set[str] = set()
    for modality in MODALITIES:
        for spec in modality_settings(modality).specs.values():
            if spec.type != "text":
                keys |= {spec.name, spec.stem, *spec.aliases}
                words |= {*spec.words, *spec.synonyms}
    return {"setting_key": keys, "setting_word": words}


def vocabulary(name: str) -> Vocabulary:
    """One vocabulary; KeyError for a name that is none, which is a mistake in an allow list."""
    return vocabularies()[name]


def plain_word(text: str) -> str:
    """How words are compared: without case, accents and the writing of gaps."""
    return re.sub(r"[\s_-]+", "-", folded(text).strip())


@cache
def flag_words() -> frozenset[str]:
    """The words that flags are made of."""
    text = (files("turgor.exchange.deidentify") / "data" / "flag_words.txt").read_text("utf-8")
    return frozenset(word for line in text.splitlines()[1:] for word in line.split())


def known_flag(flag: str) -> bool:
    """True for a flag in whose words nobody could be named."""
    parts = flag.split("-")
    return len(parts) > 1 and all(part in flag_words() for part in parts)
