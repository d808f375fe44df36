"""Instruments written in the test, and their answers."""

from types import SimpleNamespace

import pytest

from turgor.measure.scales import measure_scales
from turgor.record.questionnaire import Instrument, Item, Licence, Response, ScoreDefinition

OPEN = Licence("open")


def number_item(link_id, low=0.0, high=4.0, **more):
    return Item(link_id, link_id, "integer", lowest=low, highest=high, **more)


def form(scores, count=5, items=None, licence=OPEN, **more):
    items = items or tuple(number_item(f"q{n}") for n in range(1, count + 1))
    return Instrument("made", "1", "made", tuple(items), tuple(scores), licence, **more)


def sum_score(count=5, **more):
    names = tuple(f"q{n}" for n in range(1, count + 1))
    told = {"metric": "scale.sum", "formula": "sum", "lowest": 0.0, "highest": 4.0 * count}
    return ScoreDefinition(id="total", items=names, **(told | more))


def answered(instrument, *values, **more):
    answers = {
        item.link_id: value
        for item, value in zip(instrument.items, values, strict=False)
        if value is not None
    }
    return measured(instrument, answers, **more)


def measured(instrument, answers, proof=None, rater="person"):
    response = Response(instrument.id, instrument.version, answers, rater, "en")
    return measure_scales(instrument, response, capture_sha256="0" * 64, proof=proof)


@pytest.fixture
def made():
    """The builders above."""
    return SimpleNamespace(
        form=form,
        sum_score=sum_score,
        number_item=number_item,
        answered=answered,
        measured=measured,
    )
