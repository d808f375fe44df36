"""A FHIR R4 QuestionnaireResponse as answers by link id."""

from turgor.errors import FormatError
from turgor.formats.finishing import printable
from turgor.formats.questionnaire.answer import checked_answer, same_form
from turgor.formats.questionnaire.fhir_item import MOST_ITEMS, scalar_answer
from turgor.formats.questionnaire.fhir_words import STATUSES, no_modifier
from turgor.formats.questionnaire.node import Tree, children, mapping, one_of, text
from turgor.record.questionnaire import UNKNOWN, Answer, Instrument, Item, Response

_RATERS = {
    "Patient": "person",
    "Practitioner": "clinician",
    "PractitionerRole": "clinician",
    "RelatedPerson": "proxy",
}


def response_from(document: Tree, instrument: Instrument, where: str) -> Response:
    """The response that a document holds.

    Errors: FormatError for another form, an unknown item, a withdrawn response, or an answer that
    its item does not allow.
    """
    if document.get("resourceType") != "QuestionnaireResponse":
        raise FormatError(f"{where}: is no FHIR QuestionnaireResponse")
    no_modifier(document, where)
    status = one_of(text(document, "status", where), STATUSES, f"{where}: its status")
    if status == "entered-in-error":
        raise FormatError(f"{where}: was withdrawn by its author (entered-in-error)")
    name, _, version = text(document, "questionnaire", where, "").partition("|")
    flags = list(same_form(instrument, name, version, where))
    if status in ("in-progress", "stopped"):
        flags.append(f"response-{status}")
    answers: dict[str, Answer] = {}
    _collect(children(document, "item", where), instrument, answers, where, 0)
    rater = _rater(document, where)
    language = text(document, "language", where, "")
    if rater == UNKNOWN:
        flags.append("rater-not-stated")
    if not language:
        flags.append("language-not-stated")
    return Response(
        instrument=instrument.id,
        version=instrument.version,
        answers=answers,
        rater=rater,
        language=language or instrument.language,
        authored=text(document, "authored", where, ""),
        subject=_reference(document, "subject", where),
        flags=tuple(flags),
    )


def _collect(
    nodes: list[Tree], instrument: Instrument, answers: dict[str, Answer], where: str, depth: int
) -> None:
    if depth > 10:
        raise FormatError(f"{where}: its items lie deeper than 10")
    for node in nodes:
        link_id = text(node, "linkId", f"{where}, an item")
        here = f"{where}, item '{printable(link_id)}'"
        no_modifier(node, here)
        told = children(node, "answer", here)
        below = children(node, "item", here)
        if below and not told:
            _collect(below, instrument, answers, where, depth + 1)
            continue
        if not told:
            continue
        item = instrument.item(link_id)
        if item is None:
            raise FormatError(f"{here}: is no item of '{instrument.id}' {instrument.version}")
        if link_id in answers or len(told) > 1 or below or told[0].get("item"):
            raise FormatError(f"{here}: has several answers or items below; one answer is read")
        found = [(key, value) for key, value in told[0].items() if key.startswith("value")]
        if len(found) != 1:
            raise FormatError(f"{here}: its answer needs exactly one value[x]")
        _same_system(item, found[0][1], here)
        answers[link_id] = checked_answer(item, scalar_answer(*found[0], here), here)
        if len(answers) > MOST_ITEMS:
            raise FormatError(f"{where}: has more than {MOST_ITEMS} answers")


def _same_system(item: Item, value: object, here: str) -> None:
    """Refuse a code of another code system than the form's, where both are stated."""
    if isinstance(value, dict) and item.kind == "choice":
        told = text(value, "system", here, "")
        known = {option.system for option in item.options if option.code == value.get("code")}
        if told and known and told not in known and "" not in known:
            raise FormatError(f"{here}: its code is of '{printable(told, 120)}', not of the form's")


def _rater(document: Tree, where: str) -> str:
    """Whose answers they are: of ``source``, else of ``author``."""
    for key in ("source", "author"):
        if key in document:
            told = mapping(document[key], f"{where}, {key}")
            kind = text(told, "type", where, "") or _kind(text(told, "reference", where, ""))
            if kind in _RATERS:
                return _RATERS[kind]
    return UNKNOWN


def _kind(reference: str) -> str:
    parts = reference.split("/")
    return parts[-2] if len(parts) > 1 else ""


def _reference(document: Tree, key: str, where: str) -> str:
    if key not in document:
        return ""
    told = text(mapping(document[key], f"{where}, {key}"), "reference", where, "")
    return printable(told.rsplit("/", 1)[-1], 120)
