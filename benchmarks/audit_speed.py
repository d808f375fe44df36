"""What the audit chain costs: verifying a large study, and each write with and without it.

    python benchmarks/audit_speed.py [--findings 1000000] [--writes 400] [--keep FOLDER]

The roofline beside the verification is the least that any of its kind does: every row of the
largest table read once and hashed, and SQLite's own integrity check.
"""

import argparse
import hashlib
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

from audit_study import finding
from turgor.record.capture import Capture
from turgor.record.site import BodySite
from turgor.record.subject import Subject
from turgor.store import Measurement, Store, WorkKey, connect, sha256_of

PER_MEASUREMENT = 200
CAPTURES = 100


def captures(store: Store, folder: Path) -> list[str]:
    """A hundred captures of ten people, each a small file."""
    sums = []
    for number in range(CAPTURES):
        path = folder / f"c{number}.npy"
        path.write_text(f"capture {number}")
        capture = Capture(
            sha256_of(path), path.name, f"S{number % 10:02d}", f"V{number // 10}",
            BodySite("cheek", "left"),
        )  # fmt: skip
        store.captures.add(capture, path)
        path.unlink()
        sums.append(capture.sha256)
    return sums


def measure(store: Store, sums: list[str], number: int) -> None:
    """One measurement of so many findings, in a transaction and a link of its own."""
    sha256 = sums[number % len(sums)]
    key = WorkKey(sha256, "turgor.surface", "1", f"settings {number // len(sums)}", 1)
    found = tuple(finding(sha256, i, 30.0 + (number * 7 + i) % 997 / 37) for i in range(200))
    store.findings.add(Measurement(key, found))


def build(folder: Path, findings: int) -> float:
    """A study of so many findings; seconds that it took."""
    with Store.create(folder) as store:
        sums = captures(store, folder.parent)
        began = time.monotonic()
        for number in range(findings // PER_MEASUREMENT):
            measure(store, sums, number)
        return time.monotonic() - began


def verified(study: Path) -> tuple[float, float]:
    """Seconds of the whole command, and its peak memory in MB."""
    began = time.monotonic()
    command = [sys.executable, "-m", "turgor", "audit", "verify", str(study)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    peak_kb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return time.monotonic() - began, peak_kb / 1024


def roofline(study: Path) -> tuple[float, float]:
    """Seconds to read and hash every finding once, and of SQLite's own check."""
    with closing(sqlite3.connect(study / "study.db")) as raw:
        began = time.monotonic()
        for row in raw.execute("SELECT * FROM finding"):
            hashlib.sha256(repr(row).encode()).digest()
        read = time.monotonic()
        raw.execute("PRAGMA integrity_check").fetchall()
        return read - began, time.monotonic() - read


@contextmanager
def without_chain(study: Path):
    """The same store with neither triggers nor links."""
    with closing(sqlite3.connect(study / "study.db")) as raw:
        names = raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            raw.execute(f'DROP TRIGGER "{name}"')
    kept = connect.seal, connect.seal_outside
    connect.seal = connect.seal_outside = lambda _: None
    try:
        yield
    finally:
        connect.seal, connect.seal_outside = kept


def written(folder: Path, writes: int) -> dict[str, tuple[float, float]]:
    """Seconds a write, (with, without) the chain, in turns so that both see the same machine."""
    stores = [Store.create(folder / name) for name in ("with", "without")]
    sums = [captures(store, folder) for store in stores]
    seconds = {kind: [0.0, 0.0] for kind in ("200 findings", "one subject")}
    for number in range(writes):
        for which, store in enumerate(stores):
            chain = without_chain(store.folder) if which else contextmanager(lambda: iter([0]))()
            with chain:
                began = time.monotonic()
                measure(store, sums[which], number)
                middle = time.monotonic()
                store.people.add_subject(Subject(f"N{number}"))
                seconds["200 findings"][which] += middle - began
                seconds["one subject"][which] += time.monotonic() - middle
    for store in stores:
        store.close()
    return {kind: (a / writes, b / writes) for kind, (a, b) in seconds.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--findings", type=int, default=1_000_000)
    parser.add_argument("--writes", type=int, default=400)
    parser.add_argument("--keep", type=Path, help="build here, or verify what is here already")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="turgor-speed-") as place:
        for kind, (own, bare) in written(Path(place), chosen.writes).items():
            print(
                f"writing {kind}: {1000 * own:.1f} ms with the chain, {1000 * bare:.1f} ms "
                f"without, ratio {own / bare:.2f}"
            )
        study = chosen.keep or Path(place) / "study"
        if not study.exists():
            seconds = build(study, chosen.findings)
            size = (study / "study.db").stat().st_size / 1e6
            print(f"built {chosen.findings} findings in {seconds:.0f} s, {size:.0f} MB")
        read, checked = roofline(study)
        seconds, peak = verified(study)
        print(
            f"verified in {seconds:.1f} s ({chosen.findings / seconds:.0f} findings/s), peak "
            f"{peak:.0f} MB; roofline: rows read and hashed {read:.1f} s + integrity check "
            f"{checked:.1f} s = {read + checked:.1f} s, ratio {seconds / (read + checked):.2f}"
        )
        if chosen.keep is None:
            shutil.rmtree(study)


if __name__ == "__main__":
    main()
