"""A new observable is accepted by its being listed: its metrics exist, in its unit."""

import pytest

from turgor.metrics import all_metrics
from turgor.metrics.measurand import Measurand
from turgor.skin.observe.laws import LAWS
from turgor.skin.observe.noise import reading_noise
from turgor.skin.observe.observable import OBSERVABLES, ORIGINS, mismatch_reason

PLAIN = {"text": "x", "number": 1.0, "flag": True}


@pytest.mark.parametrize("known", OBSERVABLES.values(), ids=list(OBSERVABLES))
def test_observable(known):
    assert known.origin in ORIGINS
    assert (known.id in LAWS) == (known.origin == "states")
    assert known.change_unit == ("%" if known.relative else known.unit)
    for same in known.metrics:
        metric = all_metrics()[same.metric]
        assert same.own_scale or metric.unit == known.unit, same.metric
        schema = {condition.name: condition for condition in metric.conditions}
        assert set(same.conditions) <= set(schema), same.metric
        told = {
            name: same.conditions.get(name, one.allowed[0] if one.allowed else PLAIN[one.kind])
            for name, one in schema.items()
        }
        assert mismatch_reason(known.id, Measurand.of(same.metric, told)) is None


@pytest.mark.parametrize("name", OBSERVABLES)
def test_every_observable_has_a_noise_in_the_unit_of_its_changes(name):
    noise = reading_noise(name)
    assert noise.sd > 0.0
    assert noise.unit == OBSERVABLES[name].change_unit
    assert noise.of_change > noise.sd
