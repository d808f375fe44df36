"""Repeatability: how far readings of the same skin lie apart, as one publication found it."""

from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from turgor.evidence.norm import read_records
from turgor.evidence.outcome import SEEN
from turgor.evidence.typed_row import Column, TypedRow, data_folder

#: what was repeated: readings on the spot, raters, days, sites, devices …
DESIGNS = (
    "repeat-readings", "intra-rater", "inter-rater", "intra-and-inter-rater", "test-retest",
    "between-days", "between-sites", "inter-device", "over-distances", "internal-consistency",
    "criterion",
)  # fmt: skip
COEFFICIENTS = ("", "icc", "weighted-kappa", "variance-share", "correlation")


@dataclass(frozen=True, slots=True)
class Repeatability:
    """One row: a coefficient, a CV, an SEM or a smallest detectable change of one quantity.

    quantity, device, site : as collected. family : the way of measuring. design : of DESIGNS.
    occasions_apart_days : between the readings. icc, icc_low, icc_high : of ``coefficient``;
    ``bound`` 'at-least' where only that is printed. cv_pct (cv_low_pct, cv_high_pct : over sites)
    : within a person, in %. sem, sdc95 : in ``unit``. half_width_95 : 95 % of readings lie within
    it of their mean, in ``unit``. caveats : what to mind, in fixed words. seen : as of a norm.
    """

    id: str
    publication: str
    quantity: str
    device: str = ""
    family: str = ""
    site: tuple[str, ...] = ()
    population: str = ""
    n: float | None = None
    n_unit: str = ""
    design: str = ""
    occasions_apart_days: float | None = None
    raters: float | None = None
    icc: float | None = None
    icc_low: float | None = None
    icc_high: float | None = None
    coefficient: str = ""
    bound: str = ""
    cv_pct: float | None = None
    cv_low_pct: float | None = None
    cv_high_pct: float | None = None
    sem: float | None = None
    sdc95: float | None = None
    unit: str = ""
    half_width_95: float | None = None
    alpha: float | None = None
    exact_agreement_pct: float | None = None
    kappa: float | None = None
    caveats: tuple[str, ...] = ()
    seen: str = "verified"


def _share(name: str) -> Column:
    return Column(name, "number", least=-1.0, most=1.0)


def _amount(name: str, least: float = 0.0, most: float | None = None) -> Column:
    return Column(name, "number", least=least, most=most)


COLUMNS = (
    Column("id", needed=True),
    Column("publication", needed=True),
    Column("quantity", needed=True),
    Column("device"),
    Column("family", needed=True),
    Column("site", "words"),
    Column("population"),
    _amount("n", 1.0),
    Column("n_unit", allowed=("", "people", "images", "areas", "observers", "impressions")),
    Column("design", allowed=DESIGNS, needed=True),
    _amount("occasions_apart_days"),
    _amount("raters", 2.0),
    _share("icc"),
    _share("icc_low"),
    _share("icc_high"),
    Column("coefficient", allowed=COEFFICIENTS),
    Column("bound", allowed=("", "at-least")),
    _amount("cv_pct"),
    _amount("cv_low_pct"),
    _amount("cv_high_pct"),
    _amount("sem"),
    _amount("sdc95"),
    Column("unit"),
    _amount("half_width_95"),
    _share("alpha"),
    _amount("exact_agreement_pct", 0.0, 100.0),
    _share("kappa"),
    Column("caveats", "words"),
    Column("seen", allowed=SEEN, needed=True),
)


@cache
def all_repeatability() -> tuple[Repeatability, ...]:
    """Every row on repeatability, in the order of ids.

    Errors: EvidenceError naming file, line and field of a row that breaks the schema.
    """
    return read_repeatability(data_folder("repeatability") / "repeatability.csv")


def read_repeatability(file: Traversable | Path) -> tuple[Repeatability, ...]:
    """Every row of one table; errors as for all_repeatability."""
    return read_records(file, COLUMNS, Repeatability, _check)


def _check(row: TypedRow) -> None:
    """Hold together what belongs together."""
    if row.number("icc") is not None and not row.word("coefficient"):
        raise row.refuse("coefficient", f"is empty; allowed: {', '.join(COEFFICIENTS[1:])}")
    for low, high in (("icc_low", "icc_high"), ("cv_low_pct", "cv_high_pct")):
        first, last = row.number(low), row.number(high)
        if first is not None and last is not None and first > last:
            raise row.refuse(high, f"{last:g} lies below {low}, {first:g}")
    if row.number("n") is not None and not row.word("n_unit"):
        raise row.refuse("n_unit", "is empty; say what n counts")
    if (row.number("sem") is not None or row.number("sdc95") is not None) and not row.word("unit"):
        raise row.refuse("unit", "is empty, but sem or sdc95 needs one")
