"""The virtual skin's speed: 10,000 skins, a year, four sessions; beside CVODE and LSODA.

    python benchmarks/virtual_skin_speed.py [--skins 10000] [--singles 20]

Peers get the same course of one skin: libRoadRunner (CVODE) the SBML that we write, loading and
compiling apart; SciPy's LSODA the same processes on Python floats. How far each is from Radau at
1e-10 stands beside its time. Wall and processor times are both printed: under load only the second
means something. Memory is that of a fresh process, and so are first and later forecasts, from a
cache that an earlier process filled. Set OPENBLAS_NUM_THREADS=1.
"""

import argparse
import math
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from turgor.compute import worker_count
from turgor.skin import assemble
from turgor.skin.load import LEVELS, LOADS, TRAITS, USUAL_LEVELS, Schedule
from turgor.skin.sbml import sbml_document
from turgor.skin.solve.compiled import LANES
from turgor.skin.solve.course import Task, solve, solve_many
from turgor.skin.solve.dynamics import tissue_dynamics
from turgor.skin.solve.plan import make_plan
from turgor.skin.solve.radau import solve_radau
from turgor.skin.state import STATE_NAMES
from turgor.skin.symbol import Symbol, named, operations

VISITS = np.array([30.0, 60.0, 90.0, 120.0, 180.0, 270.0, 365.0])
SESSION = {
    "removed_epidermis": 0.1, "coagulated_papillary": 0.1, "coagulated_reticular": 0.05,
    "heat_shocked_papillary": 0.2, "barrier_opened": 0.1,
}  # fmt: skip
HEAVY = ("divide", "root", "exp", "power")


def skins(batch: int, spread: float = 0.2, seed: int = 1) -> np.ndarray:
    """Prior medians, each times a log-normal draw but for traits."""
    names = assemble.parameter_names()
    factors = np.exp(spread * np.random.default_rng(seed).standard_normal((len(names), batch)))
    factors[[name in TRAITS for name in names]] = 1.0
    return assemble.prior_medians()[:, None] * factors


def course(batch: int, visits=VISITS, sessions: int = 4, seed: int = 2, gap: float = 28.0):
    """Monthly sessions of some strength."""
    events = gap * np.arange(max(sessions, 1))
    loads = np.zeros((len(events), len(LOADS), batch))
    rng = np.random.default_rng(seed)
    for name, usual in SESSION.items() if sessions else ():
        loads[:, list(LOADS).index(name)] = usual * rng.uniform(0.5, 1.5, (len(events), batch))
    levels = np.tile(np.array(list(USUAL_LEVELS.values()))[None, :, None], (len(events), 1, batch))
    return Schedule(events, loads, levels, np.asarray(visits, float))


def timed(job, repeats: int) -> tuple[float, float]:
    """Best wall and best processor seconds, all threads."""
    wall = cpu = math.inf
    for _ in range(repeats):
        start, spent = time.perf_counter(), time.process_time()
        job()
        wall = min(wall, time.perf_counter() - start)
        cpu = min(cpu, time.process_time() - spent)
    return wall, cpu


def off(found: np.ndarray, exact: np.ndarray) -> float:
    """Worst difference relative to the value, or to a thousandth."""
    return float((np.abs(found - exact) / (np.abs(exact) + 1e-3)).max())


def steps_of(schedule: Schedule, fastest: float = 1.2) -> float:
    """Steps of one skin's course, by the solver's own grading."""
    import jax

    from turgor.skin.solve.grade import Grading

    plan = make_plan(schedule)
    with jax.enable_x64(True):
        grading = Grading.for_rate(0.25, jax.numpy.float64(fastest))
        return float(np.array(grading.steps(plan.age[:, 0], plan.days[:, 0])[1]).sum())


def rate_operations() -> dict[str, int]:
    """Operations of all rates, from the formulas themselves."""
    state, level, p = (
        {name: named(f"{kind} {name}") for name in names}
        for kind, names in (
            ("s", STATE_NAMES), ("l", LEVELS), ("p", assemble.parameter_names()),
        )
    )  # fmt: skip
    rates = tissue_dynamics().rates(state, level, p)
    return operations([rate for rate in rates.values() if isinstance(rate, Symbol)])


def batched(count: int, repeats: int) -> None:
    p, schedule = skins(count), course(count)
    start = time.perf_counter()
    solve(p[:, :600], course(600))
    print(f"compiling, or loading what is kept: {time.perf_counter() - start:.2f} s")
    wall, cpu = timed(lambda: solve(p, schedule), repeats)
    print(
        f"{count} skins x 1 year x 4 sessions on {worker_count()} cores: {wall:.2f} s, "
        f"{1e3 * wall / count:.3f} ms a skin and year; processor {1e3 * cpu / count:.3f} ms"
    )
    steps, work = steps_of(schedule), rate_operations()
    total, heavy = sum(work.values()), sum(work.get(name, 0) for name in HEAVY)
    stage = total + 4 * len(STATE_NAMES)
    evaluations = 4 * steps
    gflops = stage * evaluations / (cpu / count) / 1e9
    print(
        f"  {steps:.0f} steps, {evaluations:.0f} evaluations of {total} operations ({heavy} of "
        f"them divisions, roots, powers or exponentials) and {4 * len(STATE_NAMES)} of the method: "
        f"{gflops:.1f} G operations/s a core"
    )
    roofline(stage, evaluations, cpu / count)


def roofline(operations_each: float, evaluations: float, seconds: float) -> None:
    """Least time of a core by arithmetic (its fastest: products of matrices) and by moving rows."""
    side = np.full((512, 512), 1.0)
    product, _ = timed(lambda: side @ side, 10)
    peak = 2.0 * 512**3 / product
    rows = 3 * len(STATE_NAMES) + len(assemble.parameter_names()) + len(LEVELS)
    block = np.zeros((rows, LANES))
    other = block.copy()
    copied, _ = timed(lambda: [np.copyto(other, block) for _ in range(500)], 5)
    moving = copied / 500 / LANES * evaluations
    print(
        f"  roofline of a core: {peak / 1e9:.0f} G operations/s in a product of matrices, so "
        f"{1e3 * operations_each * evaluations / peak:.3f} ms a skin and year; moving {rows} rows "
        f"once an evaluation {1e3 * moving:.3f} ms; we take {1e3 * seconds:.3f} ms"
    )


def singles(count: int) -> None:
    import roadrunner

    p, schedule = skins(count), course(count)
    each = [
        Schedule(
            schedule.event_days, schedule.loads[..., i : i + 1], schedule.levels[..., i : i + 1],
            VISITS,
        )
        for i in range(count)
    ]  # fmt: skip
    exact = solve_radau(p[:, :1], each[0], relative=1e-10, absolute=1e-12)
    wall, cpu = timed(lambda: [solve(p[:, i : i + 1], each[i]) for i in range(count)], 3)
    ours = 1e3 * cpu / count
    print(
        f"one skin at a time, ours: wall {1e3 * wall / count:.2f} ms, processor {ours:.2f} ms, "
        f"off {off(solve(p[:, :1], each[0]), exact):.0e}"
    )
    start = time.perf_counter()
    model = roadrunner.RoadRunner(sbml_document(p[:, :1], each[0]))
    loading = time.perf_counter() - start
    model.timeCourseSelections = list(STATE_NAMES)
    print(f"libRoadRunner, loading and compiling the SBML: {loading:.2f} s")
    for tolerance in (1e-4, 1e-5, 1e-6):
        model.integrator.relative_tolerance = tolerance
        model.integrator.absolute_tolerance = 1e-3 * tolerance

        def theirs() -> np.ndarray:
            model.resetAll()
            return np.array(model.simulate(times=[0.0, *VISITS]))[1:, :, None]

        found = theirs()
        wall, cpu = timed(lambda: [theirs() for _ in range(count)], 3)
        print(
            f"libRoadRunner CVODE {tolerance:.0e}: wall {1e3 * wall / count:.2f} ms, processor "
            f"{1e3 * cpu / count:.2f} ms, off {off(found, exact):.0e}"
        )
    few = max(1, count // 10)
    jobs = [(p[:, i : i + 1], each[i]) for i in range(few)]

    def lsoda(p, schedule):
        return solve_radau(p, schedule, relative=1e-5, absolute=1e-8, method="LSODA")

    wall, cpu = timed(lambda: [lsoda(*job) for job in jobs], 2)
    print(
        f"SciPy LSODA 1e-5 on Python floats: wall {1e3 * wall / few:.0f} ms, processor "
        f"{1e3 * cpu / few:.0f} ms, off {off(lsoda(*jobs[0]), exact):.0e}"
    )


def many_courses(arms: int = 200, columns: int = 40) -> None:
    """One sweep of a calibration: unlike courses, 40 columns each, up to a year."""
    rng = np.random.default_rng(5)
    days = np.array([1, 3, 7, 14, 30, 60, 90, 120, 180, 270, 365], float)
    tasks = [
        Task(
            skins(columns, 0.1, arm),
            course(
                columns, np.sort(rng.choice(days, rng.integers(1, 5), replace=False)),
                int(rng.integers(0, 7)), arm, float(rng.choice([14, 21, 28, 42])),
            ),
        )
        for arm in range(arms)
    ]  # fmt: skip
    solve_many(tasks)
    wall, cpu = timed(lambda: solve_many(tasks), 3)
    print(f"{arms} unlike courses x {columns} columns: wall {wall:.2f} s, processor {cpu:.2f} s")


def most_mb(*, begin: bool = False) -> float:
    """Most resident memory since the last beginning (Linux)."""
    if begin:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return float(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024.0


def report_memory(count: int, visits: int, step_days: float) -> None:
    """In a process of its own: most memory, less that before solving."""
    solve(skins(600), course(600))
    schedule, p = course(count, np.linspace(1.0, 365.0, visits)), skins(count)
    before = most_mb(begin=True)
    states = solve(p, schedule, step_days=step_days)
    print(
        f"memory, {count} skins, {visits} visits, step_days {step_days}: "
        f"+{most_mb() - before:.0f} MB at most, result {states.nbytes / 2**20:.0f} MB, "
        f"parameters and course {(p.nbytes + schedule.loads.nbytes) / 2**20:.0f} MB before"
    )


def report_first() -> None:
    """In a process of its own: the first forecast and later ones, 50 draws of one person."""
    start = time.perf_counter()
    p, schedule = skins(50), course(50, np.arange(0.0, 366.0, 7.0))
    ready = time.perf_counter()
    solve(p, schedule)
    first = time.perf_counter()
    solve(p, schedule)
    print(
        f"50 draws, a year by weeks: first {first - ready:.2f} s with importing JAX (parameters "
        f"{ready - start:.2f} s before), later {1e3 * (time.perf_counter() - first):.0f} ms; "
        f"processor of the whole process {time.process_time():.2f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--skins", type=int, default=10_000)
    parser.add_argument("--singles", type=int, default=20)
    parser.add_argument("--memory", nargs=3, metavar=("SKINS", "VISITS", "STEP"))
    parser.add_argument("--first", action="store_true")
    args = parser.parse_args()
    if args.memory:
        report_memory(int(args.memory[0]), int(args.memory[1]), float(args.memory[2]))
        return
    if args.first:
        report_first()
        return
    batched(args.skins, 3)
    many_courses()
    singles(args.singles)
    for more in (["--first"], ["--first"], *(
        ["--memory", str(args.skins), visits, step]
        for visits, step in (("7", "0.25"), ("7", "0.05"), ("53", "0.25"))
    )):  # fmt: skip
        subprocess.run([sys.executable, __file__, *more], check=True)


if __name__ == "__main__":
    main()
