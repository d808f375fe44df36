"""A subject's timeline and a cohort query in a study of a million findings.

    python benchmarks/study_lookup.py [--findings 1000000]

Prints the median of many runs, cold and warm, beside SQLite alone reading the same rows: what no
program on top of it can beat.
"""

import argparse
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import insert

from turgor.metrics.measurand import Measurand
from turgor.record.capture import Capture
from turgor.record.design import StudyDesign
from turgor.record.finding import Finding
from turgor.record.site import BodySite
from turgor.record.subject import Subject
from turgor.record.visit import Visit
from turgor.store import Measurement, Store, WorkKey, schema
from turgor.store.rows import capture_row

DESIGN = StudyDesign("bench", "", "single-arm", "V0")
VISITS, METRICS, BATCH = 5, 50, 500


def build(folder: Path, findings: int) -> Store:
    """A study of that many findings: two sides, two replicates, five visits, fifty metrics."""
    rng = random.Random(1)
    store = Store.create(folder)
    captures = findings // METRICS
    made = 0
    per_subject = VISITS * 4
    for start in range(0, captures, BATCH):
        with store.together():
            for number in range(start, min(start + BATCH, captures)):
                subject, at = divmod(number, per_subject)
                visit, rest = divmod(at, 4)
                side, replicate = divmod(rest, 2)
                capture = Capture(
                    sha256=f"{number:064x}",
                    filename=f"{number}.sur",
                    subject=f"S{subject:05d}",
                    visit=f"V{visit}",
                    site=BodySite("cheek", ("left", "right")[side]),
                    replicate=replicate + 1,
                    reseated=True,
                )
                store.people.add_visit(Visit(capture.subject, capture.visit))
                with store._database.write() as connection:
                    connection.execute(insert(schema.capture).values(capture_row(capture, ".sur")))
                made += METRICS
                store.findings.add(measurement(capture, rng))
        print(f"\r{made} findings", end="", flush=True)
    print()
    store.people.add_subject(Subject("S00001", phototype="III"))
    return store


def measurement(capture: Capture, rng: random.Random) -> Measurement:
    """Fifty findings of one capture."""
    return Measurement(
        WorkKey(capture.sha256, "bench", "1", "d", 1),
        tuple(
            Finding(
                measurand=Measurand(f"areal.m{k:02d}", (("l_nesting_index_mm", 2.5),)),
                value=rng.gauss(10.0, 1.0),
                unit="um",
                method="bench",
                method_version="1",
                u_reason="made up for a benchmark",
                captures=(capture.sha256,),
                replicate=capture.replicate,
            )
            for k in range(METRICS)
        ),
    )


def median_ms(run: Callable[[], object], times: int) -> float:
    """The median time of one call."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        took.append(1000.0 * (time.perf_counter() - start))
    return statistics.median(took)


def tell(what: str, ours_ms: float, bare_ms: float) -> None:
    ratio = ours_ms / bare_ms
    print(f"{what}: {ours_ms:.1f} ms; SQLite alone {bare_ms:.1f} ms ({ratio:.1f} x)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=1_000_000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        start = time.perf_counter()
        store = build(Path(place) / "study", wanted.findings)
        path = store.folder / "study.db"
        print(f"built in {time.perf_counter() - start:.0f} s, {path.stat().st_size / 1e6:.0f} MB")
        subjects = len(store.people.subjects())
        rng = random.Random(2)

        def anybody() -> str:
            return f"S{rng.randrange(subjects):05d}"

        from turgor.workflow.timeline import cohort_table, subject_timeline

        def raw_subject() -> None:
            with closing(sqlite3.connect(path)) as raw:
                raw.execute(
                    "SELECT f.* FROM capture c CROSS JOIN measurement m ON c.sha256 = m.capture "
                    "CROSS JOIN finding f ON m.id = f.measurement WHERE c.subject = ?",
                    (anybody(),),
                ).fetchall()

        def raw_metric() -> None:
            with closing(sqlite3.connect(path)) as raw:
                raw.execute(
                    "SELECT c.subject, c.visit, f.value FROM finding f "
                    "JOIN measurement m ON m.id = f.measurement "
                    "JOIN capture c ON c.sha256 = m.capture WHERE f.metric = 'areal.m07'"
                ).fetchall()

        one = subject_timeline(store, DESIGN, anybody())
        table = cohort_table(store, DESIGN, "areal.m07")
        values = sum(row.n for row in table)
        print(f"timeline: {len(one.findings)} findings; cohort: {values} subject means")
        ours = median_ms(lambda: subject_timeline(store, DESIGN, anybody()), 50)
        tell("timeline of a subject", ours, median_ms(raw_subject, 50))
        ours = median_ms(lambda: cohort_table(store, DESIGN, "areal.m07"), 9)
        tell("cohort of a metric", ours, median_ms(raw_metric, 9))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
