"""FHIR R4 files written by hand after the specification's elements, read and scored."""

import json

import pytest

from turgor.formats.questionnaire import (
    is_questionnaire,
    is_questionnaire_response,
    read_questionnaire,
    read_response,
    write_questionnaire,
    write_response,
)
from turgor.measure.scales import LicenceProof, measure_scales
from turgor.record.questionnaire import AnswerOption, EnableWhen, Group

CODES = "http://example.org/c"
FORM = """
{
  "resourceType": "Questionnaire",
  "id": "itch-form",
  "url": "http://example.org/fhir/Questionnaire/itch-form",
  "version": "2.1",
  "title": "Itch",
  "status": "active",
  "language": "da",
  "publisher": "Example",
  "item": [
    {"linkId": "hello", "type": "display", "text": "About the past week"},
    {"linkId": "g1", "type": "group", "text": "Itch", "item": [
      {"linkId": "any", "type": "boolean", "text": "Any itch?", "required": true},
      {"linkId": "how", "type": "choice", "text": "How much?",
       "enableWhen": [{"question": "any", "operator": "=", "answerBoolean": true}],
       "answerOption": [
         {"valueCoding": {"system": "http://example.org/c", "code": "a", "display": "a little",
           "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue",
                          "valueDecimal": 1}]}},
         {"valueCoding": {"system": "http://example.org/c", "code": "b", "display": "a lot",
           "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue",
                          "valueDecimal": 3}]}}]},
      {"linkId": "nights", "type": "integer", "text": "Nights",
       "extension": [
         {"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueInteger": 0},
         {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueInteger": 7}]}]},
    {"linkId": "line", "type": "decimal", "text": "Worst",
     "extension": [
       {"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueDecimal": 0.0},
       {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueDecimal": 100.0},
       {"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl",
        "valueCodeableConcept": {"coding": [
          {"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "slider"}]}}],
     "item": [
       {"linkId": "line-low", "type": "display", "text": "none",
        "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl",
          "valueCodeableConcept": {"coding": [
            {"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "lower"}]}}]},
       {"linkId": "line-high", "type": "display", "text": "worst",
        "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl",
          "valueCodeableConcept": {"coding": [
            {"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "upper"}]}}]}]},
    {"linkId": "five", "type": "choice", "text": "1 or 5",
     "answerOption": [{"valueInteger": 1}, {"valueInteger": 5}]},
    {"linkId": "words", "type": "text", "text": "Anything else?"}
  ]
}
"""
SIDE = """
rater = "person"
recall = "past week"
[licence]
kind = "required"
holder = "Example"
proof_needed = "a letter"
[[score]]
id = "total"
metric = "scale.sum"
formula = "sum"
items = ["how", "nights", "five"]
lowest = 2
highest = 15
missing = "refuse"
better = "lower"
better_source = "example"
mid = 2
mid_source = "example"
[[score]]
id = "line"
metric = "scale.vas"
formula = "sum"
items = ["line"]
lowest = 0
highest = 100
missing = "none"
"""
ANSWERS = """
{
  "resourceType": "QuestionnaireResponse",
  "questionnaire": "http://example.org/fhir/Questionnaire/itch-form|2.1",
  "status": "completed",
  "language": "da",
  "subject": {"reference": "Patient/S001"},
  "authored": "2026-03-02T08:30:00+01:00",
  "source": {"reference": "Patient/S001"},
  "item": [
    {"linkId": "g1", "item": [
      {"linkId": "any", "answer": [{"valueBoolean": true}]},
      {"linkId": "how", "answer": [
        {"valueCoding": {"system": "http://example.org/c", "code": "b"}}]},
      {"linkId": "nights", "answer": [{"valueInteger": 4}]}]},
    {"linkId": "line", "answer": [{"valueDecimal": 62.5}]},
    {"linkId": "five", "answer": [{"valueInteger": 5}]},
    {"linkId": "words", "answer": [{"valueString": "no"}]}
  ]
}
"""


@pytest.fixture
def paths(tmp_path):
    (tmp_path / "itch.json").write_text(FORM, encoding="utf-8")
    (tmp_path / "itch.scoring.toml").write_text(SIDE, encoding="utf-8")
    (tmp_path / "answers.json").write_text(ANSWERS, encoding="utf-8")
    return tmp_path / "itch.json", tmp_path / "answers.json"


def test_a_form_is_read_as_written(paths):
    assert is_questionnaire(paths[0]) and not is_questionnaire(paths[1])
    form = read_questionnaire(paths[0])
    assert (form.id, form.version, form.language, form.recall) == (
        *("itch-form", "2.1", "da", "past week"),
    )
    kinds = [item.kind for item in form.items]
    assert kinds == ["display", "boolean", "choice", "integer", "slider", "choice", "text"]
    how, line = form.item("how"), form.item("line")
    assert how.options == (
        AnswerOption("a", "a little", 1.0, CODES),
        AnswerOption("b", "a lot", 3.0, CODES),
    )
    assert how.enable_when == (EnableWhen("any", "=", True),) and how.group == (
        Group("g1", "Itch"),
    )
    assert (line.lowest, line.highest, line.anchors) == (0.0, 100.0, ("none", "worst"))
    assert form.unread == ("publisher",) and "elements-not-read" in form.flags


def test_a_response_is_read_and_scored(paths):
    assert is_questionnaire_response(paths[1])
    form = read_questionnaire(paths[0])
    response = read_response(paths[1], form)
    assert (response.rater, response.language, response.subject) == ("person", "da", "S001")
    proof = LicenceProof("Example", "letter 1", "2026-01-01")
    found = measure_scales(form, response, capture_sha256="0" * 64, proof=proof)
    # how 3 + nights 4 + five 5
    assert [f.value for f in found.findings] == [12.0, 62.5]
    assert found.scores[0].mid == 2.0 and found.scores[0].better == "lower"


def test_both_survive_being_written(paths, tmp_path):
    form = read_questionnaire(paths[0])
    response = read_response(paths[1], form)
    out = tmp_path / "out"
    out.mkdir()
    write_questionnaire(form, out / "form.json")
    again = read_questionnaire(out / "form.json")
    assert again.items == form.items and again.scores == form.scores
    assert again.licence == form.licence and again.rater == form.rater
    write_response(response, form, out / "answers.json")
    assert read_response(out / "answers.json", again) == response
    told = json.loads((out / "answers.json").read_text(encoding="utf-8"))
    assert told["item"][0]["linkId"] == "g1"
    coding = {"system": CODES, "code": "b", "display": "a lot"}
    assert told["item"][0]["item"][1]["answer"] == [{"valueCoding": coding}]
    assert told["item"][2]["answer"] == [{"valueInteger": 5}]
    form_told = json.loads((out / "form.json").read_text(encoding="utf-8"))
    assert form_told["item"][1]["item"][1]["answerOption"][0]["valueCoding"]["system"] == CODES
