"""Consent in a study: kept, withdrawn, held against captures, and what follows from withdrawal."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from turgor.errors import StudyError
from turgor.record.capture import Capture
from turgor.record.consent import SCOPES, Consent
from turgor.store import Store
from turgor.store.audit import doing
from turgor.store.ledger import Kept
from turgor.workflow.study import Study

#: what is to be done when a consent is withdrawn
FOLLOWS = {
    "study": "no further visits; what was gathered until then stays unless erasure is asked for",
    "photographs": "erase the photographs; their numbers stay",
    "photographs-publication": "take the photographs out of reports and exports that are shown",
    "data-sharing": "share no further export with this person's data; tell who has one",
    "re-contact": "do not contact this person again for other studies",
}


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A consent that no longer stands, what follows, and how many photographs it concerns."""

    subject: str
    scope: str
    withdrawn_on: dt.date
    follows: str
    photographs: int


def keep_consent(store: Store, consent: Consent) -> str:
    """Keep a consent: 'added' or 'same'; a date of withdrawal is filled in where there was none.

    Errors: StudyError where the same form and scope is on record with another date; StoreError.
    """
    known = _same(store, consent)
    if known is None:
        return store.consents.add(consent)[0]
    if known.record == consent:
        return "same"
    if known.record == dataclasses.replace(consent, withdrawn_on=None):
        store.consents.correct(
            known.id, known.version, consent, why=f"consent withdrawn on {consent.withdrawn_on}"
        )
        return "added"
    if consent.withdrawn_on is None and known.record.date == consent.date:
        return "same"  # an empty cell never erases what is known
    return store.consents.add(consent)[0]  # refuses with the record's number


def withdraw_consent(study: Study, subject: str, scope: str, on: dt.date) -> tuple[Consent, ...]:
    """Let a subject's consent to one scope, or to all, end on a day.

    Errors: StudyError where none stands, or it was given after that day; StoreError.
    """
    if scope not in (*SCOPES, "all"):
        raise StudyError(f"scope is '{scope}'; allowed: {', '.join(SCOPES)}, all")
    standing = [
        kept
        for kept in study.store.consents.all(subject)
        if kept.record.withdrawn_on is None and scope in ("all", kept.record.scope)
    ]
    if not standing:
        raise StudyError(f"subject '{subject}' has no consent to '{scope}' that stands")
    late = [kept.record for kept in standing if kept.record.date > on]
    if late:
        raise StudyError(
            f"the consent to '{late[0].scope}' was given on {late[0].date}, after {on}"
        )
    done: list[Consent] = []
    with doing("consent withdrawn"), study.store.together():
        for kept in standing:
            ended = dataclasses.replace(kept.record, withdrawn_on=on)
            why = f"consent withdrawn on {on}"
            done.append(study.store.consents.correct(kept.id, kept.version, ended, why).record)
    return tuple(done)


def covers(consents: Sequence[Consent], subject: str, scope: str, on: dt.date | None) -> bool:
    """Whether any consent of a subject covers a scope on a day."""
    return any(
        item.subject == subject and item.scope == scope and item.holds(on) for item in consents
    )


def without_consent(
    captures: Sequence[Capture],
    consents: Sequence[Consent],
    dates: dict[tuple[str, str], dt.date | None],
) -> list[tuple[Capture, str]]:
    """Captures with the scope that was not agreed to on their visit's day.

    A photograph needs consent to photographs, anything else consent to the study.
    """
    found: list[tuple[Capture, str]] = []
    for capture in captures:
        scope = "photographs" if capture.kind == "photograph" else "study"
        if not covers(
            consents, capture.subject, scope, dates.get((capture.subject, capture.visit))
        ):
            found.append((capture, scope))
    return found


def require_consent(study: Study, capture: Capture) -> None:
    """Refuse a capture without consent where study.toml asks for it.

    Errors: StudyError.
    """
    if not study.design.consent_required:
        return
    dates = {(item.subject, item.label): item.date for item in study.store.people.visits()}
    consents = [kept.record for kept in study.store.consents.all(capture.subject)]
    for _, scope in without_consent([capture], consents, dates):
        on = dates.get((capture.subject, capture.visit))
        raise StudyError(
            f"subject '{capture.subject}' has no consent to '{scope}' on record"
            f"{f' for {on}' if on else ''}; add it with consent.csv "
            "(consent_required in study.toml asks for it)"
        )


def withdrawals(study: Study) -> tuple[Withdrawal, ...]:
    """Scopes of a subject that no consent covers any more, and what follows."""
    consents = [kept.record for kept in study.store.consents.all()]
    photographs = [c for c in study.store.captures.all() if c.kind == "photograph"]
    found: list[Withdrawal] = []
    for subject, scope in sorted({(item.subject, item.scope) for item in consents}):
        own = [item for item in consents if (item.subject, item.scope) == (subject, scope)]
        ended = [item.withdrawn_on for item in own if item.withdrawn_on is not None]
        if len(ended) == len(own):
            found.append(
                Withdrawal(
                    subject=subject,
                    scope=scope,
                    withdrawn_on=max(ended),
                    follows=FOLLOWS[scope],
                    photographs=sum(c.subject == subject for c in photographs),
                )
            )
    return tuple(found)


def _same(store: Store, consent: Consent) -> Kept[Consent] | None:
    for kept in store.consents.all(consent.subject):
        if (kept.record.form, kept.record.scope) == (consent.form, consent.scope):
            return kept
    return None
