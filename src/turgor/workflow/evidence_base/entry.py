"""One entry of the evidence base, of whichever kind, as it is found and shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Protocol

#: what the evidence base holds, in the order in which hits are listed
KINDS = (
    "outcome", "norm", "repeatability", "adverse", "parameter", "rule", "publication", "source",
)  # fmt: skip

#: whether a figure was seen in its source, in words
FIGURE_SEEN = {
    "verified": "figure seen",
    "secondary": "figure at second hand",
    "unverified": "figure not seen",
}

Detail = str | float | bool | list[str] | dict[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is found: its id and kind, one line on it, where it is from, and how far it was seen.

    source : id of the publication or source. seen : in words. mapped : whether it is one of the
    product's quantities or kinds, None where that is no question; reason : why it is not.
    modalities, endpoints, sites, studies : by what it is found, as collected. details : every
    further field that says something.
    """

    kind: str
    id: str
    summary: str
    source: str = ""
    citation: str = ""
    seen: str = ""
    mapped: bool | None = None
    observable: str = ""
    reason: str = ""
    modalities: tuple[str, ...] = ()
    endpoints: tuple[str, ...] = ()
    outcome_class: str = ""
    sites: tuple[str, ...] = ()
    species: str = ""
    studies: tuple[str, ...] = ()
    details: Mapping[str, Detail] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Everything about it in lower case, to look for words in."""
        parts = [self.kind, self.id, self.summary, self.citation, self.seen, self.observable]
        parts += [self.reason, self.outcome_class, *self.modalities, *self.endpoints, *self.sites]
        parts += [f"{name} {_said(value)}" for name, value in self.details.items()]
        return " ".join(parts).lower()


class Record(Protocol):
    """A frozen dataclass with fields."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


def details_of(record: Record, without: Iterable[str] = ()) -> dict[str, Detail]:
    """The fields of a record that say something, by name."""
    left_out = set(without)
    found: dict[str, Detail] = {}
    for item in fields(record):
        value = getattr(record, item.name)
        if item.name not in left_out and value not in (None, "", (), {}, []):
            found[item.name] = _detail(value)
    return found


def number_text(value: float | None) -> str:
    """A number as short as it is, '' for none."""
    return "" if value is None else f"{value:g}"


def _detail(value: object) -> Detail:
    if isinstance(value, bool | str | float):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, Mapping):
        return {str(name): str(item) for name, item in value.items()}
    if isinstance(value, tuple | list | frozenset | set):
        return [str(item) for item in value]
    return str(value)


def _said(value: Detail) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name} {item}" for name, item in value.items())
    return " ".join(value) if isinstance(value, list) else str(value)
