"""How far the virtual skin's solver is off: against finer steps, and against Radau and CVODE.

    python benchmarks/virtual_skin_truth.py [--skins 256] [--radau 8]

Four monthly sessions and daily use that changes with each. Every parameter of every skin is its
prior median times a log-normal draw of the spread that is printed. An error is the difference over
the value or over a thousandth, the worst of all states and visits.
"""

import argparse

import numpy as np

from turgor.errors import InputError
from turgor.skin import assemble
from turgor.skin.load import LEVELS, LOADS, TRAITS, USUAL_LEVELS, Schedule
from turgor.skin.sbml import sbml_document
from turgor.skin.solve.course import solve
from turgor.skin.solve.radau import solve_radau
from turgor.skin.state import STATE_NAMES
from virtual_skin_speed import SESSION

VISITS = np.array([1, 2, 3, 5, 7, 10, 14, 21, 27, 29, 31, 35, 45, 60, 90, 180, 365], float)
USED = ("retinoid", "retinoid_dermal", "irritation", "uv")


def skins(batch: int, spread: float, seed: int) -> np.ndarray:
    names = assemble.parameter_names()
    factors = np.exp(spread * np.random.default_rng(seed).standard_normal((len(names), batch)))
    factors[[name in TRAITS for name in names]] = 1.0
    return assemble.prior_medians()[:, None] * factors


def course(batch: int, seed: int) -> Schedule:
    rng = np.random.default_rng(seed)
    events = np.array([0.0, 28.0, 56.0, 84.0])
    loads = np.zeros((4, len(LOADS), batch))
    for name, usual in SESSION.items():
        loads[:, list(LOADS).index(name)] = usual * rng.uniform(0.2, 1.8, (4, batch))
    levels = np.tile(np.array(list(USUAL_LEVELS.values()))[None, :, None], (4, 1, batch))
    for name in USED:
        levels[:, list(LEVELS).index(name)] = rng.uniform(0.0, 1.0, (4, batch))
    return Schedule(events, loads, levels, VISITS)


def part(schedule: Schedule, i: int) -> Schedule:
    one = slice(i, i + 1)
    return Schedule(
        schedule.event_days, schedule.loads[..., one], schedule.levels[..., one], VISITS
    )


def errors(found: np.ndarray, exact: np.ndarray) -> np.ndarray:
    return np.abs(found - exact) / (np.abs(exact) + 1e-3)


def steps(count: int) -> None:
    for spread in (0.0, 0.3, 0.5):
        p, schedule = skins(count, spread, 1), course(count, 2)
        exact = solve(p, schedule, step_days=0.02)
        lowest = exact.min(axis=(0, 2))
        below = [name for name, low in zip(STATE_NAMES, lowest, strict=True) if low < -1e-6]
        for step in (0.125, 0.25, 0.5):
            try:
                off = errors(solve(p, schedule, step_days=step), exact)
            except InputError as refused:
                print(f"spread {spread}, step_days {step}: {refused}")
                continue
            worst = off.max(axis=(0, 2))
            print(
                f"spread {spread}, step_days {step}: worst {off.max():.1e} "
                f"({STATE_NAMES[int(worst.argmax())]}), median skin's worst "
                f"{np.median(off.max(axis=(0, 1))):.1e}, worst but 1 % of skins "
                f"{np.quantile(off.max(axis=(0, 1)), 0.99):.1e}"
            )
        if below:
            print(f"  below 0 at some visit of some skin: {', '.join(below)}")


def seconds(count: int) -> None:
    import roadrunner

    p, schedule = skins(count, 0.3, 3), course(count, 4)
    found = solve(p, schedule)
    radau, cvode = [], []
    for i in range(count):
        own = p[:, i : i + 1], part(schedule, i)
        exact = solve_radau(*own, relative=1e-9, absolute=1e-12)
        model = roadrunner.RoadRunner(sbml_document(*own))
        model.integrator.relative_tolerance, model.integrator.absolute_tolerance = 1e-9, 1e-12
        model.timeCourseSelections = list(STATE_NAMES)
        other = np.array(model.simulate(times=[0.0, *VISITS]))[1:, :, None]
        radau.append(errors(found[..., i : i + 1], exact).max())
        cvode.append(errors(found[..., i : i + 1], other).max())
    print(f"{count} skins, spread 0.3: off Radau {max(radau):.1e}, off CVODE {max(cvode):.1e}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--skins", type=int, default=256)
    parser.add_argument("--radau", type=int, default=8)
    args = parser.parse_args()
    steps(args.skins)
    seconds(args.radau)


if __name__ == "__main__":
    main()
