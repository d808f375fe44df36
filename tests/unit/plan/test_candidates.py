"""Templates and candidates: what is offered at all, what it costs, how it lies on a calendar."""

import datetime as dt

import pytest

from turgor.errors import InputError
from turgor.plan.candidate import candidates_of, combined_course
from turgor.plan.template import NOTHING, SUNSCREEN, read_templates, standard_templates
from turgor.record.session import MODALITIES
from turgor.record.setting_spec import modality_settings
from turgor.rules.treatment import treatment_words
from turgor.rules.vocabulary import standard_vocabulary

ONE = """
[[template]]
id = "needles"
family = "microneedling"
title = "needles"
level = "usual"
modality = "microneedling"
counts = [1, 3]
interval_days = [14, 28]
settings = { needle_depth_um = 1500, passes = 4 }
source = "somebody"
"""


def test_doing_nothing_and_sun_protection_are_always_there():
    for templates in (None, read_templates(ONE, "t")):
        names = [one.id for one in candidates_of(templates)]
        assert names[:2] == [NOTHING, SUNSCREEN]


def test_each_number_and_interval_is_a_candidate():
    found = candidates_of(read_templates(ONE, "t"))[2:]
    assert [one.id for one in found] == [
        "needles 1x", "needles 3x every 14 d", "needles 3x every 28 d",
    ]  # fmt: skip
    assert found[2].session_days == (0.0, 28.0, 56.0)
    assert [one.visits for one in found] == [1, 3, 3]


def test_a_number_is_crossed_with_an_interval_only_where_both_were_published():
    pairs = ONE.replace("counts = [1, 3]\ninterval_days = [14, 28]", "series = [[3, 56], [2, 112]]")
    assert [one.id for one in candidates_of(read_templates(pairs, "t"))[2:]] == [
        "needles 3x every 56 d", "needles 2x every 112 d",
    ]  # fmt: skip
    # three times every 8 weeks, or twice every 16 (10.36849/JDD.8261); no third at 16 weeks
    found = {one.id for one in candidates_of() if one.template.id == "caha-1-2"}
    assert found == {"caha-1-2 3x every 56 d", "caha-1-2 2x every 112 d"}


def test_high_energy_at_low_density_is_for_the_skin_that_it_was_published_in():
    (low,) = (one for one in standard_templates() if one.id == "nafl-1550-low-density")
    assert low.phototypes == ("IV", "V", "VI")  # rules.csv, NAFL-008: phototype 4 and above


@pytest.mark.parametrize("series", ["[[1, 56]]", "[[3]]", "[3, 56]", '"3x"', "[[2.5, 7]]"])
def test_a_series_is_pairs_of_a_number_and_days(series):
    text = ONE.replace("counts = [1, 3]\ninterval_days = [14, 28]", f"series = {series}")
    with pytest.raises(InputError, match="template 'needles': 'series' holds"):
        read_templates(text, "t")


def test_no_price_is_made_up():
    plain = candidates_of(read_templates(ONE, "t"))
    assert [one.cost for one in plain] == [0.0, None, None, None, None]
    priced = candidates_of(read_templates(ONE, "t"), {"microneedling": 100.0, SUNSCREEN: 30.0})
    assert [one.cost for one in priced] == [0.0, 30.0, 100.0, 300.0, 300.0]


def test_courses_lie_on_one_calendar():
    start = dt.date(2027, 1, 4)
    needles = candidates_of(read_templates(ONE, "t"))[3]
    cream = next(one for one in candidates_of() if one.template.use == "topical-retinoid")
    course = combined_course([(needles, 2), (cream, 1)], start)
    assert [one.day for one in course.sessions] == [14.0, 28.0, 42.0]
    assert course.uses[0].start_day == 7.0
    assert course.uses[0].stop_day == 7.0 + 7.0 * cream.weeks
    assert course.start == start


@pytest.mark.parametrize("template", standard_templates(), ids=lambda one: one.id)
def test_a_template_names_source_and_settings_that_exist(template):
    if template.id == NOTHING:
        return
    assert template.source and template.locator
    kind = template.modality or template.use
    if kind in MODALITIES:
        known = modality_settings(kind)
        session = {
            name for name, one in standard_vocabulary().fields.items() if one.part == "session"
        }
        assert set(template.settings) <= set(known.specs) | session
        needed = {name for name, spec in known.specs.items() if spec.needed}
        assert needed <= set(template.settings)
        words, why = treatment_words(kind, template.settings, standard_vocabulary())
        assert len(words) == 1, why


def test_every_modality_has_a_template():
    kinds = {one.modality or one.use for one in standard_templates()}
    assert set(MODALITIES) - {"other"} <= kinds


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("counts", "cuonts", "unknown keys"),
        ('source = "somebody"', "", "cites nothing"),
        ("[14, 28]", "[]", "interval_days"),
        ("[14, 28]", "[14.5]", "whole days"),
        ('"usual"', '"huge"', "level"),
        ("[1, 3]", "[0]", "above 0"),
        ('modality = "microneedling"', 'use = "needles"', "no use"),
    ],
)
def test_a_bad_table_is_refused_with_file_and_template(before, after, said):
    with pytest.raises(InputError, match=said) as refused:
        read_templates(ONE.replace(before, after), "here.toml")
    assert "here.toml: template 'needles'" in str(refused.value)
