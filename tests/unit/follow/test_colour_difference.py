"""Colour difference of a follow-up: ΔE2000 of means, and what replicates differ by."""

import numpy as np
import pytest

from turgor.follow.colour_difference import colour_differences
from turgor.metrics.measurand import Measurand
from turgor.physics.colour.difference import delta_e_2000
from turgor.record.finding import Finding
from turgor.record.observation import Observation
from turgor.record.site import BodySite

CONDITIONS = (("illuminant", "D65"), ("observer", "cie-1931-2deg"))
SKIN = np.array([62.0, 12.0, 18.0])


def rows(subject, visit, colours, conditions=CONDITIONS, reseated=True):
    return [
        Observation(
            subject,
            BodySite("cheek", "left"),
            visit,
            replicate,
            reseated and replicate > 1,
            Finding(
                Measurand(f"colour.{name}", conditions),
                float(value),
                "1",
                "toy",
                "1",
                u_reason="not estimated",
                captures=(f"{subject}{visit}{replicate}",),
            ),
        )
        for replicate, colour in enumerate(colours, start=1)
        for name, value in zip(("l_star", "a_star", "b_star"), colour, strict=True)
    ]


def test_difference_of_means_is_delta_e_of_means():
    before = [np.add(SKIN, (0.5, 0, 0)), np.subtract(SKIN, (0.5, 0, 0))]
    found = colour_differences(
        rows("S1", "V0", before) + rows("S1", "W4", [np.add(SKIN, (0, 4, 0))]), "V0"
    )
    assert len(found) == 1
    assert found[0].delta_e_2000 == pytest.approx(
        float(delta_e_2000(SKIN, np.add(SKIN, (0, 4, 0))))
    )
    assert found[0].replicates_p95 is None, "one pair of replicates says nothing"


def test_other_conditions_never_meet():
    other = (("illuminant", "A"), ("observer", "cie-1931-2deg"))
    assert not colour_differences(rows("S1", "V0", [SKIN]) + rows("S1", "W4", [SKIN], other), "V0")


def test_scatter_of_replicates_is_told_only_where_they_were_seated_anew():
    generator = np.random.default_rng(3)
    made = {
        reseated: [
            row
            for s in range(12)
            for visit in ("V0", "W4")
            for row in rows(
                f"S{s}", visit, SKIN + generator.normal(0, 0.7, (3, 3)), reseated=reseated
            )
        ]
        for reseated in (True, False)
    }
    assert colour_differences(made[False], "V0")[0].replicates_p95 is None
    limit = colour_differences(made[True], "V0")[0].replicates_p95
    draws = SKIN + generator.normal(0, 0.7, (2, 4000, 3))
    expected = np.percentile(delta_e_2000(draws[0], draws[1]), 95)
    assert limit == pytest.approx(expected, rel=0.25)
