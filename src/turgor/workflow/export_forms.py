"""The answers of filled questionnaires and scales, one row for each item."""

from collections.abc import Iterator

from turgor.errors import TurgorError
from turgor.exchange.tidy import Cell, Column, TidyTable
from turgor.exchange.tidy.words import table_words
from turgor.record.capture import Capture
from turgor.workflow.forms.filled_form import FilledForm
from turgor.workflow.study import Study

_COLUMNS = {
    "capture": "text", "subject": "text", "visit": "text", "site": "text", "side": "text",
    "region": "text", "replicate": "integer", "operator": "text", "instrument": "text",
    "edition": "text", "rater": "text", "language": "text", "authored": "text", "item": "text",
    "answer": "text", "answer_number": "number",
}  # fmt: skip


def form_answers(study: Study) -> TidyTable:
    """Every answer of every filled form that counts and is kept; their words are the instrument's.

    A form that can't be read is left out; the study's refusals say why.
    """
    words = table_words("form_answers")
    columns = tuple(
        Column(name, kind, words.of(name).meaning, "", words.of(name).allowed)
        for name, kind in _COLUMNS.items()
    )
    rows = [row for capture in study.store.outgoing.captures()
            if capture.capture.kind == "form" and not capture.withdrawn and not capture.erased
            for row in _of_capture(study, capture.capture)]  # fmt: skip
    return TidyTable("form_answers", words.meaning, columns, lambda: rows)


def _of_capture(study: Study, capture: Capture) -> Iterator[tuple[Cell, ...]]:
    try:
        path = study.store.captures.file(capture.sha256)
        forms = study.forms.under(capture.settings).read(path)
    except TurgorError:
        return
    for form in forms:
        yield from _of_form(capture, form)


def _of_form(capture: Capture, form: FilledForm) -> Iterator[tuple[Cell, ...]]:
    own, response = form.loaded.instrument, form.response
    site = capture.site
    before = (
        capture.sha256, capture.subject, capture.visit, site.name, site.side, capture.region,
        capture.replicate, capture.operator, own.id, own.version, response.rater,
        response.language, response.authored,
    )  # fmt: skip
    for item, answer in response.answers.items():
        number = isinstance(answer, float | int) and not isinstance(answer, bool)
        text = str(answer).lower() if isinstance(answer, bool) else str(answer)
        yield (*before, item, text, float(answer) if number else None)
