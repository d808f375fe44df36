"""A filled form together with whose it is: written as FHIR R4, and read back word by word."""

from dataclasses import dataclass
from pathlib import Path

from turgor.errors import FormatError
from turgor.formats.clear_errors import clear_errors
from turgor.formats.finishing import printable
from turgor.formats.questionnaire.node import Tree, children, json_bytes, mapping, read_json, text
from turgor.formats.questionnaire.write import response_document
from turgor.record.questionnaire import Instrument, Response
from turgor.record.study_instrument import FormPlace

#: our extension of a response: what FHIR has no element for
PLACE = "urn:turgor:form-place"
_PLACE_WORDS = ("site", "side", "region", "replicate", "reseated")


@dataclass(frozen=True, slots=True)
class Told:
    """What a response says before its instrument is known.

    questionnaire, version : of the form that it answers, empty where not stated. words : by the
    columns of a table: subject, visit, site, side, region, replicate, reseated, operator; those
    that the file does not state are absent.
    """

    questionnaire: str
    version: str
    words: dict[str, str]


def placed_bytes(response: Response, instrument: Instrument, place: FormPlace) -> bytes:
    """One filled form with whose it is, as FHIR R4 JSON; the same form at the same place is the
    same bytes.

    Errors: InputError where the response belongs to another form.
    """
    document = response_document(response, instrument)
    document["subject"] = {"reference": f"Patient/{place.subject}"}
    document["encounter"] = {"identifier": {"value": place.visit}}
    if place.operator:
        document["author"] = {"display": place.operator}
    words = {
        "site": place.site.name,
        "side": place.site.side,
        "region": place.region,
        "replicate": str(place.replicate),
        "reseated": "yes" if place.reseated else "no",
    }
    document["extension"] = [
        {
            "url": PLACE,
            "extension": [{"url": key, "valueString": word} for key, word in words.items() if word],
        }
    ]
    return json_bytes(document)


def told_by_response(path: Path) -> Told:
    """Which form a response answers and whose it is, as far as the file says.

    Errors: FormatError for a file that is no FHIR QuestionnaireResponse, or malformed.
    """
    path = Path(path)
    with clear_errors(path, "a form", "export it again"):
        document = read_json(path)
        where = str(path)
        if document.get("resourceType") != "QuestionnaireResponse":
            raise FormatError(f"{where}: is no FHIR QuestionnaireResponse")
        name, _, version = text(document, "questionnaire", where, "").partition("|")
        words = {
            "subject": _reference(document, "subject", where),
            "visit": _reference(document, "encounter", where),
            "operator": _display(document, "author", where),
            **_place(document, where),
        }
        return Told(name, version, {key: word for key, word in words.items() if word})


def _reference(document: Tree, key: str, where: str) -> str:
    """What a reference names: its identifier, else the last part of its address."""
    if key not in document:
        return ""
    node, here = mapping(document[key], f"{where}, {key}"), f"{where}, {key}"
    if "identifier" in node:
        return printable(text(mapping(node["identifier"], here), "value", here, ""), 120)
    return printable(text(node, "reference", here, "").rsplit("/", 1)[-1], 120)


def _display(document: Tree, key: str, where: str) -> str:
    if key not in document:
        return ""
    return printable(text(mapping(document[key], f"{where}, {key}"), "display", where, ""), 120)


def _place(document: Tree, where: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for extension in children(document, "extension", where):
        if extension.get("url") != PLACE:
            continue
        for word in children(extension, "extension", where):
            key = text(word, "url", f"{where}, {PLACE}")
            if key not in _PLACE_WORDS:
                raise FormatError(
                    f"{where}, {PLACE}: '{printable(key)}' is unknown; allowed: "
                    f"{', '.join(_PLACE_WORDS)}"
                )
            found[key] = printable(text(word, "valueString", f"{where}, {key}", ""), 120)
    return found
