"""The endpoint map: every class is there, metrics exist, the order of rules does its work."""

import pytest

from turgor.evidence.outcome import CLASSES, Outcome
from turgor.evidence.outcomes.endpoints import (
    endpoint_rule,
    endpoint_rules,
    unit_rule,
    unit_rules,
)
from turgor.evidence.outcomes.library import all_outcomes, meaning
from turgor.metrics import all_metrics


def test_every_class_is_in_the_map():
    assert {rule.outcome_class for rule in endpoint_rules()} == set(CLASSES)


def test_every_metric_of_the_map_is_in_the_catalogue():
    assert {rule.metric for rule in endpoint_rules() if rule.metric} <= set(all_metrics())


def test_the_last_rules_fit_everything_and_no_shipped_endpoint_needs_them():
    last = endpoint_rules()[-1]
    assert endpoint_rule("some new thing", "furlongs") is last
    assert unit_rule("furlongs") is unit_rules()[-1]
    assert all(endpoint_rule(o.endpoint, o.unit, o.rater) is not last for o in all_outcomes())


@pytest.mark.parametrize(
    ("endpoint", "unit", "outcome_class", "observable"),
    [
        ("collagen_III_pct", "pct_change", "histology", "collagen-iii"),
        ("collagen_I_pct", "pct_stained", "histology", "collagen-i"),
        ("collagen_type_I_pct", "pct_change", "histology", "collagen-i"),
        ("procollagen_III_pct", "pct_change", "histology", "procollagen"),
        ("elastin_synthesis_pct", "pct_change", "histology", "tropoelastin"),
        ("R7", "pct_change", "mechanical", "elasticity-r7"),
        ("Cutometer R5", "pct_change", "mechanical", "elasticity-r5"),
        ("firmness_self_rated", "score", "graded", "look-laxity"),
        ("mMASI", "pct_change", "graded", "look-pigment"),
        ("wrinkle_volume_mm3", "pct_change", "structural", "wrinkle-depth"),
        ("GAIS", "pct_improved", "responder", "look-*"),
        ("GAIS", "subject_mean_points", "graded", ""),
        ("ITA", "deg_change", "optical", "ita"),
        ("skin_hydration", "pct_change", "barrier", "hydration"),
        ("healing_time", "days", "event", "closure-time"),
    ],
)
def test_names_that_collectors_use_are_known(endpoint, unit, outcome_class, observable):
    rule = endpoint_rule(endpoint, unit)
    assert (rule.outcome_class, rule.observable) == (outcome_class, observable)


def test_the_rater_decides_between_an_image_and_a_biopsy():
    by_image = endpoint_rule("dermal_thickness_um", "um", "instrument")
    by_biopsy = endpoint_rule("dermal_thickness_um", "um", "histology")
    assert (by_image.outcome_class, by_biopsy.outcome_class) == ("structural", "histology")
    assert by_image.metric and not by_biopsy.metric


@pytest.mark.parametrize(
    ("endpoint", "unit", "better"),
    [
        ("wrinkle_depth", "pct_change", -1),
        ("wrinkle_depth", "pct_decrease", 1),
        ("wrinkle_depth", "pct_improvement", 1),
        ("dermal_thickness", "pct_change", 1),
        ("dermal_thickness", "pct_decrease", -1),
        ("dermal_thickness", "pct_improvement", 1),
    ],
)
def test_what_is_better_follows_how_the_number_is_expressed(endpoint, unit, better):
    """A decrease of what should grow is worse; an improvement is always better."""
    reported = Outcome("S", 1, "S", "", "", "microneedling", {}, "", endpoint, unit, value=20.0)
    assert meaning(reported).improvement == better
