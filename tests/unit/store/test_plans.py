"""Protocols by version, plans that reopen with their own rules, and overrides that say who."""

import datetime as dt
import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from alembic import command

from turgor.errors import AdmissionError, StudyError
from turgor.exchange.course_text import protocol_text, read_protocol_text
from turgor.exchange.protocol_toml import parse_protocol, protocol_toml, published_protocols
from turgor.record.kept_documents import KeptLibrary, KeptPlan, KeptProtocol, document_sha256
from turgor.record.rule_override import RuleOverride
from turgor.record.subject import Subject
from turgor.store import Store
from turgor.store.audit import doing
from turgor.store.audit.verify import verify

DAY = dt.date(2026, 11, 26)
LIBRARY = KeptLibrary("a" * 64, json.dumps({"packs": ["the rules of that day"]}))


def kept(protocol):
    document = protocol_toml(protocol)
    return KeptProtocol(protocol.name, document_sha256(document), document)


def plan(subject="S1", document='{"courses":[]}', library=LIBRARY):
    return KeptPlan(subject, "spring", DAY, document_sha256(document), document, library.sha256)


def override(**changes):
    made = RuleOverride(
        "S1", "", "PEEL-004@1", "block", LIBRARY.sha256, "AB", "clinician", "not-applicable",
        "the drug was stopped a year ago", DAY,
    )  # fmt: skip
    return replace(made, **changes)


@pytest.mark.parametrize("name", published_protocols())
def test_a_protocol_comes_back_from_text_toml_and_store(store, name):
    protocol = published_protocols()[name]
    assert store.protocols.add(kept(protocol))[0] == "added"
    assert store.protocols.add(kept(protocol))[0] == "same"
    again = parse_protocol(store.protocols.newest(name).document, "store")
    assert again == protocol
    assert read_protocol_text(protocol_text(again), where="text") == protocol


def test_every_version_of_a_protocol_stays_and_the_newest_counts(store):
    protocol = published_protocols()["p08-microneedling"]
    later = replace(protocol, people=47)
    store.protocols.add(kept(protocol))
    store.protocols.add(kept(later))
    assert parse_protocol(store.protocols.newest(protocol.name).document, "store") == later
    assert [one.record.name for one in store.protocols.all()] == [protocol.name] * 2
    with pytest.raises(StudyError, match="no protocol 'p99'; there are p08-microneedling"):
        store.protocols.newest("p99")


def test_a_plan_reopens_with_its_own_rules(store):
    newer = KeptLibrary("b" * 64, json.dumps({"packs": ["the rules of today"]}))
    _, first = store.plans.keep(plan(), LIBRARY)
    _, second = store.plans.keep(plan(document='{"courses":[1]}', library=newer), newer)
    assert store.plans.reopen(first.id) == (plan(), LIBRARY)
    assert store.plans.reopen(second.id)[1] == newer
    assert store.plans.keep(plan(), LIBRARY)[0] == "same"
    assert len(store.plans.libraries.all()) == 2


def test_a_plan_is_kept_with_its_rules_or_not_at_all(store):
    with pytest.raises(StudyError, match="was made with library aaaaaaaaaaaa"):
        store.plans.keep(plan(), KeptLibrary("b" * 64, "{}"))
    assert store.plans.kept.all() == () and store.plans.libraries.all() == ()
    with pytest.raises(StudyError, match="no library of rules cccc"):
        store.plans.library("c" * 64)
    _, made = store.plans.keep(plan(), LIBRARY)
    store.plans.kept.withdraw(made.id, 1, "another was agreed on")
    with pytest.raises(StudyError, match="was withdrawn"):
        store.plans.reopen(made.id)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: KeptProtocol("", document_sha256("x"), "x"), "needs a name"),
        (lambda: KeptProtocol("p", "0" * 64, "x"), "doesn't have the sum"),
        (lambda: KeptPlan("S1", "p", DAY, "0" * 64, "x", "a" * 64), "doesn't have the sum"),
        (lambda: replace(plan(), library_sha256="a"), "64 digits"),
        (lambda: KeptLibrary("A" * 64, "x"), "64 digits"),
        (lambda: KeptLibrary("a" * 64, ""), "it is empty"),
        (lambda: override(role="coordinator"), "a clinician decides"),
        (lambda: override(severity="info"), "allowed: block, require_override, warn"),
        (lambda: override(reason="because"), "allowed: not-applicable"),
        (lambda: override(role="boss"), "allowed: coordinator"),
        (lambda: override(rule="PEEL-004"), "ID@version"),
        (lambda: override(text=" "), "why in own words"),
    ],
)
def test_records_that_cannot_be(make, said):
    with pytest.raises(StudyError, match=said):
        make()


def test_an_override_names_a_plan_of_its_person_and_that_plans_rules(store):
    store.plans.keep(plan(), LIBRARY)
    named = override(plan_sha256=plan().sha256)
    assert store.plans.override(named)[1].record == named
    assert store.plans.override(override())[0] == "added"
    with pytest.raises(StudyError, match="S1 has no plan 0000"):
        store.plans.override(override(plan_sha256="0" * 64))
    with pytest.raises(StudyError, match="an override of it names that one"):
        store.plans.override(replace(named, library_sha256="b" * 64))
    assert len(store.plans.overrides.all("S1")) == 2


def test_a_clinician_enters_overrides_and_a_coordinator_does_not(store):
    with doing(who="AD"):
        store.users.add("AD", "admin", "")
        store.users.add("CL", "clinician", "")
        store.users.add("CO", "coordinator", "")
    with doing(who="CO"):
        store.plans.keep(plan(), LIBRARY)
        with pytest.raises(AdmissionError):
            store.plans.override(override())
    with doing(who="CL"):
        store.plans.override(override())


def test_every_change_is_a_link_of_the_chain(store):
    store.plans.keep(plan(), LIBRARY)
    store.plans.override(override())
    store.protocols.add(kept(published_protocols()["p08-microneedling"]))
    assert not verify(store.folder / "study.db", store.folder / "captures", ()).findings


def test_a_study_of_the_revision_before_is_brought_up_to_date(tmp_path, monkeypatch):
    real = command.upgrade
    with monkeypatch.context() as patch:
        patch.setattr("turgor.store.migrate.HEAD", "0004")
        patch.setattr(command, "upgrade", lambda config, _to: real(config, "0004"))
        from turgor.store.migrate import create

        (tmp_path / "captures").mkdir()
        create(tmp_path / "study.db")
    with closing(sqlite3.connect(tmp_path / "study.db")) as raw:
        tables = {row[0] for row in raw.execute("SELECT name FROM sqlite_master")}
    assert "treatment_plan" not in tables
    with Store(tmp_path) as store:
        store.people.add_subject(Subject("S1"))
        store.plans.keep(plan(), LIBRARY)
    assert not verify(tmp_path / "study.db", tmp_path / "captures", ()).findings
