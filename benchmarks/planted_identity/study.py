"""A study that tells who the specimen person is in every field of every table and every file."""

import datetime as dt
import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from planted_identity import captures as files
from planted_identity import pictures
from planted_identity.person import (
    BIRTH,
    CLINIC,
    FAMILY,
    GIVEN,
    JOB,
    PHONE,
    SEEN,
    SERIAL,
    TEXTS,
    text,
)

SCALE_UM = 300.0
FACE_SUBJECT = f"{FAMILY}_{GIVEN}_0"
_WHOLE = " ".join(TEXTS)
DESIGN = f"""
[study]
id = "{FAMILY}"
title = "{_WHOLE}"
kind = "split-face"
baseline = "V0"

[[arm]]
id = "laser"
name = "{text(0)}"
control = false

[[arm]]
id = "{FAMILY}"
name = "{text(1)}"
control = true

[[visit]]
label = "V0"
day = 0

[[visit]]
label = "V1"
day = 60
early_days = 5
late_days = 5

[[visit]]
label = "{GIVEN} 17.3.84"
day = 30

[captures.photo]
chart = "none"
pixel_um = {SCALE_UM}
"""
_HEAD = "path,subject,visit,site,side,region,replicate,reseated,device,operator,kind,setup,settings"


@dataclass
class Planted:
    """The study's folder, and the pictures by the name of the file: as decoded pixels."""

    folder: Path
    taken_in: int
    pictures: dict[str, np.ndarray]
    hand_points: dict[str, tuple[float, float]]


def make_planted(folder: Path, subjects: int = 12) -> Planted:
    """Make the whole study in ``folder``/study from files in ``folder``/data.

    Nothing is measured but the registration of the face; findings are put in by hand.
    """
    from turgor.store import Store
    from turgor.workflow import zone as zoning
    from turgor.workflow.photo_laying import register_photo_place
    from turgor.workflow.study import init_study
    from turgor.workflow.take_in import add_paths

    data, study = folder / "data", folder / "study"
    data.mkdir(parents=True)
    (data / "study.toml").write_text(DESIGN, encoding="utf-8")
    pixels, points = _faces(data)
    made = files.write_captures(data / f"{FAMILY} {GIVEN}")
    _tables(data, made, subjects)
    with init_study(study, data / "study.toml") as opened:
        report = add_paths(opened, [data])
        assert not report.refused, [(item.path, item.reason) for item in report.refused]
        place = zoning.photo_place(opened, FACE_SUBJECT, "face", "midline", "")
        zoning.place_by_points(opened, place, points)
        register_photo_place(opened, place, {})
        cheek = zoning.photo_place(opened, f"{FAMILY}_{GIVEN}_1", "cheek", "left", "")
        outline = [(100.0, 100.0), (220.0, 100.0), (220.0, 220.0), (100.0, 220.0)]
        zoning.place_polygon(opened, cheek, f"{GIVEN} {FAMILY}", outline)
        count = len(opened.store.captures.all())
    with Store(study) as store:
        _through_the_store(store, data)
    with closing(sqlite3.connect(study / "study.db")) as database:
        rewrite_texts(database)
        database.commit()
        shutil.copytree(study, folder / "plain study")
        for table in tables_of(database):
            insert_planted(database, table)
        database.commit()
    return Planted(study, count, pixels, points)


def _faces(data: Path) -> tuple[dict[str, np.ndarray], dict[str, tuple[float, float]]]:
    """A drawn face, nobody's, at two visits and in every format, and a plain forearm."""
    from turgor.phantom.photo.capture import PhotoCaptureSpec, photograph
    from turgor.phantom.photo.change import PhotoChange, changed
    from turgor.phantom.photo.face import FaceLayout, draw_face
    from turgor.phantom.photo.pose import CameraPose
    from turgor.phantom.photo.skin import make_skin
    from turgor.phantom.spectrum.subject import with_ita
    from turgor.physics.skin_optics import SkinOptics

    skin = make_skin(draw_face(with_ita(SkinOptics(), 25.0), FaceLayout(), 3), 3)
    pose = CameraPose(um_per_px=SCALE_UM)
    spec = PhotoCaptureSpec((740, 590), pose, chart=None, background=0.02, seed=5)
    photo, truth = photograph(skin, spec)
    points = {name: (float(x), float(y)) for name, (x, y) in truth.hand_points_px.items()}
    moved = CameraPose(um_per_px=1.01 * SCALE_UM, shift_mm=(2.0, -1.5), rotation_deg=2.0)
    later = replace(spec, pose=moved, seed=6)
    face = np.ascontiguousarray(photo.rgb)
    second = np.ascontiguousarray(photograph(changed(skin, PhotoChange()), later)[0].rgb)
    rng = np.random.default_rng(4)
    arm = np.clip(rng.normal((200, 155, 130), 6.0, (240, 200, 3)), 0, 255).astype(np.uint8)
    pictures.write_jpeg(face, data / f"{GIVEN}-V0.jpg")
    pictures.write_jpeg(second, data / f"{GIVEN}-V1.jpg")
    pictures.write_png(face, data / f"{FAMILY}.png")
    pictures.write_tiff(face, data / f"{FAMILY}.tif")
    pictures.write_dicom(face, data / f"{FAMILY}-face.dcm")
    pictures.write_png(arm, data / f"{FAMILY}-arm.png")
    pictures.write_jpeg(arm[::-1], data / f"{FAMILY}-hand.jpg")
    pixels = {"face": face, "second": second, "arm": arm}
    for name in ("face", "second"):
        path = data / f"{GIVEN}-V{'01'[name == 'second']}.jpg"
        with Image.open(path) as image:
            pixels[f"{name} as kept"] = np.asarray(image.convert("RGB"))
    return pixels, points


def _tables(data: Path, made: list[tuple[Path, str]], subjects: int) -> None:
    person = f"{FAMILY}_{GIVEN}"
    who = f'"{FAMILY} {SERIAL}","{text(0)}"'
    words = f'"{FAMILY}={GIVEN};remark={JOB} {CLINIC};energy_mj={GIVEN}"'
    rows = [
        f"{GIVEN}-V0.jpg,{person}_0,V0,face,midline,,1,no,{who},photograph,,{words}",
        f"{GIVEN}-V1.jpg,{person}_0,V1,face,midline,,1,no,{who},photograph,,{words}",
        f"{FAMILY}.png,{person}_1,V0,cheek,left,,1,no,{who},photograph,,{words}",
        f"{FAMILY}.tif,{person}_2,V0,{GIVEN} face,left,{GIVEN},1,no,{who},photograph,,{words}",
        f"{FAMILY}-face.dcm,{person}_3,V0,face,midline,,1,no,{who},photograph,,{words}",
        f"{FAMILY}-arm.png,{person}_4,V0,forearm,left,,1,no,{who},photograph,,{words}",
        f"{FAMILY}-hand.jpg,{person}_4,V0,hand,left,{GIVEN},1,no,{who},photograph,,{words}",
    ]
    for number, (path, kind) in enumerate(made):
        name = f'"{path.relative_to(data)}"'
        site = ("cheek", f"{GIVEN}s cheek")[number % 2]
        region = f"{FAMILY} {number}" if number % 3 else f"R1/{GIVEN}{number}"
        own = "" if kind == "elastogram" else f'"device={FAMILY} {SERIAL}"'
        own = words if kind in ("surface", "spectrum") else own
        rows.append(
            f"{name},{person}_{number % subjects},V0,{site},left,{region},1,yes,{who},{kind},"
            f"{GIVEN},{own}"
        )
    (data / "captures.csv").write_text("\n".join([_HEAD, *rows]) + "\n", encoding="utf-8")
    day = "-".join(f"{part:02d}" for part in SEEN)
    visits = ["subject,visit,date,acclimatisation_min,temperature_c,relative_humidity_pct,"
              "hours_since_product,days_since_session"]  # fmt: skip
    people = ["subject,centre,birth_year,sex,phototype"]
    arms = ["subject,side,arm"]
    for number in range(subjects):
        visits.append(f"{person}_{number},V0,{day},20,21,45,12,")
        visits.append(f"{person}_{number},{GIVEN} 17.3.84,1984-03-17,,,,,")
        if number == 0:
            visits.append(f"{person}_0,V1,2024-07-16,20,21,45,12,")
        sex, tone = ("female", "male")[number % 2], ("II", "III", text(number))[number % 3]
        people.append(
            f'{person}_{number},"{text(number % 2)}",{1984 + 7 * (number % 3)},{sex},"{tone}"'
        )
        arms += [f"{person}_{number},left,laser", f"{person}_{number},right,{FAMILY}"]
    for name, lines in (("visits", visits), ("subjects", people), ("allocation", arms)):
        (data / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    sessions = ["subject,date,site,side,modality,delivered,device,settings"]
    for number in range(3):
        sessions.append(
            f'{person}_{number},{day},"{GIVEN}s cheek",left,fractional-laser,yes,'
            f'"{FAMILY} {SERIAL}","energy_mj={10 + number};{FAMILY}={GIVEN};note={PHONE}"'
        )
    (data / "sessions.csv").write_text("\n".join(sessions) + "\n", encoding="utf-8")


def _through_the_store(store, data: Path) -> None:
    """What no table brings in: findings, readings, a form, sessions in full."""
    from turgor.metrics.measurand import Measurand
    from turgor.record.capture import Capture
    from turgor.record.finding import Finding
    from turgor.record.session import Session
    from turgor.record.site import BodySite
    from turgor.store import Measurement, WorkKey
    from turgor.store.blobs import sha256_of
    from turgor.store.records import DeviceReading

    form = data / f"{FAMILY}.json"
    form.write_bytes(files.form_bytes())
    person, site = f"{FAMILY}_{GIVEN}_0", BodySite(f"{GIVEN}s cheek", "left")
    store.captures.add(
        Capture(sha256_of(form), form.name, person, "V0", site, kind="form", operator=text(0)), form
    )
    conditions = tuple(sorted({
        "device_class": text(5), "illuminant": "D65", "observer": GIVEN, FAMILY: JOB,
        "aperture_mm": 491767310442.0, "preconditioning": text(0),
    }.items()))  # fmt: skip

    def finding(number: int, capture: str) -> Finding:
        metric = ("photo.l_star", f"{FAMILY}.{GIVEN}", "suction.r2")[number % 3]
        return Finding(
            Measurand(metric, conditions), 1.5 + number, ("1", text(number))[number % 2],
            (f"turgor.{GIVEN}".lower(), "turgor.photo", text(0))[number % 3], "17.3.84",
            u_reason=text(number), device=f"{FAMILY} {SERIAL}", captures=(capture,),
            region=f"R1/{text(number)}", item=f"{text(number)} {number}",
            flags=(f"{GIVEN}-{FAMILY}".lower(), text(0), "no-contrast"),
        )  # fmt: skip

    for number, capture in enumerate(store.captures.all()):
        key = WorkKey(capture.sha256, text(0), "17.3.84", GIVEN, 0)
        store.findings.add(
            Measurement(key, tuple(finding(n, capture.sha256) for n in range(number, number + 3)))
        )
    table = data / f"{GIVEN}.csv"
    table.write_text(_WHOLE, encoding="utf-8")
    store.readings.keep_table(table, sha256_of(table), f"{FAMILY} profile")
    for number in range(6):
        store.readings.add(
            DeviceReading(person, "V0", site, finding(number, ""), sha256_of(table), number,
                          FAMILY, dt.date(*BIRTH))
        )  # fmt: skip
    store.people.add_session(
        Session(person, dt.date(*SEEN), site, "other", True, f"{FAMILY} {SERIAL}",
                {FAMILY: GIVEN, "energy_mj": PHONE, "passes": "2", "agent": JOB}, text(0),
                {FAMILY: CLINIC}, _WHOLE)
    )  # fmt: skip


def tables_of(database: sqlite3.Connection) -> list[str]:
    """Every table that holds records."""
    rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [
        name
        for (name,) in rows
        if name not in ("audit", "audit_pending", "alembic_version") and name[:7] != "sqlite_"
    ]


def rewrite_texts(database: sqlite3.Connection) -> int:
    """Put the person into every text that no key, index or list of words holds; how many."""
    count = 0
    for table in tables_of(database):
        for column in _free_texts(database, table):
            rows = database.execute(f'SELECT rowid, "{column}" FROM "{table}"').fetchall()
            for number, (row, value) in enumerate(rows):
                if number % 3 == 2:  # so that every column is met beside a row that may leave
                    continue
                new = _worse(value, number)
                if new != value:
                    database.execute(
                        f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (new, row)
                    )
                    count += 1
    return count


#: what the code that opens a study must find unharmed, or the study could not be exported at all
_NEEDED = {
    ("capture", "suffix"), ("capture", "kind"), ("capture", "site"), ("capture", "withdrawn"),
    ("capture", "erased"), ("session", "withdrawn"), ("device_reading", "withdrawn"),
    ("registration", "form"), ("registration", "method_version"), ("registration", "refused"),
    ("zone_set", "form"), ("zone_set", "site"), ("region", "polygon_um"), ("subject", "sex"),
    ("subject", "phototype"), ("capture", "visit"),
}  # fmt: skip


def _free_texts(database: sqlite3.Connection, table: str) -> list[str]:
    held = {row[3] for row in database.execute(f'PRAGMA foreign_key_list("{table}")')}
    for index in database.execute(f'PRAGMA index_list("{table}")').fetchall():
        held |= {row[2] for row in database.execute(f'PRAGMA index_info("{index[1]}")')}
    (sql,) = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    found = []
    for _, column, kind, _, _, key in database.execute(f'PRAGMA table_info("{table}")'):
        texts = kind.upper().startswith(("VARCHAR", "TEXT"))
        checked = f"_{column}" in sql and f"{column} IN" in sql
        free = texts and not key and column not in held and not checked
        if free and (table, column) not in _NEEDED and column != "withdrawn":
            found.append(column)
    return found


def _worse(value: object, number: int) -> object:
    if not isinstance(value, str):
        return value
    try:
        document = json.loads(value)
    except ValueError:
        document = None
    if isinstance(document, dict):
        return json.dumps({**document, FAMILY: text(number), text(number + 1): GIVEN})
    if isinstance(document, list):
        return json.dumps([*document, f"{GIVEN}-{FAMILY}".lower(), text(number)])
    return f"{text(number)} {number}"


def insert_planted(database: sqlite3.Connection, table: str) -> None:
    """One more row of which every text is the person, whatever the lists of words say."""
    database.execute("PRAGMA ignore_check_constraints = ON")
    database.execute("PRAGMA foreign_keys = OFF")
    values: dict[str, object] = {}
    columns = database.execute(f'PRAGMA table_info("{table}")').fetchall()
    last = database.execute(f'SELECT * FROM "{table}" LIMIT 1').fetchone()
    for number, (_, column, kind, _, _, key) in enumerate(columns):
        known = None if last is None else last[number]
        if column in ("id", "version", "seq") and kind.upper() == "INTEGER":
            values[column] = None if key else 1
        elif column == "withdrawn":
            values[column] = ""
        elif column == "subject":
            values[column] = f"{FAMILY}_{GIVEN}_1"
        elif column in ("capture", "measurement", "baseline", "table_sha256") and known is not None:
            values[column] = known
        elif kind.upper() == "DATE":
            values[column] = "1984-03-17"
        elif kind.upper().startswith(("VARCHAR", "TEXT")):
            values[column] = _document(known) or f"{text(number)} {table}"
        elif kind.upper() in ("FLOAT", "INTEGER", "BOOLEAN") and table == "visit":
            values[column] = 491767310442
        else:
            values[column] = 1
    if table == "randomisation_list":
        plan = {"method": GIVEN, "per_stratum": 1}
        told = {"kind": text(0), "blinding": "open", "treatments": [FAMILY], "plan": plan}
        values["plan"] = json.dumps(told)
    # what a row must have, so that the rest of it is met on its way out
    values |= {"adverse_event": {"kind": "erythema"}, "finding": {"unit": "1"}}.get(table, {})
    if table == "subject":
        values["id"] = f"{FAMILY} {GIVEN} {CLINIC}"
        values["birth_year"] = 1984
    marks = ", ".join("?" for _ in values)
    names = ", ".join(f'"{name}"' for name in values)
    database.execute(
        f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({marks})', tuple(values.values())
    )


def _document(known: object) -> str:
    """A planted document where the column holds documents."""
    if not isinstance(known, str) or known[:1] not in ("{", "["):
        return ""
    made = json.loads(known)
    if isinstance(made, dict) and "polygons" in made:
        outline = [[10.0, 10.0], [60.0, 10.0], [60.0, 60.0]]
        named = {**made["polygons"], text(0): outline}
        return json.dumps({**made, "polygons": named, "details": {FAMILY: _WHOLE}})
    if isinstance(made, list):
        return json.dumps([text(0), f"{GIVEN}-{FAMILY}".lower()])
    return json.dumps({FAMILY: _WHOLE, text(0): PHONE, "energy_mj": GIVEN})
