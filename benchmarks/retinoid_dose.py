"""Published arms of topical retinoids beside what the model makes of them.

python benchmarks/retinoid_dose.py          the table: which arms were fitted, which held out
python benchmarks/retinoid_dose.py --fit    the fitted values again, from the arms they rest on
python benchmarks/retinoid_dose.py --speed  CPU time of one draw of a course of 48 weeks
"""

import argparse
import dataclasses
import resource
import time
from collections.abc import Callable

import numpy as np

from turgor.evidence import parameter_draw
from turgor.physics.tissue.stack import tissue_stack
from turgor.record.stimulus import StimulusDraw
from turgor.skin.stimulus import ligand
from turgor.skin.stimulus.ligand.agents import Chemistry, chemistry
from turgor.skin.stimulus.ligand.film import (
    TRIAL_CONTACT_D,
    TRIAL_MG_CM2,
    UNIT_SKIN,
    cream_entry,
    film,
)
from turgor.skin.stimulus.ligand.kinetics import single_response

DRAWS = 200

#: 24 weeks, fine wrinkles better: strength, better / all with tretinoin, with vehicle; and arms
#: held out, % better with tretinoin and vehicle (those at 0.05 % count any improvement)
FITTED_COUNTS = ((0.01, 93, 174, 63, 171), (0.02, 98, 159, 65, 169))
HELD_COUNTS = ((0.001, 27, 39), (0.05, 68, 43), (0.05, 79, 48))
#: 48 weeks, epidermal thickening above the vehicle's (28 + 11 and 30 + 11 %), and the standard
#: error taken for each (the abstract prints none; 35 % between people, 33 in an arm)
THICKENING = ((0.025, 39.0), (0.1, 41.0))
THICKENING_SE = 6.0


def course(agent: str, percent: float, **more: float | str) -> ligand.LigandSession:
    """A nightly course of 24 weeks on a stated amount of cream."""
    stated = {"agent": agent, "percent": percent, "nights_per_week": 7.0, "weeks": 24.0}
    stated |= {"vehicle": "cream", "amount_g": 0.5, "area_cm2": 500.0}
    return ligand.model(stated | more, "", UNIT_SKIN)


def drawn(
    session: ligand.LigandSession, what: Callable[[StimulusDraw], float], site: str = ""
) -> str:
    """Value without a draw, and the middle 80 % of DRAWS draws; site '' for the unit's skin."""

    def once() -> float:
        return what(session.draw(tissue_stack(site) if site else UNIT_SKIN))

    values = []
    for index in range(DRAWS):
        with parameter_draw(index, DRAWS):
            values.append(once())
    low, high = np.quantile(values, [0.1, 0.9])
    return f"{once():8.3g}  ({low:.3g} to {high:.3g})"


def quantity(name: str) -> Callable[[StimulusDraw], float]:
    """Read one quantity of a draw."""
    return lambda found: found.quantities[name]


def absorption() -> None:
    print(f"\nabsorbed, % of what is put on (model, 80 % of {DRAWS} draws)")
    trial = {"amount_g": 0.1, "area_cm2": 50.0, "contact_h": 10.0}
    for kind, said, agent, percent, site in (
        ("fitted", "tretinoin 0.05 cream, single: 2", "tretinoin", 0.05, ""),
        ("held", "the same after 28 d: 2", "tretinoin", 0.05, ""),
        ("held", "the same after 1 year: 1.1", "tretinoin", 0.05, ""),
        ("held", "face: 5.3 (7.2 dermatitic)", "tretinoin", 0.05, "cheek"),
        ("held", "tazarotene 0.1: under 6", "tazarotene", 0.1, ""),
        ("held", "adapalene 0.1, in vitro: 0.01", "adapalene", 0.1, ""),
    ):
        session = course(agent, percent, **trial)
        print(f"  {kind:7}{said:38}{drawn(session, quantity('absorbed'), site)}")


def effects() -> None:
    print("\neffect at the end, share of the most")
    for kind, said, agent, percent, weeks in (
        ("fitted", "thickening 41 % above vehicle", "tretinoin", 0.1, 48.0),
        ("fitted", "thickening 39 % above vehicle", "tretinoin", 0.025, 48.0),
        ("fitted", "better in 62 against 39 %", "tretinoin", 0.02, 24.0),
        ("fitted", "better in 53 against 37 %", "tretinoin", 0.01, 24.0),
        ("held", "as vehicle (27 against 39 %)", "tretinoin", 0.001, 24.0),
        ("held", "better in 79 against 48 %", "tretinoin", 0.05, 24.0),
        ("held", "adapalene not inferior to 0.05", "adapalene", 0.3, 24.0),
        ("fitted", "as tretinoin 0.05", "retinol", 0.5, 12.0),
        ("held", "as tretinoin 0.025", "retinol", 0.25, 12.0),
        ("held", "as tretinoin 0.1", "retinol", 1.0, 12.0),
        ("held", "wrinkles down as tretinoin 0.05", "retinaldehyde", 0.05, 18.0),
    ):
        found = drawn(course(agent, percent, weeks=weeks), quantity("effect-end"))
        print(f"  {kind:7}{agent:14}{percent:<7g}{said:34}{found}")


def irritation() -> None:
    print(
        "\nirritation at its worst (1 = tretinoin 0.05 % nightly), all held out; day of the worst"
    )
    for said, agent, percent, more in (
        ("more than 0.025", "tretinoin", 0.1, {}),
        ("", "tretinoin", 0.025, {}),
        ("46 % of people; adapalene 32 %", "tretinoin", 0.025, {"weeks": 8.0}),
        ("", "adapalene", 0.1, {"weeks": 8.0}),
        ("retinol 1 above 0.3", "retinol", 1.0, {}),
        ("", "retinol", 0.3, {}),
        ("30 min: 18 % against some 85 %", "tretinoin", 0.05, {"contact_h": 0.5}),
        ("three nights a week: less", "tretinoin", 0.05, {"nights_per_week": 3.0}),
    ):
        session = course(agent, percent, **more)
        day = session.draw(UNIT_SKIN).quantities["irritation-worst-day"]
        found = drawn(session, quantity("irritation-worst"))
        print(f"  {agent:12}{percent:<7g}{said:34}{found}   day {day:g}")


def ladder() -> None:
    """Lowest strengths that work in a patch: retinaldehyde 0.01, retinol 0.025, palmitate 0.6."""
    print(
        "\nligand in the epidermis after a patch of a day, each at its lowest strength that works"
    )
    first = None
    for kind, agent, percent in (
        ("fitted", "retinol", 0.025),
        ("fitted", "retinaldehyde", 0.01),
        ("held", "retinyl-ester", 0.6),
        ("held", "tretinoin", 0.001),
    ):
        seen = patch(chemistry(agent), percent)
        first = first or seen
        print(f"  {kind:7}{agent:14}{percent:<7g} {seen / first:6.2f} of retinol's")


def patch(made: Chemistry, percent: float, until_d: float = 4.0) -> float:
    """Ligand that the epidermis sees within four days of a patch of one day."""
    on = film(made.species[0], percent, TRIAL_MG_CM2, cream_entry(), 1.0, occluded=True)
    return float(single_response(UNIT_SKIN, made, on).coarse[round(2 * until_d), 0])


def with_rates(made: Chemistry, **rates: float) -> Chemistry:
    """The same chemistry with some conversions at another speed, named before_after."""
    steps = tuple(
        (a, b, rates.get(f"{made.species[a]}_{made.species[b]}", speed))
        for a, b, speed in made.steps
    )
    return dataclasses.replace(made, steps=steps)


def fit() -> None:
    from scipy.optimize import least_squares

    def misfit(logs: np.ndarray) -> np.ndarray:
        rates = {
            "retinol_retinaldehyde": np.exp(logs[0]),
            "retinaldehyde_tretinoin": np.exp(logs[1]),
        }
        retinol = with_rates(chemistry("retinol"), **rates)
        aldehyde = with_rates(chemistry("retinaldehyde"), **rates)
        steady = steady_ligand(retinol, 0.5) / steady_ligand(chemistry("tretinoin"), 0.05)
        patches = patch(aldehyde, 0.01) / patch(retinol, 0.025)
        return np.log([steady, patches])

    solved = least_squares(misfit, np.log([2.0, 5.0]))
    for name, value in zip(("retinol", "retinaldehyde"), np.exp(solved.x), strict=True):
        print(f"ligand.{name}.oxidation: {value / 24.0:.4f} 1/h (misfit {solved.cost:.1e})")
    fit_half_effect()


def steady_ligand(made: Chemistry, percent: float) -> float:
    on = film(made.species[0], percent, TRIAL_MG_CM2, cream_entry(), TRIAL_CONTACT_D)
    return float(single_response(UNIT_SKIN, made, on).whole[0])


def fit_half_effect() -> None:
    """Likelihood of the half-effective exposure, the other unknowns at their best for each."""
    from scipy.optimize import minimize
    from scipy.special import expit

    def share(percent: float, half: float) -> float:
        return percent / 0.05 / (percent / 0.05 + half)

    def cost(unknown: np.ndarray, half: float) -> float:
        found = 0.0
        for percent, seen in THICKENING:
            found += 0.5 * ((unknown[0] * share(percent, half) - seen) / THICKENING_SE) ** 2
        for (percent, k, n, k0, n0), base in zip(FITTED_COUNTS, unknown[2:], strict=True):
            for better, of, at in (
                (k, n, expit(base + unknown[1] * share(percent, half))),
                (k0, n0, expit(base)),
            ):
                found -= better * np.log(at) + (of - better) * np.log1p(-at)
        return float(found)

    halves = np.geomspace(0.002, 3.0, 120)
    start = np.array([40.0, 1.0, -0.5, -0.5])
    costs = np.array([minimize(cost, start, args=(half,)).fun for half in halves])
    near = halves[costs - costs.min() < 1.92]
    print(
        f"ligand.ec50: {halves[costs.argmin()]:.3f} "
        f"(95 % by likelihood ratio {near.min():.3f} to {near.max():.3f})"
    )
    half = halves[costs.argmin()]
    best = minimize(cost, start, args=(half,)).x
    for percent, seen, vehicle in HELD_COUNTS:
        base = np.log(vehicle / (100.0 - vehicle))
        said = 100.0 * expit(base + best[1] * share(percent, half))
        print(f"held out: {percent} %: {said:.0f} % better, seen {seen} (vehicle {vehicle})")


def speed() -> None:
    for agent, percent in (("tretinoin", 0.05), ("retinol", 0.5)):
        session = course(agent, percent, weeks=48.0)
        session.draw(UNIT_SKIN)
        best = np.inf
        for _ in range(20):
            started = time.process_time()
            session.draw(UNIT_SKIN)
            best = min(best, time.process_time() - started)
        print(f"{agent}: {1e3 * best:.2f} ms of CPU a draw of 48 weeks")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--fit", action="store_true")
    arguments.add_argument("--speed", action="store_true")
    wanted = arguments.parse_args()
    if wanted.fit:
        fit()
    elif wanted.speed:
        speed()
    else:
        for table in (absorption, effects, irritation, ladder):
            table()


if __name__ == "__main__":
    main()
