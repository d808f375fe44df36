"""A norm: one published number, direction or shape about skin that nobody treated."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from turgor.errors import EvidenceError
from turgor.evidence.outcome import DIRECTIONS, SEEN
from turgor.evidence.typed_row import Column, TypedRow, data_folder, read_rows

#: what the number is: only 'mean' is a level of the quantity, only 'slope' one a year
STATISTICS = (
    "mean", "slope", "correlation", "direction", "shape", "change-point", "range", "bound",
    "change", "percent-change", "percent-difference", "fold", "ratio", "odds-ratio",
    "relative-risk", "prevalence", "equivalent", "cut-off", "cluster-centroid", "formula",
)  # fmt: skip
SHAPES = (
    "", "linear", "rise", "rise-then-fall", "rise-then-flat", "fall-then-flat", "flat-then-rise",
    "flat-then-fall", "quadratic", "cubic", "site-order",
)  # fmt: skip
INTERVALS = ("", "ci95", "p2.5-p97.5", "central90", "range", "censored", "bound")
CONTRASTS = (
    "", "age", "sun", "smoking", "smoking;sun", "menopause", "hormone-therapy", "pregnancies",
    "season", "sex", "site", "phototype", "skin-colour", "fine-dust", "sunscreen", "oiliness",
    "dryness", "wrinkle", "treatment", "time-of-day",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Norm:
    """One row about untreated skin.

    quantity, unit, site : as collected; ``evidence.norms`` says what they are. family : the way of
    measuring; two families' levels are never one quantity. age_low, age_high, age_mean, age_sd :
    years; age_group in words where no years are stated. n : of ``n_unit``. mean, sd, se : in
    ``unit`` (of 'statistic': a level only where that is 'mean'). low, high : ends of ``interval``;
    of a censored time only the lower is known. slope_per_year, slope_se : per year of age.
    correlation : with ``correlate``. direction : of the quantity, with age or with ``contrast`` as
    ``versus`` orders it. knots_years : ages at which a shape turns. selection : the row stands for
    the site with the highest or lowest value. caveats : what to mind, in fixed words. conflicts :
    ids of rows that say otherwise. seen : 'verified' where the figure was seen in its source.
    """

    id: str
    publication: str
    quantity: str
    family: str
    statistic: str
    unit: str = ""
    site: tuple[str, ...] = ()
    sex: str = ""
    age_low: float | None = None
    age_high: float | None = None
    age_mean: float | None = None
    age_sd: float | None = None
    age_group: str = ""
    ancestry: str = ""
    phototype: str = ""
    population: str = ""
    species: str = "human"
    n: float | None = None
    n_unit: str = ""
    mean: float | None = None
    sd: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    interval: str = ""
    slope_per_year: float | None = None
    slope_se: float | None = None
    correlation: float | None = None
    correlate: str = ""
    direction: str = ""
    shape: str = ""
    knots_years: tuple[float, ...] = ()
    contrast: str = ""
    versus: str = ""
    p_value: float | None = None
    r_squared: float | None = None
    selection: str = ""
    device: str = ""
    caveats: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    seen: str = "verified"


COLUMNS = (
    Column("id", needed=True),
    Column("publication", needed=True),
    Column("quantity", needed=True),
    Column("family"),
    Column("statistic", allowed=STATISTICS, needed=True),
    Column("unit"),
    Column("site", "words"),
    Column("sex", allowed=("", "female", "male", "both")),
    Column("age_low", "number", least=0.0, most=120.0),
    Column("age_high", "number", least=0.0, most=120.0),
    Column("age_mean", "number", least=0.0, most=120.0),
    Column("age_sd", "number", least=0.0, most=60.0),
    Column("age_group"),
    Column("ancestry"),
    Column("phototype", allowed=("", "I", "II", "III", "IV", "V", "VI")),
    Column("population"),
    Column("species", allowed=("human", "mouse", "explant"), needed=True),
    Column("n", "number", least=1.0),
    Column("n_unit", allowed=("", "people", "cadavers", "autopsies", "donors", "pairs")),
    Column("mean", "number"),
    Column("sd", "number", least=0.0),
    Column("se", "number", least=0.0),
    Column("low", "number"),
    Column("high", "number"),
    Column("interval", allowed=INTERVALS),
    Column("slope_per_year", "number"),
    Column("slope_se", "number", least=0.0),
    Column("correlation", "number", least=-1.0, most=1.0),
    Column("correlate", allowed=("", "age", "perceived-age", "years-since-menopause")),
    Column("direction", allowed=DIRECTIONS),
    Column("shape", allowed=SHAPES),
    Column("knots_years", "numbers", least=0.0, most=120.0),
    Column("contrast", allowed=CONTRASTS),
    Column("versus"),
    Column("p_value", "number", least=0.0, most=1.0),
    Column("r_squared", "number", least=0.0, most=1.0),
    Column("selection", allowed=("", "highest-of-sites", "lowest-of-sites")),
    Column("device"),
    Column("caveats", "words"),
    Column("conflicts", "words"),
    Column("seen", allowed=SEEN, needed=True),
)

#: what a statistic is nothing without
_NEEDS = {
    "mean": "mean", "slope": "slope_per_year", "correlation": "correlation",
    "change-point": "mean", "ratio": "mean", "fold": "mean", "odds-ratio": "mean",
    "relative-risk": "mean", "cut-off": "mean", "cluster-centroid": "mean",
}  # fmt: skip

T = TypeVar("T")


@cache
def all_norms() -> tuple[Norm, ...]:
    """Every norm of the evidence base, in the order of ids.

    Errors: EvidenceError naming file, line and field of a row that breaks the schema.
    """
    return read_norms(data_folder("norms") / "norms.csv")


def read_norms(file: Traversable | Path) -> tuple[Norm, ...]:
    """Every norm of one table; errors as for all_norms."""
    return read_records(file, COLUMNS, Norm, _check)


def read_records(
    file: Traversable | Path,
    columns: tuple[Column, ...],
    make: Callable[..., T],
    check: Callable[[TypedRow], None],
) -> tuple[T, ...]:
    """Records with unique ids from a table whose columns are their fields.

    Errors: EvidenceError naming file, line and field.
    """
    found: dict[str, T] = {}
    for row in read_rows(file, columns):
        check(row)
        key = row.word("id")
        if key in found:
            raise row.refuse("id", f"'{key}' stands twice")
        found[key] = make(**row.cells)
    if not found:
        raise EvidenceError(f"{file.name} holds no row")
    return tuple(found.values())


def _check(row: TypedRow) -> None:
    """Hold together what belongs together."""
    needed = _NEEDS.get(row.word("statistic"), "")
    if needed and row.number(needed) is None:
        raise row.refuse(needed, f"is empty; a row of statistic '{row.word('statistic')}' needs it")
    for low, high in (("low", "high"), ("age_low", "age_high")):
        first, last = row.number(low), row.number(high)
        if first is not None and last is not None and first > last:
            raise row.refuse(high, f"{last:g} lies below {low}, {first:g}")
    if (row.number("low") is None and row.number("high") is None) != (not row.word("interval")):
        raise row.refuse("interval", "an interval needs an end, and an end the kind of interval")
    if row.number("correlation") is not None and not row.word("correlate"):
        raise row.refuse("correlate", f"is empty; allowed: {', '.join(COLUMNS[28].allowed[1:])}")
    if row.number("n") is not None and not row.word("n_unit"):
        raise row.refuse("n_unit", "is empty; say what n counts")
    if row.word("statistic") == "direction" and not row.word("direction") + row.word("contrast"):
        raise row.refuse("direction", f"is empty; allowed: {', '.join(DIRECTIONS[1:])}")
