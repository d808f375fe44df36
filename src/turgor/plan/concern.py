"""What a person wants, as quantities of the virtual skin: from concerns to objectives."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from turgor.errors import InputError
from turgor.plan.objective import Objective
from turgor.record.case import Case


@dataclass(frozen=True, slots=True)
class Meaning:
    """A concern's quantities: those that are sought, those that are told beside, or why none is."""

    seek: tuple[str, ...]
    tell: tuple[str, ...]
    none: str = ""


@dataclass(frozen=True, slots=True)
class Sought:
    """A case's objectives, sought ones first, and the concerns that nothing here forecasts."""

    objectives: tuple[Objective, ...]
    unserved: tuple[tuple[str, str], ...]

    @property
    def levels(self) -> tuple[tuple[Objective, ...], ...]:
        """The sought objectives by priority, the first first."""
        ranks = sorted({item.priority for item in self.objectives if item.sought})
        return tuple(
            tuple(item for item in self.objectives if item.priority == rank) for rank in ranks
        )

    @property
    def quantities(self) -> tuple[str, ...]:
        """Each quantity once."""
        return tuple(dict.fromkeys(item.quantity for item in self.objectives))


def objectives_of(case: Case, horizon_day: float) -> Sought:
    """A case's concerns in their order as objectives; the first is sought first.

    Where the person is to be ready by a date, what is reached then counts; else the mean until the
    horizon, so that what comes early and lasts is worth more than a peak on the last day.

    Errors: InputError without concerns, for an unknown one, or where none can be forecast.
    """
    known, ways = _table()
    counted = "mean" if case.wishes.ready_by is None else "day"
    if not case.concerns:
        raise InputError(f"'concerns' is empty: state what is wanted, of {', '.join(known)}")
    found: dict[str, Objective] = {}
    beside: dict[str, Objective] = {}
    unserved: list[tuple[str, str]] = []
    rank = 0
    for word in dict.fromkeys(case.concerns):
        if word not in known:
            raise InputError(f"concern '{word}' is unknown; allowed: {', '.join(known)}")
        meaning = known[word]
        if meaning.none:
            unserved.append((word, meaning.none))
            continue
        fresh = [name for name in meaning.seek if name not in found]
        rank += bool(fresh)
        for name in fresh:
            found[name] = Objective(name, ways[name], rank, horizon_day, word, counted=counted)
        for name in meaning.tell:
            told = Objective(name, ways[name], 0, horizon_day, word, counted=counted)
            beside.setdefault(name, told)
    if not found:
        said = "; ".join(f"{word}: {why}" for word, why in unserved)
        raise InputError(
            f"nothing that is wanted can be forecast ({said}); name another concern, or hold a "
            "course that somebody proposes against the rules with `turgor check`"
        )
    rest = [item for name, item in beside.items() if name not in found]
    return Sought((*found.values(), *rest), tuple(unserved))


def concern_words() -> tuple[str, ...]:
    """Every concern that the table knows."""
    return tuple(_table()[0])


def alike(words: Iterable[str]) -> tuple[str, ...]:
    """These concerns, and those that seek the same quantities."""
    known, wanted = _table()[0], tuple(words)
    sought = {known[word].seek for word in wanted if word in known and known[word].seek}
    more = (word for word, meaning in known.items() if meaning.seek in sought)
    return tuple(dict.fromkeys((*wanted, *more)))


@cache
def _table() -> tuple[Mapping[str, Meaning], Mapping[str, str]]:
    entry = files("turgor.plan") / "data" / "concerns.toml"
    document = tomllib.loads(entry.read_text(encoding="utf-8"))
    ways = {str(name): str(way) for name, way in document["better"].items()}
    known = {
        str(word): Meaning(
            tuple(row.get("seek", ())), tuple(row.get("tell", ())), str(row.get("none", ""))
        )
        for row in document["concern"]
        for word in row["words"]
    }
    return known, ways
