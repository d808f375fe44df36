"""consent.csv: who agreed to what, by which form, from when and until when."""

from pathlib import Path

from turgor.errors import StudyError
from turgor.exchange.cells import has_header, read_cells
from turgor.exchange.study_tables import Rows, date_of
from turgor.record.consent import SCOPES, Consent

HEADER = ("subject", "form", "date", "scope", "withdrawn_on")


def is_consent_table(path: Path) -> bool:
    """Whether a file is consent.csv by its first line."""
    return has_header(path, HEADER)


def read_consents(path: Path) -> Rows[Consent]:
    """Every row; a scope may name several, separated by semicolons, or be 'all'.

    Errors: InputError where the file can't be read at all; a bad row is refused alone.
    """
    found = read_cells(path, HEADER)
    read: list[tuple[int, Consent]] = []
    refused = list(found.refused)
    for line, cells in found.rows:
        try:
            told = cells["subject"], cells["form"], cells["date"]
            read += [
                (line, consent_of(*told, scope, cells["withdrawn_on"]))
                for scope in _scopes(cells["scope"])
            ]
        except StudyError as error:
            refused.append((line, str(error)))
    return Rows(tuple(read), tuple(refused))


def consent_of(subject: str, form: str, date: str, scope: str, withdrawn_on: str) -> Consent:
    """One consent from its texts.

    Errors: StudyError where one is missing or malformed.
    """
    signed, ended = date_of(date), date_of(withdrawn_on)
    if not subject or not form or signed is None:
        raise StudyError("a consent needs subject, form (the version that was signed) and date")
    if scope not in SCOPES:
        raise StudyError(f"scope is '{scope}'; allowed: {', '.join(SCOPES)}, or all")
    if ended is not None and ended < signed:
        raise StudyError(f"withdrawn_on {ended} lies before the consent of {signed}")
    return Consent(subject, form, signed, scope, ended)


def _scopes(text: str) -> tuple[str, ...]:
    if text == "all":
        return SCOPES
    return tuple(part.strip() for part in text.split(";"))
