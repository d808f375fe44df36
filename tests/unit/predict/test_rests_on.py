"""The shipped parameter set is what the evidence gives now, and says so when it no longer is."""

from dataclasses import replace

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.evidence import all_parameters, collect_reads, find_parameter, remembered
from turgor.predict.calibrate.answers import Answers
from turgor.predict.calibrate.arm import COURSE_OBSERVABLES
from turgor.predict.calibrate.parameter_set import read_parameter_set, renewal, shipped_file
from turgor.predict.calibrate.rests_on import ROWS, changed_since, fingerprints
from turgor.predict.validate import kept
from turgor.predict.validate.shipped import calibration_rows, shipped_forecaster, stale_flags


@pytest.fixture
def changed(monkeypatch):
    """Changes fields of a record, and has staleness looked at anew, until the test is over."""

    def change(name: str, **fields: object) -> None:
        record = replace(all_parameters()[name], **fields)
        monkeypatch.setitem(all_parameters(), name, record)
        stale_flags.cache_clear()

    yield change
    stale_flags.cache_clear()


def test_the_shipped_set_is_fresh() -> None:
    """Fails where evidence was changed without a calibration: run what the message says."""
    assert [flag.text for flag in stale_flags()] == []


def test_the_skin_still_answers_as_shipped_and_reads_nothing_that_is_not_covered() -> None:
    """One row of each family of modalities and each class, simulated anew: code counts as well."""
    held = read_parameter_set(shipped_file())
    rows = {}
    for row in calibration_rows():
        known = held.answers.knows(row)
        if known and row.meaning.observable not in COURSE_OBSERVABLES:
            rows.setdefault(("family", row.family), row)
            rows.setdefault(("class", row.outcome_class), row)
    chosen = list({row.key: row for row in rows.values()}.values())
    assert len(chosen) >= 12
    with collect_reads() as read:
        now = Answers(held.free, held.units)
        now.simulate(chosen)
    for told in (Answers.offsets, Answers.stimulus):
        np.testing.assert_allclose(told(now, chosen), told(held.answers, chosen), atol=1e-4)
    assert len(read) > 300
    assert read <= set(held.rests_on)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("loading.sunscreen.worn", {"value": 0.123}),
        ("loading.pigment.phototype_4", {"spread": 0.0123}),
        ("virtual.mmp.pace", {"value": 0.77}),
        ("predict.rating.people", {"spread": 0.123}),
    ],
)
def test_one_changed_record_makes_it_stale(changed, name: str, fields: dict[str, float]) -> None:
    """Simulated, fixed or of the rating layer: by its name, with what to run."""
    changed(name, **fields)
    (flag,) = stale_flags()
    assert flag.code == "parameter-set-stale"
    assert f"({name})" in flag.text and renewal() in flag.text


def test_words_about_a_record_and_records_that_were_not_read_leave_it_fresh(changed) -> None:
    """A better note or locator calls for no calibration, nor what no calibration reads."""
    held = read_parameter_set(shipped_file())
    changed("loading.sunscreen.worn", note="otherwise", locator="p. 2")
    unread = next(name for name in all_parameters() if name not in held.rests_on)
    changed(unread, value=0.5)
    assert stale_flags() == ()


def test_rows_and_vanished_records_count() -> None:
    """A row less, one read otherwise, a record that is gone."""
    rows = calibration_rows()
    told = fingerprints({"loading.sunscreen.worn"}, rows)
    assert changed_since(told, rows) == () and changed_since(told, rows[::-1]) == ()
    assert changed_since(told, rows[1:]) == (ROWS,)
    other = replace(rows[0], meaning=replace(rows[0].meaning, improvement=7))
    assert changed_since(told, [other, *rows[1:]]) == (ROWS,)
    assert changed_since({**told, "loading.none": "0123"}, rows) == ("loading.none",)
    assert changed_since({}, rows) == (ROWS,)


def test_what_is_stale_is_shown_as_it_was_shipped_and_not_fitted_for_minutes(changed) -> None:
    """The choice by class, the widths and the numbers of rows stay."""
    before = shipped_forecaster()
    changed("loading.sunscreen.worn", value=0.123)
    shipped_forecaster.cache_clear()
    after = shipped_forecaster()
    assert after.choice == before.choice and after.widths == before.widths


def test_a_forecaster_of_another_set_is_refused_with_what_to_run() -> None:
    """One line."""
    held = read_parameter_set(shipped_file())
    with pytest.raises(InputError, match="another parameter set; run: turgor calibrate --check"):
        kept.kept_forecaster(calibration_rows(), replace(held, mean=held.mean + 0.1))
    with pytest.raises(InputError, match="knows none of the outcomes"):
        kept.kept_forecaster([], held)


def test_reads_reach_every_block_around_them_also_where_they_are_remembered() -> None:
    """What stands in a cache was read by whoever recalls it."""

    @remembered(4)
    def kept_value(name: str) -> float:
        return find_parameter(name).value

    for _ in range(2):
        with collect_reads() as outer:
            with collect_reads() as inner:
                kept_value("loading.sunscreen.worn")
            assert inner == {"loading.sunscreen.worn"}
        assert outer == inner
