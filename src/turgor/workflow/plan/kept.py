"""A plan in a study: kept with its rules, opened again with them, and held against newer ones."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from turgor.errors import InputError, StudyError
from turgor.exchange.case_toml import parse_case
from turgor.record.case import Case
from turgor.record.course import Course, CourseSession, CourseUse, SettingValue
from turgor.record.kept_documents import KeptLibrary, KeptPlan, document_sha256
from turgor.rules.change import PlanChange, plan_change
from turgor.rules.kept import library_text, read_library, tables_differ
from turgor.rules.library import Library
from turgor.workflow.forecast.typed_case import typed
from turgor.workflow.plan.begun import from_last_visit
from turgor.workflow.plan.document import plan_document
from turgor.workflow.plan.work_out import PlanDocument
from turgor.workflow.study import open_study

SCHEMA = "turgor.kept-plan/1"


@dataclass(frozen=True, slots=True)
class Reopened:
    """A plan of a study with its own rules, and what those of today say otherwise.

    moved_words : whether tables by which cases become facts are not those of its day.
    """

    number: int
    plan: KeptPlan
    document: Mapping[str, object]
    library: Library
    change: PlanChange
    moved_words: bool


def keep_plan(found: PlanDocument, folder: Path, subject: str = "") -> str:
    """Keep the plans of a case in a study, with the rules that they were made with.

    Returns what was done, in words.

    Errors: InputError without a subject or a plan; StudyError for a subject that is not there.
    """
    whose = subject or found.case.subject_id
    if not whose:
        raise InputError("name whose plan it is: 'subject_id' in the case, or --subject")
    if found.first is None:
        raise InputError("there is no plan to keep")
    library = found.wanted.library
    document = json.dumps(
        {"schema": SCHEMA, "case": _case_text(found), "of": _person(found), **_whole(found)},
        ensure_ascii=False, sort_keys=True, allow_nan=False,
    )  # fmt: skip
    name = found.case.title or Path(found.path).stem
    made = found.wanted.day
    plan = KeptPlan(whose, name, made, document_sha256(document), document, library.sha256)
    with open_study(folder) as study:
        study.store.people.one(whose)
        kept_library = KeptLibrary(library.sha256, library_text(library))
        told, kept = study.store.plans.keep(plan, kept_library)
    return f"plan {kept.id} of {whose} in {folder}: {told}"


def reopen(folder: Path, number: int, library: Library, day: dt.date) -> Reopened:
    """A plan with its own rules, and what ``library`` says of it on ``day``.

    Errors: StudyError where there is none, it was withdrawn, or it can't be read.
    """
    with open_study(folder) as study:
        plan, kept = study.store.plans.reopen(number)
    own = read_library(kept.document, f"the library of plan {number}")
    try:
        document = json.loads(plan.document)
        case, course = _opened(document, own, f"plan {number}")
    except (KeyError, TypeError, ValueError) as error:
        raise StudyError(
            f"plan {number} was kept in another form than {SCHEMA}; show it with `turgor study "
            f"show plan {number}`"
        ) from error
    change = plan_change(own, library, case, course, plan.made, day)
    return Reopened(number, plan, document["plan"], own, change, tables_differ(own))


def _whole(found: PlanDocument) -> Mapping[str, object]:
    plan = found.first
    course = plan.combined if plan is not None else Course()
    return {
        "plan": plan_document(found),
        "course": {
            "name": course.name,
            "sessions": [
                [one.day, one.modality, one.device, dict(one.settings), one.site, one.side]
                for one in course.sessions
            ],
            "uses": [
                [one.kind, one.start_day, one.stop_day, dict(one.settings)] for one in course.uses
            ],
        },
    }


def _case_text(found: PlanDocument) -> str:
    return Path(found.path).read_text(encoding="utf-8")


def _person(found: PlanDocument) -> Mapping[str, object]:
    """Of whom the study may say otherwise by then."""
    place, start = found.case.place, found.case.start
    return {
        "age_years": place.age_years,
        "sex": place.sex,
        "phototype": place.phototype,
        "start": start.isoformat() if start else None,
    }


def _opened(
    document: Mapping[str, Mapping[str, object]], library: Library, where: str
) -> tuple[Case, Course]:
    """Errors: KeyError, TypeError and ValueError for another form."""
    words = [word for word in library.vocabulary.field("modality").words if word != "other"]
    read = typed(parse_case(str(document["case"]), where), where, words, find_odd=False)
    case, _ = from_last_visit(read.case, library.vocabulary)
    person = document["of"]
    age = person["age_years"]
    place = replace(
        case.place,
        age_years=float(age) if isinstance(age, int | float) else None,
        sex=str(person["sex"]),
        phototype=str(person["phototype"]),
    )
    start = person["start"]
    day = dt.date.fromisoformat(start) if isinstance(start, str) else None
    return replace(case, place=place, start=day), _course(document["course"], day)


def _course(document: Mapping[str, object], start: dt.date | None) -> Course:
    sessions, uses = document["sessions"], document["uses"]
    if not (isinstance(sessions, list) and isinstance(uses, list)):
        raise ValueError("no sessions or uses")
    return Course(
        str(document["name"]),
        tuple(
            CourseSession(float(day), kind, device, _settings(given), site, side)
            for day, kind, device, given, site, side in sessions
        ),
        tuple(
            CourseUse(kind, float(begin), float(end), _settings(given))
            for kind, begin, end, given in uses
        ),
        start,
    )


def _settings(given: Mapping[str, SettingValue]) -> Mapping[str, SettingValue]:
    return dict(given)
