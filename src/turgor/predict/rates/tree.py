"""What is pooled with what: an event's counts, under variants, under families, under all."""

from dataclasses import dataclass

#: what a rate is of; they are never pooled with each other
DENOMINATORS = ("people", "treatments")


@dataclass(frozen=True, slots=True)
class Count:
    """Events of one setting of one study: ``events`` of ``trials``.

    family, variant : of the modality. per : of DENOMINATORS. implied : an event class that the
    study did not name, but that its "no adverse event at all" includes.
    """

    study: str
    family: str
    variant: str
    event: str
    per: str
    events: int
    trials: int
    source: str = ""
    implied: bool = False


Cells = dict[str, dict[str, list[tuple[int, int]]]]


def cells_of(counts: tuple[Count, ...]) -> Cells:
    """Counts by family and variant, as (events, trials)."""
    cells: Cells = {}
    for count in counts:
        variants = cells.setdefault(count.family, {})
        variants.setdefault(count.variant, []).append((count.events, count.trials))
    return cells
