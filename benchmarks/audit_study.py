"""A small study with every kind of row and change, for the benchmarks of the audit chain.

Built by the store itself: people filled in later, sessions corrected and withdrawn, captures with
files, one of them erased, findings, device readings, a refusal that came, went and came again.
"""

import datetime as dt
import hashlib
import random
from pathlib import Path

from sqlalchemy import update

from turgor.metrics.measurand import Measurand
from turgor.record.capture import Capture
from turgor.record.design import Allocation
from turgor.record.finding import Finding
from turgor.record.session import Session
from turgor.record.site import BodySite, Region
from turgor.record.subject import Subject
from turgor.record.visit import Visit, VisitConditions
from turgor.record.zone import ZoneSet
from turgor.store import (
    DeviceReading,
    Measurement,
    Refusal,
    Store,
    StoredRegistration,
    WorkKey,
    schema,
    sha256_of,
)
from turgor.store.audit import doing
from turgor.store.codec import RecordCodec
from turgor.store.ledger import Ledger

SUBJECTS = ("S01", "S02", "S03", "S04")
SESSION_IDENTITY = ("subject", "date", "site", "side", "modality", "device")


def build(folder: Path, findings: int = 24, seed: int = 1) -> None:
    """Make the study in ``folder`` with so many findings a capture."""
    rng = random.Random(seed)
    with Store.create(folder) as store:
        with doing("enrolled", who="AB"):
            _people(store)
        with doing("took captures in", who="CD"):
            captures = _captures(store, folder.parent, rng)
        with doing("measured", who="CD"):
            _measured(store, captures, findings, rng)
        with doing("took readings in", who="EF"):
            _readings(store, folder.parent, rng)
        with doing("corrected", who="GH"):
            _corrections(store, captures)


def sessions_of(store: Store) -> Ledger[Session]:
    """The sessions of a study as a ledger."""
    codec = RecordCodec(Session)
    return Ledger(store._database, schema.session, codec, "session", SESSION_IDENTITY)


def session(subject: str, side: str = "left", **values: object) -> Session:
    """One session, of microneedling where nothing else is said."""
    made = {
        "modality": "microneedling",
        "settings": {"depth_mm": "1.5"},
        "lots": {"serum": "A-7"},
        **values,
    }
    return Session(subject, dt.date(2026, 3, 2), BodySite("cheek", side), **made)  # type: ignore[arg-type]


def finding(sha256: str, number: int, value: float) -> Finding:
    """One of many findings of a capture."""
    return Finding(
        measurand=Measurand("surface.sq", (("form", "plane"), ("s_nesting_um", 25.0))),
        value=value,
        unit="µm",
        method="turgor.surface",
        method_version="1",
        u_reason="one map",
        captures=(sha256,),
        region="cheek",
        item=f"{number}",
        flags=("outside-skin-range",) if number % 7 == 0 else (),
    )


def _people(store: Store) -> None:
    for number, name in enumerate(SUBJECTS):
        store.people.add_subject(Subject(name))
        store.people.add_subject(Subject(name, "Ghent", 1970 + number, "female", "II"))
        for label, day in (("V0", 1), ("V1", 29)):
            conditions = VisitConditions(20.0, 21.5, 45.25, 12.0, None)
            date = dt.date(2026, 3, day)
            store.people.add_visit(Visit(name, label))
            store.people.add_visit(Visit(name, label, date, conditions))
        for side, arm in (("left", "active"), ("right", "control")):
            store.people.add_allocation(Allocation(name, arm, side))
    ledger = sessions_of(store)
    for name in SUBJECTS:
        ledger.add(session(name))
        ledger.add(session(name, "right", modality="topical retinoid", settings={}))


def _captures(store: Store, folder: Path, rng: random.Random) -> list[Capture]:
    made: list[Capture] = []
    for name in SUBJECTS:
        for visit in ("V0", "V1"):
            for side in ("left", "right"):
                path = folder / f"{name}_{visit}_{side}.npy"
                path.write_bytes(rng.randbytes(rng.randint(500, 4000)))
                capture = Capture(
                    sha256=sha256_of(path),
                    filename=path.name,
                    subject=name,
                    visit=visit,
                    site=BodySite("cheek", side),
                    region="cheek",
                    device="scanner",
                    settings={"gain": "2"},
                )
                store.captures.add(capture, path)
                made.append(capture)
                path.unlink()
    ring = ((0.0, 0.0), (2000.0, 0.0), (2000.0, 1500.5), (0.0, 1500.5))
    for name in SUBJECTS:
        store.regions.set(Region("cheek", name, BodySite("cheek", "left"), ring, False))
    store.regions.set(Region("cheek", "S01", BodySite("cheek", "left"), ring[:3], True))
    square = {"cheek": ((10.0, 10.0), (90.5, 10.0), (90.5, 80.0), (10.0, 80.0))}
    place = BodySite("cheek", "left")
    store.zones.set(ZoneSet("S01", place, "cheek", made[0].sha256, square, details={"by": "CD"}))
    store.regions.add_codes({f"K{i}": c.sha256 for i, c in enumerate(made[:6])})
    return made


def _measured(store: Store, captures: list[Capture], count: int, rng: random.Random) -> None:
    baseline = captures[0].sha256
    for number, capture in enumerate(captures):
        registration = StoredRegistration(
            capture.sha256, baseline, "1", rng.gauss(0, 300), rng.gauss(0, 300), 0.5, 0.9, 4.25
        )
        store.captures.set_registration(registration)
        if number % 5 == 0:
            store.captures.set_refusal(Refusal(capture.sha256, "measure", "held elsewhere"))
        key = WorkKey(capture.sha256, "turgor.surface", "1", "abc", 1)
        found = tuple(finding(capture.sha256, i, rng.gauss(35, 4)) for i in range(count))
        store.findings.add(Measurement(key, found))
    for capture in captures[:3]:
        store.captures.set_refusal(Refusal(capture.sha256, "measure", "too dark"))
        store.captures.set_registration(
            StoredRegistration(capture.sha256, baseline, "2", 1.5, -2.25, 0.0, 0.8, 3.0)
        )


def _readings(store: Store, folder: Path, rng: random.Random) -> None:
    table = folder / "mexameter.csv"
    table.write_text("subject,visit,m\n" + "".join(f"{name},V0,300\n" for name in SUBJECTS))
    sha256 = hashlib.sha256(table.read_bytes()).hexdigest()
    store.readings.keep_table(table, sha256, "mexameter")
    table.unlink()
    with store.together():
        for row, name in enumerate(SUBJECTS, 2):
            made = Finding(
                Measurand("mexameter.m", ()), rng.gauss(300, 30), "[arb'U]", "mexameter", "1",
                u_reason="not stated", device="mexameter",
            )  # fmt: skip
            store.readings.add(
                DeviceReading(
                    name, "V0", BodySite("cheek", "left"), made, sha256, row, "mexameter",
                    dt.date(2026, 3, 1),
                )
            )  # fmt: skip


def _corrections(store: Store, captures: list[Capture]) -> None:
    ledger = sessions_of(store)
    kept = ledger.all()
    ledger.correct(kept[0].id, 1, session("S01", deviation="two passes only"), "misread the sheet")
    ledger.correct(kept[0].id, 2, session("S01", operator="EF"), "operator was left out")
    ledger.withdraw(kept[2].id, 1, "entered for another person")
    ledger.add(session("S02", settings={"depth_mm": "1.0"}))
    store.captures.set_setting(captures[4].sha256, "note", "hair in the field")
    last = captures[-1]
    with doing(why="asked for by the person"), store._database.write() as connection:
        table = schema.capture
        gone = {"withdrawn": "asked for by the person", "erased": "2026-04-01"}
        connection.execute(update(table).where(table.c.sha256 == last.sha256).values(**gone))
        reading = schema.device_reading
        connection.execute(
            update(reading).where(reading.c.id == 2).values(withdrawn="lamp not warmed up")
        )
    (store.folder / "captures" / last.sha256[:2] / f"{last.sha256}.npy").unlink()
