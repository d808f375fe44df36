"""Whether arms are to stay hidden: what a list was made under counts, not what was edited since."""

from turgor.record.design import Allocation, StudyDesign
from turgor.store import Store

SEALED = "arms are sealed until unblinding"


def is_sealed(store: Store, design: StudyDesign) -> bool:
    """Whether a study is blinded and not yet unblinded.

    A list keeps the blinding that it was made under, so that editing study.toml opens nothing.
    """
    return blinding_of(store, design) != "open" and not is_unblinded(store)


def shown_allocations(
    store: Store, design: StudyDesign, subject: str = ""
) -> tuple[Allocation, ...]:
    """Who got what, of one subject where named; nothing while arms are sealed."""
    return () if is_sealed(store, design) else store.people.allocations(subject)


def is_unblinded(store: Store) -> bool:
    """Whether the whole study was unblinded."""
    return any(item.entry is None for item in store.randomisation.unblindings())


def blinding_of(store: Store, design: StudyDesign) -> str:
    """The blinding that holds: that of the list, else the design's."""
    head = store.randomisation.head()
    return design.blinding if head is None else head.blinding
