"""How long `turgor check` takes on one case: the start of the program, then each part once loaded.

    python benchmarks/rules_speed.py [--runs 200]

Five modalities over a year, ten sessions, a retinoid, two past treatments and an event. Prints CPU
ms (median and 95th percentile of many runs) beside wall ms; no peer does the same work.
"""

import argparse
import datetime as dt
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

CASE = """
title = "a year of five modalities"
site = "full face"
start = 2027-01-10
concerns = ["wrinkles", "laxity", "texture", "dyschromia"]
[subject]
age = 52
sex = "female"
phototype = "IV"
[person]
clinician_present = true
pregnant = false
isotretinoin_taken = false
keloid_history = false
herpes_history = true
hemisphere = "north"
[[course]]
name = "a year"
text = '''glycolic peel 30 % 3 min 1 coat, 3 sessions every 2 weeks, from 2027-01-10; \
1550 nm 20 mJ 250 MTZ/cm2 4 passes, 3 sessions every 4 weeks, from 2027-04-01; \
microneedling 1.5 mm, 2 sessions every 4 weeks, from 2027-07-15; \
PLLA 8 mL, 1 session, on 2027-10-01; fractional CO2 10 mJ 10 % 1 pass, on 2027-12-01; \
tretinoin 0.05 % nightly, from 2027-01-10 until 2027-03-25'''
[[past]]
modality = "botulinum"
days_ago = 40
[[past]]
modality = "hyaluronic_filler"
days_ago = 200
[[event]]
day = 3
stinging = true
exudate = true
"""


def measured(work: Callable[[], object], runs: int) -> tuple[float, float, float]:
    """Median and 95th percentile of CPU ms, and the median of wall ms."""
    cpu, wall = [], []
    for _ in range(runs):
        begin, begin_wall = time.process_time(), time.perf_counter()
        work()
        cpu.append(1e3 * (time.process_time() - begin))
        wall.append(1e3 * (time.perf_counter() - begin_wall))
    return statistics.median(cpu), statistics.quantiles(cpu, n=20)[-1], statistics.median(wall)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    begin, begin_wall = time.process_time(), time.perf_counter()
    from turgor.rules.library import standard_library
    from turgor.workflow.check.document import checks_document
    from turgor.workflow.check.ready_case import ready_case
    from turgor.workflow.check.work_out import check_case_file, check_case_of

    library, day = standard_library(), dt.date(2026, 12, 1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.toml"
        path.write_text(CASE, encoding="utf-8")
        found = check_case_file(path, library, day)
        print(
            f"loading rules, evidence and words, and the first check: "
            f"{1e3 * (time.process_time() - begin):.0f} ms CPU, "
            f"{1e3 * (time.perf_counter() - begin_wall):.0f} ms wall"
        )
        (course,) = found.courses
        print(
            f"{len(library.rules_on(day))} rules, {len(course.views.sessions)} sessions and uses, "
            f"{len(course.views.pairs)} pairs, {len(course.check.findings)} findings, "
            f"{len(course.check.questions)} questions: {found.outcome}"
        )
        case = found.case
        parts: dict[str, Callable[[], object]] = {
            "read the file, hold its words": lambda: ready_case(path, library.vocabulary),
            "check (views, rules, care, signs)": lambda: check_case_of(case, "", library, day),
            "as a document": lambda: checks_document([("", found)], []),
            "file to checks": lambda: check_case_file(path, library, day),
        }
        for name, work in parts.items():
            middle, high, wall = measured(work, runs)
            print(f"{name:<36} {middle:6.2f} ms CPU (95 % {high:.2f}), {wall:6.2f} ms wall")
        command = [sys.executable, "-m", "turgor", "check", str(path), "--json"]
        _, _, wall = measured(lambda: subprocess.run(command, capture_output=True), 3)
        print(f"the command, started anew: {wall:.0f} ms wall")


if __name__ == "__main__":
    main()
