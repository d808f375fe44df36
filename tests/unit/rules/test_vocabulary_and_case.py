"""The vocabulary is closed and typed; a case holds nothing outside it."""

import pytest

from turgor.rules import RuleError, facts_from, standard_vocabulary
from turgor.rules.vocabulary import read_vocabulary

WORDS = standard_vocabulary()
GOOD = '[field.pus]\ntype = "flag"\nmeaning = "m"\nquestion = "q?"\n'


def test_every_field_says_what_it_is_and_how_it_is_asked():
    for field in WORDS.fields.values():
        assert field.meaning and field.question.endswith("?")
    assert read_vocabulary(GOOD, "v.toml").field("pus").type == "flag"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[field.a", "v.toml"),
        ("[other.a]\n", "unknown tables"),
        ("field = 3", "no table"),
        ("[field]\na = 3", "no table"),
        (GOOD.replace("flag", "date"), "type 'date'"),
        (GOOD + "extra = 1", "unknown keys"),
        (GOOD.replace("pus", "Pus"), "small letters"),
        (GOOD.replace('"m"', '""'), "meaning"),
        (GOOD + 'words = ["a"]', "words"),
        (GOOD + "words = 3", "list of words"),
        (GOOD + 'unit = "d"', "unit"),
        (GOOD.replace('"flag"', '"number"'), "unit"),
        (GOOD.replace('"flag"', '"number"') + 'unit = "d"\nlowest = "x"', "lowest is a number"),
        ("[action.a]\nmeaning = 'x'\nopposes = ['b']", "opposes unknown"),
        ("[action.a]\nmeaning = ''", "needs 'meaning'"),
        ("[action.a]\nmeaning = 'x'\nmore = 1", "unknown keys"),
        ("[units.d]\nwk = -7", "positive factor"),
    ],
)
def test_a_broken_vocabulary_is_refused_in_one_line(text, part):
    with pytest.raises(RuleError) as error:
        read_vocabulary(text, "v.toml")
    assert part in str(error.value) and "v.toml" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_case_is_checked_and_what_is_missing_stays_unknown():
    case = facts_from(
        {"grade": 3, "pus": None, "photosensitisers": ["amiodarone"], "site": "neck"}, WORDS
    )
    assert case.get("grade") == 3.0 and case.get("pus") is None
    assert case.get("photosensitisers") == frozenset({"amiodarone"})


@pytest.mark.parametrize(
    ("given", "part"),
    [
        ({"grad": 3}, "did you mean grade"),
        ({"grade": "3"}, "is a number, not '3'"),
        ({"grade": True}, "a number"),
        ({"grade": 5}, "above 4"),
        ({"grade": -1}, "below 0"),
        ({"grade": 2.5}, "no whole number"),
        ({"event_day": float("nan")}, "finite"),
        ({"event_day": 10**400}, "finite"),
        ({"pus": 1}, "true or false"),
        ({"site": "moon"}, "no word of 'site'"),
        ({"site": 4}, "one word"),
        ({"photosensitisers": "amiodarone"}, "list of words"),
        ({"photosensitisers": ["gout"]}, "no word of 'photosensitisers'"),
    ],
)
def test_a_wrong_fact_is_refused_with_its_field(given, part):
    with pytest.raises(RuleError, match="case: ") as error:
        facts_from(given, WORDS)
    assert part in str(error.value)
