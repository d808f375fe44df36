"""Instruments and answers written out: FHIR R4 JSON, the sidecar, a table of answers."""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from turgor.errors import InputError
from turgor.formats.opening import replace_file
from turgor.formats.questionnaire.answer_table import FACTS
from turgor.formats.questionnaire.fhir_words import (
    CONTROL,
    CONTROL_SYSTEM,
    MAX_VALUE,
    MIN_VALUE,
    ORDINAL,
    STEP,
)
from turgor.formats.questionnaire.node import write_json
from turgor.record.questionnaire import (
    UNKNOWN,
    Answer,
    AnswerOption,
    EnableWhen,
    Group,
    Instrument,
    Item,
    Response,
    ScoreDefinition,
)

_Node = dict[str, object]
_SOURCES = {"person": "Patient", "clinician": "Practitioner", "proxy": "RelatedPerson"}


def write_questionnaire(instrument: Instrument, path: Path) -> Path:
    """Write the form as FHIR R4 JSON and its sidecar beside it; returns the sidecar's path.

    Errors: InputError where the folder can't be written to.
    """
    path = Path(path)
    document: _Node = {"resourceType": "Questionnaire", "id": instrument.id}
    if instrument.url:
        document["url"] = instrument.url
    document |= {
        "version": instrument.version,
        "title": instrument.title,
        "status": _status(instrument),
        "item": _grouped(instrument.items, instrument, 0),
    }
    if instrument.language != UNKNOWN:
        document["language"] = instrument.language
    sidecar = path.with_name(path.stem + ".scoring.json")
    told: _Node = {
        "licence": asdict(instrument.licence),
        "rater": instrument.rater,
        "recall": instrument.recall,
        "untyped": list(instrument.untyped),
        "score": [_score(score) for score in instrument.scores],
    }
    write_json(sidecar, told)
    write_json(path, document)
    return sidecar


def write_response(response: Response, instrument: Instrument, path: Path) -> None:
    """Write one filled form as a FHIR R4 QuestionnaireResponse.

    Errors: InputError where the response belongs to another form, or the folder can't be written.
    """
    write_json(Path(path), response_document(response, instrument))


def response_document(response: Response, instrument: Instrument) -> dict[str, object]:
    """One filled form as the object of a FHIR R4 QuestionnaireResponse.

    Errors: InputError where the response belongs to another form.
    """
    _need_same(response, instrument)
    halted = {"response-in-progress": "in-progress", "response-stopped": "stopped"}
    status = next((halted[f] for f in response.flags if f in halted), "completed")
    document: _Node = {
        "resourceType": "QuestionnaireResponse",
        "status": status,
        "item": _answered(instrument.items, response, 0),
    }
    version, language = _stated(response)
    if "instrument-not-stated" not in response.flags:
        name = instrument.url or instrument.id
        document["questionnaire"] = f"{name}|{version}" if version else name
    if language:
        document["language"] = language
    if response.authored:
        document["authored"] = response.authored
    if response.subject:
        document["subject"] = {"reference": f"Patient/{response.subject}"}
    if response.rater in _SOURCES:
        document["source"] = {"type": _SOURCES[response.rater]}
    return document


def write_answers(responses: Iterable[Response], instrument: Instrument, path: Path) -> None:
    """Write answers as a table (CSV), one response a row.

    Errors: InputError where a response belongs to another form, or the folder can't be written.
    """
    heads = [item.link_id for item in instrument.items if item.kind != "display"]
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow([*FACTS, *heads])
    for response in responses:
        _need_same(response, instrument)
        version, language = _stated(response)
        named = "instrument-not-stated" not in response.flags
        facts = [
            response.subject,
            response.authored,
            "" if response.rater == UNKNOWN else response.rater,
            language,
            response.instrument if named else "",
            version,
        ]
        table.writerow([*facts, *(_cell(response.answers.get(head)) for head in heads)])
    replace_file(Path(path), text.getvalue().encode("utf-8"))


def _status(instrument: Instrument) -> str:
    for status in ("draft", "retired", UNKNOWN):
        if f"status-{status}" in instrument.flags:
            return status
    return "active"


def _stated(response: Response) -> tuple[str, str]:
    """Version and language as the answers state them; what they left open stays open."""
    version = "" if "version-not-stated" in response.flags else response.version
    unsaid = "language-not-stated" in response.flags or response.language == UNKNOWN
    return version, "" if unsaid else response.language


def _need_same(response: Response, instrument: Instrument) -> None:
    if (response.instrument, response.version) != (instrument.id, instrument.version):
        raise InputError(
            f"a response to '{response.instrument}' {response.version} can't be written as one to "
            f"'{instrument.id}' {instrument.version}; give its own instrument"
        )


def _cell(answer: Answer | None) -> str:
    if answer is None:
        return ""
    if isinstance(answer, bool):
        return "true" if answer else "false"
    return repr(answer) if isinstance(answer, float) else answer


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _runs(items: tuple[Item, ...], depth: int) -> list[tuple[Group | None, tuple[Item, ...]]]:
    """Neighbours of one group at this depth together, in the form's order; None = no group."""
    runs: list[tuple[Group | None, tuple[Item, ...]]] = []
    for item in items:
        name = item.group[depth] if len(item.group) > depth else None
        if runs and name is not None and runs[-1][0] == name:
            runs[-1] = (name, (*runs[-1][1], item))
        else:
            runs.append((name, (item,)))
    return runs


def _grouped(items: tuple[Item, ...], instrument: Instrument, depth: int) -> list[_Node]:
    nodes: list[_Node] = []
    for name, run in _runs(items, depth):
        if name is None:
            nodes += [_item(item, instrument) for item in run]
        else:
            node: _Node = {"linkId": name.link_id, "type": "group"}
            if name.text:
                node["text"] = name.text
            nodes.append({**node, "item": _grouped(run, instrument, depth + 1)})
    return nodes


def _item(item: Item, instrument: Instrument) -> _Node:
    kind = {"slider": "integer" if item.whole else "decimal"}.get(item.kind, item.kind)
    whole = kind == "integer"
    node: _Node = {"linkId": item.link_id, "text": item.text, "type": kind}
    if item.required:
        node["required"] = True
    extensions: list[_Node] = [
        {"url": url, "valueInteger" if whole else "valueDecimal": _number(value)}
        for url, value in ((MIN_VALUE, item.lowest), (MAX_VALUE, item.highest))
        if value is not None
    ]
    if item.step is not None:
        extensions.append({"url": STEP, "valueInteger": _number(item.step)})
    if item.kind == "slider":
        extensions.append(_control("slider"))
        ends = zip(("lower", "upper"), item.anchors, strict=True)
        below = [
            {
                "linkId": f"{item.link_id}-{end}",
                "text": words,
                "type": "display",
                "extension": [_control(end)],
            }
            for end, words in ends
            if words
        ]
        if below:
            node["item"] = below
    if extensions:
        node["extension"] = extensions
    if item.options:
        node["answerOption"] = [_option(option) for option in item.options]
    if item.enable_when:
        node["enableWhen"] = [_condition(c, instrument) for c in item.enable_when]
        node["enableBehavior"] = "all" if item.enable_all else "any"
    return node


def _option(option: AnswerOption) -> _Node:
    key, value = offered_value(option)
    if key == "Coding" and isinstance(value, dict) and option.score is not None:
        score = {"url": ORDINAL, "valueDecimal": _number(option.score)}
        value = {**value, "extension": [score]}
    return {f"value{key}": value}


def _control(code: str) -> _Node:
    coding = {"system": CONTROL_SYSTEM, "code": code}
    return {"url": CONTROL, "valueCodeableConcept": {"coding": [coding]}}


def _condition(condition: EnableWhen, instrument: Instrument) -> _Node:
    asked = instrument.item(condition.question)
    exists = condition.operator == "exists" or asked is None
    key, value = ("Boolean", condition.answer) if exists else _value(asked, condition.answer)
    return {
        "question": condition.question,
        "operator": condition.operator,
        f"answer{key}": value,
    }


def _value(item: Item | None, answer: Answer) -> tuple[str, object]:
    """FHIR's name of the answer's type and the answer in it."""
    if isinstance(answer, bool):
        return "Boolean", answer
    if isinstance(answer, float):
        whole = item is not None and (item.kind == "integer" or item.whole)
        return ("Integer", int(answer)) if whole else ("Decimal", answer)
    if item is None or item.kind != "choice":
        return "String", answer
    option = next((o for o in item.options if o.code == answer), AnswerOption(answer))
    return offered_value(option)


def offered_value(option: AnswerOption) -> tuple[str, object]:
    """FHIR's name of an option's type and the option: a bare whole number, a text, or a coding."""
    if option.text == option.code and not option.system:
        if option.score is None:
            return "String", option.code
        if option.code == f"{option.score:.0f}":
            return "Integer", int(option.code)
    coding: _Node = {"system": option.system} if option.system else {}
    coding["code"] = option.code
    if option.text:
        coding["display"] = option.text
    return "Coding", coding


def _answered(items: tuple[Item, ...], response: Response, depth: int) -> list[_Node]:
    nodes: list[_Node] = []
    for name, run in _runs(items, depth):
        if name is not None:
            below = _answered(run, response, depth + 1)
            if below:
                nodes.append({"linkId": name.link_id, "item": below})
            continue
        for item in run:
            if item.link_id in response.answers:
                key, value = _value(item, response.answers[item.link_id])
                nodes.append({"linkId": item.link_id, "answer": [{f"value{key}": value}]})
    return nodes


def _score(score: ScoreDefinition) -> _Node:
    told: _Node = {k: v for k, v in asdict(score).items() if v not in (None, "", (), 0.0)}
    told |= {"lowest": score.lowest, "highest": score.highest}
    if score.terms:
        told["terms"] = [{"weight": t.weight, "factors": list(t.factors)} for t in score.terms]
    if score.table:
        told["table"] = [
            [row.raw, row.measure] + ([] if row.se is None else [row.se]) for row in score.table
        ]
    return told
