"""Find entries by words and options; say what is near where nothing fits."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from turgor.errors import InputError
from turgor.evidence.outcome import CLASSES
from turgor.workflow.evidence_base import studied, values
from turgor.workflow.evidence_base.entry import KINDS, Entry

_LOADERS: Mapping[str, Callable[[], tuple[Entry, ...]]] = {
    "outcome": studied.outcome_entries,
    "norm": studied.norm_entries,
    "repeatability": studied.repeatability_entries,
    "adverse": studied.adverse_entries,
    "parameter": values.parameter_entries,
    "rule": values.rule_entries,
    "publication": values.publication_entries,
    "source": values.source_entries,
}
#: how many near ids are named
_NEAREST = 5


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: every word must occur, every option that is stated must fit.

    modality, endpoint, site : fit where each of their words is in one of the entry's. study : a
    study, cohort, publication or source. mapped : None for both.
    """

    words: tuple[str, ...] = ()
    kind: str = ""
    modality: str = ""
    endpoint: str = ""
    outcome_class: str = ""
    site: str = ""
    species: str = ""
    study: str = ""
    mapped: bool | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Entries that fit, in the order of KINDS; ids near to the query where none does."""

    entries: tuple[Entry, ...]
    nearest: tuple[str, ...] = ()


def find(query: Query) -> Found:
    """The entries that fit a query.

    Errors: InputError in one line for a kind, modality, class or species that there is none of.
    """
    _allowed("kind", query.kind, KINDS)
    _allowed("class", query.outcome_class, CLASSES)
    entries = tuple(entries_of(query.kind))
    _allowed("species", query.species, sorted({e.species for e in entries if e.species}))
    if query.modality:
        _modality(query.modality, entries)
    found = tuple(entry for entry in entries if _fits(entry, query))
    return Found(found, () if found else _nearest(query, entries))


def show(entry_id: str) -> tuple[Entry, ...]:
    """Every entry of this id; a publication or source with the ids of what rests on it.

    Errors: InputError in one line with the nearest ids where there is none.
    """
    entries = tuple(entries_of(""))
    named = [entry for entry in entries if entry.id.lower() == entry_id.strip().lower()]
    if not named:
        near = _close(entry_id, [entry.id for entry in entries])
        hint = f"; nearest: {', '.join(near)}" if near else ""
        raise InputError(
            f"'{entry_id[:60]}' is no id of the evidence base{hint}; "
            "'turgor evidence find WORDS' lists ids"
        )
    return tuple(_with_dependants(entry, entries) for entry in named)


def entries_of(kind: str) -> Iterable[Entry]:
    """Entries of one kind, of every kind where none is named; only what is asked for is read."""
    for name in KINDS:
        if kind in ("", name):
            yield from _LOADERS[name]()


def _with_dependants(entry: Entry, entries: Sequence[Entry]) -> Entry:
    if entry.kind not in ("publication", "source"):
        return entry
    resting = [other.id for other in entries if other.source == entry.id and other.id != entry.id]
    return replace(entry, details={**entry.details, "rests_on_it": resting})


def _fits(entry: Entry, query: Query) -> bool:
    if query.mapped is not None and entry.mapped is not query.mapped:
        return False
    if query.outcome_class and entry.outcome_class != query.outcome_class:
        return False
    if query.species and entry.species != query.species:
        return False
    if query.study and query.study.lower() not in {name.lower() for name in entry.studies}:
        return False
    for asked, has in (
        (query.modality, entry.modalities),
        (query.endpoint, entry.endpoints),
        (query.site, entry.sites),
    ):
        if asked and not _among(asked, has):
            return False
    if not query.words:
        return True
    text = entry.text
    return all(word.lower() in text for word in query.words)


def _words(name: str) -> frozenset[str]:
    return frozenset(re.split(r"[^a-z0-9.%*/+']+", name.lower())) - {""}


def _among(asked: str, names: Iterable[str]) -> bool:
    """Whether each word of what is asked for stands in, or begins a word of, one of the names."""
    wanted = _words(asked)
    return any(
        all(any(has.startswith(word) for has in _words(name)) for word in wanted) for name in names
    )


def _modality(asked: str, entries: Sequence[Entry]) -> None:
    named = {name for entry in entries for name in entry.modalities}
    known = sorted({re.sub("[_ ]", "-", name).lower() for name in named})
    if not _among(asked, known):
        allowed = ", ".join(known) or "none in entries of this kind"
        raise InputError(f"modality '{asked[:60]}' is unknown; allowed: {allowed}")


def _allowed(what: str, word: str, allowed: Sequence[str]) -> None:
    if word and word not in allowed:
        raise InputError(f"{what} is '{word[:60]}'; allowed: {', '.join(allowed)}")


def _nearest(query: Query, entries: Sequence[Entry]) -> tuple[str, ...]:
    """Ids, quantities and studies whose names are near to what was asked for."""
    names: dict[str, None] = {}
    for entry in entries:
        names.update(dict.fromkeys((entry.id, *entry.endpoints, *entry.studies)))
    asked = [*query.words, *filter(None, (query.endpoint, query.study))]
    near = [name for word in asked for name in _close(word, list(names))]
    return tuple(dict.fromkeys(near))[:_NEAREST]


def _close(word: str, names: Sequence[str]) -> list[str]:
    lower = {name.lower(): name for name in names}
    found = get_close_matches(word.strip().lower()[:60], lower, n=_NEAREST, cutoff=0.6)
    return [lower[name] for name in found]
