"""What the collected names of quantities and sites mean: one table each, with a reason a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from turgor.errors import EvidenceError
from turgor.evidence.norm import Norm
from turgor.evidence.typed_row import Column, data_folder, read_rows

#: 'relative' changes are told in % of the value, 'absolute' ones in the unit; 'percent-of-own'
#: numbers are % of that skin's value already
SCALES = ("relative", "absolute", "percent-of-own")
REGIONS = (
    "face", "head", "neck", "trunk", "arm", "hand", "leg", "foot", "mixed", "unstated",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity as collected: the observable that it is, '' with the reason where it is none.

    sign : -1 where more of the quantity is less of the observable.
    """

    quantity: str
    observable: str
    unit: str
    sign: int
    scale: str
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """A site as collected: its usual name, and the region that it lies in."""

    site: str
    place: str
    region: str


@cache
def quantities() -> Mapping[str, Quantity]:
    """Every collected quantity by its name.

    Errors: EvidenceError naming file, line and field.
    """
    columns = (
        Column("quantity", needed=True),
        Column("observable"),
        Column("unit"),
        Column("sign", allowed=("1", "-1"), needed=True),
        Column("scale", allowed=SCALES, needed=True),
        Column("reason"),
    )
    found: dict[str, Quantity] = {}
    for row in read_rows(data_folder("norms") / "quantities.csv", columns):
        word = row.word
        if not word("observable") and not word("reason"):
            raise row.refuse("reason", "is empty; say why it is no observable")
        found[word("quantity")] = Quantity(
            word("quantity"), word("observable"), word("unit"), int(word("sign")), word("scale"),
            word("reason"),
        )  # fmt: skip
    return found


@cache
def places() -> Mapping[str, Place]:
    """Every collected site by its name; errors as for quantities."""
    columns = (
        Column("site", needed=True),
        Column("place", needed=True),
        Column("region", allowed=REGIONS, needed=True),
    )
    rows = read_rows(data_folder("norms") / "sites.csv", columns)
    found = [Place(row.word("site"), row.word("place"), row.word("region")) for row in rows]
    return {place.site: place for place in found}


def quantity_of(norm: Norm) -> Quantity:
    """What a norm's quantity is.

    Errors: EvidenceError where the table lacks it.
    """
    try:
        return quantities()[norm.quantity]
    except KeyError:
        raise EvidenceError(f"{norm.id}: quantity '{norm.quantity}' has no meaning") from None


def places_of(norm: Norm) -> frozenset[str]:
    """The usual names of a norm's sites."""
    return frozenset(_place(site, norm).place for site in norm.site)


def regions_of(norm: Norm) -> frozenset[str]:
    """The regions of a norm's sites."""
    return frozenset(_place(site, norm).region for site in norm.site)


def _place(site: str, norm: Norm) -> Place:
    try:
        return places()[site]
    except KeyError:
        raise EvidenceError(f"{norm.id}: site '{site}' has no meaning") from None
