"""Wishes and concerns as constraints and objectives, each with whose it is."""

import datetime as dt
from dataclasses import replace

import pytest

from turgor.plan.concern import concern_words, objectives_of
from turgor.plan.constraint import RISK, Cap, KeepFree, ReadyBy, WeekCapacity
from turgor.plan.table import PIGMENT
from turgor.plan.wishes import constraints_of, horizon_day
from turgor.record.case import Case, Wishes
from turgor.record.skin_place import SkinPlace
from turgor.rules.vocabulary import standard_vocabulary
from turgor.skin.observe.observable import OBSERVABLES

START = dt.date(2027, 1, 4)
CASE = Case("c", SkinPlace("cheek"), start=START, concerns=("laxity", "wrinkles"))


def test_each_wish_is_a_constraint_that_names_it():
    spans = ((START, START + dt.timedelta(3)),)
    wishes = Wishes(10.0, 4, 900.0, spans, START + dt.timedelta(90))
    found = constraints_of(replace(CASE, wishes=wishes))
    assert [(type(one), one.origin) for one in found] == [
        (Cap, "wish: downtime_days"),
        (Cap, "wish: visits"),
        (Cap, "wish: cost"),
        (KeepFree, "wish: keep_free"),
        (ReadyBy, "wish: ready_by"),
        (WeekCapacity, "assumed: plan.visits_per_week"),
        (Cap, "assumed: plan.most_hyperpigmentation"),
    ]


def test_a_clinic_states_its_own_in_place_of_what_is_assumed():
    own = (
        Cap("clinic: consent", RISK + PIGMENT, 0.2),
        WeekCapacity("clinic: rooms", 2),
    )
    assert constraints_of(CASE, own) == own


def test_the_first_concern_is_sought_first_by_what_it_is():
    sought = objectives_of(CASE, 200.0)
    assert [(one.quantity, one.priority, one.concern) for one in sought.objectives[:2]] == [
        ("look-laxity", 1, "laxity"),
        ("wrinkle-depth", 2, "wrinkles"),
    ]
    assert all(one.priority == 0 for one in sought.objectives[2:])
    assert len(sought.levels) == 2


def test_who_wants_to_be_ready_is_counted_on_that_day():
    ready = replace(CASE, wishes=Wishes(ready_by=START + dt.timedelta(120)))
    assert horizon_day(ready) == 120.0
    assert {one.counted for one in objectives_of(ready, 120.0).objectives} == {"day"}
    assert horizon_day(CASE) == CASE.horizon_days
    assert {one.counted for one in objectives_of(CASE, 365.0).objectives} == {"mean"}


def test_every_concern_of_the_rules_is_sought_or_says_why_not():
    words = standard_vocabulary().field("concerns").words
    assert set(concern_words()) == set(words)


@pytest.mark.parametrize("word", concern_words())
def test_a_concern_asks_for_what_the_skin_yields(word):
    other = "wrinkles" if word != "wrinkles" else "laxity"
    sought = objectives_of(replace(CASE, concerns=(word, other)), 365.0)
    assert set(sought.quantities) <= set(OBSERVABLES)
    assert {one.concern for one in sought.objectives} | {w for w, _ in sought.unserved} >= {word}
