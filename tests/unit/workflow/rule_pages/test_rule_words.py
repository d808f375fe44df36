"""Rules in words: each phrase is written out by hand, and no rule is lost on the way."""

from datetime import date

import pytest

from turgor.errors import InputError
from turgor.rules import read_pack, standard_library, standard_vocabulary
from turgor.rules.coverage import NOTHING
from turgor.rules.library import library_of
from turgor.rules.parser import parse_expression
from turgor.rules.rule import Care, Population
from turgor.workflow.rule_pages.line import care_days, population_words
from turgor.workflow.rule_pages.names import amount, spans
from turgor.workflow.rule_pages.sheet import rule_book
from turgor.workflow.rule_pages.spoken import spoken
from turgor.workflow.rule_pages.table import coverage_tables

DAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pregnant", "the person is pregnant: yes"),
        ("not pregnant", "the person is pregnant: no"),
        ("phototype >= 4", "Fitzpatrick skin phototype: at least 4"),
        ("not phototype >= 4", "Fitzpatrick skin phototype: less than 4"),
        ("gap_d < 2 wk", "days between two treatments: less than 14 days"),
        ("energy_mj in 8 .. 10 mJ", "energy of one microbeam: 8 to 10 mJ"),
        ("not energy_mj in 8 .. 10 mJ", "energy of one microbeam: outside 8 to 10 mJ"),
        ("modality in {afl, nafl}",
         "treatment: non-ablative fractional laser or ablative fractional laser"),
        ("site != neck", "site: not neck"),
        ("concerns has {melasma, scars}", "what the person wants treated: melasma or scars"),
        ("pregnant and (keloid_history or site == lip)",
         "the person is pregnant: yes; and (keloid ever, own or marked tendency: yes; or site: "
         "lip)"),
        ("not (pregnant or breastfeeding)",
         "the person is pregnant: no; and the person breastfeeds: no"),
    ],
)  # fmt: skip
def test_a_condition_in_words(text, words):
    vocabulary = standard_vocabulary()
    assert spoken(parse_expression(text, vocabulary), vocabulary).line == words


def test_days_of_care_people_and_amounts():
    assert care_days(Care(-14.0, 35.0)) == "from 14 days before the session to 35 days after it"
    assert care_days(Care(0.0, 2.0)) == "from the day of the session to 2 days after it"
    assert care_days(Care(-14.0, 0.0)) == "from 14 days before the session to its day"
    assert care_days(Care(0.0, 0.0)) == "on the day of the session"
    assert care_days(Care(1.0, 1.0)) == "1 day after the session"
    assert spans([1, 2, 3]) == "1 to 3" and spans([4, 5]) == "4 and 5"
    assert (
        population_words(Population((4, 5, 6), 14, "Korea"))
        == "14 people, phototypes 4 to 6, Korea"
    )
    assert amount(2000.0, "1/cm2") == "2000 per cm²" and amount(1.0, "wk") == "1 week"


def test_every_rule_in_force_stands_on_a_sheet_with_its_source_and_its_examples():
    library = standard_library()
    book = rule_book(day=DAY)
    assert {line.id for line in book.asked()} == {rule.id for rule in library.rules_on(DAY)}
    for line in book.lines:
        assert line.when.line and line.says and line.standing
        assert line.citation or line.level == "assumed"
        assert {expect for expect, _ in line.examples} == {"fires", "silent", "unknown"}
        words = " ".join([line.when.line, *line.places, *(facts for _, facts in line.examples)])
        assert "_" not in words and "==" not in words, line.id
        for other in line.opposites:  # shown from both sides
            back = next(one for one in book.lines if one.id == other.id)
            assert line.id in {one.id for one in back.opposites}


def test_a_sheet_holds_what_names_its_treatment_and_beside_it_what_holds_for_any():
    book = rule_book(["peel"], DAY)
    assert [sheet.modality for sheet in book.sheets] == [
        "peel_superficial", "peel_medium", "peel_deep",
    ]  # fmt: skip
    medium = book.sheets[1]
    assert all("peel_medium" in line.modalities for line in medium.lines)
    assert "PEEL-004" in {line.id for line in medium.lines}
    assert "ANY-001" in {line.id for line in medium.shared}
    assert [sheet.modality for sheet in rule_book(["medium peel"], DAY).sheets] == ["peel_medium"]
    with pytest.raises(InputError, match="did you mean"):
        rule_book(["peal_medium"], DAY)


def test_what_happens_is_the_standing_not_what_was_written():
    line = next(line for line in rule_book(day=DAY).lines if line.id == "PEEL-004")
    assert (line.written, line.severity) == ("block", "require_override")
    assert "not yet reviewed by a clinician" in line.standing


PACK = """
pack = "made"
title = "Made"
[[rule]]
id = "M-1"
version = 1
status = "draft"
kind = "limit"
severity = "warn"
applies_to = { modality = ["afl"], site = ["neck", "chest"] }
when = "energy_mj > 10 mJ"
then = { do = "reduce", text = "Less." }
rationale = "Made."
evidence = { level = "assumed", note = "made" }
population = { phototypes = [1, 3] }
valid_from = 2026-01-01
case = [
  { expect = "fires", given = { modality = "afl", site = "neck", energy_mj = 20 } },
  { expect = "silent", given = { modality = "afl", site = "neck", energy_mj = 5 } },
  { expect = "unknown", given = { modality = "afl", site = "neck" } },
]
"""


def _made(text):
    return library_of([read_pack(text, "made.toml")])


def test_coverage_counts_only_what_was_studied():
    """By hand: one rule, two sites, two phototypes make four cells; an assumed one makes none."""
    cited = PACK.replace(
        'level = "assumed", note = "made"',
        'level = "trial", source = "rules-peel-iadvl-2008", locator = "abstract", seen = true',
    )
    for text, filled in ((PACK, 0), (cited, 4)):
        book = rule_book(["afl"], DAY, _made(text))
        assert sum(bool(cell.rules) for cell in book.cells) == filled
        (table,) = coverage_tables(book.cells)
        assert table.empty is (filled == 0)
        assert all(cell.text == NOTHING for cell in book.cells if not cell.rules)
    rows = {row.site: row.cells for row in table.rows}
    assert rows["neck"] == (("M-1",), (), ("M-1",), (), (), ())
    assert rows["cheek"] == ((),) * 6
