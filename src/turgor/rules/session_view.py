"""Each planned session, and each use of a retinoid, as facts."""

import datetime as dt
from collections.abc import Sequence

from turgor.record.course import CourseUse
from turgor.rules.facts import Fact, Facts
from turgor.rules.home_use import OF_USES, of_session
from turgor.rules.person import Person, on_day
from turgor.rules.place import same_field, site_parts
from turgor.rules.treatment import Treatment
from turgor.rules.view import View
from turgor.rules.words import is_whole_face

#: month -> season by the meteorologists' quarters, in the north
_NORTH = ("winter",) * 2 + ("spring",) * 3 + ("summer",) * 3 + ("autumn",) * 3 + ("winter",)
_OTHER = {"spring": "autumn", "summer": "winter", "autumn": "spring", "winter": "summer"}
_LONGEST_GAP_D = 3650.0


def session_views(
    person: Person,
    planned: Sequence[Treatment],
    past: Sequence[Treatment],
    start: dt.date | None,
    uses: Sequence[CourseUse] = (),
) -> tuple[View, ...]:
    """One view for each planned treatment, in the course's order; ``uses`` are the course's."""
    return tuple(_view(person, at, planned, past, start, uses) for at in range(len(planned)))


def _view(
    person: Person,
    at: int,
    planned: Sequence[Treatment],
    past: Sequence[Treatment],
    start: dt.date | None,
    uses: Sequence[CourseUse],
) -> View:
    item = planned[at]
    made = _Made(person, item)
    made.modality(item)
    made.home(item, uses)
    made.site(item)
    made.season(item, start)
    made.series(item, planned, past)
    for name, fact in person.stated.items():  # an answer, where the session says nothing itself
        if name not in made.facts and name not in made.absent:
            made.answer(name, fact)
    return View(
        scope="session",
        label=item.label,
        facts=Facts(made.facts),
        may_be=made.may_be,
        parts=made.parts,
        absent=frozenset(made.absent),
        reasons=made.reasons,
        ask=made.ask,
        sessions=(at,),
        day=item.day,
    )


class _Made:
    """A view while it is being put together."""

    def __init__(self, person: Person, item: Treatment) -> None:
        self.facts: dict[str, Fact] = {**on_day(person.facts, item.day), **item.facts}
        self.absent: set[str] = {*person.absent, *item.absent}
        self.reasons: dict[str, str] = dict(item.missing)
        self.may_be: dict[str, tuple[str, ...]] = {}
        self.ask: dict[str, str] = {}
        self.parts: tuple[str, ...] = ()

    def modality(self, item: Treatment) -> None:
        if len(item.words) == 1:
            self.facts["modality"] = item.words[0]
            return
        self.reasons["modality"] = item.reason
        if item.words:
            self.may_be["modality"] = item.words

    def home(self, item: Treatment, uses: Sequence[CourseUse]) -> None:
        """What the course uses at home around a session; there is none of what it doesn't name."""
        told = of_session(uses, item.day) if item.day == item.end else {}
        self.facts |= told
        self.absent |= OF_USES - told.keys()

    def site(self, item: Treatment) -> None:
        parts = site_parts(item.site)
        if not parts:
            told = f"the rules know no site '{item.site}'" if item.site else "no site is stated"
            self.reasons["site"] = told
            return
        self.facts.setdefault("full_face", is_whole_face(item.site))
        if len(parts) == 1:
            self.facts["site"] = parts[0]
        else:
            self.parts = parts

    def season(self, item: Treatment, start: dt.date | None) -> None:
        """By date and hemisphere; the tropics have none of the four."""
        where = self.facts.get("hemisphere")
        if where == "tropics":
            self.absent.add("season")
        elif start is None:
            self.reasons["season"] = "the course has no date"
        elif where is None:
            self.reasons["season"] = "it is not said whether the place lies north or south"
            self.ask["season"] = "hemisphere"
        else:
            month = (start + dt.timedelta(days=item.day)).month
            season = _NORTH[month - 1]
            self.facts["season"] = season if where == "north" else _OTHER[season]

    def series(
        self, item: Treatment, planned: Sequence[Treatment], past: Sequence[Treatment]
    ) -> None:
        """Which of how many sessions of its kind on this skin, and the days since the last."""
        if not item.words:
            for name in ("session_number", "sessions_planned", "interval_d"):
                self.reasons[name] = item.reason
            return
        alike = [other for other in planned if _one_kind(item, other)]
        if any(_open_kind(item, other) for other in (*planned, *past)):
            for name in ("session_number", "sessions_planned", "interval_d"):
                self.reasons[name] = "it is open whether other treatments are of the same kind"
            return
        before = [other for other in alike if (other.day, other.index) < (item.day, item.index)]
        self.facts["session_number"] = float(min(len(before) + 1, 200))
        self.facts["sessions_planned"] = float(min(len(alike), 200))
        ends = [other.end for other in (*before, *(o for o in past if _one_kind(item, o)))]
        if not ends:
            self.absent.add("interval_d")
            return
        self.facts["interval_d"] = min(max(item.day - max(ends), 0.0), _LONGEST_GAP_D)

    def answer(self, name: str, fact: Fact) -> None:
        if name == "modality":
            if fact not in self.may_be.get("modality", ()):
                return
            del self.may_be["modality"]
        if name == "site" and self.parts:
            return
        self.facts[name] = fact
        self.reasons.pop(name, None)


def _meet(one: Treatment, other: Treatment) -> bool:
    """Whether they are, or may be, on the same skin."""
    return same_field(one.site, one.side, other.site, other.side) is not False


def _one_kind(one: Treatment, other: Treatment) -> bool:
    """Of the same words on the same skin, be it one word or the same few that it may be."""
    return one.words == other.words and _meet(one, other)


def _open_kind(one: Treatment, other: Treatment) -> bool:
    """Whether two may be of one kind and may not."""
    shared = bool(set(one.words) & set(other.words)) or not other.words
    return shared and one.words != other.words and _meet(one, other)
