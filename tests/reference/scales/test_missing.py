"""Gaps follow the instrument's rule, against hand arithmetic."""

import pytest

from turgor.record.questionnaire import AnswerOption, Item


def test_sum_is_prorated_by_hand(made):
    form = made.form([made.sum_score(missing="prorate", prorate_up_to=0.4)])
    # 4 + 1 + 3 over three of five: 8 / 3 * 5
    found = made.answered(form, 4.0, None, 1.0, None, 3.0).findings[0]
    assert found.value == pytest.approx(40.0 / 3.0, abs=1e-12)
    assert {"missing-answers", "prorated"} <= set(found.flags)


def test_more_gaps_than_allowed_are_not_identified(made):
    form = made.form([made.sum_score(missing="prorate", prorate_up_to=0.4)])
    found = made.answered(form, 4.0, None, None, None, 3.0).findings[0]
    assert found.value is None
    assert "3 of 5" in found.u_reason and "0.4" in found.u_reason


def test_mean_is_of_the_answered(made):
    score = made.sum_score(
        metric="scale.mean", formula="mean", highest=4.0, missing="prorate", prorate_up_to=0.5
    )
    found = made.answered(made.form([score]), 4.0, 1.0, None, 0.0, None).findings[0]
    assert found.value == pytest.approx(5.0 / 3.0, abs=1e-12)


@pytest.mark.parametrize(
    ("rule", "words"), [("none", "states no rule"), ("refuse", "complete forms only")]
)
def test_without_a_rule_or_with_refusal_there_is_no_score(made, rule, words):
    form = made.form([made.sum_score(missing=rule)])
    found = made.answered(form, 1.0, 1.0, 1.0, 1.0).findings[0]
    assert found.value is None and words in found.u_reason
    assert made.answered(form, 1.0, 1.0, 1.0, 1.0, 2.0).findings[0].value == 6.0


def test_nothing_answered_has_no_score(made):
    form = made.form([made.sum_score(missing="prorate", prorate_up_to=0.99)])
    assert made.answered(form).findings[0].value is None


def test_a_published_error_is_carried_for_complete_forms_alone(made):
    score = made.sum_score(missing="prorate", prorate_up_to=0.4, sem=1.5, sem_source="a-paper")
    whole = made.answered(made.form([score]), 1.0, 1.0, 1.0, 1.0, 1.0).findings[0]
    assert (whole.u, whole.u_kind) == (1.5, "published")
    part = made.answered(made.form([score]), 1.0, 1.0, 1.0, 1.0).findings[0]
    assert part.value == 5.0 and part.u is None and "complete forms" in part.u_reason


def test_reversed_items_turn_about_their_own_limits(made):
    score = made.sum_score(2, reversed_items=("q2",))
    # 3 + (4 - 1)
    assert made.answered(made.form([score], 2), 3.0, 1.0).findings[0].value == 6.0


def test_reversing_turns_choices_and_truths_as_well(made):
    options = tuple(AnswerOption(code, "", score) for code, score in (("a", 1.0), ("b", 3.0)))
    items = [Item("q1", "", "choice", options=options), Item("q2", "", "boolean")]
    score = made.sum_score(2, lowest=1.0, highest=4.0, reversed_items=("q1", "q2"))
    form = made.form([score], items=items)
    # (1 + 3 - 1) + (1 - 1); (1 + 3 - 3) + (1 - 0)
    assert made.measured(form, {"q1": "a", "q2": True}).findings[0].value == 3.0
    assert made.measured(form, {"q1": "b", "q2": False}).findings[0].value == 2.0
