"""Roles and the lock where a study is conducted: who may do what, and what a lock leaves open."""

import datetime as dt
from pathlib import Path

import pytest

from turgor.errors import AdmissionError
from turgor.record.subject import Subject
from turgor.store.audit import doing
from turgor.workflow.conduct.make_list import make_list
from turgor.workflow.conduct.queries import raise_query, study_queries
from turgor.workflow.conduct.randomise import Opener, randomise_next, unblind_study
from turgor.workflow.study import Study, open_study

STRATUM = {"centre": "A", "phototype": "I"}


@pytest.fixture
def staffed(blinded: Study) -> Study:
    with doing(who="ADM"):
        for name, role in (
            ("ADM", "admin"), ("COO", "coordinator"), ("RAT", "rater"), ("MON", "monitor"),
        ):  # fmt: skip
            blinded.store.users.add(name, role)
    return blinded


def test_who_may_randomise_and_unblind(staffed: Study, tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    for who in ("RAT", "MON"):
        with doing(who=who), pytest.raises(AdmissionError):
            make_list(staffed, file)
        assert not file.exists()
    with doing(who="COO"):
        make_list(staffed, file)
        randomise_next(staffed, "S1", STRATUM)
        with pytest.raises(AdmissionError):
            unblind_study(staffed, Opener(file), "curious")
    assert staffed.store.people.allocations() == ()
    with doing(who="RAT"), pytest.raises(AdmissionError):
        randomise_next(staffed, "S2", STRATUM)
    with doing(who="ADM"):
        assert len(unblind_study(staffed, Opener(file), "end of study")) == 1


def test_a_changed_design_stands_in_nobodys_way(staffed: Study) -> None:
    """It is noted by whoever writes first, and under a lock as well."""
    with doing(who="COO"):
        staffed.store.people.add_subject(Subject("S1"))
    design = staffed.folder / "study.toml"
    design.write_text(staffed.text + "\n# amended\n")
    with open_study(staffed.folder) as again, doing(who="MON"):
        raise_query(again, "S1", "", "", "why was it amended?")
    assert len(staffed.store.designs.all()) == 2
    assert len(study_queries(staffed, dt.date(2026, 3, 1)).raised) == 1
