"""Kill `turgor study measure` at random times and hold what is left against an unbroken run.

    python benchmarks/kill_measure.py [--kills 50] [--seed 1]

After every kill: whatever the command had said to be measured is in the database with all its
findings, the database is sound, and no capture is damaged. After the last one a rerun finishes,
and its exported findings are the same bytes as those of a run that nobody stopped.
"""

import argparse
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from turgor.phantom.study import make_study
from turgor.phantom.study_spec import PlannedVisit, StudySpec
from turgor.store import Store
from turgor.store.captures import named
from turgor.workflow.export import export_study
from turgor.workflow.measure_study import measure_study
from turgor.workflow.study import init_study, open_study
from turgor.workflow.take_in import add_paths

ACKNOWLEDGED = re.compile(r"^measured (?P<capture>.+): (?P<findings>\d+) findings$")


@dataclass(frozen=True)
class Outcome:
    """What the kills did: how many struck a running measurement, how many were checked."""

    kills: int
    acknowledged: int
    rounds: int
    seconds: float


def prepare(folder: Path, subjects: int) -> Path:
    """A study with its captures taken in and nothing measured."""
    layout = replace(
        StudySpec().layout, field_mm=(6.0, 5.0), straight=1, curved=0, branching=0, fine_lines=1,
        length_mm=(2.0, 3.0), fine_length_mm=(2.0, 2.5),
    )  # fmt: skip
    spec = StudySpec(
        subjects=subjects,
        visits=(PlannedVisit("V0", 0, 2), PlannedVisit("V1", 28, 1, 0.8, 3, 3)),
        endpoints=(),
        field_mm=(6.0, 5.0),
        layout=layout,
        reseat_mm=0.5,
    )
    make_study(folder / "data", spec)
    (folder / "data" / "device_table.csv").unlink()
    study = folder / "fresh"
    with init_study(study, folder / "data" / "study.toml") as made:
        refused = add_paths(made, [folder / "data"]).refused
    if refused:
        raise SystemExit(f"taking in was refused: {refused}")
    return study


def finish(study: Path) -> bytes:
    """Measure what is left in this process, undisturbed, and give the exported findings."""
    with open_study(study) as opened:
        if measure_study(opened).refused:
            raise SystemExit("the rerun was refused something")
        export_study(opened)
    return (study / "exports" / "findings.csv").read_bytes()


def struck(study: Path, after_s: float) -> tuple[dict[str, int], bool]:
    """Start a measurement and kill it; what it had said, and whether it was still running."""
    process = subprocess.Popen(
        [sys.executable, "-m", "turgor", "study", "measure", str(study)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        out, err = process.communicate(timeout=after_s)
        if process.returncode:
            raise SystemExit(f"measuring failed by itself: {err}")
        running = False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        out, _ = process.communicate()
        running = True
    matches = filter(None, map(ACKNOWLEDGED.match, out.splitlines()))
    return {match["capture"]: int(match["findings"]) for match in matches}, running


def check(study: Path, said: dict[str, int]) -> None:
    """Everything that was said is there; nothing is half there."""
    with closing(sqlite3.connect(study / "study.db")) as raw:
        told = raw.execute("PRAGMA integrity_check").fetchone()[0]
        broken = raw.execute("PRAGMA foreign_key_check").fetchall()
        empty = raw.execute(
            "SELECT count(*) FROM measurement WHERE id NOT IN (SELECT measurement FROM finding)"
        ).fetchone()[0]
    if told != "ok" or broken or empty:
        raise SystemExit(f"the database is not sound: {told}, {broken}, {empty} without findings")
    with Store(study) as store:
        counts: dict[str, int] = {}
        for item in store.findings.of_keys(store.findings.done()):
            name = named(item.capture)
            counts[name] = counts.get(name, 0) + 1
        for capture in store.captures.all():
            store.captures.file(capture.sha256)
    lost = {name: count for name, count in said.items() if counts.get(name) != count}
    if lost:
        raise SystemExit(f"acknowledged and lost: {lost}")


def run(folder: Path, kills: int, seed: int, subjects: int = 1) -> Outcome:
    """Kill ``kills`` running measurements at random times; raises SystemExit at the first fault."""
    rng = random.Random(seed)
    began = time.monotonic()
    fresh = prepare(folder, subjects)
    unbroken = folder / "unbroken"
    shutil.copytree(fresh, unbroken)
    started = time.monotonic()
    _, running = struck(unbroken, 600.0)
    if running:
        raise SystemExit("an unbroken run takes longer than ten minutes")
    length_s = time.monotonic() - started
    wanted = finish(unbroken)
    struck_count = acknowledged = rounds = 0
    while struck_count < kills:
        rounds += 1
        study = folder / f"round{rounds}"
        shutil.copytree(fresh, study)
        said: dict[str, int] = {}
        running = True
        while running and struck_count < kills:
            more, running = struck(study, rng.uniform(0.1, 1.0) * length_s)
            said.update(more)
            check(study, said)
            struck_count += running
        found = finish(study)
        check(study, said)
        if found != wanted:
            raise SystemExit(f"round {rounds}: the rerun's findings differ from an unbroken run")
        acknowledged += len(said)
        shutil.rmtree(study)
    return Outcome(struck_count, acknowledged, rounds, time.monotonic() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--subjects", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="turgor-kill-") as folder:
        outcome = run(Path(folder), chosen.kills, chosen.seed, chosen.subjects)
    print(
        f"{outcome.kills} kills in {outcome.rounds} rounds, {outcome.acknowledged} acknowledged "
        f"captures, none lost, every rerun equal to an unbroken run ({outcome.seconds:.0f} s)"
    )


if __name__ == "__main__":
    main()
