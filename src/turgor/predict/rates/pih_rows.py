"""Published counts of hyperpigmentation, each with the darkening that the virtual skin foretells.

Each record's settings become a course, the course becomes states, the states a darkening. The
melanocytes' drive is proportional to pigment's gain, so that one run at gain 1 serves all
phototypes of a record; they weigh alike where several are stated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.evidence.adverse_rate import AdverseRate
from turgor.predict.rates.meaning import event_meaning
from turgor.predict.rates.pih_fit import DoseCount
from turgor.predict.rates.rows import adverse_records, counted_of, place_of
from turgor.record.course import Course, CourseSession, CourseUse
from turgor.record.skin_place import PHOTOTYPES, SkinPlace
from turgor.skin.assemble import parameter_names, prior_medians
from turgor.skin.hazard.darkening import darkening_values, lightening_of, peak_darkening
from turgor.skin.loading.person import person_traits
from turgor.skin.loading.schedule import schedule_of
from turgor.skin.solve.course import solve

FloatArray = NDArray[np.float64]
Settings = dict[str, float | str | bool]

#: where a report states none: people of the series that don't tell, and of Asian series
_UNSTATED, _ASIAN = ("I", "IV"), ("III", "IV")
#: darkening is looked for until so long after the last session, days, and every so many
_FOLLOWED_DAYS, _EVERY_DAYS = 120.0, 4.0
_INTERVAL_DAYS = 28.0
_AGE_YEARS, _SITE = 40.0, "cheek"
#: by which of a session's words the usual density is stated, where not as a share
_DENSITY = {"nonablative-1550": "density_mtz_cm2"}
#: of a peel's agent, the word of a session's file
_AGENTS = {"glycolic": "glycolic", "salicylic": "salicylic", "tca": "trichloroacetic",
           "phenol": "phenol", "phenol-light": "phenol", "jessner": "jessner"}  # fmt: skip


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
            course = _course(record)
        except InputError as error:
            left[record.id] = str(error)
            continue
        events, trials = counted
        rows.append(PihRow(record, events, trials, course, _phototypes(record), not named))
    return tuple(rows), left


def dose_counts(rows: tuple[PihRow, ...] | None = None) -> tuple[DoseCount, ...]:
    """Every count with its darkening at the virtual skin's middle parameters."""
    return tuple(
        DoseCount(row.record.publication, row.modality, row.events, row.trials, darkenings(row))
        for row in (pih_rows()[0] if rows is None else rows)
    )


def _at_unit_gain(course: Course, phototype: str) -> float:
    """Peak darkening of a course where pigment's gain is 1."""
    last = course.last_session_day + _FOLLOWED_DAYS
    days = np.arange(0.0, last + _EVERY_DAYS, _EVERY_DAYS)
    place = SkinPlace(_SITE, _AGE_YEARS, phototype=phototype)
    loaded = schedule_of(course, place, days, draws=1)
    names = parameter_names()
    p = prior_medians()[:, None].copy()
    for name, value in loaded.traits.items():
        p[names.index(name)] = value
    p[names.index("trait.pigment")] = 1.0
    states = solve(p, loaded.schedule)
    lightening = lightening_of(loaded.schedule, days)
    return float(peak_darkening(states, days, darkening_values(p), 0.0, lightening)[0])


def darkenings(row: PihRow) -> tuple[float, ...]:
    """Peak darkening for each phototype that a row mixes."""
    middle = row.phototypes[len(row.phototypes) // 2]
    unit = _at_unit_gain(row.course, middle)
    gains = [person_traits(SkinPlace(_SITE, phototype=name))[0] for name in row.phototypes]
    return tuple(unit * gain["trait.pigment"] for gain in gains)


def _phototypes(record: AdverseRate) -> tuple[str, ...]:
    low, high = record.phototype_low, record.phototype_high
    if not low:
        low, high = _ASIAN if record.ancestry else _UNSTATED
    return PHOTOTYPES[PHOTOTYPES.index(low) : PHOTOTYPES.index(high or low) + 1]


def _course(record: AdverseRate) -> Course:
    """What a record's people were treated with; InputError where that can't be written down."""
    modality, settings = _session(record)
    count = 1
    if record.per == "people" and record.sessions_low:
        count = max(round(record.sessions_low), 1)
    interval = record.interval_days or _INTERVAL_DAYS
    days = [index * interval for index in range(count)]
    sessions = tuple(CourseSession(day, modality, "", settings) for day in days)
    return Course(record.id, sessions, _uses(record, days[-1]))


def _uses(record: AdverseRate, last: float) -> tuple[CourseUse, ...]:
    """Aftercare that the virtual skin knows."""
    words = f"{record.aftercare} {record.cotreatments}".casefold()
    uses = []
    if "clobetasol" in words:
        uses.append(CourseUse("corticosteroid", 0.0, last + 2.0, {"potency": "very-potent"}))
    if "petrolatum" in words:
        uses.append(CourseUse("occlusion", 0.0, last + 7.0, {}))
    if "hydroquinone" in words or "hq" in words:
        uses.append(CourseUse("hydroquinone", 0.0, last + _FOLLOWED_DAYS, {"percent": 4.0}))
    return tuple(uses)


def _session(record: AdverseRate) -> tuple[str, Settings]:
    if record.modality == "fractional-laser":
        return _fractional(record)
    if record.modality == "laser-ablative-full":
        wavelength = record.wavelength_nm or 10600.0
        return record.modality, {
            "wavelength_nm": wavelength,
            **_usual(f"full-{wavelength:.0f}", ("fluence_j_cm2", "passes")),
        }
    if record.modality == "chemical-peel":
        agent = _AGENTS.get(record.agent or "glycolic", record.agent)
        stated = record.concentration_pct_low
        settings: Settings = {"agent": agent}
        if agent != "jessner":
            usual = _usual(f"peel.{agent}", ("percent",))
            settings["percent"] = stated or usual["percent"]
        return record.modality, settings
    if record.modality == "microneedling" and record.variant != "radiofrequency":
        return record.modality, dict(_usual("needles", ("needle_depth_um",)))
    raise InputError(f"settings of {record.modality} {record.variant} are not stated")


def _fractional(record: AdverseRate) -> tuple[str, Settings]:
    ablative = record.variant == "ablative"
    wavelength = record.wavelength_nm or (10600.0 if ablative else 1550.0)
    key = f"{'ablative' if ablative else 'nonablative'}-{wavelength:.0f}"
    energy = record.energy_mj_mean or _middle(record.energy_mj_low, record.energy_mj_high)
    settings: Settings = {
        "wavelength_nm": wavelength,
        "energy_mj": energy or _usual(key, ("energy_mj",))["energy_mj"],
    }
    stated = {
        "density_mtz_cm2": _middle(record.density_per_cm2_low, record.density_per_cm2_high),
        "coverage_pct": _middle(record.density_pct_low, record.density_pct_high),
    }
    told = {name: value for name, value in stated.items() if value}
    settings.update(told or _usual(key, (_DENSITY.get(key, "coverage_pct"),)))
    return "fractional-laser", settings


def _middle(low: float | None, high: float | None) -> float | None:
    return None if low is None or high is None else 0.5 * (low + high)


def _usual(key: str, names: tuple[str, ...]) -> dict[str, float]:
    return {name: parameter(f"virtual.hazard.usual.{key}.{name}") for name in names}
