"""A case of a planted person, for demonstration: sensitivities known, findings read with noise."""

import numpy as np

from turgor.exchange.case_toml import parse_case
from turgor.predict.calibrate.parameter_set import shipped_parameter_set
from turgor.predict.forecast.endpoint import departed_change, person_change
from turgor.predict.forecast.endpoint_noise import noise_of
from turgor.predict.forecast.engine import draws_of, people_of, simulate
from turgor.predict.forecast.people import trait_draws
from turgor.skin.loading.person import person_traits
from turgor.workflow.forecast.typed_case import typed
from turgor.workflow.plan.template import ANSWERED

#: the planted person's skin answers this many times as strongly as is usual
REPAIR = 1.7
#: day of the second visit, between the second session and the third
SECOND_VISIT = 42.0
#: metric -> observable, value before
_MEASURED = {
    "ultrasound.dermis_thickness": ("dermal-thickness", 1250.0),
    "wrinkle.depth_mean": ("wrinkle-depth", 150.0),
    "profile.ra": ("roughness", 20.0),
}

_HEAD = """\
# A planted person: findings were made by the virtual skin with a repair gain of {gain:g}, and read
# with noise. `turgor forecast THIS_FILE` learns from the second visit, `turgor check THIS_FILE`
# holds its courses against the rules, `turgor plan THIS_FILE` plans on from that visit.
title = "planted person, after the second visit"
site = "cheek"
start = 2027-01-11
concerns = ["wrinkles"]
followed = "four non-ablative sessions"

[subject]
age = 52
sex = "female"
phototype = "III"

[person]
{answers}
[wishes]
downtime_days = 40
visits = 8
keep_free = [[2027-07-01, 2027-07-14]]

[[course]]
name = "four non-ablative sessions"
[[course.session]]
modality = "fractional-laser"
repeat = 4
interval_days = 28
[course.session.settings]
wavelength_nm = 1550
energy_mj = 20
density_mtz_cm2 = 250
passes = 4
[[course.use]]
kind = "sunscreen"
settings = {{ spf = 50 }}

[[course]]
name = "tretinoin"
[[course.use]]
kind = "topical-retinoid"
to_day = 336
settings = {{ agent = "tretinoin", percent = 0.05, nights_per_week = 7 }}

[forecast]
horizon_days = 365
visit_days = [90, 174, 365]
endpoints = ["wrinkle-depth", "dermal-thickness", "roughness", "tewl", "look-wrinkles"]
"""
_FINDING = """
[[finding]]
metric = "{metric}"
value = {value:.5g}
u = {u:.3g}
day = {day:g}
"""


def planted_case_text(seed: int = 0) -> str:
    """The text of the case's file: baseline and second visit, read with noise by the seed."""
    head = _HEAD.format(gain=REPAIR, answers=ANSWERED)
    case = typed(parse_case(head, "planted case"), "planted case").case
    course = case.courses[0]
    known, _ = person_traits(case.place)
    own = {**trait_draws(known, 1, seed), "trait.repair": np.array([REPAIR])}
    people = people_of(draws_of(shipped_parameter_set()), own)
    simulation = simulate(course, case.place, np.array([0.0, SECOND_VISIT]), people, seed)
    random = np.random.default_rng(seed)
    parts = [head]
    for metric, (observable, before) in _MEASURED.items():
        change = person_change(observable, simulation, case.place)
        ratio = 1.0 + 0.01 * float(departed_change(observable, change, seed)[-1, 0])
        for day, value in ((0.0, before), (SECOND_VISIT, before * ratio)):
            u = 0.01 * noise_of(observable, case.place) * value
            read = value + u * random.standard_normal()
            parts.append(_FINDING.format(metric=metric, value=read, u=u, day=day))
    return "".join(parts)
