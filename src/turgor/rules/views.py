"""What a case and a course are to rules: the person, each session, each pair, each event."""

from dataclasses import dataclass

from turgor.record.case import Case
from turgor.record.course import Course
from turgor.rules.event_view import event_views
from turgor.rules.facts import Facts
from turgor.rules.home_use import acts
from turgor.rules.pair_view import pair_views
from turgor.rules.person import Person, person_of
from turgor.rules.session_view import session_views
from turgor.rules.treatment import Treatment, treatments_of
from turgor.rules.view import View
from turgor.rules.vocabulary import Vocabulary, standard_vocabulary


@dataclass(frozen=True, slots=True)
class Views:
    """All views of one case and course.

    treatments : sessions, then uses of a retinoid, then past treatments. treated : whether
    anything is planned that acts as a treatment does, or not said yet; where nothing is done, or
    skin is kept from the sun alone, rules of the person are not asked.
    """

    person: View
    sessions: tuple[View, ...]
    pairs: tuple[View, ...]
    events: tuple[View, ...]
    treatments: tuple[Treatment, ...]
    treated: bool

    @property
    def all(self) -> tuple[View, ...]:
        """Every view that rules are asked of, the person's first."""
        first = (self.person,) if self.treated else ()
        return (*first, *self.sessions, *self.pairs, *self.events)


def views_of(
    case: Case, course: Course | None = None, vocabulary: Vocabulary | None = None
) -> Views:
    """The views of a case with one of its courses; None where no course is thought of yet.

    Settings are typed, as in a session's file.

    Errors: RuleError naming what in the case can't be.
    """
    words = vocabulary or standard_vocabulary()
    person = person_of(case, course, words)
    treatments = treatments_of(case, course, words)
    planned = tuple(item for item in treatments if item.index >= 0)
    past = tuple(item for item in treatments if item.index < 0)
    start = (course.start if course is not None else None) or case.start
    uses = course.uses if course is not None else ()
    sessions = session_views(person, planned, past, start, uses)
    return Views(
        person=_person_view(person),
        sessions=sessions,
        pairs=pair_views(person, treatments, sessions),
        events=event_views(case, person, treatments, sessions, words),
        treatments=treatments,
        treated=course is None or bool(planned) or acts(course),
    )


def _person_view(person: Person) -> View:
    return View("person", "the person", Facts(person.facts), absent=person.absent)
