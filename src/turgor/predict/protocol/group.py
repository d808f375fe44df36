"""Outcomes that share one arm's course, loaded once with a visit for each time of looking."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.evidence.outcome import Outcome
from turgor.predict.protocol.course import ArmCourse, arm_course, comparator_course
from turgor.record.course import Course
from turgor.record.skin_place import SkinPlace
from turgor.skin.loading.schedule import LoadedCourse, schedule_of


@dataclass(frozen=True, slots=True)
class ArmGroup:
    """One course on one skin and everything that was reported of it.

    visit_days : ascending, each once. outcomes : those whose own arm it is; held_against : those
    that are held against it.
    """

    course: Course
    place: SkinPlace
    visit_days: tuple[float, ...]
    usual: Mapping[str, Mapping[str, str]]
    outcomes: tuple[Outcome, ...]
    held_against: tuple[Outcome, ...] = ()
    arms: tuple[ArmCourse, ...] = ()

    def visit_of(self, arm: ArmCourse) -> int:
        """Where among ``visit_days`` an arm's outcome was looked at."""
        return self.visit_days.index(arm.visit_day)


def group_arms(outcomes: Iterable[Outcome]) -> list[ArmGroup]:
    """Every arm and comparator that is a course, those of the same course and skin together."""
    held: dict[object, list[tuple[ArmCourse, Outcome, bool]]] = {}
    for outcome in outcomes:
        for against in (False, True) if outcome.comparator is not None else (False,):
            arm = comparator_course(outcome) if against else arm_course(outcome)
            if isinstance(arm, ArmCourse):
                held.setdefault(arm_key(arm), []).append((arm, outcome, against))
    return [_group(members) for members in held.values()]


def arms_schedule(group: ArmGroup, *, draws: int, seed: int = 0) -> LoadedCourse | str:
    """A group's loads and levels at each of its visits, or why they can't be worked out."""
    try:
        return schedule_of(
            group.course, group.place, group.visit_days, draws=draws, seed=seed, usual=group.usual
        )
    except InputError as error:
        return str(error)


def arm_key(arm: ArmCourse) -> object:
    """What two arms share if they can be followed together: course, skin, what is drawn."""
    sessions = tuple(
        (one.day, one.modality, one.device, tuple(sorted(one.settings.items())))
        for one in arm.course.sessions
    )
    uses = tuple(
        (one.kind, one.start_day, one.stop_day, tuple(sorted(one.settings.items())))
        for one in arm.course.uses
    )
    usual = tuple((name, tuple(sorted(held.items()))) for name, held in sorted(arm.usual.items()))
    place = (arm.place.site, arm.place.age_years, arm.place.sex, arm.place.phototype)
    return sessions, uses, usual, place, tuple(sorted(arm.place.findings.items()))


def _group(members: list[tuple[ArmCourse, Outcome, bool]]) -> ArmGroup:
    first = members[0][0]
    return ArmGroup(
        course=first.course,
        place=first.place,
        visit_days=tuple(sorted({arm.visit_day for arm, _, _ in members})),
        usual=first.usual,
        outcomes=tuple(outcome for _, outcome, against in members if not against),
        held_against=tuple(outcome for _, outcome, against in members if against),
        arms=tuple(arm for arm, _, _ in members),
    )
