"""What is put on the skin: a film, what of the agent is dissolved in it, and how readily it enters.

How readily is not known for any product. What is measured is how much of a cream's tretinoin
reaches the blood; so in every draw the partition between corneum and film is the one that makes
a trial's application absorb what was measured, whatever that draw has for diffusion.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from turgor.evidence import parameter
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.ligand.agents import chemistry
from turgor.skin.stimulus.ligand.kinetics import Application, whole_response
from turgor.skin.stimulus.ligand.settings import LigandCourse

#: the skin that defines the unit of exposure (with the default amount of tretinoin 0.05 % cream,
#: nightly), and that absorption trials are taken to have met: a definition, not a finding
UNIT_SKIN = TissueStack("unit", (16.0, 55.0, 190.0, 1070.0, 5000.0), 0.3, 0.02, 0.7)
_UNIT_PERCENT = 0.05
#: what absorption trials put on, mg/cm², and how long it stayed, d
TRIAL_MG_CM2, TRIAL_CONTACT_D = 2.0, 10.0 / 24.0
#: agents whose solubility in a vehicle's oil bounds what drives them into skin
_CRYSTALS = ("tretinoin", "isotretinoin", "adapalene", "trifarotene")
#: 1 mg/cm² of what weighs as much as water is this thick
_UM_PER_MG_CM2 = 10.0
_MM2_PER_CM2, _NG_PER_MG, _HOURS_A_DAY = 100.0, 1e6, 24.0
_NG_PER_PMOL = 1e-3
#: a partition to begin with; steps of the secant that follows, usually three; how near it comes
#: in the logarithm; the flattest slope that it believes; how much a draw may be sped up
_FIRST, _MOST_STEPS, _CLOSE, _FLATTEST, _MOST_SPEED = 0.02, 8, 1e-4, 0.1, 1e4


@dataclass(frozen=True, slots=True)
class Entry:
    """How readily a cream's drug enters: corneum over film, and the corneum's speed over law."""

    partition: float
    speed: float = 1.0


def film(
    agent: str,
    percent: float,
    amount_mg_cm2: float,
    entry: Entry,
    contact_d: float,
    occluded: bool = False,
) -> Application:
    """A film of an amount; what exceeds the agent's solubility doesn't drive it into skin."""
    dissolved = percent
    if agent in _CRYSTALS:
        dissolved = min(percent, parameter("ligand.film.solubility"))
    return Application(
        dissolved_ng_cm2=amount_mg_cm2 * _NG_PER_MG * dissolved / 100.0,
        film_um=amount_mg_cm2 * _UM_PER_MG_CM2 * parameter("ligand.film.residue"),
        partition=entry.partition,
        contact_d=contact_d,
        occluded=occluded,
        corneum_speed=entry.speed,
    )


def cream_entry() -> Entry:
    """How a cream's tretinoin enters such that a trial absorbs what was measured, in this draw.

    Diffusion may be drawn so slow that shedding outruns it, and no film that an oil would make
    (partition up to 1) could be absorbed as measured. Such a draw contradicts the measurement;
    it is sped up to where it no longer does.
    """
    made = chemistry("tretinoin")
    wanted = float(np.log(parameter("ligand.tretinoin.absorbed") / 100.0))

    def misses(log_partition: float, log_speed: float = 0.0) -> float:
        on = film(
            "tretinoin",
            _UNIT_PERCENT,
            TRIAL_MG_CM2,
            Entry(float(np.exp(log_partition)), float(np.exp(log_speed))),
            TRIAL_CONTACT_D,
        )
        dose = on.dissolved_ng_cm2 / made.molar_mass / _NG_PER_PMOL
        return float(np.log(whole_response(UNIT_SKIN, made, on)[2] / dose)) - wanted

    here = float(np.log(_FIRST))
    missed, slope = misses(here), 1.0
    for _ in range(_MOST_STEPS):
        if abs(missed) < _CLOSE:
            return Entry(float(np.exp(here)))
        after = here - missed / slope
        if not after < 0.0:
            break
        found = misses(after)
        slope = max((found - missed) / (after - here), _FLATTEST)
        here, missed = after, found
    return _sped_up(misses)


def _sped_up(misses: Callable[[float, float], float]) -> Entry:
    from scipy.optimize import brentq

    if misses(0.0, 0.0) >= 0.0:
        low = float(np.log(_FIRST)) - 10.0
        return Entry(float(np.exp(brentq(lambda x: misses(x, 0.0), low, 0.0))))
    found = brentq(lambda x: misses(0.0, x), 0.0, np.log(_MOST_SPEED), xtol=1e-4)
    return Entry(1.0, float(np.exp(found)))


def unit_film(entry: Entry) -> Application:
    """The application that defines the unit of exposure, under the present draw."""
    amount, contact_d = parameter("ligand.amount.default"), parameter("ligand.film.contact")
    return film("tretinoin", _UNIT_PERCENT, amount, entry, contact_d)


def course_film(course: LigandCourse, cream: Entry) -> tuple[Application, float]:
    """What a course puts on each time, and the whole dose of agent in it, ng/cm²."""
    if course.amount_g is None:
        amount = parameter("ligand.amount.default")
    else:
        area = course.area_cm2
        if area is None:
            area = parameter("ligand.amount.face_area") / _MM2_PER_CM2
        amount = course.amount_g * 1e3 / area
    contact = course.contact_h
    contact_d = parameter("ligand.film.contact") if contact is None else contact / _HOURS_A_DAY
    if course.vehicle != "cream":
        eased = cream.partition * parameter(f"ligand.vehicle.{course.vehicle}")
        cream = Entry(eased, cream.speed)
    made = film(course.agent, course.percent, amount, cream, contact_d, course.occluded)
    return made, amount * _NG_PER_MG * course.percent / 100.0
