"""Captures of the laxity page read anew: every kind drawn, nothing that fails stops another."""

import dataclasses

import numpy as np
import pytest

from turgor.record.laxity_series import (
    BarrierDrawing,
    ElastogramDrawing,
    OctDrawing,
    SuctionDrawing,
    UltrasoundDrawing,
    WaveDrawing,
)
from turgor.store.records import Refusal
from turgor.workflow.follow_study import follow_study
from turgor.workflow.laxity_drawing import drawing_of
from turgor.workflow.laxity_series import laxity_series

KINDS = {
    "suction": SuctionDrawing,
    "ultrasound": UltrasoundDrawing,
    "barrier": BarrierDrawing,
    "wave": WaveDrawing,
    "oct": OctDrawing,
    "elastogram": ElastogramDrawing,
}


@pytest.fixture(scope="module")
def facts(laxity_study):
    return follow_study(laxity_study).facts


@pytest.fixture(scope="module")
def series(laxity_study, facts):
    return laxity_series(laxity_study, facts)


def drawings(series, kind):
    return [c.drawing for p in series if p.kind == kind for c in p.captures]


def test_every_kind_of_both_sides_is_drawn(series):
    assert {(p.kind, p.side) for p in series} == {
        (kind, side) for kind in KINDS for side in ("left", "right")
    }
    for place in series:
        assert [c.visit for c in place.captures] == sorted(c.visit for c in place.captures)
        for capture in place.captures:
            assert isinstance(capture.drawing, KINDS[place.kind]), capture.reason


def test_one_capture_a_visit_but_every_placement_of_the_barrier(series):
    for place in series:
        expected = [("V0", 1), ("W24", 1)]
        if place.kind == "barrier":
            expected.insert(1, ("V0", 2))
        assert [(c.visit, c.replicate) for c in place.captures] == expected


def test_suction_runs_from_its_first_onset_above_its_own_level(series):
    for drawing in drawings(series, "suction"):
        assert drawing.time_s[0] == pytest.approx(0.0, abs=0.26)
        assert drawing.on_s == ((0.0, 2.0), (4.0, 6.0), (8.0, 10.0))
        assert abs(drawing.elevation_mm[0]) < 0.01
        fixed = [m for m in drawing.splits if m.rule == "fixed-0.1s"]
        assert [(m.time_s, m.release) for m in fixed] == [
            (pytest.approx(0.1), False),
            (pytest.approx(2.1), True),
        ]


def test_scans_carry_their_borders_in_colour(series):
    for drawing in drawings(series, "ultrasound"):
        r, g, b = (drawing.rgb[..., i].astype(int) for i in range(3))
        coloured = (np.abs(r - g) > 20) | (np.abs(g - b) > 20)
        # each of four borders crosses every column that is used
        assert coloured.any(axis=0).mean() > 0.9
        assert drawing.time_of_day == "09:30"


def test_a_refused_capture_keeps_its_reason(laxity_study, facts):
    one = next(c for c in facts.captures if c.kind == "oct")
    refusal = Refusal(*(None for _ in dataclasses.fields(Refusal)))
    refusal = dataclasses.replace(refusal, reason="too dark")
    told = dataclasses.replace(facts, refusals={one.sha256: refusal})
    places = laxity_series(laxity_study, told)
    captures = [c for p in places for c in p.captures if c.sha256 == one.sha256]
    assert [(c.drawing, c.reason) for c in captures] == [(None, "too dark")]
    assert sum(c.drawing is None for p in places for c in p.captures) == 1


def test_what_is_no_reading_has_no_drawing():
    assert drawing_of(object(), object()) is None
