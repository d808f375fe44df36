"""Sessions of a course that could darken skin, in the words of published rates."""

from turgor.predict.forecast.variant import session_variant
from turgor.predict.rates.meaning import family_and_variant
from turgor.record.course import Course

#: a session in which nothing is done darkens nothing
_NOTHING_DONE = "sham"


def pih_sessions(course: Course) -> tuple[tuple[float, str], ...]:
    """Day, family and variant of each session that could darken skin, as rates have them."""
    found = []
    for session in course.sessions:
        if session.modality != _NOTHING_DONE:
            variant = session_variant(session)
            settings = {"variant": variant} if variant else {}
            found.append((session.day, "/".join(family_and_variant(session.modality, settings))))
    return tuple(found)
