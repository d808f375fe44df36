"""The study's own scale of skin reactions, 0 to 4, in words for each kind of event."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from turgor.record.adverse_event import EVENT_KINDS


@dataclass(frozen=True, slots=True)
class ReactionScale:
    """What each grade means for one kind of event; ``grades[0]`` is none."""

    kind: str
    about: str
    grades: tuple[str, ...]


@cache
def reaction_scales() -> Mapping[str, ReactionScale]:
    """The scale of every kind, 'other' included; the words are the project's own."""
    text = (files("turgor.record") / "data" / "reaction_scale.toml").read_text(encoding="utf-8")
    document = tomllib.loads(text)
    return {
        kind: ReactionScale(kind, str(document[kind]["about"]), tuple(document[kind]["grades"]))
        for kind in EVENT_KINDS
    }
