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


def ranged(value: float, low: float, high: float) -> Parameter:
    return Parameter(
        "r", value, "1", "ratio", "assumed", "", "", "", 0.5 * (high - low), "range",
        low=low, high=high,
    )  # fmt: skip


def test_a_range_has_its_value_as_median_and_is_even_on_each_side() -> None:
    values = drawn(ranged(0.3, 0.1, 2.7))
    assert np.median(values) == pytest.approx(0.3, rel=0.01)
    assert np.quantile(values, 0.25) == pytest.approx(np.sqrt(0.1 * 0.3), rel=0.01)
    assert np.quantile(values, 0.75) == pytest.approx(np.sqrt(0.3 * 2.7), rel=0.01)
    assert 0.1 <= values.min() < 0.105 and 2.6 < values.max() <= 2.7
    about_nothing = drawn(ranged(0.1, 0.0, 0.5))
    assert np.median(about_nothing) == pytest.approx(0.1, rel=0.02)
    assert np.quantile(about_nothing, 0.75) == pytest.approx(np.sqrt(0.1 * 0.5), rel=0.02)


def test_a_value_at_the_end_of_its_range_draws_half_of_the_time_itself() -> None:
    values = drawn(ranged(30.0, 10.0, 30.0))
    assert (values == 30.0).mean() == pytest.approx(0.5, abs=0.01)
    assert values.min() >= 10.0


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
