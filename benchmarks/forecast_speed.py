"""How long a forecast takes: first in a new process, later, in a batch of many courses; memory.

    python benchmarks/forecast_speed.py [--runs 3] [--courses 64]

First forecasts run `turgor forecast` itself, from caches that an earlier process filled: once of
the very case, and once of another skin and other settings.
Later ones stay in one process and are of other people each time (another seed). The batch is
`forecast_many`. Wall and processor times stand side by side: under load only the second means
something. Set OPENBLAS_NUM_THREADS=1.
"""

import argparse
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from turgor.compute import worker_count

#: of the demo case: another skin and another setting
OTHERS = (('age = 52', 'age = 47'), ('phototype = "III"', 'phototype = "II"'),
          ("energy_mj = 20", "energy_mj = 25"))  # fmt: skip
COMMAND = (sys.executable, "-m", "turgor", "forecast")


def timed(job: Callable[[], object]) -> tuple[float, float]:
    """Wall seconds, and processor seconds of this process and of ended children."""
    start, spent = time.perf_counter(), processor()
    job()
    return time.perf_counter() - start, processor() - spent


def processor() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def best(job: Callable[[], object], runs: int) -> str:
    found = [timed(job) for _ in range(runs)]
    wall, cpu = (min(one[k] for one in found) for k in (0, 1))
    return f"{wall:.2f} s wall, {cpu:.2f} s processor (best of {runs})"


def run(case: Path, cache: Path | None = None) -> None:
    environment = dict(os.environ)
    if cache is not None:
        environment["TURGOR_CACHE"] = str(cache)
    subprocess.run([*COMMAND, str(case)], check=True, stdout=subprocess.DEVNULL, env=environment)


def first(folder: Path, runs: int) -> None:
    """New processes: the same case again, then a skin and settings that no cache knows."""
    case, other = folder / "case.toml", folder / "other.toml"
    told = subprocess.run(
        [*COMMAND, "--template"], check=True, capture_output=True, text=True
    ).stdout
    case.write_text(told, encoding="utf-8")
    for before, after in OTHERS:
        if before not in told:
            raise SystemExit(f"the template has no '{before}' any more")
        told = told.replace(before, after)
    other.write_text(told, encoding="utf-8")
    cache, copy = folder / "cache", folder / "copy"
    run(case, cache)
    print(f"first, same case, caches warm: {best(lambda: run(case, cache), runs)}")

    def unknown() -> None:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(cache, copy)
        run(other, copy)

    print(f"first, skin and settings that no cache knows: {best(unknown, runs)}")
    print(f"an empty process that imports JAX: {best(jax_alone, runs)}")


def jax_alone() -> None:
    subprocess.run([sys.executable, "-c", "import jax"], check=True)


def later(case: Path, runs: int, courses: int) -> None:
    """One process: other people each time; then many courses."""
    from turgor.predict.calibrate.parameter_set import shipped_parameter_set
    from turgor.predict.forecast.engine import draws_of
    from turgor.predict.forecast.forecast import forecast_many
    from turgor.predict.forecast.studies import study_forecasts
    from turgor.workflow.forecast.typed_case import typed_case
    from turgor.workflow.forecast.work_out import forecast_of_file

    forecast_of_file(case)
    seeds = iter(range(1, 99))
    print(f"later, other people: {best(lambda: forecast_of_file(case, seed=next(seeds)), runs)}")
    print(f"later, same people: {best(lambda: forecast_of_file(case), runs)}")
    shares(case)
    typed = typed_case(case).case
    course = typed.courses[0]
    session = course.sessions[0]
    many = [
        replace(
            course,
            name=f"{1 + k % 6} sessions, every {14 + 2 * (k // 6)} days",
            sessions=tuple(
                replace(session, day=(14.0 + 2 * (k // 6)) * i) for i in range(1 + k % 6)
            ),
        )
        for k in range(courses)
    ]
    alone, draws, studies = (
        replace(typed, courses=()), draws_of(shipped_parameter_set()), study_forecasts(),
    )  # fmt: skip
    forecast_many(alone, many[:2], draws, studies)
    wall, cpu = timed(lambda: forecast_many(alone, many, draws, studies))
    print(
        f"{courses} courses at visits: {wall:.1f} s wall, {cpu:.1f} s processor; a course "
        f"{1e3 * wall / courses:.0f} ms wall, {1e3 * cpu / courses:.0f} ms processor"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of this process: {peak:.0f} MB")


def shares(case: Path) -> None:
    """What a later forecast's time goes into, by function; while solving the main thread waits."""
    import cProfile
    import pstats

    from turgor.workflow.forecast.work_out import forecast_of_file

    profile = cProfile.Profile()
    profile.enable()
    forecast_of_file(case)
    profile.disable()
    table = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    whole = next(v[3] for k, v in table.items() if k[2] == "forecast_of_file")
    wanted = ("solve_many", "person_change", "of_many", "_endpoint", "_outlook", "_dealt")
    told = {k[2]: v[3] / whole for k, v in table.items() if k[2] in wanted and "turgor" in k[0]}
    print(
        "  of it: "
        + ", ".join(f"{name} {100 * told[name]:.0f} %" for name in wanted if name in told)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--courses", type=int, default=64)
    asked = parser.parse_args()
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    load = os.getloadavg()[0]
    print(
        f"{model[1] if model else platform.processor()}, {worker_count()} workers, Python "
        f"{platform.python_version()}; load before {load:.1f}"
    )
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        first(folder, asked.runs)
        later(folder / "case.toml", asked.runs, asked.courses)


if __name__ == "__main__":
    main()
