"""Where keys stand in a case's file, and that every refusal says so in one line."""

from pathlib import Path

import pytest

from turgor.errors import StudyError
from turgor.exchange.case_toml import parse_case
from turgor.exchange.toml_lines import toml_lines

TEXT = """\
# a comment with = and [brackets]
title = "a # no comment"
site = "full face"
start = 2027-01-10
concerns = [
  "wrinkles",   # one
  "texture",
]

[subject]
age = 30
phototype = "III"

[person]
isotretinoin_taken = true
pregnant = "unknown"
herpes_history = "yes"

[wishes]
downtime_days = 10
keep_free = [[2027-06-01, 2027-06-08], ["2027-07-01", "2027-07-02"]]

[[course]]
name = "peel"
text = "glycolic peel 50 % 1 coat, 3 sessions every 4 weeks"

[[course]]
name = "needles"
[[course.session]]
date = 2027-02-10
modality = "microneedling"
repeat = 2
interval_days = 28
[course.session.settings]
needle_depth_mm = 1.5
[[course.session]]
day = 10
modality = "ipl"

[[event]]
date = 2027-01-13
stinging = true
[event.facts]
exudate = "no"
grade = "unknown"

[[past]]
modality = "plla"
date = 2026-12-24

[[override]]
rule = "PEEL-004@1"
who = "Dr A"
role = "clinician"
reason = "benefit-outweighs"
date = 2026-12-01
"""


def _line(words: str) -> int:
    return next(n for n, line in enumerate(TEXT.splitlines(), 1) if line.startswith(words))


def test_lines_are_found_through_comments_lists_and_quotes() -> None:
    lines = toml_lines(TEXT, "case.toml")
    assert lines.line("concerns") == 5
    assert lines.line("subject.age") == _line("age = 30")
    assert lines.line("course.2.session.1.settings.needle_depth_mm") == _line("needle_depth_mm")
    assert lines.line("course.2.session.2.day") == _line("day = 10")
    assert lines.line("event.1.facts.exudate") == _line("exudate")
    # what has no line of its own stands where the table around it does
    assert lines.line("course.1.nothing") == lines.line("course.1")
    assert lines.line("nothing") is None


def test_texts_of_several_lines_and_inline_tables_are_stepped_over() -> None:
    text = 'a = """one\nb = 2\n"""\nc = { d = 1 }\n"e.f" = \'\'\'x\n[g]\'\'\'\nh.i = 3\n'
    lines = toml_lines(text, "x").at
    assert lines == {"a": 1, "c": 4, "e.f": 5, "h": 7, "h.i": 7}


def test_what_is_known_wished_and_recorded_is_read() -> None:
    case = parse_case(TEXT, "case.toml")
    assert case.answers == {"isotretinoin_taken": True, "herpes_history": True}
    assert case.concerns == ("wrinkles", "texture")
    assert [str(day) for span in case.wishes.keep_free for day in span] == [
        "2027-06-01", "2027-06-08", "2027-07-01", "2027-07-02",
    ]  # fmt: skip
    (event,) = case.events
    assert event.day == 3.0 and event.facts == {"stinging": True, "exudate": False}
    assert case.past[0].days_ago == 17.0
    assert case.overrides[0].rule == "PEEL-004@1"
    peel, needles = case.courses
    assert [one.day for one in peel.sessions] == [0.0, 28.0, 56.0]
    assert [(one.day, one.modality) for one in needles.sessions] == [
        (10.0, "ipl"), (31.0, "microneedling"), (59.0, "microneedling"),
    ]  # fmt: skip
    # the second session in order is the first in the file
    assert case.lines["course.2.sessions.2.settings.needle_depth_mm"] == _line("needle_depth_mm")
    assert case.lines["course.1.sessions.3"] == _line('text = "glycolic')


def test_courses_share_one_calendar() -> None:
    """A text with dates of its own is counted from the case's start, uses with it."""
    text = TEXT.replace(
        "glycolic peel 50 % 1 coat, 3 sessions every 4 weeks",
        "glycolic peel 50 % 1 coat, from 2027-03-10; tretinoin 0.05 % nightly until 2 weeks before",
    )
    peel = parse_case(text, "case.toml").courses[0]
    assert [one.day for one in peel.sessions] == [59.0]
    assert (peel.uses[0].start_day, peel.uses[0].stop_day) == (17.0, 45.0)


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("start = 2027-01-10", "start = 2027-02-30", "start", "2027-02-30 is no day"),
        ("start = 2027-01-10", 'start = "2027-2-30"', "start", "no day of the calendar"),
        ("start = 2027-01-10", "start = 9999-12-31", "start", "allowed: years 1900 to 2200"),
        ("date = 2026-12-24", "days_ago = 1e308", "date = 2026-12-24", "allowed: within 43800"),
        ("[wishes]", "[wishs]", "[wishes]", "did you mean 'wishes'?"),
        ("downtime_days = 10", "downtime_days = -1", "downtime_days", "allowed: 0 or more"),
        ("downtime_days", "downtime_day", "downtime_days", "did you mean 'downtime_days'?"),
        ("[[2027-06-01", "[[2027-06-30", "keep_free", "before it begins"),
        ("1 coat", "1 cot", 'text = "glycolic', "did you mean 'coat'"),
        ("repeat = 2", "repeat = 0", "repeat", "allowed: 1 to 100"),
        ("date = 2027-02-10", "date = 2027-01-01", "date = 2027-02-10", "before the start"),
        ("date = 2027-02-10", "date = 2027-02-10\nday = 3", "date = 2027-02-10", "not both"),
        ("date = 2026-12-24", "days_ago = -3", "date = 2026-12-24", "belongs in a course"),
        ("date = 2026-12-24", "", "[[past]]", "state 'days_ago' or 'date'"),
        ("rule = ", "rle = ", "rule = ", "did you mean 'rule'?"),
        ('phototype = "III"', 'phototype = "3"', "phototype", "allowed: I, II, III"),
        ("grade = \"unknown\"", "grade = {}", "grade", "or 'unknown'"),
        ("site = ", 'study = "s"\nsite = ', "site", "without 'subject_id'"),
    ],
)  # fmt: skip
def test_slips_name_their_line(old: str, new: str, at: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(StudyError) as caught:
        parse_case(TEXT.replace(old, new, 1), "case.toml")
    message = str(caught.value)
    assert message.startswith("case.toml") and said in message and "\n" not in message
    assert f"line {_line(at)}: " in message or f"line {_line(at)}, " in message


def test_two_sessions_of_one_kind_on_one_day_are_refused() -> None:
    text = TEXT.replace('day = 10\nmodality = "ipl"', 'day = 31\nmodality = "microneedling"')
    with pytest.raises(StudyError, match=r"course 2, line \d+: two sessions of microneedling"):
        parse_case(text, "case.toml")


def test_the_text_of_a_course_leaves_no_room_for_tables() -> None:
    text = TEXT.replace('name = "needles"', 'name = "needles"\ntext = "TCA 35 %"')
    with pytest.raises(StudyError, match="'text' says what is done"):
        parse_case(text, "case.toml")


def test_a_forecast_reads_the_same_file(tmp_path: Path) -> None:
    from turgor.workflow.forecast.typed_case import typed_case

    path = tmp_path / "case.toml"
    path.write_text(TEXT, encoding="utf-8")
    typed = typed_case(path)
    assert typed.case.courses[1].sessions[1].settings == {"needle_depth_um": 1500.0}
