"""The door of topical retinoids: a course read and checked, and one draw of what it does."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import find_parameter
from turgor.record.stimulus import (
    COURSE_DAYS,
    CrossSection,
    QuantitySpec,
    StimulusDraw,
    StimulusFlag,
)
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.ligand.agents import chemistry, irritancy
from turgor.skin.stimulus.ligand.course import (
    STEPS,
    application_steps,
    exposure_course,
    summed_half_days,
)
from turgor.skin.stimulus.ligand.film import (
    UNIT_SKIN,
    course_film,
    cream_entry,
    unit_film,
)
from turgor.skin.stimulus.ligand.kinetics import (
    COARSE_D,
    Response,
    single_response,
)
from turgor.skin.stimulus.ligand.response import (
    Law,
    drawn_law,
    effect_half_days,
    irritation_half_days,
)
from turgor.skin.stimulus.ligand.settings import LigandCourse, read_course
from turgor.skin.stimulus.modality import SettingValue

FloatArray = NDArray[np.float64]

_MM2_PER_CM2, _HOURS_A_DAY = 100.0, 24.0
#: days within which a nightly course is at its worst
_WORST_WITHIN = round(180.0 / COARSE_D)

SPECS: Mapping[str, QuantitySpec] = {
    "dose": QuantitySpec("ng/cm²", "agent put on each cm² at each application"),
    "absorbed": QuantitySpec(
        "%", "share of each application that reaches the blood, changed or not"
    ),
    "applications": QuantitySpec("1", "number of applications in the whole course"),
    "exposure-epidermis": QuantitySpec(
        "1",
        "exposure of the living epidermis in the course's last week; 1 is tretinoin 0.05 % nightly",
    ),
    "exposure-dermis": QuantitySpec(
        "1",
        "exposure of the papillary dermis in the course's last week; 1 is tretinoin 0.05 % nightly",
    ),
    "dermis-lag": QuantitySpec(
        "h", "time by which ligand comes later in the dermis than in the epidermis above"
    ),
    "effect-end": QuantitySpec(
        "1", "share of the most that a retinoid does, in the course's last week"
    ),
    "irritation-worst": QuantitySpec(
        "1", "irritation at its worst; 1 is the worst of tretinoin 0.05 % nightly"
    ),
    "irritation-worst-day": QuantitySpec("d", "day on which irritation is at its worst"),
}


@dataclass(frozen=True, slots=True)
class LigandSession:
    """A course of a topical retinoid, ready to be worked out under any draw."""

    course: LigandCourse
    settings: Mapping[str, SettingValue]
    flags: tuple[StimulusFlag, ...]
    specs: Mapping[str, QuantitySpec] = field(default_factory=lambda: SPECS)

    def draw(self, stack: TissueStack) -> StimulusDraw:
        """Exposure, effect and irritation of the course under the present draw.

        Courses ``ligand-epidermis`` and ``ligand-dermis`` are means over the 3 h, day or week
        that ended at each of COURSE_DAYS; ``retinoid-effect`` and ``irritation`` are values then.
        """
        if self.course.agent == "vehicle":
            return _nothing()
        return _worked_out(self.course, stack)

    def section(self, stack: TissueStack) -> CrossSection | None:
        """None: nothing of a retinoid is a zone."""
        return None


def model(settings: Mapping[str, SettingValue], device: str, stack: TissueStack) -> LigandSession:
    """Read and check a course's settings.

    Errors: InputError as for ``read_course``.
    """
    course, flags = read_course(settings)
    used: dict[str, SettingValue] = {
        "agent": course.agent,
        "percent": course.percent,
        "vehicle": course.vehicle,
        "nights_per_week": course.per_week,
        "weeks": course.weeks,
        "occluded": course.occluded,
    }
    contact, area = course.contact_h, course.area_cm2
    used["contact_h"] = contact if contact is not None else _default("film.contact") * _HOURS_A_DAY
    used["area_cm2"] = area if area is not None else _default("amount.face_area") / _MM2_PER_CM2
    amount = course.amount_g
    if amount is None:
        amount = _default("amount.default") * float(used["area_cm2"]) * 1e-3
    used["amount_g"] = amount
    return LigandSession(course, used, flags)


def _default(name: str) -> float:
    return find_parameter(f"ligand.{name}").value


def _nothing() -> StimulusDraw:
    none = np.zeros(COURSE_DAYS.size)
    kinds = ("ligand-epidermis", "ligand-dermis", "retinoid-effect", "irritation")
    return StimulusDraw(courses=dict.fromkeys(kinds, none))


def _worked_out(course: LigandCourse, stack: TissueStack) -> StimulusDraw:
    law = drawn_law()
    entry = cream_entry()
    unit = single_response(UNIT_SKIN, chemistry("tretinoin"), unit_film(entry))
    once = unit.whole[:2]
    made = chemistry(course.agent)
    application, dose = course_film(course, entry)
    response = single_response(stack, made, application)
    steps = application_steps(course.per_week, course.weeks)
    seen = summed_half_days(response, steps)
    ligand = exposure_course(response, steps, seen) / once
    exposure = np.diff(seen[:, 0]) / COARSE_D / once[0]
    effect = effect_half_days(law, exposure)
    irritation = irritation_half_days(law, exposure, irritancy(course.agent))
    irritation /= _worst_of_unit(law, unit)
    half_days = np.arange(STEPS + 1) * COARSE_D
    # a course shorter than a quarter of a day still ends a step after it began
    ended = max(1, min(round(course.weeks * 7.0 / COARSE_D), STEPS))
    week = max(ended - round(7.0 / COARSE_D), 0)
    last = (seen[ended, :2] - seen[week, :2]) / ((ended - week) * COARSE_D) / once
    worst = int(irritation.argmax())
    absorbed = response.whole[2] * made.molar_mass / 1e3 / dose
    quantities = {
        "dose": dose,
        "absorbed": 100.0 * absorbed,
        "applications": float(steps.size),
        "exposure-epidermis": float(last[0]),
        "exposure-dermis": float(last[1]),
        "dermis-lag": _lag_h(response),
        "effect-end": float(effect[week : ended + 1].mean()),
        "irritation-worst": float(irritation[worst]),
        "irritation-worst-day": float(half_days[worst]),
    }
    courses = {
        "ligand-epidermis": np.maximum(ligand[:, 0], 0.0),
        "ligand-dermis": np.maximum(ligand[:, 1], 0.0),
        "retinoid-effect": np.interp(COURSE_DAYS, half_days, effect),
        "irritation": np.interp(COURSE_DAYS, half_days, irritation),
    }
    return StimulusDraw(courses=courses, quantities={k: float(v) for k, v in quantities.items()})


def _worst_of_unit(law: Law, unit: Response) -> float:
    seen = summed_half_days(unit, application_steps(7.0, _WORST_WITHIN * COARSE_D / 7.0))
    exposure = np.diff(seen[: _WORST_WITHIN + 1, 0]) / COARSE_D / unit.whole[0]
    return float(irritation_half_days(law, exposure, 1.0).max())


def _lag_h(response: Response) -> float:
    """Mean time at which ligand is seen in the dermis, less that in the epidermis, hours."""
    unseen = 1.0 - response.coarse[:, :2] / response.whole[:2]
    mean_d = COARSE_D * unseen.sum(axis=0)
    return float((mean_d[1] - mean_d[0]) * _HOURS_A_DAY)
