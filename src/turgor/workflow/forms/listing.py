"""The instruments of a study and the shipped ones, with what each needs before it is scored."""

from dataclasses import dataclass

from turgor.record.questionnaire import Instrument
from turgor.store import Store
from turgor.workflow.forms.library import study_library

#: what a licence is: not needed, on record, or lacking
OPEN, ON_RECORD, LACKING = "open", "on-record", "lacking"


@dataclass(frozen=True, slots=True)
class Listed:
    """One instrument in a list.

    number : of its row in the study, None where it is shipped and not yet in use. licence : one
    of OPEN, ON_RECORD, LACKING. forms : filled ones in the study.
    """

    instrument: Instrument
    alias: str
    number: int | None
    origin: str
    licence: str
    forms: int


def listed(store: Store) -> tuple[Listed, ...]:
    """Every instrument at hand, the study's own first.

    Errors: StoreError; InputError where a kept one can't be read.
    """
    library = study_library(store)
    kept = {(k.record.name, k.record.edition): k for k in store.instruments.all()}
    forms = [item.settings for item in store.captures.all() if item.kind == "form"]
    found: list[Listed] = []
    for item in library.all():
        own = item.instrument
        row = kept.get((own.id, own.version))
        licence = ON_RECORD if library.proof(own) is not None else LACKING
        answered = [
            told
            for told in forms
            if (told.get("instrument"), told.get("version")) == (own.id, own.version)
        ]
        found.append(
            Listed(
                instrument=own,
                alias=item.alias,
                number=None if row is None else row.id,
                origin="shipped" if row is None else row.record.origin,
                licence=OPEN if own.licence.kind == "open" else licence,
                forms=len(answered),
            )
        )
    return tuple(found)
