"""Backups made while threads write, and damaged ones: what is lost, what is found.

    python benchmarks/backup_truth.py --backups 50 --flips 1000 --cuts 200

Each backup is restored, and has to hold every write that was acknowledged before it began. Each
flip of one bit and each cut of one file has to be found, or to leave a study whose head, rows and
captured bytes are those of the original (a zip's own dates, the manifest's time of day).
"""

import argparse
import random
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

from turgor.errors import InputError, StoreError
from turgor.record.capture import Capture
from turgor.record.site import BodySite
from turgor.record.subject import Subject
from turgor.store import Store, sha256_of
from turgor.store.backup import restore_backup, write_backup


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backups", type=int, default=50)
    parser.add_argument("--flips", type=int, default=1000)
    parser.add_argument("--cuts", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("folder", "one.zip"), default=None)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        lost = under_writers(work / "writers", given.backups)
        missed = damaged(work / "damage", given.flips, given.cuts, given.seed, given.only)
    return 1 if lost or missed else 0


def filled(folder: Path, captures: int) -> None:
    with Store.create(folder) as store:
        for number in range(captures):
            source = folder.parent / f"{number}.npy"
            source.write_bytes(random.Random(number).randbytes(20_000))
            capture = Capture(
                sha256_of(source), source.name, "S01", "V0", BodySite("cheek", "left"),
                replicate=number + 1,
            )  # fmt: skip
            store.captures.add(capture, source)


def under_writers(work: Path, backups: int) -> int:
    work.mkdir()
    filled(work / "study", 5)
    acknowledged: list[str] = []
    stop = threading.Event()

    def write(which: int) -> None:
        with Store(work / "study") as own:
            number = 0
            while not stop.is_set():
                who = f"S{which}-{number}"
                own.people.add_subject(Subject(who))
                acknowledged.append(who)
                number += 1

    threads = [threading.Thread(target=write, args=(which,)) for which in range(3)]
    for thread in threads:
        thread.start()
    lost, seconds = 0, 0.0
    with Store(work / "study") as store:
        for turn in range(backups):
            known = set(acknowledged)
            began = time.perf_counter()
            write_backup(store, work / "backup", {})
            seconds += time.perf_counter() - began
            restore_backup(work / "backup", work / f"r{turn}")
            with Store(work / f"r{turn}") as restored:
                lost += len(known - {subject.id for subject in restored.people.subjects()})
            shutil.rmtree(work / f"r{turn}")
    stop.set()
    for thread in threads:
        thread.join()
    print(
        f"{backups} backups under 3 writing threads, {len(acknowledged)} writes acknowledged, "
        f"{lost} lost; {seconds / backups:.2f} s a backup"
    )
    return lost


def damaged(work: Path, flips: int, cuts: int, seed: int, only: str | None) -> int:
    work.mkdir()
    filled(work / "study", 8)
    missed = 0
    with Store(work / "study") as store:
        for name in (only,) if only else ("folder", "one.zip"):
            good = work / name
            write_backup(store, good, {})
            rng = random.Random(seed)
            found = harmless = 0
            for turn in range(flips + cuts):
                outcome = one_damage(good, work, store, rng, turn < flips)
                found += outcome == "found"
                harmless += outcome == "harmless"
                missed += outcome == "missed"
            print(
                f"{name}: {flips} flips and {cuts} cuts, {found} found, {harmless} without effect "
                f"on the study, {missed} missed"
            )
    return missed


def one_damage(good: Path, work: Path, store: Store, rng: random.Random, flip: bool) -> str:
    bad, target = work / f"bad{good.suffix}", work / "restored"
    if good.is_dir():
        shutil.copytree(good, bad)
        files = sorted(path for path in bad.rglob("*") if path.is_file())
        victim = rng.choices(files, [path.stat().st_size for path in files])[0]
    else:
        shutil.copyfile(good, bad)
        victim = bad
    content = bytearray(victim.read_bytes())
    at = rng.randrange(len(content))
    if flip:
        content[at] ^= 1 << rng.randrange(8)
    victim.chmod(0o644)
    victim.write_bytes(content if flip else content[:at])
    try:
        restore_backup(bad, target)
        return "harmless" if same(target, store) else "missed"
    except (StoreError, InputError):
        return "missed" if target.exists() else "found"
    finally:
        shutil.rmtree(target, ignore_errors=True)
        shutil.rmtree(bad) if bad.is_dir() else bad.unlink()


def same(target: Path, store: Store) -> bool:
    with Store(target) as restored:
        captures = restored.captures.all()
        for capture in captures:
            restored.captures.file(capture.sha256)
        return restored.head() == store.head() and captures == store.captures.all()


if __name__ == "__main__":
    sys.exit(main())
