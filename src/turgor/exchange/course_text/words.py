"""Words of courses: things done and used, units, sites, sides, rhythms, from the shipped table."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from turgor.exchange.course_text.token import words_of
from turgor.record.course import USES, SettingValue

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """What is done or used: the modality of a session, or the kind of a use.

    settings : what the name implies.
    """

    name: str
    kind: str
    is_use: bool
    settings: Mapping[str, SettingValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NumberWord:
    """A unit, or a word before a number: what setting it gives, and by which factor."""

    say: str
    setting: str
    one: str = ""
    factor: float = 1.0
    before: bool = False
    ratio: bool = False


@dataclass(frozen=True, slots=True)
class SettingWord:
    """A word that is a setting by itself."""

    say: str
    setting: str
    value: SettingValue


@dataclass(frozen=True, slots=True)
class KindWords:
    """The words of one modality or use; phrases lead to their entry.

    silent : words that say once more what is done, such as 'peel' after its agent.
    """

    numbers: tuple[NumberWord, ...] = ()
    settings: tuple[SettingWord, ...] = ()
    after: Mapping[Phrase, NumberWord] = field(default_factory=dict)
    before: Mapping[Phrase, NumberWord] = field(default_factory=dict)
    plain: Mapping[Phrase, SettingWord] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CourseWords:
    """Everything of the table; phrases are in small letters, one text for each token."""

    things: tuple[Thing, ...]
    thing: Mapping[Phrase, Thing]
    ambiguous: Mapping[Phrase, tuple[str, ...]]
    kinds: Mapping[str, KindWords]
    site: Mapping[Phrase, str]
    side: Mapping[Phrase, str]
    rhythm: Mapping[Phrase, float]
    spacing: Mapping[Phrase, float]
    duration: Mapping[Phrase, float]
    measured: Mapping[str, str]
    number: Mapping[str, float]


@cache
def course_words() -> CourseWords:
    """The shipped table."""
    entry = files("turgor.exchange") / "data" / "course_words.toml"
    table = tomllib.loads(entry.read_text(encoding="utf-8"))
    things = [_thing(item) for item in table["thing"]]
    phrases: dict[Phrase, Thing] = {}
    for thing, item in zip(things, table["thing"], strict=True):
        for words in (thing.name, *item.get("words", ())):
            phrases[words_of(words)] = thing
    for kind in USES:
        phrases.setdefault(words_of(kind), Thing(kind, kind, True))
    return CourseWords(
        things=tuple(things),
        thing=phrases,
        ambiguous={words_of(k): tuple(v) for k, v in table["ambiguous"].items()},
        kinds={
            kind: _kind(inner, frozenset(inner.get("silent", ())))
            for kind, inner in table["units"].items()
        },
        site=_flat(table["site"]),
        side=_flat(table["side"]),
        rhythm={words_of(k): float(v) for k, v in table["rhythm"].items()},
        spacing={words_of(k): float(v) for k, v in table["spacing"].items()},
        duration={words_of(k): float(v) for k, v in table["duration"].items()},
        measured=dict(table["class"]),
        number=dict(table["number"]),
    )


def kind_words(kind: str) -> KindWords:
    """The words of a modality or use; none for one that the table doesn't know."""
    return course_words().kinds.get(kind, KindWords())


def _thing(item: Mapping[str, object]) -> Thing:
    kind = str(item.get("session") or item["use"])
    settings = item.get("settings", {})
    held = settings if isinstance(settings, Mapping) else {}
    return Thing(str(item["name"]), kind, "use" in item, dict(held))


def _kind(table: Mapping[str, list[dict[str, object]]], silent: frozenset[str]) -> KindWords:
    numbers, settings = [], []
    after: dict[Phrase, NumberWord] = {}
    before: dict[Phrase, NumberWord] = {}
    plain: dict[Phrase, SettingWord] = {}
    for item in table.get("numbers", ()):
        number = NumberWord(
            say=str(item["say"]),
            setting=str(item["setting"]),
            one=str(item.get("one", "")),
            factor=float(str(item.get("factor", 1.0))),
            before=bool(item.get("before", False)),
            ratio=bool(item.get("ratio", False)),
        )
        numbers.append(number)
        for words in _ways(item):
            (before if number.before else after)[words_of(words)] = number
    for item in table.get("words", ()):
        value = item["value"]
        word = SettingWord(
            str(item["say"]),
            str(item["setting"]),
            value if isinstance(value, bool | float) else str(value),
        )
        settings.append(word)
        for words in _ways(item):
            plain[words_of(words)] = word
    return KindWords(tuple(numbers), tuple(settings), after, before, plain, silent)


def _ways(item: Mapping[str, object]) -> list[str]:
    also = item.get("also", [])
    one = [str(item["one"])] if "one" in item else []
    return [str(item["say"]), *one, *(also if isinstance(also, list) else [])]


def _flat(table: Mapping[str, list[str]]) -> Mapping[Phrase, str]:
    return {words_of(way): name for name, ways in table.items() for way in (name, *ways)}
