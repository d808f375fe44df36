"""A case with its sessions' settings checked and typed, and what is odd about it said."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from turgor.errors import StudyError
from turgor.exchange.case_toml import read_case
from turgor.exchange.session_toml import SessionFile
from turgor.exchange.slips import Slips, attempted
from turgor.record.case import Case
from turgor.record.course import Course, CourseSession, CourseUse, SettingValue
from turgor.record.stimulus import StimulusFlag
from turgor.skin.loading.doors import LOADED
from turgor.skin.loading.stated_settings import STATED_SETTINGS
from turgor.skin.stimulus.doors import MODELLED
from turgor.workflow.forecast.odd_findings import odd_findings
from turgor.workflow.stimulus.work_out import treatment_of
from turgor.workflow.study_case import StudyCase, of_study


@dataclass(frozen=True, slots=True)
class TypedCase:
    """A case ready to be worked out."""

    case: Case
    flags: tuple[StimulusFlag, ...]


def typed_case(path: Path) -> TypedCase:
    """A case's file, read, its settings typed, its findings held against each other.

    Errors: InputError naming the session and setting, what is allowed and what to do; SlipsError
    where there are several.
    """
    slips = Slips()
    case = read_case(path, slips)
    own = slips.attempt(lambda: of_study(case, path), StudyCase(case))
    # what findings say of each other is told of a case that can be read
    found = typed(own.case, str(path), find_odd=not slips, slips=slips)
    slips.refuse()
    return replace(found, flags=(*own.flags, *found.flags))


def typed(
    case: Case,
    where: str,
    also: Collection[str] = (),
    find_odd: bool = True,
    slips: Slips | None = None,
) -> TypedCase:
    """A case that was read, typed and checked; errors as for ``typed_case``.

    also : words of treatments that nothing is worked out for, beside those that the skin is loaded
    with. find_odd : hold findings against each other and what such skin has. slips : gathers what
    is refused, such sessions and uses left as they were written; None raises at once.
    """
    flags: list[StimulusFlag] = []
    reading = _Reading(case, where, also, flags, slips)
    courses = tuple(reading.course(number) for number in range(1, len(case.courses) + 1))
    if find_odd:
        flags += odd_findings(case, where)
    return TypedCase(replace(case, courses=courses), tuple(dict.fromkeys(flags)))


class _Reading:
    """Types the sessions and uses of one case."""

    def __init__(
        self,
        case: Case,
        where: str,
        also: Collection[str],
        flags: list[StimulusFlag],
        slips: Slips | None,
    ) -> None:
        self.case, self.where, self.also, self.flags = case, where, also, flags
        self.slips = slips
        self.known: dict[object, Mapping[str, SettingValue]] = {}

    def course(self, number: int) -> Course:
        """One course, counted from 1."""
        course = self.case.courses[number - 1]
        said = f"{self.where}: course '{course.name}'"
        sessions: list[CourseSession] = []
        refused: list[CourseSession] = []  # one that is repeated is told once
        for at, session in enumerate(course.sessions, 1):
            place = f"{said}, session of day {session.day:g}"
            read = partial(self._session, session, place, f"course.{number}.sessions.{at}")
            known = any(replace(one, day=session.day) == session for one in refused)
            sessions.append(session if known else attempted(self.slips, read, session))
            if sessions[-1] is session:
                refused.append(session)
        uses = []
        for at, use in enumerate(course.uses, 1):
            place = f"{said}, {use.kind} from day {use.start_day:g}"
            taken = partial(self._use, use, place, f"course.{number}.uses.{at}")
            uses.append(attempted(self.slips, taken, use))
        return replace(course, sessions=tuple(sessions), uses=tuple(uses))

    def _session(self, session: CourseSession, said: str, path: str) -> CourseSession:
        if session.modality not in LOADED and session.modality not in self.also:
            allowed = (*LOADED, *(word for word in self.also if word not in LOADED))
            near = get_close_matches(session.modality, allowed, n=1, cutoff=0.6)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            place = placed(said, path, "modality", self.case)
            raise StudyError(
                f"{place}: modality '{session.modality}' is unknown; allowed: "
                f"{', '.join(allowed)}{hint}"
            )
        settings = self._settings(session.modality, session.device, session.settings, said, path)
        return replace(session, settings=settings)

    def _use(self, use: CourseUse, said: str, path: str) -> CourseUse:
        return replace(use, settings=self._settings(use.kind, "", use.settings, said, path))

    def _settings(
        self, kind: str, device: str, given: Mapping[str, SettingValue], said: str, path: str
    ) -> Mapping[str, SettingValue]:
        key = (kind, device, *given.items())
        if key in self.known:
            return self.known[key]
        try:
            if kind in MODELLED:
                texts = {name: _text(value) for name, value in given.items()}
                treatment = treatment_of(SessionFile(kind, device, texts, self.case.place), said)
                self.flags += treatment.flags
                typed = treatment.settings
            else:
                self.flags += _unread(kind, given, said)
                typed = _all_plain(given)
        except StudyError as error:
            reason = str(error).removeprefix(f"{said}: ")
            named = next((name for name in given if name in reason), "")
            place = placed(said, path, f"settings.{named}" if named else "", self.case)
            raise StudyError(f"{place}: {reason}") from error
        self.known[key] = typed
        return typed


def placed(said: str, path: str, key: str, case: Case) -> str:
    """A place in words with the line of the case's file, where it is known."""
    name = f"{path}.{key}" if key else path
    while name and name not in case.lines:
        name = name.rpartition(".")[0]
    return f"{said}, line {case.lines[name]}" if name else said


def _text(value: SettingValue) -> str:
    """A setting as sessions on record have it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


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
