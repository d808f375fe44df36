"""Sessions, their spacing and lengths of use in the outcome records, as evidence.

python benchmarks/course_ranges.py            prints the ranges
python benchmarks/course_ranges.py --write    and writes them into the evidence base
"""

import sys
from collections import defaultdict
from pathlib import Path

from turgor.evidence.outcomes.library import all_outcomes
from turgor.predict.protocol.course import ArmCourse, arm_course

FILE = (
    Path(__file__).resolve().parents[1] / "src/turgor/evidence/data/parameters/course_studied.toml"
)
HEAD = (
    "# Ranges of courses in the outcome records, by benchmarks/course_ranges.py; a test compares.\n"
)


def ranges() -> dict[str, tuple[float, float, float, str, str]]:
    """Record id -> lowest, median, highest, unit, kind: of human arms that state it."""
    found: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for outcome in all_outcomes():
        arm = arm_course(outcome)
        if not isinstance(arm, ArmCourse):
            continue
        for modality in {session.modality for session in arm.course.sessions}:
            if outcome.sessions is not None:
                found[f"{modality}.sessions", "1", "count"].append(float(round(outcome.sessions)))
            apart = outcome.interval_days
            if apart is not None and apart > 1.0 and (outcome.sessions or 0.0) > 1.0:
                found[f"{modality}.interval", "day", "time"].append(apart)
        if outcome.time_days is None:
            continue
        for use in arm.course.uses:
            days = min(use.stop_day, arm.visit_day) - use.start_day
            if days > 0.0:
                found[f"{use.kind}.days", "day", "time"].append(days)
    return {
        f"course.studied.{name}": (min(v), sorted(v)[len(v) // 2], max(v), unit, kind)
        for (name, unit, kind), v in sorted(found.items())
    }


def as_toml() -> str:
    """The ranges as records of the evidence base."""
    parts = [HEAD]
    for name, (low, middle, high, unit, kind) in ranges().items():
        parts.append(
            f'["{name}"]\nvalue = {middle:g}\nunit = "{unit}"\nkind = "{kind}"\n'
            f'spread = [{low:g}, {high:g}]\nspread_kind = "range"\nbasis = "derived"\n'
            'population = "human, arms of published studies"\nsource = "course-ranges"\n'
            'locator = "benchmarks/course_ranges.py"\n'
        )
    return "\n".join(parts)


if __name__ == "__main__":
    for name, (low, middle, high, unit, _) in ranges().items():
        print(f"{name:48s} {low:7g} {middle:7g} {high:7g} {unit}")
    if "--write" in sys.argv:
        FILE.write_text(as_toml(), encoding="utf-8")
