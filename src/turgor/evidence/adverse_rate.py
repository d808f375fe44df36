"""An adverse-event rate: how many of whom had what after which treatment, zero included."""

from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from turgor.evidence.norm import read_records
from turgor.evidence.outcome import DIRECTIONS, SEEN
from turgor.evidence.typed_row import Column, TypedRow, data_folder

MODALITIES = (
    "topical-retinoid", "chemical-peel", "fractional-laser", "microneedling", "biostimulator",
    "laser-ablative-full", "laser-nonablative", "laser-picosecond", "laser-q-switched", "prp",
    "hyaluronic-gel", "topical-antioxidant", "hydroquinone",
)  # fmt: skip
VARIANTS = (
    "", "ablative", "non-ablative", "superficial", "medium", "deep", "radiofrequency", "plla",
    "caha", "pcl", "filler", "skin-booster",
)  # fmt: skip
#: the kinds of event that the record of a study tells apart
KINDS = (
    "erythema", "oedema", "discomfort", "hyperpigmentation", "hypopigmentation",
    "prolonged-sensitivity", "infection", "scarring", "other",
)  # fmt: skip
EVENTS = (
    "any", "early-reaction", "delayed-reaction", "withdrawal", "erythema", "erythema-and-itch",
    "erythema-oedema", "erythema-oedema-pain", "erythema-oedema-purpura", "erythema-scaling",
    "retinoid-dermatitis", "irritation", "oedema", "bruising", "bruising-or-oedema", "pain",
    "itch", "dryness", "crusting", "mesh-marks", "pih", "hyperpigmentation", "hypopigmentation",
    "pigment-change-or-scar", "hypopigmentation-scar-or-infection", "scar", "herpes-simplex",
    "acneiform", "acne-milia-dermatitis", "milia", "ectropion", "papule", "nodule",
    "papule-or-nodule", "granuloma", "arrhythmia", "tyndall-effect", "re-epithelialisation",
)  # fmt: skip
PER = ("", "people", "treatments", "regions", "studies")
BOUNDS = ("", "range", "at-most", "below", "about")
PHOTOTYPES = ("", "I", "II", "III", "IV", "V", "VI")


@dataclass(frozen=True, slots=True)
class AdverseRate:
    """One row: an event after a treatment, of ``n`` of what ``per`` names.

    comparison : id under which the rate is shown beside a study's own ('' where none is like it).
    modality, variant, settings … : of the treatment; energies of one microbeam, densities of all
    passes; ranges from low to high. versus : what is compared, where the row is a comparison
    (odds_ratio, direction). phototype_low to phototype_high : of ``phototype_share_pct`` of the
    people where not of all. n, people, treatments : the denominator, and both counts where known.
    event : what happened; kind : the record's word for it. events : counted, 0 where nobody had
    it. rate_pct : in %; rate_pct_low, rate_pct_high with ``bound`` where only a range or a limit
    is printed. duration_… : of the event; onset_… : after the treatment. followed_days : for how
    long it was looked for, from the 'first' or the 'last' session. caveats : fixed words.
    """

    id: str
    publication: str
    comparison: str = ""
    modality: str = ""
    variant: str = ""
    agent: str = ""
    product: str = ""
    concentration_pct_low: float | None = None
    concentration_pct_high: float | None = None
    wavelength_nm: float | None = None
    energy_mj_low: float | None = None
    energy_mj_high: float | None = None
    energy_mj_mean: float | None = None
    density_per_cm2_low: float | None = None
    density_per_cm2_high: float | None = None
    density_pct_low: float | None = None
    density_pct_high: float | None = None
    dilution_ml: float | None = None
    volume_ml: float | None = None
    passes: float | None = None
    sessions_low: float | None = None
    sessions_high: float | None = None
    interval_days: float | None = None
    weeks: float | None = None
    depth: str = ""
    device: str = ""
    site: str = ""
    indication: str = ""
    aftercare: str = ""
    cotreatments: str = ""
    versus: str = ""
    phototype_low: str = ""
    phototype_high: str = ""
    phototype_share_pct: float | None = None
    ancestry: str = ""
    sex: str = ""
    n: float | None = None
    per: str = ""
    people: float | None = None
    treatments: float | None = None
    event: str = ""
    kind: str = ""
    events: float | None = None
    rate_pct: float | None = None
    rate_pct_low: float | None = None
    rate_pct_high: float | None = None
    bound: str = ""
    odds_ratio: float | None = None
    odds_ratio_low: float | None = None
    odds_ratio_high: float | None = None
    direction: str = ""
    duration_low_days: float | None = None
    duration_high_days: float | None = None
    onset_low_days: float | None = None
    onset_high_days: float | None = None
    followed_days: float | None = None
    followed_from: str = ""
    caveats: tuple[str, ...] = ()
    seen: str = "verified"

    @property
    def counted(self) -> tuple[float, float] | None:
        """Events and denominator where both are known as counts of people, sessions or regions.

        A count that is not printed follows from the share where a whole number gives that share
        to a decimal; else there is none.
        """
        if self.n is None or self.per not in ("people", "treatments", "regions"):
            return None
        if self.events is not None:
            return self.events, self.n
        if self.rate_pct is None or self.bound:
            return None
        count = round(self.rate_pct * self.n / 100.0)
        near = abs(100.0 * count / self.n - self.rate_pct) <= _ROUNDED_PCT
        return (float(count), self.n) if near and count <= self.n else None


def _amount(name: str, most: float | None = None) -> Column:
    return Column(name, "number", least=0.0, most=most)


COLUMNS = (
    Column("id", needed=True),
    Column("publication", needed=True),
    Column("comparison"),
    Column("modality", allowed=MODALITIES, needed=True),
    Column("variant", allowed=VARIANTS),
    Column("agent"),
    Column("product"),
    _amount("concentration_pct_low", 100.0),
    _amount("concentration_pct_high", 100.0),
    _amount("wavelength_nm"),
    _amount("energy_mj_low"),
    _amount("energy_mj_high"),
    _amount("energy_mj_mean"),
    _amount("density_per_cm2_low"),
    _amount("density_per_cm2_high"),
    _amount("density_pct_low", 100.0),
    _amount("density_pct_high", 100.0),
    _amount("dilution_ml"),
    _amount("volume_ml"),
    _amount("passes"),
    _amount("sessions_low"),
    _amount("sessions_high"),
    _amount("interval_days"),
    _amount("weeks"),
    Column("depth", allowed=("", "superficial", "medium", "deep")),
    Column("device"),
    Column("site"),
    Column("indication"),
    Column("aftercare"),
    Column("cotreatments"),
    Column("versus"),
    Column("phototype_low", allowed=PHOTOTYPES),
    Column("phototype_high", allowed=PHOTOTYPES),
    _amount("phototype_share_pct", 100.0),
    Column("ancestry"),
    Column("sex", allowed=("", "female", "male")),
    Column("n", "number", least=1.0),
    Column("per", allowed=PER),
    _amount("people"),
    _amount("treatments"),
    Column("event", allowed=EVENTS, needed=True),
    Column("kind", allowed=KINDS, needed=True),
    _amount("events"),
    _amount("rate_pct", 100.0),
    _amount("rate_pct_low", 100.0),
    _amount("rate_pct_high", 100.0),
    Column("bound", allowed=BOUNDS),
    _amount("odds_ratio"),
    _amount("odds_ratio_low"),
    _amount("odds_ratio_high"),
    Column("direction", allowed=DIRECTIONS),
    _amount("duration_low_days"),
    _amount("duration_high_days"),
    _amount("onset_low_days"),
    _amount("onset_high_days"),
    _amount("followed_days"),
    Column("followed_from", allowed=("", "first", "last")),
    Column("caveats", "words"),
    Column("seen", allowed=SEEN, needed=True),
)

#: a share printed to a decimal lies this near its count's, one printed whole at most that near, %
_ROUNDED_PCT, _PRINTED_PCT = 0.06, 0.6


@cache
def all_adverse_rates() -> tuple[AdverseRate, ...]:
    """Every adverse-event rate, in the order of ids.

    Errors: EvidenceError naming file, line and field of a row that breaks the schema.
    """
    return read_adverse_rates(data_folder("adverse") / "adverse.csv")


def read_adverse_rates(file: Traversable | Path) -> tuple[AdverseRate, ...]:
    """Every rate of one table; errors as for all_adverse_rates."""
    return read_records(file, COLUMNS, AdverseRate, _check)


def _check(row: TypedRow) -> None:
    """Hold together what belongs together."""
    n, events, rate = row.number("n"), row.number("events"), row.number("rate_pct")
    if n is not None and not row.word("per"):
        raise row.refuse("per", f"is empty; allowed: {', '.join(PER[1:])}")
    if n is not None and events is not None:
        if events > n:
            raise row.refuse("events", f"{events:g} of {n:g} are too many")
        if rate is not None and abs(100.0 * events / n - rate) > _PRINTED_PCT:
            raise row.refuse("rate_pct", f"{rate:g} % is not {events:g} of {n:g}")
    limits = row.number("rate_pct_low"), row.number("rate_pct_high")
    if any(limit is not None for limit in limits) and not row.word("bound"):
        raise row.refuse("bound", f"is empty; allowed: {', '.join(BOUNDS[1:])}")
    if limits[0] is not None and limits[1] is not None and limits[0] > limits[1]:
        raise row.refuse("rate_pct_high", f"{limits[1]:g} lies below {limits[0]:g}")
    low, high = row.word("phototype_low"), row.word("phototype_high")
    if PHOTOTYPES.index(low) > PHOTOTYPES.index(high):
        raise row.refuse("phototype_high", f"'{high}' lies below '{low}'")
