"""Do visits teach? Planted people's second visit (and third), and the forecast of their fourth.

Each planted person has sensitivities of its own, parameters from the same draws as the forecast's
people but another seed, departs from the model, and is read with noise. Forecast: medians and 80 %
bands of the fourth visit without and with the findings of the second, or of the second and the
third, whose changes share the baseline's noise. An error is in percent of the baseline.
``--apart`` weighs them as if each had a baseline of its own.

    python benchmarks/virtual_patients.py --people 40
    python benchmarks/virtual_patients.py --people 40 --visits 2 [--apart]
"""

import argparse
import time
from collections.abc import Sequence

import numpy as np

from turgor.predict.calibrate.parameter_set import shipped_parameter_set
from turgor.predict.forecast import endpoint, person_update
from turgor.predict.forecast.endpoint import departed_change, person_change
from turgor.predict.forecast.endpoint_noise import noise_of
from turgor.predict.forecast.engine import ParameterDraws, draws_of, people_of, simulate
from turgor.predict.forecast.people import trait_draws
from turgor.predict.forecast.person_update import updated_people
from turgor.predict.forecast.told import Told, error_covariance, told_findings
from turgor.record.case import Case, CaseFinding
from turgor.record.course import Course, CourseSession
from turgor.record.skin_place import SkinPlace
from turgor.skin.loading.person import person_traits

PLACE = SkinPlace("cheek", 52.0, "female", "III")
COURSE = Course(
    "four",
    tuple(
        CourseSession(
            day,
            "fractional-laser",
            "",
            {"wavelength_nm": 1550.0, "energy_mj": 20.0, "density_mtz_cm2": 250.0, "passes": 4.0},
        )
        for day in (0.0, 28.0, 56.0, 84.0)
    ),
)
#: the second visit, the third and the fourth, which falls three months after the last session
LATER, FOURTH = (42.0, 70.0), 174.0
#: what is measured, and what it is before
MEASURED = {
    "ultrasound.dermis_thickness": ("dermal-thickness", 1250.0),
    "wrinkle.depth_mean": ("wrinkle-depth", 150.0),
    "profile.ra": ("roughness", 20.0),
}


def plant(draws: ParameterDraws, count: int, seed: int) -> dict[str, np.ndarray]:
    """Changes (3, B) in % of planted people at the later visits, by metric, without noise."""
    known, _ = person_traits(PLACE)
    people = people_of(draws, trait_draws(known, count, seed))
    simulation = simulate(COURSE, PLACE, np.array([0.0, *LATER, FOURTH]), people, seed)
    found = {}
    for metric, (observable, _) in MEASURED.items():
        change = person_change(observable, simulation, PLACE)
        found[metric] = departed_change(observable, change, seed)[1:]
    return found


def forecasts(
    draws: ParameterDraws, case: Case | None, people: int, weighed: int, seed: int
) -> dict[str, np.ndarray]:
    """Quantiles (3,) of the fourth visit's change, by metric."""
    known, _ = person_traits(PLACE)
    own = people_of(draws, trait_draws(known, people, seed))
    told: Sequence[Told] = ()
    if case is not None:
        own, _ = updated_people(case, draws, known, people, seed, weighed)
        told, _ = told_findings(case)
    days = np.array([0.0, *LATER, FOURTH])
    simulation = simulate(COURSE, PLACE, days, own, seed)
    found = {}
    for metric, (observable, _) in MEASURED.items():
        change = person_change(observable, simulation, PLACE)
        of_it = [item for item in told if item.observable == observable]
        departed = departed_change(observable, change, seed, days, of_it)
        found[metric] = np.quantile(departed[-1], [0.1, 0.5, 0.9])
    return found


def case_of(
    changes: dict[str, np.ndarray], person: int, random: np.random.Generator, visits: int
) -> Case:
    """The case of one planted person after the second visit, or the third."""
    findings = []
    for metric, (observable, base) in MEASURED.items():
        noise = 0.01 * noise_of(observable, PLACE)
        before = base * (1.0 + noise * random.standard_normal())
        findings.append(CaseFinding(metric, before, 0.0, noise * base))
        for visit, day in enumerate(LATER[:visits]):
            after = base * (1.0 + 0.01 * changes[metric][visit, person])
            after *= 1.0 + noise * random.standard_normal()
            findings.append(CaseFinding(metric, after, day, noise * abs(after)))
    return Case("planted", PLACE, tuple(findings), (COURSE,), followed="four")


def apart(told: Sequence[Told], left_out: float = 0.0) -> np.ndarray:
    """The covariance of changes that share nothing."""
    return np.diag(np.diag(error_covariance(told, left_out)))


def main() -> None:
    """Print errors without and with the later findings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--drawn", type=int, default=256)
    parser.add_argument("--weighed", type=int, default=1024)
    parser.add_argument("--visits", type=int, default=1, choices=(1, 2))
    parser.add_argument("--apart", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if given.apart:
        person_update.error_covariance = endpoint.error_covariance = apart
    draws = draws_of(shipped_parameter_set())
    planted = plant(draws, given.people, given.seed + 100)
    random = np.random.default_rng(given.seed)
    prior = forecasts(draws, None, given.drawn, given.weighed, given.seed)
    errors: dict[str, list[tuple[float, float, bool, bool]]] = {name: [] for name in MEASURED}
    start = time.process_time()
    for person in range(given.people):
        case = case_of(planted, person, random, given.visits)
        after = forecasts(draws, case, given.drawn, given.weighed, given.seed)
        for metric in MEASURED:
            truth = planted[metric][-1, person]
            first, second = prior[metric], after[metric]
            errors[metric].append(
                (
                    abs(first[1] - truth),
                    abs(second[1] - truth),
                    first[0] <= truth <= first[2],
                    second[0] <= truth <= second[2],
                )
            )
    spent = time.process_time() - start
    print(f"{given.people} planted people, {spent / given.people:.2f} CPU seconds an update")
    print(f"{'':<30}{'error before':>14}{'after':>8}{'ratio':>8}{'in band':>9}{'after':>8}")
    for metric, rows in errors.items():
        table = np.array(rows, dtype=np.float64)
        mean = table.mean(axis=0)
        print(
            f"{metric:<30}{mean[0]:>14.2f}{mean[1]:>8.2f}{mean[1] / mean[0]:>8.2f}"
            f"{mean[2]:>9.2f}{mean[3]:>8.2f}"
        )


if __name__ == "__main__":
    main()
