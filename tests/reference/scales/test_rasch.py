"""A conversion table, written here, against the scores that it gives back."""

from dataclasses import replace

import pytest

from turgor.record.questionnaire import RaschRow

#: raw sum of two items 0-4 -> measure, standard error (invented: not evenly spaced, as such are)
TABLE = {0: (0, 14.2), 1: (17, 9.1), 2: (28, 7.7), 3: (36, 7.0), 4: (44, 6.9)} | {
    5: (53, 7.2),
    6: (63, 8.0),
    7: (77, 9.9),
    8: (100, 15.1),
}


@pytest.fixture
def score(made):
    rows = tuple(RaschRow(float(raw), float(m), se) for raw, (m, se) in TABLE.items())
    return made.sum_score(
        2, metric="scale.rasch", formula="rasch", table=rows, highest=100.0, missing="refuse"
    )


def test_each_line_of_the_table(made, score):
    form = made.form([score], 2)
    for first in range(5):
        for second in range(5):
            found = made.answered(form, float(first), float(second)).findings[0]
            measure, error = TABLE[first + second]
            assert (found.value, found.u, found.u_kind) == (measure, error, "published")


def test_a_sum_that_the_table_lacks_is_not_identified(made, score):
    holed = replace(score, table=tuple(row for row in score.table if row.raw != 5.0))
    found = made.answered(made.form([holed], 2), 4.0, 1.0).findings[0]
    assert found.value is None and "no raw sum of 5" in found.u_reason


def test_a_prorated_sum_is_rounded_and_says_so(made, score):
    rows = tuple(RaschRow(float(raw), 2.0 * raw) for raw in range(13))
    three = made.sum_score(
        3,
        metric="scale.rasch",
        formula="rasch",
        table=rows,
        highest=24.0,
        missing="prorate",
        prorate_up_to=0.34,
    )
    # (2 + 3) / 2 * 3 = 7.5 -> 8 -> 16
    found = made.answered(made.form([three], 3), 2.0, None, 3.0).findings[0]
    assert found.value == 16.0
    assert {"prorated", "raw-sum-rounded"} <= set(found.flags) and found.u is None
