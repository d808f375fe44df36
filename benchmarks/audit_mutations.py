"""Change a study behind its audit chain's back in many ways, and count what verification finds.

    python benchmarks/audit_mutations.py [--mutations 1000] [--forgeries 100] [--seed 1]

Whether a change changed anything is decided by an oracle of its own: every row, the schema, the
pragmas and the captured files, read with SQLite's own module, and SQLite's integrity check. A flip
that leaves all of that as it was lies in free space or in bookkeeping; it is counted, not claimed.
"""

import argparse
import hashlib
import random
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import audit_attacks as attacks
import audit_damage as damage
import audit_forgeries as forgeries
from audit_study import build
from turgor.errors import TurgorError
from turgor.store import Store
from turgor.workflow.audit import verify_study

#: kind -> (how, parts of a hundred)
KINDS = {
    "cell changed": (attacks.change_cell, 28),
    "cell's type changed": (attacks.change_type, 3),
    "changed with triggers on": (attacks.change_with_triggers, 2),
    "two values swapped": (attacks.swap_rows, 3),
    "row inserted": (attacks.insert_row, 7),
    "row deleted": (attacks.delete_row, 7),
    "links swapped": (attacks.swap_links, 3),
    "last links cut, rows left": (attacks.cut_links, 3),
    "first links cut": (attacks.drop_first_links, 2),
    "whole state forged": (attacks.forge_adoption, 2),
    "schema or pragma changed": (damage.change_schema, 10),
    "byte flipped": (damage.flip_byte, 20),
    "captured file changed": (damage.change_file, 9),
    "erased file restored": (damage.restore_erased, 1),
}
FORGERIES = {
    "end cut with its rows": forgeries.cut_end_with_rows,
    "links reordered, chain made anew": forgeries.reorder_and_rechain,
    "value changed, chain made anew": forgeries.rechain_after_change,
    "name changed, chain made anew": forgeries.rechain_other_name,
}


@dataclass
class Count:
    """Of one kind: how many changed something, were found, changed nothing; what was missed."""

    effective: int = 0
    found: int = 0
    nothing: int = 0
    #: found though nothing was claimed; of forgeries: how many hold where no head is held
    beside: int = 0
    #: where verification refused to look instead of telling what it found
    refused: int = 0
    missed: list[str] = field(default_factory=list)


def oracle(study: Path) -> object:
    """Everything that a study says, or 'unreadable'; shares nothing with the verification."""
    files = {
        path.relative_to(study).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (study / "captures").rglob("*")
        if path.is_file()
    }
    try:
        with closing(sqlite3.connect(study / "study.db")) as connection:
            connection.text_factory = lambda text: ("text", text)
            master = connection.execute(
                "SELECT type, name, tbl_name, sql FROM sqlite_master"
            ).fetchall()
            names = [name[1].decode() for kind, name, *_ in master if kind[1] == b"table"]
            rows = {n: sorted(map(repr, connection.execute(f'SELECT * FROM "{n}"'))) for n in names}
            pragmas = [
                connection.execute(f"PRAGMA {name}").fetchall()
                for name in ("application_id", "user_version", "encoding")
            ]
            sound = connection.execute("PRAGMA integrity_check").fetchall()
    except (sqlite3.Error, UnicodeError, MemoryError) as error:
        return f"unreadable: {error}"
    if sound != [(("text", b"ok"),)]:
        return f"not sound: {sound}"
    return sorted(map(repr, master)), rows, pragmas, files


class Bench:
    """One untouched study, its copies, and its head."""

    def __init__(self, folder: Path) -> None:
        self.study, self.copy = folder / "study", folder / "copy"
        build(self.study)
        with Store(self.study) as store:
            self.head = str(store.head())
        self.before = oracle(self.study)

    def fresh(self) -> Path:
        shutil.rmtree(self.copy, ignore_errors=True)
        return Path(shutil.copytree(self.study, self.copy))

    def is_found(self, count: Count, heads: tuple[str, ...] = ()) -> bool:
        """Verification of the copy; whatever it raises but its own errors is a crash here."""
        try:
            return not verify_study(self.copy, heads).holds
        except TurgorError:
            count.refused += 1
            return True

    def mutate(self, how: attacks.Attack, rng: random.Random, count: Count) -> bool:
        """One mutation; False where it changed nothing."""
        told = how(rng, self.fresh())
        # Verified first, from the very bytes: the oracle's own opening may rewrite the log.
        found = self.is_found(count)
        if oracle(self.copy) == self.before:
            count.nothing += 1
            if found:
                count.beside += 1  # more than was claimed
            return False
        count.effective += 1
        count.found += found
        if not found:
            count.missed.append(told)
        return True

    def forge(self, how: attacks.Attack, rng: random.Random, count: Count) -> None:
        told = how(rng, self.fresh())
        count.effective += oracle(self.copy) != self.before
        count.beside += not self.is_found(count)
        found = self.is_found(count, (self.head,))
        count.found += found
        if not found:
            count.missed.append(told)


def false_alarms(bench: Bench) -> dict[str, bool]:
    """Untouched studies and copies in every way that copies are made."""
    alarms = {"as it is": _alarm(bench.study, bench.head)}
    with Store(bench.fresh()) as store:
        store.people.subjects()
    alarms["opened and closed"] = _alarm(bench.copy, bench.head)
    for word in ("VACUUM INTO", "backup", "VACUUM", "ANALYZE", "REINDEX", "journal_mode = DELETE"):
        copy = bench.fresh()
        path = copy / "study.db"
        with closing(sqlite3.connect(bench.study / "study.db")) as source:
            if word == "VACUUM INTO":
                path.unlink()
                source.execute("VACUUM INTO ?", (str(path),))
            elif word == "backup":
                path.unlink()
                with closing(sqlite3.connect(path)) as target:
                    source.backup(target)
            else:
                with closing(sqlite3.connect(path, isolation_level=None)) as own:
                    own.execute(f"PRAGMA {word}" if "=" in word else word)
        alarms[word] = _alarm(copy, bench.head)
    return alarms


def _alarm(study: Path, head: str) -> bool:
    report = verify_study(study, (head,))
    if not report.holds:
        print("false alarm:", *report.findings, sep="\n  ")
    return not report.holds


def run(
    folder: Path, mutations: int, forged: int, seed: int
) -> tuple[dict[str, Count], dict[str, Count], dict[str, bool]]:
    """So many mutations that change something, so many forgeries of each kind."""
    rng = random.Random(seed)
    bench = Bench(folder)
    counts = {kind: Count() for kind in KINDS}
    wanted = Counter(
        rng.choices(list(KINDS), [part for _, part in KINDS.values()], k=max(0, mutations - 14))
    )
    for kind in list(KINDS)[:mutations]:
        wanted[kind] += 1  # each at least once
    for kind, many in wanted.items():
        while counts[kind].effective < many:
            bench.mutate(KINDS[kind][0], rng, counts[kind])
    held = {kind: Count() for kind in FORGERIES}
    for kind, how in FORGERIES.items():
        for _ in range(forged):
            bench.forge(how, rng, held[kind])
    return counts, held, false_alarms(bench)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mutations", type=int, default=1000)
    parser.add_argument("--forgeries", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="turgor-audit-") as folder:
        counts, held, alarms = run(Path(folder), chosen.mutations, chosen.forgeries, chosen.seed)
    print(f"{'kind':36}{'effective':>10}{'found':>8}{'changed nothing':>17}")
    for kind, c in counts.items():
        print(f"{kind:36}{c.effective:10}{c.found:8}{c.nothing:17}")
    found, all_ = sum(c.found for c in counts.values()), sum(c.effective for c in counts.values())
    print(f"{'all':36}{all_:10}{found:8}{sum(c.nothing for c in counts.values()):17}")
    refused = sum(c.refused for c in counts.values())
    beside = sum(c.beside for c in counts.values())
    print(f"verification refused to look: {refused}; told of where nothing was changed: {beside}")
    print(f"\n{'forgery':36}{'made':>10}{'found with a head':>20}{'hold without one':>18}")
    for kind, c in held.items():
        print(f"{kind:36}{c.effective:10}{c.found:20}{c.beside:18}")
    print(f"\nfalse alarms: {sum(alarms.values())} of {len(alarms)} ({', '.join(alarms)})")
    for kind, c in (*counts.items(), *held.items()):
        for told in c.missed:
            print(f"MISSED {kind}: {told}")
    print(f"{time.monotonic() - began:.0f} s")
    raise SystemExit(found != all_ or any(c.missed for c in held.values()) or any(alarms.values()))


if __name__ == "__main__":
    main()
