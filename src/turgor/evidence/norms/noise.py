"""How far readings of one person lie apart by an instrument, as published."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from turgor.errors import EvidenceError, InputError
from turgor.evidence.norms.prior import population_prior
from turgor.evidence.repeatability import Repeatability, all_repeatability
from turgor.evidence.typed_row import Column, data_folder, read_rows

#: nearest to what a visit later adds comes first
_DESIGNS = (
    "between-days", "test-retest", "inter-rater", "intra-and-inter-rater", "intra-rater",
    "repeat-readings", "over-distances",
)  # fmt: skip
#: half-width of a 95 % interval of a difference of two readings, in SEM
_SDC_SEM = 1.959963984540054 * math.sqrt(2.0)
_OFF_THE_FACE = ("scar", "scar-and-normal", "systemic sclerosis", "melasma")


@dataclass(frozen=True, slots=True)
class MeasurementNoise:
    """The spread of readings of one person about that person's value.

    cv_pct : in % of the value; sem : in ``unit``. basis : 'cv' or 'sem' (printed), 'sdc' (from a
    printed smallest detectable change), 'icc' (from a coefficient and the population's sd by the
    same way of measuring). u_kind : as of a finding. design : what was repeated. at_most : the
    coefficient is a lower bound, so the noise is at most this. cautions : of scars, of the same
    session and the like. steps : of the population's sd.
    """

    observable: str
    family: str
    design: str
    basis: str
    cv_pct: float | None = None
    sem: float | None = None
    unit: str = ""
    n: float | None = None
    at_most: bool = False
    rows: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    u_kind: str = "published"


@dataclass(frozen=True, slots=True)
class RepeatedQuantity:
    """A quantity whose repeatability was collected: the observables that it is, or why none."""

    quantity: str
    observables: tuple[str, ...]
    reason: str


@cache
def repeated_quantities() -> Mapping[str, RepeatedQuantity]:
    """Every quantity of the table of repeatability by its name.

    Errors: EvidenceError naming file, line and field.
    """
    columns = (Column("quantity", needed=True), Column("observables", "words"), Column("reason"))
    found: dict[str, RepeatedQuantity] = {}
    for row in read_rows(data_folder("repeatability") / "quantities.csv", columns):
        observables = row.words("observables")
        if not observables and not row.word("reason"):
            raise row.refuse("reason", "is empty; say why it is no observable")
        name = row.word("quantity")
        found[name] = RepeatedQuantity(name, observables, row.word("reason"))
    return found


def measurement_noise(
    observable: str, *, family: str = "", site: str = "face", sex: str = ""
) -> MeasurementNoise:
    """The published noise of an observable: printed before derived, visits before readings.

    family : the way of measuring, any where not stated. site, sex : of the population whose sd
    turns a coefficient into a noise.

    Errors: InputError where nothing is published of it, or only a coefficient and no norm has
    the population's sd; it names the observables and families that there are.
    """
    rows = [row for row in repeatability_of(observable) if family in ("", row.family)]
    if not rows:
        raise InputError(_nothing(observable, family))
    made = [item for row in rows if (item := _noise(row, observable, site, sex)) is not None]
    if not made:
        raise InputError(
            f"of {observable} only coefficients of agreement are published ("
            f"{', '.join(row.id for row in rows)}), and no norm by the same way has a spread; "
            "state the instrument's own repeatability"
        )
    return min(made, key=_rank)


def noisy_observables() -> tuple[str, ...]:
    """The observables of which anything on repeatability is published."""
    names = {name for item in repeated_quantities().values() for name in item.observables}
    return tuple(sorted(names))


def repeatability_of(observable: str) -> tuple[Repeatability, ...]:
    """The rows on repeated readings of an observable whose figures were seen, by id.

    Errors: EvidenceError where a row's quantity has no meaning.
    """
    found = []
    for row in all_repeatability():
        if row.quantity not in repeated_quantities():
            raise EvidenceError(f"{row.id}: quantity '{row.quantity}' has no meaning")
        usable = row.seen == "verified" and row.design in _DESIGNS
        if usable and observable in repeated_quantities()[row.quantity].observables:
            found.append(row)
    return tuple(found)


def _rank(noise: MeasurementNoise) -> tuple[bool, bool, bool, int, float]:
    """Printed first, then ordinary skin, then a number and no bound, the design, more people."""
    return (
        noise.basis == "icc",
        any(word in _OFF_THE_FACE for word in noise.cautions),
        noise.at_most,
        _DESIGNS.index(noise.design),
        -(noise.n or 0.0),
    )


def _noise(row: Repeatability, observable: str, site: str, sex: str) -> MeasurementNoise | None:
    cautions = tuple(filter(None, (row.population, *row.caveats)))
    n = row.n if row.n_unit == "people" else None
    if row.cv_pct is not None:
        return MeasurementNoise(
            observable, row.family, row.design, "cv", cv_pct=row.cv_pct, n=n, rows=(row.id,),
            cautions=cautions,
        )  # fmt: skip
    if row.sem is not None or row.sdc95 is not None:
        printed = row.sem is not None
        sem = row.sem if row.sem is not None else (row.sdc95 or 0.0) / _SDC_SEM
        return MeasurementNoise(
            observable, row.family, row.design, "sem" if printed else "sdc", sem=sem,
            unit=row.unit, n=n, rows=(row.id,), cautions=cautions,
        )  # fmt: skip
    if row.icc is None or row.coefficient not in ("icc", "variance-share") or row.icc < 0.0:
        return None
    try:
        prior = population_prior(observable, site=site, sex=sex, family=row.family)
    except InputError:
        return None
    if prior.sd is None:
        return None
    sem = prior.sd * math.sqrt(1.0 - row.icc)
    return MeasurementNoise(
        observable, row.family, row.design, "icc", sem=sem, unit=prior.unit, n=n,
        at_most=row.bound == "at-least", rows=(row.id, *prior.rows), cautions=cautions,
        steps=prior.steps,
    )  # fmt: skip


def _nothing(observable: str, family: str) -> str:
    if observable not in noisy_observables():
        return (
            f"nothing is published on the repeatability of '{observable}'; there is of "
            f"{', '.join(noisy_observables())}"
        )
    families: Sequence[str] = sorted({row.family for row in repeatability_of(observable)})
    if not family or not families:
        return f"nothing published on {observable} says how far two readings of one person differ"
    return f"nothing on {observable} is by '{family}'; allowed: {', '.join(families)}"
