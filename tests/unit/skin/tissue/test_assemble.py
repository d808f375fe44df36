"""The virtual skin's processes put together: rest, names, and who reads what."""

from collections.abc import Iterator, Mapping

import numpy as np
import pytest

from turgor.evidence import all_parameters
from turgor.skin.assemble import (
    PROCESSES,
    jump,
    parameter_names,
    prior_medians,
    rates,
    rest_state,
)
from turgor.skin.load import LOADS, TRAITS, USUAL_LEVELS
from turgor.skin.state import STATE_NAMES, STATES

MEDIANS = dict(zip(parameter_names(), prior_medians(), strict=True))


class Watched(Mapping[str, float]):
    """A mapping that keeps which of its names were read."""

    def __init__(self, values: Mapping[str, float]) -> None:
        self.values, self.read = dict(values), set[str]()

    def __getitem__(self, name: str) -> float:
        self.read.add(name)
        return self.values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)


def test_each_state_has_one_owner_and_a_rate():
    owned = [name for process in PROCESSES for name in process.owns]
    assert sorted(owned) == sorted(STATE_NAMES)
    change = rates(rest_state(MEDIANS), USUAL_LEVELS, MEDIANS)
    assert tuple(change) == STATE_NAMES


def test_rest_is_where_the_states_say():
    rest = rest_state(MEDIANS)
    assert {name: float(rest[name]) for name in rest} == {v.name: v.rest for v in STATES}


def test_rest_is_exact_without_ageing():
    """Any parameters: with ageing off and usual levels nothing moves."""
    rng = np.random.default_rng(5)
    for _ in range(50):
        p = {name: value * np.exp(rng.normal(0.0, 0.7)) for name, value in MEDIANS.items()}
        for name in p:
            record = all_parameters().get(f"virtual.{name}")
            if record is not None and record.most is not None:
                p[name] = min(p[name], record.most)
        p |= {name: 0.0 for name in p if name.startswith("ageing.")}
        p["trait.age_years"] = rng.uniform(18.0, 90.0)
        change = rates(rest_state(p), USUAL_LEVELS, p)
        assert max(abs(float(rate)) for rate in change.values()) < 1e-12


def test_only_ageing_moves_untreated_skin():
    change = rates(rest_state(MEDIANS), USUAL_LEVELS, MEDIANS)
    moved = {name for name, rate in change.items() if abs(float(rate)) > 1e-12}
    assert moved == {
        "collagen_mature_papillary",
        "collagen_mature_reticular",
        "collagen_fragments",
        "elastosis",
    }


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)
def test_a_process_reads_what_it_declares(process):
    p = Watched(MEDIANS)
    state = dict.fromkeys(STATE_NAMES, 0.3)
    process.rates(state, USUAL_LEVELS, p)
    process.impulse(state, dict.fromkeys(LOADS, 0.1), p)
    assert p.read - set(TRAITS) == set(process.parameters)


def test_an_empty_session_changes_nothing():
    state = dict.fromkeys(STATE_NAMES, 0.4)
    after = jump(state, dict.fromkeys(LOADS, 0.0), MEDIANS)
    assert {name: float(value) for name, value in after.items()} == state


def test_priors_are_evidence_with_a_role():
    records = [all_parameters()[f"virtual.{n}"] for n in parameter_names() if n not in TRAITS]
    roles = [dict(record.conditions)["role"] for record in records]
    assert set(roles) == {"free", "fixed"}
    assert 20 <= roles.count("free") <= 35
    for record in records:
        assert record.spread is not None and record.spread > 0.0, record.id
        assert record.basis == "assumed" or (record.source and record.locator), record.id
