"""What the sessions of a study do to its subjects' own skin."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from turgor.errors import InputError
from turgor.exchange.session_toml import SessionFile
from turgor.record.session import Session
from turgor.record.skin_place import PHOTOTYPES, SEXES, SkinPlace
from turgor.record.stimulus import Stimulus, StimulusFlag
from turgor.record.subject import Subject
from turgor.skin.stimulus.doors import MODELLED
from turgor.skin.stimulus.ensemble import DRAWS, stimulus
from turgor.store import Store
from turgor.workflow.progress import Progress, silent
from turgor.workflow.stimulus.own_findings import own_findings
from turgor.workflow.stimulus.work_out import treatment_of

_NOT_USED = "setting-not-used"
_SEX_WORDS = {"f": "female", "w": "female", "woman": "female", "m": "male", "man": "male"}


@dataclass(frozen=True, slots=True)
class StudyStimuli:
    """Stimuli of sessions by their names, and which could not be worked out and why."""

    found: tuple[tuple[str, Stimulus], ...]
    refused: tuple[tuple[str, str], ...]


def stimuli_of_study(
    store: Store,
    subject: str = "",
    draws: int = DRAWS,
    seed: int = 0,
    progress: Progress = silent,
) -> StudyStimuli:
    """Each session, of one subject where named, worked out on that subject's own skin.

    The skin is the subject's by age, sex, phototype and what was measured at that site and side
    up to the day of the session. Sessions of one setting on one skin are worked out once.

    Errors: StudyError for an unknown subject; StoreError.
    """
    if subject:
        store.people.one(subject)
    people = {person.id: person for person in store.people.subjects()}
    days = {(visit.subject, visit.label): visit.date for visit in store.people.visits()}
    sessions = store.people.sessions(subject)
    measured = {name: store.lookup.of_subject(name) for name in {s.subject for s in sessions}}
    known: dict[object, Stimulus] = {}
    found: list[tuple[str, Stimulus]] = []
    refused: list[tuple[str, str]] = []
    for number, session in enumerate(sessions):
        name = session_name(session)
        progress(number, len(sessions), name)
        before = [
            item
            for item in measured[session.subject]
            if _no_later(days.get((session.subject, item.capture.visit)), session)
        ]
        unused = ""
        try:
            if session.modality not in MODELLED:
                raise InputError(
                    f"modality '{session.modality}' has no model of what it does; those that "
                    f"have one: {', '.join(MODELLED)}"
                )
            own = own_findings(session.site, before)
            place = subject_place(
                people.get(session.subject), session.site.name, session.date, own.values
            )
            key = (session.modality, session.device, *sorted(session.settings.items()), repr(place))
            stated = SessionFile(session.modality, session.device, session.settings, place)
            treatment = treatment_of(stated, name, strict=False)
            unused = _unused(treatment.flags)
            if key not in known:
                treatment = replace(treatment, flags=(*treatment.flags, *own.flags))
                known[key] = stimulus(treatment, place, draws, seed)
            found.append((name, known[key] if session.delivered else _planned(known[key])))
        except InputError as error:
            refused.append((name, str(error).removeprefix(f"{name}: ") + unused))
    progress(len(sessions), len(sessions), "")
    return StudyStimuli(tuple(found), tuple(refused))


def session_name(session: Session) -> str:
    """A session as people name it: subject, day, site, side, modality, and whether planned."""
    said = f"{session.subject} {session.date} {session.site.name} {session.site.side}"
    return f"{said} {session.modality}{'' if session.delivered else ' (planned)'}"


def _planned(item: Stimulus) -> Stimulus:
    said = "planned, and not on record as delivered"
    return replace(item, flags=(StimulusFlag("planned", said), *item.flags))


def _unused(flags: Sequence[StimulusFlag]) -> str:
    """What is on record and could not be used, which may be why a session is refused."""
    texts = [flag.text.replace("; kept as text", "") for flag in flags if flag.code == _NOT_USED]
    return f" (on record but of no use: {'; '.join(texts)})" if texts else ""


def _no_later(day: object, session: Session) -> bool:
    return day is not None and str(day)[:10] <= session.date.isoformat()


def subject_place(
    person: Subject | None, site: str, day: dt.date, findings: Mapping[str, float]
) -> SkinPlace:
    """The subject's skin; words that a study uses and this doesn't know are left out."""
    sex = person.sex.strip().lower() if person is not None else ""
    sex = _SEX_WORDS.get(sex, sex)
    phototype = person.phototype.strip().upper() if person is not None else ""
    born = person.birth_year if person is not None else None
    return SkinPlace(
        site=site,
        age_years=float(day.year - born) if born else None,
        sex=sex if sex in SEXES else "",
        phototype=phototype if phototype in PHOTOTYPES else "",
        findings=findings,
    )
