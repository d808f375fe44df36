"""consent.csv into a study; each row stands alone."""

from pathlib import Path

from turgor.errors import TurgorError
from turgor.exchange.consent_table import is_consent_table, read_consents
from turgor.workflow.conduct.consent import keep_consent
from turgor.workflow.study import Study
from turgor.workflow.take_in.report import Entry, Refused, TakeInReport

CONSENT = "consent"


def conduct_kind_of(path: Path) -> str | None:
    """Which table of conduct a file is, None where it is none."""
    return CONSENT if is_consent_table(path) else None


def take_consents(study: Study, path: Path, report: TakeInReport) -> None:
    """Take in one table of consents."""
    try:
        rows = read_consents(path)
    except TurgorError as error:
        report.refused.append(Refused(str(path), None, str(error)))
        return
    report.refused += [Refused(str(path), line, reason) for line, reason in rows.refused]
    for line, consent in rows.read:
        text = f"{consent.subject} {consent.scope}, form {consent.form} of {consent.date}"
        if consent.withdrawn_on is not None:
            text += f", withdrawn on {consent.withdrawn_on}"
        try:
            outcome = keep_consent(study.store, consent)
        except TurgorError as error:
            report.refused.append(Refused(str(path), line, str(error)))
        else:
            report.entries.append(Entry(str(path), line, CONSENT, outcome, text))
