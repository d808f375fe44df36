"""Events, diaries, consents, queries, ratings, forms and custody leave; what is sealed does not."""

import datetime as dt

import pytest

from turgor.exchange.odm import read_odm
from turgor.exchange.parquet import read_parquet
from turgor.exchange.ro_crate import read_crate
from turgor.exchange.tidy import read_csv, same_rows
from turgor.record.adverse_event import AdverseEvent, CoursePoint
from turgor.record.capture import Capture
from turgor.record.consent import Consent
from turgor.record.design import Allocation
from turgor.record.diary import DiaryEntry
from turgor.record.escalation import Escalation
from turgor.record.kept_documents import KeptLibrary, KeptPlan, KeptProtocol, document_sha256
from turgor.record.licence_proof import LicenceProof
from turgor.record.query import Query
from turgor.record.rating import Rating, RatingScale, ShownPicture
from turgor.record.rule_override import RuleOverride
from turgor.record.session import Session
from turgor.record.site import BodySite
from turgor.store import sha256_of
from turgor.store.audit import doing
from turgor.workflow.export import export_study
from turgor.workflow.export_crate import export_crate
from turgor.workflow.export_odm import export_odm
from turgor.workflow.export_tables import study_tables
from turgor.workflow.forms.answer import take_answer
from turgor.workflow.forms.instrument_acts import add_instrument
from turgor.workflow.study import init_study, open_study

DAY = dt.date(2026, 2, 3)
CHEEK = BodySite("cheek", "left")
DESIGN = """
[study]
id = "conduct"
title = "everything that can happen"
kind = "split-face"
baseline = "V0"
blinding = "BLINDING"
[[arm]]
id = "active"
[[arm]]
id = "vehicle"
control = true
[[visit]]
label = "V0"
day = 0
[[visit]]
label = "V1"
day = 28
"""


def made(folder, blinding):
    design = folder / f"{blinding}.toml"
    design.write_text(DESIGN.replace("BLINDING", blinding), encoding="utf-8")
    with init_study(folder / blinding, design) as study:
        store = study.store
        store.people.add_allocation(Allocation("S1", "active", "left"))
        store.people.add_session(
            Session("S1", DAY, CHEEK, "microneedling", settings={"needle_depth_um": "1000.0"})
        )
        store.adverse.add(
            AdverseEvent("S1", "erythema", DAY, CHEEK, signs={"pus": False}, serious=False,
                         course=(CoursePoint(0, 2), CoursePoint(3, 0)))
        )  # fmt: skip
        store.diary.add(DiaryEntry("S1", DAY, CHEEK, {"itch": 3, "pain": 0}, note="=warm"))
        store.escalations.add(
            Escalation("S1", "event", 1, DAY, "R1", 1, "urgent", "draft", "call", "look at it",
                       "protocol", 24.0, "pack", "0" * 64)
        )  # fmt: skip
        store.consents.add(Consent("S1", "v2", DAY, "photographs"))
        asked = Query("S1", "V0", "", "why late?", "open", "AB", "2026-02-03T10:00:00+00:00")
        _, kept = store.queries.add(asked)
        store.queries.withdraw(kept.id, kept.version, "asked twice")
        source = folder / "picture.jpg"
        source.write_bytes(b"picture")
        scale = RatingScale("s", "redness", ("none", "some"))
        capture = Capture(sha256_of(source), "p.jpg", "S1", "V0", CHEEK, kind="photograph")
        store.captures.add(capture, source)
        store.pictures.add([ShownPicture("K7Q", scale, 1, capture.sha256)])
        store.ratings.add(Rating("K7Q", "R1", 1))
        store.instruments.proofs.add(LicenceProof("H", "A-1", "2026-01-01"))
        add_instrument(store, "comfort")
        protocol, plan = 'name = "p"\n[[arm]]\nname = "a"\n', '{"courses":[]}'
        store.protocols.add(KeptProtocol("p", document_sha256(protocol), protocol))
        store.plans.keep(
            KeptPlan("S1", "spring", DAY, document_sha256(plan), plan, "a" * 64),
            KeptLibrary("a" * 64, "the rules"),
        )
        store.plans.override(
            RuleOverride("S1", document_sha256(plan), "PEEL-004@1", "block", "a" * 64, "AB",
                         "clinician", "not-applicable", "=stopped long ago", DAY)
        )  # fmt: skip
        store.locks.lock("interim", "0" * 64)
        store.locks.unlock("go on")
        store.locks.sign("review", "S1", "", "0" * 64)
        with doing(who="AB"):
            store.users.add("AB", "admin", "a long passphrase")
    with open_study(folder / blinding) as study:
        answers = {"itching": "3", "stinging": "0.0"}
        told = {"subject": "S1", "visit": "V0", "rater": "person", "date": "2026-02-03"}
        with doing(who="AB"):
            assert not take_answer(study, "comfort", told, answers).refused
    return folder / blinding


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    folder = tmp_path_factory.mktemp("conduct")
    return {blinding: made(folder, blinding) for blinding in ("open", "double")}


@pytest.fixture
def study(studies):
    with open_study(studies["open"]) as opened:
        yield opened


def rows(study, name):
    (table,) = [table for table in study_tables(study) if table.name == name]
    return [dict(zip(table.names, row, strict=True)) for row in table.rows()]


def test_what_happened_leaves_in_tables(study):
    (event,) = rows(study, "adverse_events")
    assert (event["kind"], event["serious"], event["signs"]) == ("erythema", False, '{"pus":false}')
    course = [(row["id"], row["day"], row["grade"]) for row in rows(study, "adverse_events_course")]
    assert course == [(1, 0, 2), (1, 3, 0)]
    symptoms = {row["key"]: row["value"] for row in rows(study, "diary_symptoms")}
    assert symptoms == {"itch": 3, "pain": 0}
    assert rows(study, "consents")[0]["scope"] == "photographs"
    (query,) = rows(study, "queries")
    assert (query["withdrawn"], query["version"]) == ("asked twice", 2)
    assert rows(study, "escalations")[0]["limit_h"] == 24.0
    (session,) = rows(study, "sessions")
    assert session["setting_needle_depth_um"] == "1000.0"
    (table,) = [table for table in study_tables(study) if table.name == "sessions"]
    (depth,) = [c.meaning for c in table.columns if c.name == "setting_needle_depth_um"]
    assert depth.endswith(": the device's setting 'needle_depth_um', as entered")
    assert rows(study, "locks")[0]["unlocked_why"] == "go on"
    (signature,) = rows(study, "signatures")
    told = (signature["state"], signature["voided_who"], signature["subject"])
    assert told == ("voided", "AB", "S1")  # by the form that was answered afterwards
    assert rows(study, "licence_proofs")[0]["holder"] == "H"
    assert len(rows(study, "design_versions")) >= 1
    assert rows(study, "protocols")[0]["document"].startswith("name = ")
    assert rows(study, "plans")[0]["document"] == '{"courses":[]}'
    assert "document" not in rows(study, "rule_libraries")[0]
    (override,) = rows(study, "rule_overrides")
    assert (override["rule"], override["reason"]) == ("PEEL-004@1", "not-applicable")
    answers = {row["item"]: (row["answer"], row["answer_number"], row["rater"])
               for row in rows(study, "form_answers")}  # fmt: skip
    assert answers == {"itching": ("3.0", 3.0, "person"), "stinging": ("0.0", 0.0, "person")}


def test_each_column_has_a_meaning_and_every_row_its_deed(study):
    deeds = study.store.outgoing.deeds()
    for table in study_tables(study):
        assert table.meaning, table.name
        for column in table.columns:
            assert column.meaning, f"{table.name}.{column.name}"
        at = [table.names.index(name) for name in table.entity_key]
        for row in table.rows() if table.entity else ():
            assert deeds.of(table.entity, tuple(row[a] for a in at)) is not None, table.name
        for column in table.columns:
            words = {row[table.names.index(column.name)] for row in table.rows()}
            assert not column.allowed or words - {None, ""} <= set(column.allowed), column.name


def test_every_form_says_the_same(study, tmp_path):
    export_study(study, tmp_path / "t", "both")
    odm = read_odm(export_odm(study, tmp_path / "study.xml"))
    export_crate(study, tmp_path / "crate", with_photographs=True)
    crate = read_crate(tmp_path / "crate")
    for table in study_tables(study):
        for back in (
            read_csv(tmp_path / "t" / f"{table.name}.csv", table.columns),
            read_parquet(tmp_path / "t" / f"{table.name}.parquet")[0].rows,
            odm.tables[table.name].rows,
            crate.tables[table.name].rows,
        ):
            assert same_rows(table.rows(), back) == "", table.name


def test_no_key_of_ratings_and_no_passphrase_leaves(studies, tmp_path):
    with open_study(studies["open"]) as study:
        secrets = [study.store.users.named("AB").passphrase_hash.encode()]
        (shown,) = study.store.pictures.all()
        export_study(study, tmp_path / "t", "both")
        export_odm(study, tmp_path / "t" / "study.xml")
    for path in (tmp_path / "t").iterdir():
        content = path.read_bytes()
        assert not any(secret in content for secret in secrets), path.name
        for line in content.split(b"\n"):
            assert not (b"K7Q" in line and shown.capture.encode() in line), path.name


def test_arms_of_a_sealed_study_do_not_leave(studies, tmp_path):
    with open_study(studies["double"]) as study:
        export_study(study, tmp_path / "t")
        export_odm(study, tmp_path / "t" / "study.xml")
        assert rows(study, "allocations") == []
    for name in ("allocations.csv", "findings.csv", "randomisation.csv"):
        assert "active" not in (tmp_path / "t" / name).read_text(encoding="utf-8")
    with open_study(studies["open"]) as study:
        assert [row["arm"] for row in rows(study, "allocations")] == ["active"]
