"""A case whose person stands in a study: age, sex, phototype and findings from there."""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from turgor.errors import InputError, StoreError, StudyError
from turgor.record.case import Case, CaseFinding
from turgor.record.stimulus import StimulusFlag


@dataclass(frozen=True, slots=True)
class StudyCase:
    """A case with what its study says, and what had to be taken from elsewhere."""

    case: Case
    flags: tuple[StimulusFlag, ...] = ()


def of_study(case: Case, path: Path) -> StudyCase:
    """The case with its subject's own skin; what the file itself states stands.

    path : of the case's file, from whose folder the study's is named. Findings are those up to the
    case's start.

    Errors: StudyError where the study or the subject is not there.
    """
    if not case.study:
        return StudyCase(case)
    from turgor.record.site import BodySite
    from turgor.workflow.stimulus.of_study import subject_place
    from turgor.workflow.stimulus.own_findings import own_findings
    from turgor.workflow.study import open_study

    line = case.lines.get("study")
    where = f"{path}: line {line}" if line else str(path)
    day, stated = case.start or dt.date.today(), case.place
    try:
        with open_study(path.parent / case.study) as study:
            store = study.store
            person = store.people.one(case.subject_id)
            days = {(one.subject, one.label): one.date for one in store.people.visits()}
            measured = [
                item
                for item in store.lookup.of_subject(case.subject_id)
                if _no_later(days.get((case.subject_id, item.capture.visit)), day)
            ]
    except (StoreError, InputError) as error:
        raise StudyError(f"{where}: {error}") from error
    own = own_findings(BodySite(stated.site), measured)
    found = subject_place(person, stated.site, day, {**own.values, **stated.findings})
    place = replace(
        found,
        age_years=stated.age_years or found.age_years,
        sex=stated.sex or found.sex,
        phototype=stated.phototype or found.phototype,
    )
    told = {item.metric for item in case.findings}
    added = [CaseFinding(name, value) for name, value in own.values.items() if name not in told]
    return StudyCase(replace(case, place=place, findings=(*case.findings, *added)), own.flags)


def _no_later(visit: dt.date | None, day: dt.date) -> bool:
    return visit is not None and visit <= day
