"""Draws from the spread of literature values."""

import numpy as np
import pytest

from turgor.errors import EvidenceError
from turgor.evidence import all_parameters, parameter, parameter_draw
from turgor.evidence.draw import drawn_share, drawn_value
from turgor.evidence.parameter import Parameter, parameter_from

RECORD = Parameter("a.value", 10.0, "1", "ratio", "assumed", "", "", "", 1.0, "sd")


def drawn(record: Parameter, count: int = 400, seed: int = 0) -> np.ndarray:
    values = []
    for index in range(count):
        with parameter_draw(index, count, seed):
            values.append(drawn_value(record))
    return np.array(values)


def test_draws_have_the_median_and_spread_that_are_stated() -> None:
    values = drawn(RECORD)
    assert np.median(values) == pytest.approx(10.0, rel=0.005)
    assert values.std() == pytest.approx(1.0, rel=0.05)


def test_each_slice_is_met_once() -> None:
    shares = []
    for index in range(50):
        with parameter_draw(index, 50):
            shares.append(drawn_share("x"))
    assert sorted(int(50 * share) for share in shares) == list(range(50))


def test_two_values_draw_apart() -> None:
    other = Parameter("b.value", 10.0, "1", "ratio", "assumed", "", "", "", 1.0, "sd")
    assert abs(np.corrcoef(drawn(RECORD), drawn(other))[0, 1]) < 0.15


def test_a_wide_range_is_even_in_its_logarithm_and_a_narrow_one_even() -> None:
    wide = Parameter("w", 0.4, "1", "ratio", "assumed", "", "", "", 0.5, "range", low=0.1, high=1.1)
    narrow = Parameter(
        "n", 0.4, "1", "ratio", "assumed", "", "", "", 0.1, "range", low=0.3, high=0.5
    )
    assert np.median(drawn(wide)) == pytest.approx(np.sqrt(0.11), rel=0.01)
    assert np.median(drawn(narrow)) == pytest.approx(0.4, rel=0.01)
    assert drawn(narrow).min() >= 0.3
    assert drawn(narrow).max() <= 0.5


def test_bounds_hold() -> None:
    bound = Parameter("c", 10.0, "1", "ratio", "assumed", "", "", "", 5.0, "sd", least=9.0, most=12)
    values = drawn(bound)
    assert values.min() == 9.0
    assert values.max() == 12.0


def test_outside_a_draw_a_value_is_its_own() -> None:
    name = next(key for key, record in all_parameters().items() if record.spread)
    assert parameter(name) == all_parameters()[name].value
    with parameter_draw(0, 8):
        assert parameter(name) != all_parameters()[name].value


def test_a_spread_may_state_its_ends() -> None:
    table: dict[str, object] = {
        "value": 30, "unit": "%", "kind": "percent", "basis": "assumed",
        "spread": [20, 77], "spread_kind": "range",
    }  # fmt: skip
    record = parameter_from("a", table, {}, "here")
    assert (record.low, record.high, record.spread) == (20.0, 77.0, 28.5)
    with pytest.raises(EvidenceError, match="spread"):
        parameter_from("a", {**table, "spread": [77, 20]}, {}, "here")
    with pytest.raises(EvidenceError, match="spread"):
        parameter_from("a", {**table, "spread_kind": "sd"}, {}, "here")


def test_a_draw_outside_its_count_is_refused() -> None:
    with pytest.raises(ValueError, match="draw 4 of 4"), parameter_draw(4, 4):
        pass
