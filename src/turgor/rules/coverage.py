"""Which rules rest on people that were studied, by modality, site and phototype."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from turgor.rules.library import Library
from turgor.rules.prepared import gate, prepared
from turgor.rules.rule import Rule

PHOTOTYPES = (1, 2, 3, 4, 5, 6)
#: a rule that names no site: its evidence is of no site in particular
NO_SITE = "site not named"
NOTHING = "no evidence found"


@dataclass(frozen=True, slots=True)
class Cell:
    """Rules whose population had this phototype, for a modality and a site; perhaps none."""

    modality: str
    site: str
    phototype: int
    rules: tuple[str, ...]

    @property
    def text(self) -> str:
        """The rules, or that nothing was found."""
        return ", ".join(self.rules) or NOTHING


def coverage(library: Library, day: date) -> tuple[Cell, ...]:
    """Every cell, by modality, site (those that name none first) and phototype.

    A rule counts where it names the modality, states the phototypes of the people that it rests
    on, and is neither assumed nor of an event. What names no site is not spread over all sites.
    """
    held: dict[tuple[str, str, int], list[str]] = {}
    for item in prepared(library, day).rules:
        for place in _cells(item.rule):
            held.setdefault(place, []).append(item.rule.id)
    sites = (NO_SITE, *library.vocabulary.field("site").words)
    return tuple(
        Cell(modality, site, phototype, tuple(held.get((modality, site, phototype), ())))
        for modality in library.vocabulary.field("modality").words
        for site in sites
        for phototype in PHOTOTYPES
    )


def _cells(rule: Rule) -> Iterator[tuple[str, str, int]]:
    modalities = gate(rule.condition, "modality")
    if modalities is None or rule.scope == "event" or rule.evidence.level == "assumed":
        return
    for modality in sorted(modalities):
        for site in sorted(gate(rule.condition, "site") or (NO_SITE,)):
            for phototype in rule.population.phototypes:
                yield modality, site, phototype
