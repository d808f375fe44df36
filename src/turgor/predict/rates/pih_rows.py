"""Published counts of hyperpigmentation, each with the darkening that the virtual skin foretells.

Each record's settings become a course, the course becomes states, the states a darkening. The
melanocytes' drive is proportional to pigment's gain, so that one run at gain 1 serves all
phototypes of a record; they weigh alike where several are stated. People are drawn from the shipped
posterior as a forecast draws them, since the fit is what a forecast reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence.adverse_rate import AdverseRate
from turgor.predict.rates.meaning import event_meaning
from turgor.predict.rates.pih_fit import DoseCount
from turgor.predict.rates.posterior_arm import arm_people, worked_out
from turgor.predict.rates.record_course import record_course
from turgor.predict.rates.rows import adverse_records, counted_of, place_of
from turgor.record.course import Course
from turgor.record.skin_place import PHOTOTYPES, SkinPlace
from turgor.skin.hazard.darkening import darkening_values, peak_darkening
from turgor.skin.loading.person import person_traits

FloatArray = NDArray[np.float64]

#: where a report states none: people of the series that don't tell, and of Asian series
_UNSTATED, _ASIAN = ("I", "IV"), ("III", "IV")
#: darkening is looked for until so long after the last session, days, and every so many
_FOLLOWED_DAYS, _EVERY_DAYS = 120.0, 4.0
_AGE_YEARS, _SITE = 40.0, "cheek"
#: darkenings by which a row's people are told
_SLICES = 24


@dataclass(frozen=True, slots=True)
class PihRow:
    """A count, its course, and phototypes it mixes. implied : the study did not name the event."""

    record: AdverseRate
    events: int
    trials: int
    course: Course
    phototypes: tuple[str, ...]
    implied: bool

    @property
    def modality(self) -> str:
        """Family and variant."""
        return "/".join(place_of(self.record))


@cache
def pih_rows() -> tuple[tuple[PihRow, ...], Mapping[str, str]]:
    """Counts that a course can be written for, and for the other records why not, by id."""
    rows, left = [], {}
    for record in adverse_records():
        meaning = event_meaning(record.event, record.caveats)
        counted = counted_of(record)
        named = meaning.event == "hyperpigmentation"
        silent = counted is not None and counted[0] == 0
        if not named and not (silent and "hyperpigmentation" in meaning.implies):
            continue
        if counted is None or record.per == "regions":
            left[record.id] = "no count of people or treatments that was seen"
            continue
        try:
            course = record_course(record)
        except InputError as error:
            left[record.id] = str(error)
            continue
        events, trials = counted
        rows.append(PihRow(record, events, trials, course, _phototypes(record), not named))
    return tuple(rows), left


def dose_counts(rows: tuple[PihRow, ...] | None = None) -> tuple[DoseCount, ...]:
    """Every count with the darkenings of its people, as forecasts draw them."""
    return tuple(
        DoseCount(row.record.publication, row.modality, row.events, row.trials, darkenings(row))
        for row in (pih_rows()[0] if rows is None else rows)
    )


def darkenings(row: PihRow) -> tuple[float, ...]:
    """Peak darkening of people of a row: even slices over draws and the phototypes it mixes."""
    unit = people_darkening(row)
    gains = [person_traits(SkinPlace(_SITE, phototype=name))[0] for name in row.phototypes]
    mixed = np.concatenate([unit * gain["trait.pigment"] for gain in gains])
    return tuple(np.quantile(mixed, (np.arange(_SLICES) + 0.5) / _SLICES).tolist())


def people_darkening(row: PihRow) -> FloatArray:
    """(B,) peak darkening of a row's people at the shipped posterior, phototype's gain left out."""
    place = SkinPlace(_SITE, _AGE_YEARS, phototype=row.phototypes[len(row.phototypes) // 2])
    last = row.course.last_session_day + _FOLLOWED_DAYS
    days = np.arange(0.0, last + _EVERY_DAYS, _EVERY_DAYS)
    people = arm_people(place, {"trait.pigment": 1.0})
    done = worked_out(row.course, place, days, people)
    return peak_darkening(done.states, days, darkening_values(done.p), 0.0, done.lightening)


def _phototypes(record: AdverseRate) -> tuple[str, ...]:
    low, high = record.phototype_low, record.phototype_high
    if not low:
        low, high = _ASIAN if record.ancestry else _UNSTATED
    return PHOTOTYPES[PHOTOTYPES.index(low) : PHOTOTYPES.index(high or low) + 1]
