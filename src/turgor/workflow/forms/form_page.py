"""An instrument as one offline page: to be filled on a screen or printed, saved as a FHIR file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from turgor.errors import InputError
from turgor.formats.opening import replace_file
from turgor.formats.questionnaire import offered_value
from turgor.formats.questionnaire.placed import PLACE
from turgor.record.questionnaire import RATERS, UNKNOWN, AnswerOption, Instrument, Item
from turgor.record.site import SIDES
from turgor.workflow.forms.library import Library
from turgor.workflow.forms.licence_words import licence_words
from turgor.workflow.reading.form import licence_line
from turgor.workflow.study import Study

_SOURCES = {"person": "Patient", "clinician": "Practitioner", "proxy": "RelatedPerson"}
_RATERS = {"person": "the person", "clinician": "a clinician", "proxy": "somebody close"}
#: a line without steps is read to a thousandth of its length
_PARTS_OF_A_LINE = 1000.0


@dataclass(frozen=True, slots=True)
class FormPage:
    """What the template shows; ``script`` is what the page's own program works on."""

    instrument: Instrument
    licence: str
    study: str
    visits: tuple[str, ...]
    subject: str
    visit: str
    sides: tuple[str, ...]
    raters: tuple[tuple[str, str], ...]
    script: Mapping[str, object]


def form_page(
    library: Library,
    name: str,
    study: str = "",
    visits: Sequence[str] = (),
    subject: str = "",
    visit: str = "",
) -> FormPage:
    """The page of an instrument of a study.

    visits : the study's labels to choose from. subject, visit : filled in already, where stated.

    Errors: InputError where the instrument is unknown, a template without words, used without a
    licence, or the visit is none of the study's.
    """
    own = library.find(name).instrument
    if own.untyped:
        raise InputError(f"'{own.id}' is a template; type its anchors first")
    proof = library.proof(own)
    if own.licence.kind != "open" and proof is None:
        raise InputError(licence_line(own))
    if visit and visits and visit not in visits:
        raise InputError(f"visit '{visit}' is not in the design; allowed: {', '.join(visits)}")
    return FormPage(
        instrument=own,
        licence=licence_words(own, proof),
        study=study,
        visits=tuple(visits),
        subject=subject,
        visit=visit,
        sides=SIDES,
        raters=tuple((rater, _RATERS[rater]) for rater in RATERS if rater != UNKNOWN),
        script=_script(own),
    )


def form_html(page: FormPage) -> str:
    """The page as HTML with style and program inside and no address to fetch."""
    return _environment().get_template("form_page.html.j2").render(page=page, step=_step)


def write_form_page(
    study: Study, instrument: str, out: Path, subject: str = "", visit: str = ""
) -> FormPage:
    """Write the page of an instrument of a study to a file, whole or not at all.

    Errors: as for ``form_page``; InputError where the folder can't be written to.
    """
    visits = [item.label for item in study.design.visits]
    page = form_page(study.forms.library, instrument, study.design.id, visits, subject, visit)
    replace_file(out, form_html(page).encode("utf-8"))
    return page


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("turgor.workflow.forms", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _step(item: Item) -> str:
    """The step of an input."""
    if item.step is not None:
        return f"{item.step:g}"
    if item.kind == "integer" or item.whole:
        return "1"
    if item.kind == "slider" and item.lowest is not None and item.highest is not None:
        return f"{(item.highest - item.lowest) / _PARTS_OF_A_LINE:g}"
    return "any"


def _script(instrument: Instrument) -> dict[str, object]:
    """What the page needs to say which items are asked, and to write the answers."""
    name = instrument.url or instrument.id
    return {
        "questionnaire": f"{name}|{instrument.version}",
        "id": instrument.id,
        "language": "" if instrument.language == UNKNOWN else instrument.language,
        "place": PLACE,
        "sources": _SOURCES,
        "items": [_item(item) for item in instrument.items if item.kind != "display"],
        "displays": [
            {"id": item.link_id, "when": _conditions(item), "all": item.enable_all}
            for item in instrument.items
            if item.kind == "display"
        ],
    }


def _item(item: Item) -> dict[str, object]:
    whole = item.kind == "integer" or item.whole
    return {
        "id": item.link_id,
        "kind": item.kind,
        "type": "Integer" if whole else "Decimal",
        "required": item.required,
        "lowest": item.lowest,
        "highest": item.highest,
        "whole": whole,
        "when": _conditions(item),
        "all": item.enable_all,
        "groups": [group.link_id for group in item.group],
        "options": {
            option.code: {"value": _value(option), "score": option.score} for option in item.options
        },
    }


def _value(option: AnswerOption) -> dict[str, object]:
    kind, value = offered_value(option)
    return {f"value{kind}": value}


def _conditions(item: Item) -> list[dict[str, object]]:
    return [
        {"question": c.question, "operator": c.operator, "answer": c.answer}
        for c in item.enable_when
    ]
