"""Many threads write at once: no update is lost, nobody starves, and how long each waits.

    python benchmarks/audit_contention.py [--threads 50] [--times 4] [--plain]

Three ways: all correct one record and try again on a conflict; all correct one record and read it
within the transaction, where there is no conflict; each corrects a record of its own. ``--plain``
takes the waiting line away and leaves SQLite's own waiting, for comparison.
"""

import argparse
import dataclasses
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from audit_study import session, sessions_of
from turgor.errors import ConflictError, StoreError
from turgor.record.session import Session
from turgor.store import Store, connect
from turgor.store.audit import doing
from turgor.store.ledger import Kept

WAYS = ("again on a conflict", "read within the transaction", "a record each")


@dataclass(frozen=True)
class Outcome:
    """What the threads did; ``waits_s`` is from each first try to its success."""

    corrections: int
    conflicts: int
    starved: int
    counted: int
    contiguous: bool
    holds: bool
    waits_s: tuple[float, ...]
    seconds: float

    @property
    def lost(self) -> int:
        """Corrections that were said to be done and don't count."""
        return self.corrections - self.counted


def counted_up(kept: Kept[Session]) -> Session:
    """The record with its counter one higher."""
    count = int(kept.record.settings["count"]) + 1
    return dataclasses.replace(kept.record, settings={"count": str(count)})


def run(folder: Path, threads: int, times: int, way: str) -> Outcome:
    """Each thread adds one to a record's counter so many times, on whatever it last read."""
    with Store.create(folder) as store:
        ledger = sessions_of(store)
        many = threads if way == WAYS[2] else 1
        numbers = [ledger.add(session(f"S{i}", settings={"count": "0"}))[1].id for i in range(many)]
        conflicts: list[int] = []
        starved: list[int] = []
        waits: list[float] = []

        def correct(number: int) -> None:
            record = numbers[number % many]
            for _ in range(times):
                began = time.monotonic()
                while True:
                    inside = store.together() if way == WAYS[1] else nullcontext()
                    try:
                        with doing(who=f"T{number}"), inside:
                            kept = ledger.one(record)
                            ledger.correct(record, kept.version, counted_up(kept), "counted")
                        waits.append(time.monotonic() - began)
                        break
                    except ConflictError:
                        conflicts.append(1)
                    except StoreError:
                        starved.append(1)
                        break

        began = time.monotonic()
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(correct, range(threads)))
        seconds = time.monotonic() - began
        counts = [int(ledger.one(number).record.settings["count"]) for number in numbers]
        contiguous = all(
            [state.after["settings"] for state in store.audit.history("session", number)]
            == [f'{{"count":"{n}"}}' for n in range(count + 1)]
            for number, count in zip(numbers, counts, strict=True)
        )
        holds = store.audit.verify().holds
    return Outcome(
        len(waits), len(conflicts), len(starved), sum(counts), contiguous, holds,
        tuple(sorted(waits)), seconds,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=50)
    parser.add_argument("--times", type=int, default=4)
    parser.add_argument("--plain", action="store_true")
    chosen = parser.parse_args()
    if chosen.plain:
        connect.turn_to_write = lambda *_: nullcontext()
        connect.begin_writing = lambda raw, _: raw.execute("BEGIN IMMEDIATE")
    bad = False
    for way in WAYS:
        with tempfile.TemporaryDirectory(prefix="turgor-threads-") as folder:
            done = run(Path(folder) / "study", chosen.threads, chosen.times, way)
        bad |= bool(done.lost or not (done.contiguous and done.holds))
        print(
            f"{way}: {done.corrections} corrections by {chosen.threads} threads in "
            f"{done.seconds:.1f} s, {done.lost} lost, {done.starved} starved, "
            f"{done.conflicts} conflicts; wait median {statistics.median(done.waits_s):.2f} s, "
            f"longest {done.waits_s[-1]:.2f} s; history "
            f"{'contiguous' if done.contiguous else 'BROKEN'}, "
            f"chain {'holds' if done.holds else 'BROKEN'}"
        )
    raise SystemExit(bad)


if __name__ == "__main__":
    main()
