"""How long a plan takes: rules, forecasts, spacing, the first plan, the whole front; its gaps.

    python benchmarks/plan_speed.py [--people 128] [--limit 2] [--cold]

A person of 52 with phototype III, all questions answered, over 52 weeks, every shipped template
(five modalities, sun protection and hydroquinone). Wall and processor seconds stand side by side:
under load only the second means something. --cold begins with an empty cache of what sessions do
and stops at the first plan. Set OPENBLAS_NUM_THREADS=1.
"""

import argparse
import datetime as dt
import os
import platform
import re
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

DAY = dt.date(2027, 1, 1)


class Clock:
    """Wall and processor seconds since it was made, and since the last word."""

    def __init__(self) -> None:
        self.start = self.last = (time.perf_counter(), time.process_time())

    def say(self, what: str) -> None:
        now = (time.perf_counter(), time.process_time())
        own = [b - a for a, b in zip(self.last, now, strict=True)]
        whole = [b - a for a, b in zip(self.start, now, strict=True)]
        self.last = now
        print(
            f"{what:44s} {own[0]:6.2f} s wall {own[1]:6.2f} s processor"
            f"   (since the start {whole[0]:6.2f} and {whole[1]:6.2f})",
            flush=True,
        )


def demo_case():
    from turgor.record.case import Case, Wishes
    from turgor.record.skin_place import SkinPlace
    from turgor.rules.vocabulary import standard_vocabulary

    answers: dict[str, object] = {
        name: False
        for name, field in standard_vocabulary().fields.items()
        if field.part == "person" and field.type == "flag"
    }
    answers |= {"clinician_present": True, "hemisphere": "north", "skin_thickness": "normal"}
    return Case(
        "52 weeks",
        SkinPlace("cheek", 52.0, "female", "III"),
        start=dt.date(2027, 1, 4),
        concerns=("wrinkles", "mottled-pigment"),
        answers=answers,
        wishes=Wishes(
            downtime_days=60.0,
            visits=10,
            keep_free=((dt.date(2027, 6, 1), dt.date(2027, 6, 14)),),
        ),
        horizon_days=364.0,
    )


def run(people: int, limit: float, say: Callable[[str], None], whole: bool) -> None:
    from turgor.plan.choose import Effort
    from turgor.plan.front import front, nondominated
    from turgor.plan.prepare import Asked, prepare
    from turgor.plan.scenario import Scenario
    from turgor.plan.settle import first_plan
    from turgor.predict.calibrate.parameter_set import shipped_parameter_set
    from turgor.predict.forecast.engine import draws_of
    from turgor.predict.forecast.studies import study_forecasts
    from turgor.rules import standard_library
    from turgor.skin.solve.ahead import load_ahead

    load_ahead()
    asked = Asked(
        demo_case(), standard_library(), DAY, draws_of(shipped_parameter_set()),
        study_forecasts(), scenario=Scenario(people=people), effort=Effort(limit=limit),
    )  # fmt: skip
    say("loaded")
    prepared = prepare(asked, lambda what: say(f"before {what}"))
    say("prepared")
    options = prepared.problem.options
    print(
        f"  {len(prepared.candidates)} candidates, {len(options)} options in "
        f"{sum(len(one.gains) for one in options)} places, {len(prepared.spacings)} spacings"
    )
    plan = first_plan(prepared)
    say("first plan")
    tell(plan)
    if not whole:
        return
    points = []
    for point in front(prepared, plan):
        points.append(point)
        say(f"front: {point.plan.name}")
        tell(point.plan)
    print(f"{len(points)} plans, {len(nondominated(points))} that no other beats in everything")
    repeat = first_plan(prepare(replace(asked)))
    say("the same again")
    print(f"  the same plan: {repeat == plan}")


def tell(plan) -> None:
    courses = ", ".join(f"{one.candidate.id} from week {one.start_week}" for one in plan.courses)
    gaps = ", ".join(f"{100 * one.gap:.1f} %{' proved' * one.proved}" for one in plan.solved)
    first = plan.values[0]
    print(
        f"  {courses or 'nothing'}; gaps {gaps}; {first.objective.quantity} better by "
        f"{first.sum:.1f} as a sum, {first.together.median:.1f} {first.unit} together"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=128)
    parser.add_argument("--limit", type=float, default=2.0)
    parser.add_argument("--cold", action="store_true")
    asked = parser.parse_args()
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    print(
        f"{model[1] if model else platform.processor()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}; load before {os.getloadavg()[0]:.1f}"
    )
    if asked.cold:
        with tempfile.TemporaryDirectory() as empty:
            os.environ["TURGOR_CACHE"] = empty
            run(asked.people, asked.limit, Clock().say, whole=False)
    else:
        run(asked.people, asked.limit, Clock().say, whole=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of this process: {peak:.0f} MB")


if __name__ == "__main__":
    main()
