"""A case with its sessions' settings checked and typed, and what is odd about it said."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from turgor.errors import StudyError
from turgor.exchange.case_toml import read_case
from turgor.exchange.session_toml import SessionFile
from turgor.metrics import find_metric
from turgor.physics.tissue.stack import ITA, MELANIN
from turgor.record.case import Case, CaseFinding
from turgor.record.course import Course, CourseSession, CourseUse, SettingValue
from turgor.record.stimulus import StimulusFlag
from turgor.skin.loading.doors import LOADED
from turgor.skin.stimulus.doors import MODELLED
from turgor.workflow.stimulus.work_out import treatment_of

#: two findings of one measurand on one day further apart than this many of their uncertainties
_APART = 4.0
#: phototype -> individual typology angle that skin of it may have, ° (wide on purpose)
_ITA_OF = {"I": (30, 90), "II": (20, 80), "III": (5, 65), "IV": (-20, 50), "V": (-55, 30),
           "VI": (-90, 10)}  # fmt: skip


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
    flags += _contradictions(case)
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
        return replace(session, settings=_all_plain(session.settings))
    typed = _typed(session.modality, session.device, session.settings, case, where, flags)
    return replace(session, settings=typed)


def _typed_use(
    use: CourseUse, course: str, case: Case, where: str, flags: list[StimulusFlag]
) -> CourseUse:
    if use.kind not in MODELLED:
        return replace(use, settings=_all_plain(use.settings))
    said = f"{where}: course '{course}', {use.kind} from day {use.start_day:g}"
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


def _contradictions(case: Case) -> list[StimulusFlag]:
    """Findings that can't both be, or that the stated phototype does not have."""
    flags = []
    for index, first in enumerate(case.findings):
        for second in case.findings[index + 1 :]:
            if _same(first, second) and _far(first, second):
                unit = find_metric(first.metric).unit
                flags.append(
                    StimulusFlag(
                        "contradictory-findings",
                        f"{first.metric} on day {first.day:g} is {first.value:g} and "
                        f"{second.value:g} {unit}; both are used, so what they tell is uncertain",
                    )
                )
    angle = case.baseline(ITA)
    low, high = _ITA_OF.get(case.place.phototype, (-90, 90))
    if angle is not None and not low <= angle.value <= high:
        flags.append(
            StimulusFlag(
                "contradictory-findings",
                f"an individual typology angle of {angle.value:g}° is not that of phototype "
                f"{case.place.phototype} ({low} to {high}°); what was measured is used for colour, "
                "the phototype for reactions",
            )
        )
    if MELANIN in case.place.findings and angle is not None:
        flags.append(
            StimulusFlag(
                "stated-twice", f"{MELANIN} and {ITA} both tell of melanin; {MELANIN} is used"
            )
        )
    return flags


def _same(first: CaseFinding, second: CaseFinding) -> bool:
    return (
        first.metric == second.metric
        and first.day == second.day
        and dict(first.conditions) == dict(second.conditions)
    )


def _far(first: CaseFinding, second: CaseFinding) -> bool:
    """Far apart in their uncertainties; without any, by more than a quarter of their size."""
    gap = abs(first.value - second.value)
    if first.u is not None and second.u is not None:
        return gap > _APART * math.hypot(first.u, second.u)
    return gap > 0.25 * max(abs(first.value), abs(second.value))
