"""A published arm as a course: what was done and used, on whose skin, and when it was looked at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from turgor.evidence.outcome import Outcome
from turgor.predict.protocol.cotreatment import with_cotreatments
from turgor.predict.protocol.given import Done, Given, Stated, Used
from turgor.predict.protocol.injectable import collagen, gel, particles, plasma, saline
from turgor.predict.protocol.laser import (
    fractional,
    full_field,
    nonablative,
    picosecond,
    pulsed_light,
)
from turgor.predict.protocol.needling import (
    bulk_current,
    focused_sound,
    fractional_current,
    needling,
    needling_with_current,
)
from turgor.predict.protocol.peel import peel
from turgor.predict.protocol.place import place_of
from turgor.predict.protocol.timing import Timing, timing_of
from turgor.predict.protocol.topical import acid, retinoid, sunscreen, topical, vehicle
from turgor.predict.protocol.words import meaning
from turgor.record.course import Course, CourseSession, CourseUse
from turgor.record.skin_place import SkinPlace
from turgor.record.stimulus import StimulusFlag
from turgor.skin.loading.person import person_traits
from turgor.skin.loading.usual import treatment_name

_Read = Callable[[Stated], Done | Used | str | None]


@dataclass(frozen=True, slots=True)
class ArmCourse:
    """What one arm went through.

    visit_day : of the reported outcome. usual : by ``treatment_name``, settings that the study
    doesn't state and that are drawn from a literature value. traits : that follow from the
    person; a product's particle life comes with the loads. flags : what was taken by default,
    brought into range, left out.
    """

    course: Course
    place: SkinPlace
    visit_day: float
    usual: Mapping[str, Mapping[str, str]]
    traits: Mapping[str, float]
    flags: tuple[StimulusFlag, ...]


def arm_course(outcome: Outcome) -> ArmCourse | str:
    """An outcome's own arm as a course, or the reason why it can't be one."""
    shared = outcome.comparator.cotreatments if outcome.comparator is not None else ()
    return _course(outcome, frozenset(shared))


def comparator_course(outcome: Outcome) -> ArmCourse | str:
    """What a contrast subtracts as a course on the same skin, or the reason why it can't be one.

    Also the reason where the outcome is no contrast.
    """
    held = outcome.comparator
    if held is None:
        return "the outcome is held against nothing: it is a change from before"
    # what is held against and isn't told apart is the same treatment without what was added
    same = not held.modality or held.modality == outcome.modality
    other = replace(
        outcome,
        modality=held.modality or outcome.modality,
        parameters=held.parameters or (outcome.parameters if same else {}),
        control_type=held.control_type,
        cotreatments=held.cotreatments,
        comparator=None,
        arm=held.control_type,
    )
    return _course(other, frozenset(outcome.cotreatments))


def _course(outcome: Outcome, shared: frozenset[str]) -> ArmCourse | str:
    if outcome.species not in ("", "human"):
        return f"the skin is {outcome.species}, and the virtual skin is a living person's"
    given = _given(outcome)
    if isinstance(given, str):
        return given
    given = with_cotreatments(given, outcome, shared)
    if isinstance(given, str):
        return given
    place, place_flags = place_of(outcome)
    timing = timing_of(outcome, given)
    traits, _ = person_traits(place)
    usual: dict[str, dict[str, str]] = {}
    for done in given.done:
        usual.setdefault(treatment_name(done.modality, done.settings), {}).update(done.usual)
    for used in given.used:
        usual.setdefault(treatment_name(used.kind, used.settings), {}).update(used.usual)
    return ArmCourse(
        course=_dated(given, timing),
        place=place,
        visit_day=timing.visit_day,
        usual={name: held for name, held in usual.items() if held},
        traits=traits,
        flags=tuple(dict.fromkeys([*given.flags, *place_flags, *timing.flags])),
    )


def _dated(given: Given, timing: Timing) -> Course:
    """Sessions on their days; uses from the first day on, or at each session only."""
    sessions = tuple(
        CourseSession(day, done.modality, done.device, done.settings)
        for day in timing.session_days
        for done in given.done
    )
    uses = []
    for used in given.used:
        if used.every_session:
            uses += [
                CourseUse(used.kind, day, day + 1.0, used.settings) for day in timing.session_days
            ]
        else:
            uses.append(CourseUse(used.kind, 0.0, timing.stop_day, used.settings))
    return Course(given.kind, sessions, tuple(uses))


def _given(outcome: Outcome) -> Given | str:
    """What the arm was given by its control type, else by its modality's name."""
    kind = meaning("modality", outcome.modality)
    stated = Stated(outcome)
    control = _control(outcome, kind, stated)
    if control is not None:
        return control
    if kind not in _READERS:
        return _NO_MODEL.get(kind, f"no treatment model for the modality '{outcome.modality}'")
    found = _READERS[kind](stated)
    if isinstance(found, str):
        return found
    return Given(
        kind,
        done=(found,) if isinstance(found, Done) else (),
        used=(found,) if isinstance(found, Used) else (),
        flags=tuple(stated.flags),
    )


def _control(outcome: Outcome, kind: str, stated: Stated) -> Given | None:
    """A control arm; None where the arm was treated."""
    if outcome.control_type == "untreated":
        return Given("nothing")
    if outcome.control_type == "vehicle":
        return Given("vehicle", used=(vehicle(stated),))
    if outcome.control_type == "sham":
        return Given("sham", done=(Done("sham"),))
    if outcome.control_type == "saline" and kind in _INJECTED:
        return Given("saline-injection", done=(saline(stated),))
    return None


def _nothing(stated: Stated) -> None:
    return None


_INJECTED = ("plla", "pdlla", "caha", "pcl", "polynucleotide", "gel", "collagen-filler", "plasma",
             "saline-injection")  # fmt: skip
_NO_MODEL = {
    "surgery": "no treatment model of surgery",
    "mixed": "two lasers in one arm, and which skin got which is not told",
}
_READERS: Mapping[str, _Read] = {
    "fractional-nonablative": lambda stated: fractional(stated, ablative=False),
    "fractional-ablative": lambda stated: fractional(stated, ablative=True),
    "full-ablative": full_field,
    "nonablative": nonablative,
    "picosecond": picosecond,
    "light": pulsed_light,
    "needling": needling,
    "microneedling-rf": needling_with_current,
    "fractional-rf": fractional_current,
    "radiofrequency": bulk_current,
    "focused-ultrasound": focused_sound,
    "plla": lambda stated: particles(stated, "plla"),
    "pdlla": lambda stated: particles(stated, "pdlla"),
    "caha": lambda stated: particles(stated, "caha"),
    "pcl": lambda stated: particles(stated, "pcl"),
    "polynucleotide": lambda stated: gel(stated, "polynucleotide"),
    "gel": gel,
    "collagen-filler": collagen,
    "plasma": plasma,
    "saline-injection": saline,
    "peel": peel,
    "retinoid": retinoid,
    "acid": acid,
    "topical": topical,
    "sunscreen": sunscreen,
    "vehicle": vehicle,
    "sham": lambda stated: Done("sham"),
    "nothing": _nothing,
}
