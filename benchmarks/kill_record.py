"""Kill writers of a study's record at random times; what they said to be written is there.

    python benchmarks/kill_record.py [--kills 200] [--writers 3] [--seed 1]

Several processes add and correct sessions through the store at once, printing a line after each
commit. All are killed at a random moment. After every kill: each printed write is in the database
with at least that version, the chain holds against the last printed head, and SQLite finds the file
sound. A SIGKILL does not show what a power cut does.
"""

import argparse
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from audit_study import session, sessions_of
from turgor.store import Store
from turgor.store.audit import doing
from turgor.store.audit.heads import HeldHead, parse_head


@dataclass(frozen=True)
class Outcome:
    """What the kills did."""

    kills: int
    acknowledged: int
    links: int
    seconds: float


def write(folder: Path, name: str, seed: int, to: TextIO) -> None:
    """What one writer does until it is killed."""
    rng = random.Random(seed)
    with Store(folder) as store, doing("kill_record", who=name):
        ledger = sessions_of(store)
        for number in range(10**6):
            made = session(f"{name}-{seed}-{number}", settings={"round": str(seed)})
            _, kept = ledger.add(made)
            _say(kept.id, kept.version, store, to)
            if rng.random() < 0.7:
                changed = session(made.subject, settings={"round": str(rng.random())})
                kept = ledger.correct(kept.id, kept.version, changed, "again")
                _say(kept.id, kept.version, store, to)


def _say(number: int, version: int, store: Store, to: TextIO) -> None:
    to.write(f"{number} {version} {store.head()}\n")
    to.flush()


def struck(
    folder: Path, writers: int, seed: int, after_s: float
) -> tuple[dict[int, int], list[str]]:
    """Start writers, kill them all after so long; what they had said."""
    started = [_forked(folder, f"W{i}", seed) for i in range(writers)]
    first = [stream.readline() for _, stream in started]
    time.sleep(after_s)
    for process, _ in started:
        os.kill(process, signal.SIGKILL)
    said: dict[int, int] = {}
    heads: list[str] = []
    for (process, stream), line in zip(started, first, strict=True):
        out = stream.read()
        stream.close()
        if os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) != -signal.SIGKILL:
            raise SystemExit("a writer failed by itself")
        for number, version, head in _lines(line + out):
            said[number] = max(version, said.get(number, 0))
            heads.append(head)
    return said, heads


def _forked(folder: Path, name: str, seed: int) -> tuple[int, TextIO]:
    """A writer in a process of its own, and what it says."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, os.fdopen(reading, encoding="ascii")
    try:
        os.close(reading)
        write(folder, name, seed, os.fdopen(writing, "w", encoding="ascii"))
    finally:
        os._exit(1)


def _lines(out: str) -> Iterator[tuple[int, int, str]]:
    for line in out.splitlines(keepends=True):
        if line.endswith("\n"):  # the last one may be cut
            number, version, head = line.split()
            yield int(number), int(version), head


def check(folder: Path, said: dict[int, int], heads: list[str]) -> int:
    """Nothing that was said is lost, nothing is half there; how many links the chain has."""
    with closing(sqlite3.connect(folder / "study.db")) as raw:
        told = raw.execute("PRAGMA integrity_check").fetchone()[0]
        versions = dict(raw.execute("SELECT id, version FROM session").fetchall())
    if told != "ok":
        raise SystemExit(f"the database is not sound: {told}")
    lost = {n: v for n, v in said.items() if versions.get(n, 0) < v}
    if lost:
        raise SystemExit(f"acknowledged and lost: {lost}")
    with Store(folder) as store:
        report = store.audit.verify(HeldHead(parse_head(head), head) for head in heads)
    if not report.holds:
        raise SystemExit(f"the chain does not hold: {report.findings}")
    return report.links


def run(folder: Path, kills: int, writers: int, seed: int, longest_s: float = 0.4) -> Outcome:
    """Kill so often; raises SystemExit at the first fault."""
    rng = random.Random(seed)
    began = time.monotonic()
    Store.create(folder).close()
    acknowledged = links = 0
    said: dict[int, int] = {}
    for number in range(1, kills + 1):
        more, heads = struck(folder, writers, seed * 10_000 + number, rng.uniform(0, longest_s))
        acknowledged += len(heads)
        said |= {n: max(v, said.get(n, 0)) for n, v in more.items()}
        links = check(folder, said, heads)
        print(f"\rkill {number}: {acknowledged} acknowledged", end="", file=sys.stderr)
    return Outcome(kills, acknowledged, links, time.monotonic() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--writers", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="turgor-kill-") as folder:
        done = run(Path(folder) / "study", chosen.kills, chosen.writers, chosen.seed)
    print(
        f"\n{done.kills} kills of {chosen.writers} writers, {done.acknowledged} acknowledged "
        f"writes, none lost, {done.links} links, none broken, the file sound ({done.seconds:.0f} s)"
    )


if __name__ == "__main__":
    main()
