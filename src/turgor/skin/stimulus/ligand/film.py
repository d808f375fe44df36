"""What is put on the skin: a film, what of the agent is dissolved in it, and how readily it enters.

How readily is not known for any product. What is measured is how much of a cream's tretinoin
reaches the blood; so in every draw the partition between corneum and film is the one that makes
a trial's application absorb what was measured, whatever that draw has for diffusion.
"""

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
#: a partition to begin with, and steps of the secant that follows (a third alters it by < 1e-4)
_FIRST, _STEPS = 0.02, 2


def film(
    agent: str,
    percent: float,
    amount_mg_cm2: float,
    partition: float,
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
        partition=partition,
        contact_d=contact_d,
        occluded=occluded,
    )


def cream_partition() -> float:
    """Corneum over cream such that a trial's tretinoin is absorbed as measured, in this draw."""
    made, wanted = chemistry("tretinoin"), parameter("ligand.tretinoin.absorbed") / 100.0

    def absorbed(partition: float) -> float:
        on = film("tretinoin", _UNIT_PERCENT, TRIAL_MG_CM2, partition, TRIAL_CONTACT_D)
        dose = on.dissolved_ng_cm2 / made.molar_mass / _NG_PER_PMOL
        return float(whole_response(UNIT_SKIN, made, on)[2]) / dose

    here, there = _FIRST, absorbed(_FIRST)
    slope = there / here
    for _ in range(_STEPS):
        after = here + (wanted - there) / slope
        found = absorbed(after)
        slope = (found - there) / (after - here) if after != here else slope
        here, there = after, found
    return float(np.maximum(here + (wanted - there) / slope, 0.0))


def unit_film(partition: float) -> Application:
    """The application that defines the unit of exposure, under the present draw."""
    amount, contact_d = parameter("ligand.amount.default"), parameter("ligand.film.contact")
    return film("tretinoin", _UNIT_PERCENT, amount, partition, contact_d)


def course_film(course: LigandCourse, cream: float) -> tuple[Application, float]:
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
        cream *= parameter(f"ligand.vehicle.{course.vehicle}")
    made = film(course.agent, course.percent, amount, cream, contact_d, course.occluded)
    return made, amount * _NG_PER_MG * course.percent / 100.0
