"""The shipped outcomes load, and a broken row is refused with its place."""

import pytest

from turgor.errors import EvidenceError
from turgor.evidence.outcome import CLASSES
from turgor.evidence.outcomes.fields import COLUMNS, cells_of
from turgor.evidence.outcomes.library import all_outcomes, meaning, outcomes_in
from turgor.evidence.publications import all_publications

ROW = {
    "row": "2", "study": "S1", "publication": "ret01", "cohort": "S1", "modality": "laser",
    "endpoint": "R2", "unit": "pct_change", "species": "human", "control_type": "treated",
    "rater": "instrument", "blinding": "unstated", "seen": "verified", "change_pct": "3",
}  # fmt: skip


def table(**cells):
    row = {**ROW, **cells}
    return ",".join(COLUMNS) + "\n" + ",".join(row.get(name, "") for name in COLUMNS) + "\n"


def test_every_shipped_outcome_has_its_publication():
    outcomes = all_outcomes()
    assert len(outcomes) == 570
    assert len({o.study for o in outcomes}) == 173
    known = all_publications()
    assert all(o.publication in known and o.citation and o.cohort for o in outcomes)


def test_a_record_comes_back_from_its_cells():
    for outcome in all_outcomes():
        cells = cells_of(outcome)
        text = ",".join(COLUMNS) + "\n" + ",".join(f'"{cells[n]}"' for n in COLUMNS) + "\n"
        assert outcomes_in(text, "again") == (outcome,)


def test_a_row_as_it_should_be_is_read():
    (outcome,) = outcomes_in(table(), "t.csv")
    assert outcome.observed == 3.0
    assert meaning(outcome).observable == "elasticity-r2"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"rater": "nobody"}, "line 2: rater 'nobody'; allowed: instrument, histology"),
        ({"value": "much"}, "line 2: value 'much'; allowed: a number"),
        ({"value": "inf"}, "line 2: value 'inf'; allowed: a number"),
        ({"n": "-4"}, "line 2: n '-4'; allowed: 0 and more"),
        ({"phototype": "VII"}, "line 2: phototype 'VII'; allowed: I to VI"),
        ({"parameters": "energy"}, "line 2: parameters: 'energy' is no key=value"),
        ({"comparator_modality": "IPL"}, "line 2: comparator_control_type ''; allowed: treated"),
        ({"study": ""}, "line 2: needs study"),
        ({"row": "two"}, "line 2: row 'two'; allowed: a number"),
        ({"publication": "nobody"}, "line 2: publication 'nobody'; allowed"),
    ],
)
def test_a_broken_row_is_refused(cells, said):
    with pytest.raises(EvidenceError, match=f"t.csv, {said}"):
        outcomes_in(table(**cells), "t.csv")


def test_another_header_or_a_short_row_is_refused():
    with pytest.raises(EvidenceError, match=r"t.csv: has columns \['a', 'b'\]; allowed"):
        outcomes_in("a,b\n1,2\n", "t.csv")
    with pytest.raises(EvidenceError, match="line 2: has another number of cells"):
        outcomes_in(",".join(COLUMNS) + "\n1,2\n", "t.csv")


def test_each_outcome_has_a_class_and_either_an_observable_or_a_reason():
    for outcome in all_outcomes():
        what = meaning(outcome)
        assert what.outcome_class in CLASSES
        assert bool(what.observable) != bool(what.reason), outcome
