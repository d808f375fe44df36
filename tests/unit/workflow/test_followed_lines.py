"""The baseline's wrinkles are looked up again in every capture of a place."""

from dataclasses import replace

import pytest

from turgor.workflow.export import finding_rows
from turgor.workflow.measure_study import measure_study
from turgor.workflow.method import default_conditions, default_method
from turgor.workflow.study import Study

FOLLOWED = ("wrinkle.followed_depth_mean", "wrinkle.followed_volume_density")
UNTREATED = ("wrinkle.followed_depth_mean", "right")

#: what the phantom's truth tells of the left side's wrinkles at V1
PLANTED = 0.6972


def stated(study: Study) -> dict[tuple[str, str, str, int], dict[str, object]]:
    return {
        (row["metric"], row["side"], row["visit"], row["replicate"]): row
        for row in finding_rows(study)
        if row["metric"] in FOLLOWED
    }


def test_every_capture_states_depth_along_the_wrinkles_of_its_baseline(filled: Study) -> None:
    report = measure_study(filled, workers=2)
    assert (len(report.measured), report.refused) == (6, [])
    rows = stated(filled)
    assert len(rows) == 12
    for metric in FOLLOWED:
        first, again, later = (
            rows[metric, "left", visit, number]["value"]
            for visit, number in (("V0", 1), ("V0", 2), ("V1", 1))
        )
        assert again == pytest.approx(first, rel=0.02), "the same skin, held again"
        assert later == pytest.approx(PLANTED * first, abs=0.03 * first)
    depths = [
        row["value"] for (metric, side, *_), row in rows.items() if (metric, side) == UNTREATED
    ]
    assert len(depths) == 3
    assert max(depths) - min(depths) < 4.0, "one fine line, which nothing changed"
    again_rows = measure_study(filled, workers=1)
    assert (again_rows.measured, again_rows.already) == ([], 6)


def test_workers_and_a_fresh_start_change_no_followed_value(filled: Study) -> None:
    """A second run knows nothing of the first one's wrinkles, and finds the same."""
    measure_study(filled, workers=2)
    before = {key: row["value"] for key, row in stated(filled).items()}
    other = default_method()
    fresh = replace(other, settings={**other.settings, "asked": "again"})
    assert len(measure_study(filled, fresh, workers=1).measured) == 6
    after = {key: row["value"] for key, row in stated(filled).items()}
    assert after == pytest.approx(before, rel=1e-9), "the order of sums in threads may round"


@pytest.mark.parametrize("metric", FOLLOWED)
def test_default_conditions_are_those_that_are_stated(metric: str) -> None:
    told = default_conditions(metric)
    assert told["object_class"] == "all"
    assert told["lid"] == "local-quadratic-2000um"
