"""How long a study of 200,000 findings takes to leave, beside bare writers of the same rows.

Makes a study of synthetic findings, then runs each export in a process of its own:

    python benchmarks/export_speed.py [--findings 200000] [--keep DIR]

findings/s is by CPU time, so that a busy machine tells the same; 'before' is the memory before the
clock starts. Rooflines: the rows in memory, written by csv.writer without types, escapes, sums or a
database, and the same rows as a table of pyarrow, written by its own CSV and Parquet writers.
"""

import argparse
import csv
import datetime as dt
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

PER_CAPTURE = 100
METRICS = ("surface.sq", "surface.sa", "surface.sz", "wrinkle.mean_depth")
DESIGN = """
[study]
id = "speed"
title = "synthetic findings"
kind = "split-face"
baseline = "V0"
[[arm]]
id = "a"
[[arm]]
id = "b"
control = true
[[visit]]
label = "V0"
day = 0
[[visit]]
label = "V1"
day = 84
"""


def make(folder: Path, findings: int) -> Path:
    """A study of one capture for each 100 findings."""
    from turgor.metrics.measurand import Measurand
    from turgor.record.capture import Capture
    from turgor.record.design import Allocation
    from turgor.record.finding import Finding
    from turgor.record.site import BodySite
    from turgor.record.visit import Visit, VisitConditions
    from turgor.store import Measurement, WorkKey, sha256_of
    from turgor.workflow.study import init_study

    draw = random.Random(7)
    (folder / "design.toml").write_text(DESIGN, encoding="utf-8")
    source = folder / "capture.npy"
    with (
        init_study(folder / "study", folder / "design.toml") as study,
        study.store.together(),
    ):
        store = study.store
        for number in range(findings // PER_CAPTURE):
            subject, rest = f"S{number // 8:04d}", number % 8
            visit, side = f"V{rest // 4}", ("left", "right")[rest % 2]
            if rest == 0:
                store.people.add_allocation(Allocation(subject, "a", "left"))
                store.people.add_allocation(Allocation(subject, "b", "right"))
            if rest % 4 == 0:
                conditions = VisitConditions(20.0, 21.5, 45.0, 12.0, None)
                store.people.add_visit(Visit(subject, visit, dt.date(2026, 1, 5), conditions))
            source.write_text(str(number), encoding="utf-8")
            capture = Capture(
                sha256_of(source), f"{number}.npy", subject, visit, BodySite("cheek", side),
                replicate=1 + rest // 2 % 2, reseated=True, device="scanner",
            )  # fmt: skip
            store.captures.add(capture, source)
            made = tuple(
                Finding(
                    Measurand(
                        METRICS[item % 4], (("form", "plane"), ("s_nesting_um", 25.0 + item % 5))
                    ),
                    draw.gauss(20.0, 5.0), "µm", "speed", "1", u_reason="one map",
                    device="scanner", captures=(capture.sha256,), item=str(item // 20),
                    flags=("synthetic",),
                )
                for item in range(PER_CAPTURE)
            )  # fmt: skip
            store.findings.add(Measurement(WorkKey(capture.sha256, "speed", "1", "s", 1), made))
    return folder / "study"


def exports(name: str, study_folder: Path, out: Path) -> Callable[[], None]:
    """One case to be timed; what it needs is made before the clock starts."""
    if name.startswith("bare"):
        return bare(name, study_folder, out)
    from turgor.workflow.export import export_study
    from turgor.workflow.export_crate import export_crate
    from turgor.workflow.export_odm import export_odm
    from turgor.workflow.study import open_study

    def run() -> None:
        with open_study(study_folder) as study:
            if name in ("csv", "parquet", "both"):
                export_study(study, out, name)
            elif name == "odm":
                export_odm(study, out / "study.xml")
            else:
                export_crate(study, out / "crate.zip", captures=False)

    return run


def bare(name: str, study_folder: Path, out: Path) -> Callable[[], None]:
    """The rows are in memory before the clock starts."""
    from turgor.workflow.export_findings import FindingRows, findings_table
    from turgor.workflow.study import open_study

    with open_study(study_folder) as study:
        names = findings_table(study.store, study.design).names
        rows = list(FindingRows(study.store, study.design).rows())
    if name == "bare csv.writer":

        def run() -> None:
            with (out / "bare.csv").open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows([names, *rows])

        return run
    import pyarrow
    from pyarrow import csv as arrow_csv
    from pyarrow import parquet

    table = pyarrow.table(dict(zip(names, zip(*rows, strict=True), strict=True)))
    if name == "bare pyarrow csv":
        return lambda: arrow_csv.write_csv(table, out / "bare.csv")
    return lambda: parquet.write_table(table, out / "bare.parquet", compression="zstd")


CASES = (
    "csv", "parquet", "both", "odm", "ro-crate", "bare csv.writer", "bare pyarrow csv",
    "bare pyarrow parquet",
)  # fmt: skip


def peak_kb() -> int:
    """The most memory that this process ever held; getrusage would count its parent's."""
    told = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(told.partition("VmHWM:")[2].split()[0])


def child(case: str, study: Path) -> None:
    with TemporaryDirectory() as name:
        out = Path(name)
        run = exports(case, study, out)
        before = peak_kb()
        began, cpu = time.perf_counter(), time.process_time()
        run()
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        peak = peak_kb()
        size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    told = {"case": case, "s": took, "cpu_s": cpu, "mb": size / 1e6, "peak_mb": peak / 1e3}
    print(json.dumps({**told, "before_mb": before / 1e3}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=200_000)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--child", nargs=2, metavar=("CASE", "STUDY"))
    options = parser.parse_args()
    if options.child:
        child(options.child[0], Path(options.child[1]))
        return
    with TemporaryDirectory() as name:
        folder = options.keep or Path(name)
        study = folder / "study"
        if not study.exists():
            folder.mkdir(parents=True, exist_ok=True)
            began = time.perf_counter()
            make(folder, options.findings)
            print(f"made {options.findings} findings in {time.perf_counter() - began:.1f} s")
        print(
            f"{'case':22} {'s':>7} {'CPU s':>7} {'findings/s':>11} {'MB':>7} {'peak MB':>8} "
            f"{'before':>7}"
        )
        for case in CASES:
            command = [sys.executable, __file__, "--child", case, str(study)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            told = json.loads(done.stdout)
            print(
                f"{case:22} {told['s']:7.2f} {told['cpu_s']:7.2f} "
                f"{options.findings / told['cpu_s']:11.0f} {told['mb']:7.1f} "
                f"{told['peak_mb']:8.0f} {told['before_mb']:7.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
