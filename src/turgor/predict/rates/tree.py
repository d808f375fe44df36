"""What is pooled with what: an event's counts, under variants, under families, under all."""

from collections.abc import Iterable
from dataclasses import dataclass

#: what a rate is of; they are never pooled with each other
DENOMINATORS = ("people", "treatments", "regions")


@dataclass(frozen=True, slots=True)
class Count:
    """Events of one setting of one study: ``events`` of ``trials``.

    study : id of its publication. family, variant : of the modality. per : of DENOMINATORS.
    implied : the study did not name the event, but its "no adverse event" includes it.
    secondary : the figure was seen in another text that quotes it.
    """

    study: str
    family: str
    variant: str
    event: str
    per: str
    events: int
    trials: int
    implied: bool = False
    secondary: bool = False


Cells = dict[str, dict[str, list[tuple[int, int]]]]


def cells_of(counts: Iterable[Count]) -> Cells:
    """Counts by family and variant, as (events, trials)."""
    cells: Cells = {}
    for count in counts:
        variants = cells.setdefault(count.family, {})
        variants.setdefault(count.variant, []).append((count.events, count.trials))
    return cells
