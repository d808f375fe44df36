"""From when until when signs show: what outlasts the next session ends with that session's."""

import math

from turgor.plan.plan import Band
from turgor.plan.shown import shown_spans

LONG = Band(2.0, 5.0, math.inf)


def test_each_ends_by_its_own_band():
    spans = shown_spans([0.0, 28.0], [Band(1.0, 5.0, 40.0), Band(1.0, 5.0, 12.0)], 0.9)
    assert spans == [(0.0, 40.0), (28.0, 40.0)]


def test_signs_without_an_end_run_on_into_the_next_sessions():
    spans = shown_spans([0.0, 14.0, 28.0], [LONG, LONG, Band(1.0, 5.0, 12.0)], 0.9)
    assert spans == [(0.0, 40.0), (14.0, 40.0), (28.0, 40.0)]


def test_those_of_the_last_session_may_have_none():
    assert shown_spans([0.0, 14.0], [LONG, LONG], 0.9)[-1] == (14.0, math.inf)


def test_the_median_is_not_cautious():
    assert shown_spans([0.0], [LONG], 0.5) == [(0.0, 5.0)] and shown_spans([], [], 0.9) == []
