"""What measuring adds: the spread of readings of one person, in the unit of an observable's change.

From, in this order: this product's own repeats of the same metric; a published spread; a
published coefficient of agreement with the spread between persons; else an assumed share. Which
it was is said.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from turgor.errors import InputError
from turgor.evidence import find_parameter, parameter
from turgor.evidence.norms.noise import MeasurementNoise, measurement_noise, repeatability_of
from turgor.record.skin_place import SkinPlace
from turgor.skin.observe.level import Baseline, baseline_of
from turgor.skin.observe.observable import Observable, find_observable


@dataclass(frozen=True, slots=True)
class ReadingNoise:
    """Standard deviation of one reading about the person's value.

    sd : in ``unit``, which is that of the observable's changes. basis : 'repeats', 'published',
    'agreement' or 'assumed'. told : id of the record or rows. one_sided : 'at-least' or 'at-most'
    where only a bound is known.
    """

    sd: float
    unit: str
    basis: str
    told: str
    one_sided: str = ""

    @property
    def of_change(self) -> float:
        """Of the difference of two readings."""
        return math.sqrt(2.0) * self.sd


def reading_noise(observable: str, place: SkinPlace | None = None) -> ReadingNoise:
    """The noise of one reading of an observable on a person; on a group's mean it is less.

    Errors: InputError for an unknown observable.
    """
    known = find_observable(observable)
    if observable in _LIKE:
        return replace(reading_noise(_LIKE[observable], place), unit=known.change_unit)
    if observable in _REPEATS:
        return _of_repeats(known, _REPEATS[observable], place)
    found = _published(known, place) or _of_agreement(known, place)
    return found or _assumed(known)


#: metrics whose repeats by one instrument this product worked out itself
_REPEATS: Mapping[str, str] = {
    "ita": "colour.ita.consecutive-sem",
    "lightness": "colour.l_star.consecutive-sem",
    "redness-a": "colour.a_star.consecutive-sem",
    "melanin-index": "colour.mi.consecutive-sem",
    "erythema-index": "colour.ei.consecutive-sem",
}
#: published spreads that are of another way of measuring than the observable's metrics
_OTHER_WAY = ("wave-speed", "closure-time")
#: designs of repeats that a coefficient of agreement is taken from
_DESIGNS = (
    "between-days", "test-retest", "intra-rater", "intra-and-inter-rater", "repeat-readings",
)  # fmt: skip
#: observables that are as noisy, in %, as another of which they are a part or the inverse
_LIKE: Mapping[str, str] = {"firmness": "distension-r0", "dermal-thickness": "skin-thickness"}
#: observables with an assumed noise of their own
_ASSUMED = (
    "wrinkle-depth", "echo-density", "echo-ratio", "melanin-depth", "blood-fraction",
    "lesion-contrast", "inflammation", "epidermal-thickness", "zone-depth",
)  # fmt: skip
#: units of published spreads that are an observable's own
_OWN_UNIT: Mapping[str, str] = {"um": "µm"}


def _of_repeats(known: Observable, record: str, place: SkinPlace | None) -> ReadingNoise:
    # readings one after another without a new seat: a later visit's differ by more
    sd = parameter(record)
    if known.relative:
        sd *= 100.0 / baseline_of(known.id, place).value
    return ReadingNoise(sd, known.change_unit, "repeats", record, "at-least")


def _published(known: Observable, place: SkinPlace | None) -> ReadingNoise | None:
    if known.id in _OTHER_WAY:
        return None
    try:
        noise = measurement_noise(known.id)
    except InputError:
        return None
    sd = _share(noise, known, place)
    bound = "at-most" if noise.at_most else ""
    rows = " ".join(noise.rows[:1])
    return None if sd is None else ReadingNoise(sd, known.change_unit, "published", rows, bound)


def _share(noise: MeasurementNoise, known: Observable, place: SkinPlace | None) -> float | None:
    """The spread in the unit of changes; None where its own unit is another's."""
    if noise.cv_pct is not None:
        return noise.cv_pct if known.relative else None
    if noise.sem is None or _OWN_UNIT.get(noise.unit, noise.unit) != known.unit:
        return None
    if not known.relative:
        return noise.sem
    return 100.0 * noise.sem / baseline_of(known.id, place).value


def _of_agreement(known: Observable, place: SkinPlace | None) -> ReadingNoise | None:
    """sd between persons times sqrt(1 - ICC), the lowest coefficient of one rater's readings."""
    rows = [
        row
        for row in repeatability_of(known.id)
        if row.icc is not None and row.coefficient == "icc" and row.design in _DESIGNS
    ]
    spread = _between_persons(known.id, place)
    if not rows or spread is None:
        return None
    row = min(rows, key=lambda one: one.icc or 0.0)
    sd = spread.sd * math.sqrt(1.0 - (row.icc or 0.0))
    if known.relative:
        sd *= 100.0 / spread.value
    bound = "at-most" if row.bound == "at-least" else ""
    return ReadingNoise(sd, known.change_unit, "agreement", row.id, bound)


def _between_persons(observable: str, place: SkinPlace | None) -> Baseline | None:
    """What is known of such people, the person's own findings aside."""
    nobody = None if place is None else replace(place, findings={})
    try:
        found = baseline_of(observable, nobody)
    except InputError:
        return None
    return found if found.sd > 0.0 else None


def _assumed(known: Observable) -> ReadingNoise:
    """What is assumed where nothing was published."""
    record = "histology"
    if known.id.startswith("look-"):
        record = "look"
    elif known.unit == "d":
        record = "days"
    elif known.id in _ASSUMED:
        record = known.id
    name = f"virtual.noise.{record}"
    return ReadingNoise(find_parameter(name).value, known.change_unit, "assumed", name)
