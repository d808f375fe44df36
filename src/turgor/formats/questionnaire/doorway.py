"""The doorway for instruments and answers: FHIR R4 JSON with a sidecar, or a table of answers."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from turgor.errors import FormatError
from turgor.formats.clear_errors import clear_errors
from turgor.formats.finishing import printable
from turgor.formats.questionnaire.answer_table import response_rows
from turgor.formats.questionnaire.check import check_instrument
from turgor.formats.questionnaire.fhir_item import read_items
from turgor.formats.questionnaire.fhir_response import response_from
from turgor.formats.questionnaire.fhir_words import no_modifier
from turgor.formats.questionnaire.node import children, read_json, text
from turgor.formats.questionnaire.sidecar import beside, read_sidecar
from turgor.record.questionnaire import UNKNOWN, Instrument, Response

_T = TypeVar("_T")
_READ = {"resourceType", "id", "url", "version", "title", "name", "status", "language", "item"}


def is_questionnaire(path: Path) -> bool:
    """Whether the file is a FHIR Questionnaire; never raises."""
    return _resource(path) == "Questionnaire"


def is_questionnaire_response(path: Path) -> bool:
    """Whether the file is a FHIR QuestionnaireResponse; never raises."""
    return _resource(path) == "QuestionnaireResponse"


def read_questionnaire(path: Path, sidecar: Path | None = None) -> Instrument:
    """An instrument from FHIR R4 Questionnaire JSON and its sidecar.

    sidecar : None = the file beside it, ``NAME.scoring.toml`` or ``NAME.scoring.json``.

    Errors: FormatError for a form or sidecar that is malformed, contradicts itself or asks what
    can't be asked here. Nothing but TurgorError, whatever the bytes.
    """
    path = Path(path)
    return _guarded(path, lambda: _instrument(path, sidecar))


def read_response(path: Path, instrument: Instrument) -> Response:
    """One filled form from FHIR R4 QuestionnaireResponse JSON, held against its instrument.

    Errors: FormatError for another instrument or version, an unknown item, or an answer that the
    item does not allow. Nothing but TurgorError, whatever the bytes.
    """
    path = Path(path)
    return _guarded(path, lambda: response_from(read_json(path), instrument, str(path)))


def read_answers(
    path: Path, instrument: Instrument, refused: list[str] | None = None
) -> tuple[Response, ...]:
    """Every row of a table of answers (CSV): columns are link ids, and facts beside them.

    Facts: subject, authored, rater, language, instrument, version. An empty cell is no answer.
    refused : where given, a bad row is left out and this takes why; without it the file is
    refused.

    Errors: FormatError for an unknown column or an answer that its item does not allow. Nothing
    but TurgorError, whatever the bytes.
    """
    path = Path(path)
    return _guarded(path, lambda: response_rows(path, instrument, refused))


def _instrument(path: Path, sidecar: Path | None) -> Instrument:
    where = str(path)
    document = read_json(path)
    if document.get("resourceType") != "Questionnaire":
        raise FormatError(f"{where}: is no FHIR Questionnaire (its resourceType says otherwise)")
    no_modifier(document, where)
    unread = sorted(set(document) - _READ)
    items = read_items(children(document, "item", where), where, unread)
    if not any(item.kind != "display" for item in items):
        raise FormatError(f"{where}: asks nothing; a form needs items")
    told = read_sidecar(Path(sidecar) if sidecar is not None else beside(path))
    url = text(document, "url", where, "")
    found = Instrument(
        id=text(document, "id", where, "") or text(document, "url", where),
        version=text(document, "version", where),
        title=text(document, "title", where, "") or text(document, "name", where, ""),
        items=tuple(items),
        scores=told.scores,
        licence=told.licence,
        url=url,
        language=text(document, "language", where, UNKNOWN),
        rater=told.rater,
        recall=told.recall,
        untyped=told.untyped,
        unread=tuple(dict.fromkeys(printable(name, 120) for name in unread)),
        flags=_flags(text(document, "status", where, UNKNOWN), unread),
    )
    check_instrument(found, where)
    return found


def _flags(status: str, unread: list[str]) -> tuple[str, ...]:
    odd = (f"status-{status}",) if status in ("draft", "retired", UNKNOWN) else ()
    return (*odd, "elements-not-read") if unread else odd


def _resource(path: Path) -> str:
    try:
        return str(read_json(Path(path)).get("resourceType"))
    except Exception:
        return ""


def _guarded(path: Path, read: Callable[[], _T]) -> _T:
    with clear_errors(path, "a form", "export it again"):
        return read()
