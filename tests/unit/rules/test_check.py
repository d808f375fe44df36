"""What a pack says about a case."""

from datetime import date

from turgor.evidence import collect_citations
from turgor.rules import check_case, facts_from, find_pack, read_pack, standard_vocabulary

from .test_pack import HEAD, other

DAY = date(2026, 6, 1)
WORDS = standard_vocabulary()
PACK = find_pack("adverse-events")


def check(pack=PACK, **facts):
    return check_case(pack, facts_from(facts, WORDS), DAY)


def test_fired_first_the_strongest_and_every_rule_once():
    found = check(grade=3, modality="nafl", event="oedema", session_day=8)
    names = [item.rule.id for item in found.fired]
    assert names == ["AE-GRADE-3", "AE-OEDEMA-LASER"]
    assert found.severity == "require_override"
    counted = len(found.fired) + len(found.unanswered) + len(found.silent)
    assert counted == len(PACK.rules_on(DAY))


def test_a_fired_rule_cites_its_source_into_the_run():
    with collect_citations() as (sources, _):
        found = check(pus=True)
    assert "rules-emedicine-cellulitis" in sources
    assert "eMedicineHealth" in found.fired[0].citation


def test_an_assumed_rule_has_no_citation_and_says_what_is_assumed():
    fired = check(grade=4).fired[0]
    assert fired.citation == "" and fired.rule.evidence.level == "assumed"
    assert fired.rule.evidence.note


def test_questions_are_asked_once_the_gravest_first():
    questions = check(modality="afl").questions
    assert len({q.field for q in questions}) == len(questions)
    order = ["block", "require_override", "warn", "info"]
    ranks = [order.index(q.severity) for q in questions]
    assert ranks == sorted(ranks) and ranks[0] == 0
    assert all(q.text.endswith("?") and q.rule_ids for q in questions)


def test_before_the_first_day_no_rule_speaks():
    found = check_case(PACK, facts_from({"grade": 4}, WORDS), date(2025, 12, 31))
    assert not found.fired and found.severity == ""


def test_conflicts_are_shown_together():
    goes_on = other("GO").replace('"contact_clinician"', '"continue"')
    stops = other("STOP").replace('"contact_clinician"', '"stop_and_refer"')
    facts = {"pus": True, "modality": "afl"}
    found = check(read_pack(HEAD + goes_on + stops, "p.toml"), **facts)
    assert [(c.one.rule.id, c.other.rule.id) for c in found.conflicts] == [("GO", "STOP")]
    assert len(found.fired) == 2
    named = HEAD + other("A", conflicts_with='["B"]') + other("B")
    assert len(check(read_pack(named, "p.toml"), **facts).conflicts) == 1
    assert not check(read_pack(HEAD + other("A") + other("B"), "p.toml"), **facts).conflicts
