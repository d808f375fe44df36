"""What is out of scope and declined, with the reason: age, what is no skin, no clinician."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from turgor.record.case import Case
from turgor.record.course import Course
from turgor.rules.words import plain


def declined(case: Case, course: Course | None) -> tuple[str, ...]:
    """Why a case with this course is not answered; empty where it is in scope."""
    told = _document()
    age, answers = age_of(case), case.answers
    sessions = course.sessions if course is not None else ()
    reasons: list[str] = []
    if age is not None and age < _number("lowest_age_years"):
        reasons.append(str(told["age"]).format(age=age))
    sites = dict.fromkeys([case.place.site, *(session.site for session in sessions)])
    reasons += [str(told["site"]).format(site=site) for site in sites if is_no_skin(site)]
    if answers.get("clinician_present") is False:
        reasons.append(str(told["clinician"]))
    if answers.get("home_use") is True and sessions:
        reasons.append(str(told["home"]))
    return tuple(reasons)


def scope_questions(case: Case) -> tuple[tuple[str, str, bool], ...]:
    """Fields on which scope hangs and that are unknown: field, question, whether it blocks."""
    asked = _document()["question"]
    texts = asked if isinstance(asked, dict) else {}
    found = []
    if age_of(case) is None:
        found.append(("age_years", str(texts["age_years"]), True))
    if "clinician_present" not in case.answers:
        found.append(("clinician_present", str(texts["clinician_present"]), False))
    return tuple(found)


def age_of(case: Case) -> float | None:
    """The person's age, from [subject] or the answers."""
    stated = case.answers.get("age_years")
    if case.place.age_years is not None:
        return case.place.age_years
    return float(stated) if isinstance(stated, int | float) else None


def is_no_skin(site: str) -> bool:
    """Whether a site is no skin, or none that any source treats."""
    listed = _document()["no_skin"]
    return isinstance(listed, list) and plain(site) in {plain(str(word)) for word in listed}


def _number(name: str) -> float:
    value = _document()[name]
    return float(value) if isinstance(value, int | float) else 0.0


@cache
def _document() -> Mapping[str, object]:
    entry = files("turgor.workflow.check") / "data" / "scope.toml"
    return tomllib.loads(entry.read_text(encoding="utf-8"))
