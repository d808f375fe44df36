"""Sheets of rules: one for each treatment, one for what holds for any, and the coverage."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from turgor.errors import InputError
from turgor.evidence.citing import collect_citations
from turgor.rules.coverage import Cell, coverage
from turgor.rules.library import Library, standard_library
from turgor.rules.prepared import prepared
from turgor.rules.rule import SEVERITIES
from turgor.workflow.rule_pages.line import RuleLine, rule_lines
from turgor.workflow.rule_pages.names import KIND_TITLES, word_name

#: the sheet of rules that name no treatment
ANY = "any"


@dataclass(frozen=True, slots=True)
class RuleSheet:
    """Rules about one treatment, and those that hold for any; ``modality`` is a word, or ANY."""

    modality: str
    title: str
    lines: tuple[RuleLine, ...]
    shared: tuple[RuleLine, ...] = ()

    def groups(self) -> tuple[tuple[str, tuple[RuleLine, ...]], ...]:
        """Lines by kind in a page's order, the strongest first; kinds without any are left out."""
        strongest = sorted(self.lines, key=lambda line: -SEVERITIES.index(line.severity))
        found = ((kind, tuple(o for o in strongest if o.kind == kind)) for kind in KIND_TITLES)
        return tuple((kind, lines) for kind, lines in found if lines)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules in force on a day, and the sheets that were asked for.

    cells : the coverage by modality, site and phototype, of the sheets' treatments. sources : ids.
    """

    day: dt.date
    library_sha256: str
    packs: tuple[tuple[str, str], ...]
    lines: tuple[RuleLine, ...]
    sheets: tuple[RuleSheet, ...]
    cells: tuple[Cell, ...]
    sources: tuple[str, ...]

    def asked(self) -> tuple[RuleLine, ...]:
        """Each rule of the sheets once, in order of the library."""
        wanted = {(line.id, line.version) for sheet in self.sheets for line in sheet.lines}
        return tuple(line for line in self.lines if (line.id, line.version) in wanted)


def rule_book(
    modalities: Sequence[str] = (), day: dt.date | None = None, library: Library | None = None
) -> RuleBook:
    """The sheets of some treatments, of all of them where none is named.

    modalities : words of the vocabulary, 'any', or the beginning of several ('peel').

    Errors: InputError for a treatment that no rule knows, with the nearest names.
    """
    held = library or standard_library()
    on = day or dt.datetime.now(tz=dt.UTC).date()
    with collect_citations() as (sources, _):
        ready = prepared(held, on)
        lines = rule_lines(held, ready)
    words = (ANY, *held.vocabulary.field("modality").words)
    wanted = [word for name in modalities for word in _words_of(name, words)]
    shared = tuple(line for line in lines if not line.modalities)
    sheets = tuple(_sheet(word, lines, shared) for word in words if not wanted or word in wanted)
    kept = tuple(sheet for sheet in sheets if sheet.lines or sheet.modality in wanted)
    return RuleBook(
        day=on,
        library_sha256=held.sha256,
        packs=tuple((pack.id, pack.sha256) for pack in held.packs),
        lines=lines,
        sheets=kept,
        cells=tuple(cell for cell in coverage(held, on) if not wanted or cell.modality in wanted),
        sources=tuple(sorted(sources)),
    )


def _sheet(word: str, lines: tuple[RuleLine, ...], shared: tuple[RuleLine, ...]) -> RuleSheet:
    if word == ANY:
        return RuleSheet(ANY, "Any treatment", shared)
    own = tuple(line for line in lines if word in line.modalities)
    name = word_name(word)
    return RuleSheet(word, name[0].upper() + name[1:], own, shared)


def _words_of(name: str, words: Sequence[str]) -> list[str]:
    asked = name.strip().lower().replace("-", "_").replace(" ", "_")
    found = [word for word in words if word == asked or word.startswith(f"{asked}_")]
    found += [word for word in words if word_name(word).replace("-", " ") == name.strip().lower()]
    if not found:
        near = get_close_matches(asked, words, n=3, cutoff=0.5)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise InputError(
            f"no rule knows the treatment '{name[:60]}'{hint}; there are: {', '.join(words)}"
        )
    return found
