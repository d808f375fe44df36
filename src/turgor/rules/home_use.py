"""What a course uses at home beside its treatments: facts of the person and of each session."""

from collections.abc import Iterator, Mapping, Sequence

from turgor.record.course import Course, CourseUse
from turgor.rules.facts import Fact
from turgor.rules.treatment import RETINOID

_LIGHTENING, _ACID = "hydroquinone", "alpha-hydroxy-acid"
_ANTIVIRAL, _SUNSCREEN = "oral-antiviral", "sunscreen"
#: uses that act as a treatment does: a course of one of them alone is not doing nothing
MEDICINES = frozenset({RETINOID, _LIGHTENING, _ACID, "corticosteroid", _ANTIVIRAL})
#: facts of a session that its course's uses give; absent where it has no such use
OF_USES = frozenset(
    {
        "hydroquinone_before_wk",
        "hydroquinone_after_d",
        "antiviral_from_d",
        "antiviral_d",
        "sunscreen_after_d",
    }
)
#: twice the longest stretch for which any source gives hydroquinone before a session
_RUN_UP_D = 56.0
#: an antiviral that begins later than this is none for the session; the longest that is given
_AFTER_D = 14.0
_LONGEST_D = 3650.0


def of_person(uses: Sequence[CourseUse], answers: Mapping[str, Fact]) -> Mapping[str, Fact]:
    """What the person uses by this plan, whatever was used so far.

    A use of the kind 'hydroquinone' that names another lightening agent is a bleaching product.
    """
    told: dict[str, Fact] = {"hydroquinone_planned": any(map(_is_hydroquinone, uses))}
    acids: set[str] = set()
    for use in uses:
        if use.kind == RETINOID:
            told["uses_retinoid"] = True
        elif _is_hydroquinone(use):
            told["uses_hydroquinone"] = True
        elif use.kind == _LIGHTENING:
            acids.add("other-bleaching")
        elif use.kind == _ACID:
            acids.add("alpha-hydroxy")
    if acids:
        known = answers.get("uses_acids")
        told["uses_acids"] = frozenset(acids) | (known if isinstance(known, frozenset) else set())
    return told


def of_session(uses: Sequence[CourseUse], day: float) -> Mapping[str, Fact]:
    """Hydroquinone, antivirals and sunscreen around a session's day, by its course alone.

    Numbers are in the fields' units; a field that is missing is one that there is none of.
    """
    return dict(_of_session(uses, day)) if uses else {}


def acts(course: Course) -> bool:
    """Whether a course uses any medicine."""
    return any(use.kind in MEDICINES for use in course.uses)


def _of_session(uses: Sequence[CourseUse], day: float) -> Iterator[tuple[str, Fact]]:
    lightening = [use for use in uses if _is_hydroquinone(use)]
    before = sum(
        max(min(use.stop_day, day) - max(use.start_day, day - _RUN_UP_D), 0.0) for use in lightening
    )
    if before > 0.0:
        yield "hydroquinone_before_wk", before / 7.0
    after = _days_until(lightening, day)
    if after is not None:
        yield "hydroquinone_after_d", after
    taken = [
        use
        for use in uses
        if use.kind == _ANTIVIRAL and use.start_day <= day + _AFTER_D and use.stop_day > day
    ]
    if taken:
        first = min(taken, key=lambda use: use.start_day)
        yield "antiviral_from_d", max(first.start_day - day, -_LONGEST_D)
        yield "antiviral_d", min(first.stop_day - first.start_day, _LONGEST_D)
    light = _days_until([use for use in uses if use.kind == _SUNSCREEN], day)
    if light is not None:
        yield "sunscreen_after_d", light


def _days_until(uses: Sequence[CourseUse], day: float) -> float | None:
    """Days after a session until something is used: 0 where it goes on, None where it is not."""
    waits = [max(use.start_day - day, 0.0) for use in uses if use.stop_day > day]
    return min(min(waits), _LONGEST_D) if waits else None


def _is_hydroquinone(use: CourseUse) -> bool:
    return use.kind == _LIGHTENING and use.settings.get("agent", _LIGHTENING) == _LIGHTENING
