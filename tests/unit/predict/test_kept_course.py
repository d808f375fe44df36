"""Loads of a course on disk: found again with flags and sources, and refused where it differs."""

from dataclasses import replace

import numpy as np
import pytest

from turgor.evidence import all_parameters, collect_citations, rests_on
from turgor.predict.forecast import kept_course
from turgor.record.course import Course, CourseUse
from turgor.record.skin_place import SkinPlace

PLACE = SkinPlace("cheek", 50.0, "female", "II", {"barrier.tewl": 11.0})
COURSE = Course("a", (), (CourseUse("sunscreen", 0.0, 90.0, {"spf": 50.0}),))
DAYS = np.array([0.0, 30.0, 90.0])


def asked(course=COURSE, place=PLACE, days=DAYS, draws=4, seed=0):
    return kept_course.kept_schedule(course, place, days, draws, seed)


def same(one, other):
    return (
        all(
            np.array_equal(getattr(one.schedule, name), getattr(other.schedule, name))
            for name in ("event_days", "loads", "levels")
        )
        and dict(one.traits) == dict(other.traits)
        and one.flags == other.flags
    )


def test_found_again_with_what_it_rests_on(tmp_path, monkeypatch):
    monkeypatch.setenv("TURGOR_CACHE", str(tmp_path))
    with collect_citations() as first_cited:
        first = asked()
    (file,) = (tmp_path / "photons").glob("*")

    def worked_out(*args, **kwargs):
        raise LookupError("worked out anew")

    monkeypatch.setattr(kept_course, "schedule_of", worked_out)
    with collect_citations() as cited:
        again = asked(days=np.array([0.0, 45.0, 90.0]))
    assert same(first, again)
    assert np.array_equal(again.schedule.visit_days, [0.0, 45.0, 90.0])
    assert cited == first_cited
    assert first_cited[1]
    other_use = replace(COURSE, uses=(replace(COURSE.uses[0], settings={"spf": 30.0}),))
    for other in (
        {"course": other_use},
        {"place": replace(PLACE, phototype="III")},
        {"place": replace(PLACE, findings={"barrier.tewl": 12.0})},
        {"days": np.array([0.0, 91.0])},
        {"draws": 5},
        {"seed": 1},
    ):
        with pytest.raises(LookupError):
            asked(**other)
    name = sorted(first_cited[1])[0]
    changed = {**all_parameters(), name: replace(all_parameters()[name], spread=123.0)}
    with monkeypatch.context() as patch, pytest.raises(LookupError):
        patch.setattr(rests_on, "all_parameters", lambda: changed)
        asked()
    whole = file.read_bytes()
    for damage in (whole[:-9], b"", b"x" + whole[1:]):
        file.write_bytes(damage)
        with pytest.raises(LookupError):
            asked()


def test_a_folder_that_refuses_is_left_alone(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("TURGOR_CACHE", str(tmp_path / "file"))
    assert same(asked(), asked())
