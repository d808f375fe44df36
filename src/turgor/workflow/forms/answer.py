"""One form answered by hand, into a study like a row of a table."""

import dataclasses
from collections.abc import Mapping, Sequence

from turgor.errors import InputError
from turgor.formats.questionnaire.form_table import FormRow
from turgor.store.audit import doing
from turgor.workflow.forms.library import study_library
from turgor.workflow.reading.kinds import with_library
from turgor.workflow.study import Study
from turgor.workflow.take_in.form_rows import Source, take_form_rows
from turgor.workflow.take_in.report import TakeInReport

BY_HAND = "by hand"


def answers_from_words(words: Sequence[str]) -> dict[str, str]:
    """Cells from words such as 'itching=3'.

    Errors: InputError for a word of another form, and an item that is answered twice.
    """
    found: dict[str, str] = {}
    for word in words:
        name, equals, answer = word.partition("=")
        if not (equals and name.strip()):
            raise InputError(f"'{word}' is no answer; write ITEM=ANSWER, for example itching=3")
        if name.strip() in found:
            raise InputError(f"'{name.strip()}' is answered twice")
        found[name.strip()] = answer.strip()
    return found


def take_answer(
    study: Study,
    instrument: str,
    cells: Mapping[str, str],
    answers: Mapping[str, str],
    dry_run: bool = False,
) -> TakeInReport:
    """Take in one form answered by hand.

    cells : subject, visit, site, side, region, replicate, reseated, operator, rater, language and
    date, as the columns of a table; empty ones are not stated. answers : by link id.

    Errors: InputError where the instrument is unknown, AdmissionError where whoever is at work may
    not add to the study now; what else is wrong is refused in the report.
    """
    study.forms.library.find(instrument)
    row = FormRow(1, {name: cell for name, cell in {**answers, **cells}.items() if cell})
    source = Source(BY_HAND, "answers", {"origin": BY_HAND}, lines=False)
    report = TakeInReport(dry_run=dry_run)
    if not dry_run:
        with doing("answered"):
            study.store.locks.require_may("capture")
            take_form_rows(study, source, [row], instrument, report)
        return report
    with study.store.rehearsal() as store:
        readings = with_library(study.readings, study_library(store))
        rehearsed = dataclasses.replace(study, store=store, readings=readings)
        take_form_rows(rehearsed, source, [row], instrument, report)
    return report
