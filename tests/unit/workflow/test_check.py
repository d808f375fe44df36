"""Care on the calendar, conditions in words, a study's subject, and what a check comes to."""

import datetime as dt
from pathlib import Path

import pytest

from turgor.rules.library import standard_library
from turgor.rules.parser import parse_expression
from turgor.workflow.check.document import check_document
from turgor.workflow.check.in_words import in_words
from turgor.workflow.check.work_out import CheckDocument, check_case_file

DAY = dt.date(2026, 11, 26)
LASER = """
site = "full face"
start = 2027-01-10
concerns = ["photoageing"]
[subject]
age = 40
phototype = "IV"
[person]
clinician_present = true
[[course]]
name = "laser"
text = "fractional CO2 10 mJ 10 % 1 pass, 2 sessions every 4 weeks"
"""


def _checked(tmp_path: Path, text: str) -> CheckDocument:
    path = tmp_path / "case.toml"
    path.write_text(text, encoding="utf-8")
    return check_case_file(path, day=DAY)


def test_care_lies_around_each_session_and_joins_where_it_meets(tmp_path: Path) -> None:
    (course,) = _checked(tmp_path, LASER).courses
    rules = {item.rule.id: item.rule for item in course.check.findings}
    for span in course.care:
        care = rules[span.finding.rule.id].care
        if care is None:
            continue
        days = [0.0, 28.0] if len(span.sessions) == 2 else None
        if days is None:
            first = 0.0 if "day 0" in span.sessions[0] else 28.0
            days = [first]
        assert span.from_day == days[0] + care.from_day
        assert span.to_day == days[-1] + care.to_day
        if len(days) == 2:  # joined only where the two meet
            assert days[0] + care.to_day + 1.0 >= days[1] + care.from_day
    # sun is kept off for up to two months: one span over both sessions
    sun = [span for span in course.care if span.finding.rule.id == "LASE-002"]
    assert len(sun) == 1 and len(sun[0].sessions) == 2


def test_the_calendar_tells_for_each_day_what_the_spans_tell(tmp_path: Path) -> None:
    (course,) = _checked(tmp_path, LASER).courses
    told = {
        day: set(period.spans)
        for period in course.calendar
        for day in range(period.from_day, period.to_day + 1)
    }
    days = range(-60, 200)
    for day in days:
        wanted = {
            at
            for at, span in enumerate(course.care)
            if span.from_day is not None
            and span.to_day is not None
            and span.from_day <= day <= span.to_day
        }
        assert told.get(day, set()) == wanted, day
    given = [period.from_day for period in course.calendar if period.sessions]
    assert given == [0, 28]


def test_without_a_date_there_are_days_alone(tmp_path: Path) -> None:
    document = check_document(_checked(tmp_path, LASER.replace("start = 2027-01-10\n", "")))
    (course,) = document["courses"]
    assert course["care"] and all(span["from_date"] is None for span in course["care"])


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("pus and event_day >= 2 d", "pus or yellow discharge from the treated skin, for 2 days or "
         "longer"),
        ("modality == afl and fever", "fever or chills"),
        ("modality == afl and (itch and session_day in 3 .. 10 d)", "the treated skin itches, on "
         "days 3 to 10 after the session"),
        ("not (itch or fever)", "not (the treated skin itches or fever or chills)"),
        ("grade in 2 .. 3", "anything of grade 2 to 3"),
        ("grade >= 3", "anything of grade 3 or more"),
        ("event == infection and grade >= 1", "infection"),
        ("event == erythema and grade >= 2 and (itch or fever)", "erythema and (the treated skin "
         "itches or fever or chills), of grade 2 or more"),
        ("fever or body_temperature >= 38 degC", "fever or chills or body temperature of 38 °C or "
         "more"),
        ("modality == afl", "anything"),
        ("site in {neck, chest}", "anything on the neck or chest"),
        ("site == neck and (pus and session_day >= 11 d)", "pus or yellow discharge from the "
         "treated skin, on the neck, from 11 days after the session"),
    ],
)  # fmt: skip
def test_conditions_in_words(when: str, said: str) -> None:
    vocabulary = standard_library().vocabulary
    assert in_words(parse_expression(when, vocabulary), vocabulary, {"modality"}) == said


def test_signs_are_those_of_the_courses_treatments_and_sites(tmp_path: Path) -> None:
    (face,) = _checked(tmp_path, LASER).courses
    names = {sign.ready.rule.id for sign in face.signs}
    assert "AE-EXUDATE-AFL" in names and "AE-BREATHING" in names
    assert "AE-VASCULAR-PLLA" not in names and "AE-NONHEALING-NECK" not in names
    (neck,) = _checked(tmp_path, LASER.replace('"full face"', '"neck"')).courses
    assert "AE-NONHEALING-NECK" in {sign.ready.rule.id for sign in neck.signs}
    assert all(sign.seen for sign in face.signs)


def test_an_event_is_asked_what_it_does_not_state_itself(tmp_path: Path) -> None:
    events = """
[[event]]
day = 3
pus = true
[[event]]
day = 10
event = "erythema"
grade = 2
"""
    found = _checked(tmp_path, LASER + events)
    (course,) = found.courses
    one, other = (course.check.asked_at(view.label) for view in course.views.events)
    assert {"event", "grade"} <= set(one) and "pus" not in one
    assert not {"event", "grade"} & set(other) and "pus" in other
    documents = check_document(found)["courses"]
    assert isinstance(documents, list)
    assert [event["asked"] for event in documents[0]["events"]] == [list(one), list(other)]


def test_a_person_outside_who_was_studied_is_told_so(tmp_path: Path) -> None:
    (course,) = _checked(tmp_path, LASER).courses
    told = {item.rule.id: item.outside_population for item in course.check.findings}
    studied = {item.rule.id: item.rule.population.phototypes for item in course.check.findings}
    for name, phototypes in studied.items():
        assert bool(told[name]) == bool(phototypes and 4 not in phototypes), name


def test_no_course_asks_of_the_person_alone(tmp_path: Path) -> None:
    (course,) = _checked(tmp_path, LASER.split("[[course]]")[0]).courses
    assert course.check.course == "" and course.views.sessions == ()


def test_an_answer_takes_only_its_own_question_away(tmp_path: Path) -> None:
    """A 'no' to one question leaves every finding that did not hang on it."""
    (before,) = _checked(tmp_path, LASER).courses
    asked = [
        item.field
        for item in before.check.questions
        if standard_library().vocabulary.fields[item.field].type == "flag"
        and standard_library().vocabulary.fields[item.field].part == "person"
    ]
    assert len(asked) > 5
    fired = {item.rule.key for item in before.check.findings}
    for name in asked:
        text = LASER.replace("[person]\n", f"[person]\n{name} = false\n")
        (after,) = _checked(tmp_path, text).courses
        assert name not in {item.field for item in after.check.questions}
        assert fired <= {item.rule.key for item in after.check.findings}, name


def test_the_same_case_gives_the_same_document(tmp_path: Path) -> None:
    one, other = (check_document(_checked(tmp_path, LASER)) for _ in range(2))
    assert one == other
