"""A study of two visits, a licensed form written by hand, and a table of answers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from turgor.workflow.study import Study, init_study

DESIGN = """
[study]
id = "made"
kind = "parallel"
baseline = "V0"
[[arm]]
id = "a"
[[arm]]
id = "c"
control = true
[[visit]]
label = "V0"
day = 0
[[visit]]
label = "V1"
day = 28
[[endpoint]]
id = "comfort"
metric = "scale.comfort"
site = "person"
direction = "decrease"
visit = "V1"
source = "plan"
primary = true
[endpoint.conditions]
instrument = "comfort"
[[important]]
endpoint = "comfort"
value = 1.5
source = "plan, section 4"
"""
FORM = """{"resourceType": "Questionnaire", "id": "itch-form",
"url": "http://example.org/fhir/Questionnaire/itch-form", "version": "%s", "title": "Itch",
"status": "active", "language": "da", "item": [
{"linkId": "any", "type": "boolean", "text": "Any itch?", "required": true},
{"linkId": "how", "type": "choice", "text": "How much?",
 "enableWhen": [{"question": "any", "operator": "=", "answerBoolean": true}],
 "answerOption": [
  {"valueCoding": {"code": "a", "display": "a little", "extension": [
   {"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 1}]}},
  {"valueCoding": {"code": "b", "display": "a lot", "extension": [
   {"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 3}]}}]},
{"linkId": "nights", "type": "integer", "text": "Nights", "extension": [
 {"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueInteger": 0},
 {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueInteger": 7}]}]}
"""
SIDE = """
rater = "person"
recall = "past week"
[licence]
kind = "required"
holder = "Example"
proof_needed = "a signed letter"
[[score]]
id = "total"
metric = "scale.sum"
formula = "sum"
items = ["how", "nights"]
lowest = 1
highest = 10
missing = "refuse"
mid = 2
mid_source = "example paper"
sem = 0.5
sem_source = "example paper, table 2"
"""
HEAD = "subject,visit,rater,language,date,stinging,itching,tightness,dryness,burning,warmth"


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    design = tmp_path / "plan.toml"
    design.write_text(DESIGN, encoding="utf-8")
    with init_study(tmp_path / "study", design) as made:
        yield made


@pytest.fixture
def itch(tmp_path: Path) -> Callable[..., Path]:
    """``itch(version, old, new)``: the form and its sidecar, one text put in place of another."""

    def write(version: str = "2.1", old: str = "", new: str = "") -> Path:
        path = tmp_path / f"itch-{version}.json"
        path.write_text((FORM % version).replace(old or "\0", new), encoding="utf-8")
        side = path.with_name(f"itch-{version}.scoring.toml")
        side.write_text(SIDE.replace(old or "\0", new), encoding="utf-8")
        return path

    return write


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """``table(row, ...)``: a table of comfort forms."""

    def write(*rows: str, head: str = HEAD, name: str = "comfort.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
        return path

    return write
