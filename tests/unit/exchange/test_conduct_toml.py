"""What study.toml says of conduct: read whole, and every wrong line placed and told."""

import re
from importlib.resources import files

import pytest

from turgor.errors import StudyError
from turgor.exchange.design_toml import parse_study
from turgor.follow.estimand import estimand_lines, not_done
from turgor.record.crossover import Period, TreatmentSequence
from turgor.record.estimand import Estimand, IntercurrentEvent

GOOD = """
[study]
id = "x"
kind = "crossover"
baseline = "A0"
blinding = "double"
consent_required = true
washout_days = 14
[[arm]]
id = "a"
name = "active"
[[arm]]
id = "v"
name = "vehicle"
control = true
[[visit]]
label = "A0"
day = 0
[[visit]]
label = "A1"
day = 28
[[visit]]
label = "B0"
day = 42
[[visit]]
label = "B1"
day = 70
[[period]]
id = "1"
first_visit = "A0"
last_visit = "A1"
[[period]]
id = "2"
first_visit = "B0"
baseline = "B0"
last_visit = "B1"
[[sequence]]
id = "av"
arms = ["a", "v"]
[[sequence]]
id = "va"
arms = ["v", "a"]
[[endpoint]]
id = "e"
metric = "mexameter.melanin"
site = "cheek"
direction = "decrease"
visit = "B1"
source = "protocol"
response = "value"
[endpoint.estimand]
population = "adults"
summary = "difference-of-means"
[[endpoint.estimand.intercurrent]]
event = "rescue cream"
strategy = "hypothetical"
handling = "as if not used"
[randomisation]
method = "permuted-blocks"
block_sizes = [2, 4]
per_stratum = 12
ratio = { av = 1, va = 1 }
[[randomisation.factor]]
name = "sex"
levels = ["f", "m"]
[[rating]]
id = "tone"
question = "How uneven is the tone?"
anchors = ["even", "slightly", "clearly"]
repeats = 0.25
"""


def defaults(_metric, stated):
    return {"device_model": "unstated", "software_version": "1.0", **stated}


def parsed(text):
    return parse_study(text, "study.toml", defaults).design


def test_a_whole_crossover() -> None:
    design = parsed(GOOD)
    assert (design.blinding, design.consent_required, design.washout_days) == ("double", True, 14)
    assert design.periods == (Period("1", "A0", "A0", "A1"), Period("2", "B0", "B0", "B1"))
    assert design.sequences[1] == TreatmentSequence("va", ("v", "a"))
    assert design.allocated == ("av", "va")
    assert design.randomisation.block_sizes == (2, 4)
    assert design.randomisation.factors[0].levels == ("f", "m")
    assert design.ratings[0].anchors[2] == "clearly"
    (endpoint,) = design.endpoints
    assert endpoint.estimand == Estimand(
        "adults", "difference-of-means", "",
        (IntercurrentEvent("rescue cream", "hypothetical", "as if not used"),),
    )  # fmt: skip
    assert estimand_lines(design, endpoint) == (
        "population: adults",
        "treatment: active against vehicle (control)",
        "variable: value at each period's last visit of mexameter.melanin at cheek",
        "intercurrent event: rescue cream: hypothetical (as if not used)",
        "summary: difference of means between treatments",
    )
    assert not_done(endpoint, True).endswith("hypothetical for 'rescue cream'")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('blinding = "double"', 'blinding = "triple"', "allowed: open, single, double"),
        ("washout_days = 14", "washout_days = 15", "14 days are planned, and washout_days is 15"),
        ("washout_days = 14", "washout_days = -1", "can't be negative"),
        ('kind = "crossover"', 'kind = "parallel"', "belong to kind 'crossover'"),
        ('first_visit = "B0"', 'first_visit = "C0"', "[[period]] '2': 'C0' is no [[visit]]"),
        ('last_visit = "A1"', 'last_visit = "A0"', "must follow one another"),
        ('arms = ["v", "a"]', 'arms = ["a", "v"]', "same arms in the same order"),
        ('arms = ["v", "a"]', 'arms = ["v"]', "give one arm for each of the 2 periods, of a, v"),
        ('arms = ["v", "a"]', "arms = [1]", "give a list of texts in quotes"),
        ("control = true", "control = false", "mark one [[arm]] of a crossover"),
        ('visit = "B1"\nsource', 'visit = "A1"\nsource', 'write visit = "B1"'),
        ('response = "value"', 'response = "ratio"', "allowed: change, value"),
        ('"hypothetical"', '"ignore"', "allowed: treatment-policy, hypothetical, composite"),
        ('summary = "difference-of-means"', 'summary = "median"', "allowed: difference-of-means"),
        ('population = "adults"\n', "", "'population' is missing"),
        ("block_sizes = [2, 4]", "block_sizes = [2, 3]", "block_sizes must be multiples of 2"),
        ("block_sizes = [2, 4]", "block_sizes = []", "'block_sizes' belongs to permuted-blocks"),
        ("block_sizes = [2, 4]", 'block_sizes = "2"', "give a list of whole numbers"),
        ("ratio = { av = 1, va = 1 }", "ratio = { ab = 1 }", "allowed: av, va"),
        ("ratio = { av = 1, va = 1 }", "ratio = { av = 0 }", "below 1"),
        ("per_stratum = 12", "per_stratum = 0", "give 1 to 10000"),
        ('levels = ["f", "m"]', 'levels = ["f"]', "at least two different levels"),
        ('levels = ["f", "m"]', 'levels = ["f", "m;d"]', "choose another name"),
        ('anchors = ["even", "slightly", "clearly"]', 'anchors = ["even"]', "has 1 texts"),
        ('"slightly", "clearly"', '"slightly", "Slightly"', "two grades have the same words"),
        ("repeats = 0.25", "repeats = 2", "give a share from 0 to 1"),
    ],
)
def test_what_is_wrong_is_placed_and_told(old: str, new: str, reason: str) -> None:
    assert old in GOOD
    with pytest.raises(StudyError, match=re.escape(reason)) as caught:
        parsed(GOOD.replace(old, new, 1))
    assert str(caught.value).startswith("study.toml") and "\n" not in str(caught.value)


def test_the_templates_commented_lists_and_ratings_can_be_used() -> None:
    text = (files("turgor.exchange") / "study_template.toml").read_text(encoding="utf-8")
    begin, end = text.index("# [randomisation]"), text.index("# An endpoint of such grades")
    body = "\n".join(
        line.removeprefix("# ")
        for line in text[begin:end].splitlines()
        if not line.startswith("# Photographs")
    )
    arms = "".join(f'[[arm]]\nid = "{name}"\n' for name in ("active", "vehicle"))
    design = parsed(text.replace('"single-arm"', '"parallel"') + arms + body)
    assert design.randomisation.ratio == {"active": 2, "vehicle": 1}
    assert design.ratings[0].id == "crows-feet"
