"""A case with its sessions' settings checked and typed, and what is odd about it said."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from turgor.errors import StudyError
from turgor.exchange.case_toml import read_case
from turgor.exchange.session_toml import SessionFile
from turgor.record.case import Case
from turgor.record.course import Course, CourseSession, CourseUse, SettingValue
from turgor.record.stimulus import StimulusFlag
from turgor.skin.loading.doors import LOADED
from turgor.skin.loading.stated_settings import STATED_SETTINGS
from turgor.skin.stimulus.doors import MODELLED
from turgor.workflow.forecast.odd_findings import odd_findings
from turgor.workflow.stimulus.work_out import treatment_of


@dataclass(frozen=True, slots=True)
class TypedCase:
    """A case ready to be worked out."""

    case: Case
    flags: tuple[StimulusFlag, ...]


def typed_case(path: Path) -> TypedCase:
    """A case's file, read, its settings typed, its findings held against each other.

    Errors: InputError naming the session and setting, what is allowed and what to do.
    """
    return typed(read_case(path), str(path))


def typed(case: Case, where: str) -> TypedCase:
    """A case that was read, typed and checked; errors as for ``typed_case``."""
    flags: list[StimulusFlag] = []
    courses = tuple(_typed_course(course, case, where, flags) for course in case.courses)
    flags += odd_findings(case, where)
    return TypedCase(replace(case, courses=courses), tuple(flags))


def _typed_course(course: Course, case: Case, where: str, flags: list[StimulusFlag]) -> Course:
    typed: dict[tuple[str, str, tuple[tuple[str, SettingValue], ...]], CourseSession] = {}
    sessions = []
    for session in course.sessions:
        key = (session.modality, session.device, tuple(session.settings.items()))
        if key not in typed:
            said = f"{where}: course '{course.name}', session of day {session.day:g}"
            typed[key] = _typed_session(session, case, said, flags)
        sessions.append(replace(session, settings=typed[key].settings))
    uses = tuple(_typed_use(use, course.name, case, where, flags) for use in course.uses)
    return replace(course, sessions=tuple(sessions), uses=uses)


def _typed_session(
    session: CourseSession, case: Case, where: str, flags: list[StimulusFlag]
) -> CourseSession:
    if session.modality not in LOADED:
        raise StudyError(
            f"{where}: modality '{session.modality}' is unknown; allowed: {', '.join(LOADED)}"
        )
    if session.modality not in MODELLED:
        flags += _unread(session.modality, session.settings, where)
        return replace(session, settings=_all_plain(session.settings))
    typed = _typed(session.modality, session.device, session.settings, case, where, flags)
    return replace(session, settings=typed)


def _typed_use(
    use: CourseUse, course: str, case: Case, where: str, flags: list[StimulusFlag]
) -> CourseUse:
    said = f"{where}: course '{course}', {use.kind} from day {use.start_day:g}"
    if use.kind not in MODELLED:
        flags += _unread(use.kind, use.settings, said)
        return replace(use, settings=_all_plain(use.settings))
    return replace(use, settings=_typed(use.kind, "", use.settings, case, said, flags))


def _typed(
    modality: str,
    device: str,
    settings: Mapping[str, SettingValue],
    case: Case,
    where: str,
    flags: list[StimulusFlag],
) -> Mapping[str, SettingValue]:
    texts = {name: str(value) for name, value in settings.items()}
    treatment = treatment_of(SessionFile(modality, device, texts, case.place), where)
    flags += treatment.flags
    return treatment.settings


def _unread(kind: str, settings: Mapping[str, SettingValue], where: str) -> list[StimulusFlag]:
    """What is stated and nothing follows: said; a slip of the pen is refused.

    Errors: StudyError naming the setting that was meant.
    """
    known = STATED_SETTINGS.get(kind)
    if known is None:
        return []
    flags = []
    for name in settings:
        if name in known:
            continue
        near = get_close_matches(name, known, n=1, cutoff=0.6)
        if near:
            raise StudyError(f"{where}: setting '{name}' is unknown; did you mean {near[0]}?")
        follows = f"what is followed: {', '.join(known)}" if known else "no setting of it is"
        said = f"{name} of {kind} is stated and not followed; {follows}"
        flags.append(StimulusFlag("setting-not-used", said))
    return flags


def _all_plain(settings: Mapping[str, SettingValue]) -> Mapping[str, SettingValue]:
    return {name: _plain(value) for name, value in settings.items()}


def _plain(value: SettingValue) -> SettingValue:
    """A number where the text is one."""
    if not isinstance(value, str):
        return value
    try:
        number = float(value)
    except ValueError:
        return {"yes": True, "no": False}.get(value, value)
    return number if math.isfinite(number) else value
