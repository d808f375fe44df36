"""The page of a study's record: what it says of cohort and subjects, and that it stands alone."""

import dataclasses
import datetime as dt
import re
import shutil
from pathlib import Path

import pytest

from turgor.report.context import NOTICE
from turgor.report.record_page import record_page
from turgor.report.record_strip import Cell, Lane, Sign, strip
from turgor.report.render import record_html
from turgor.report.write_study import record_path, write_study_page
from turgor.workflow.audit import verify_study
from turgor.workflow.follow_study import StudyFollowUp, follow_study
from turgor.workflow.record_facts import StudyRecord, study_record


@pytest.fixture(scope="module")
def followed(record_study: Path) -> StudyFollowUp:
    return follow_study(record_study)


@pytest.fixture(scope="module")
def record(record_study: Path, followed: StudyFollowUp) -> StudyRecord:
    return study_record(record_study, followed, dt.date(2026, 3, 1))


@pytest.fixture(scope="module")
def html(record: StudyRecord, followed: StudyFollowUp) -> str:
    return record_html(record_page(record, followed, "2026-03-01", "report.html"))


def test_the_planted_infection_calls_and_nobody_else_is_stopped(record, followed, html):
    page = record_page(record, followed, "2026-03-01")
    stops = [notice for notice in page.notices if notice.level == "block"]
    assert stops and all(notice.title.startswith("S02: ") for notice in stops)
    assert page.notices[0].level == "block"
    assert "AE-INFECTION-SIGNS" in html and "draft" in html
    (two,) = [subject for subject in page.subjects if subject.title == "Subject S02"]
    assert two.notices and two.strip is not None


def test_rates_are_those_of_the_planted_events_with_exact_intervals(record, followed):
    page = record_page(record, followed, "2026-03-01")
    events = next(block for block in page.cohort if block.key == "events")
    overall = {row.name: row for row in events.rates[0].rows}
    assert overall["any"].counts == "4 of 4" and overall["infection"].counts == "1 of 4"
    # Clopper and Pearson for 1 of 4: 0.63 % to 80.59 %
    assert overall["infection"].low == pytest.approx(0.63, abs=0.005)
    assert overall["infection"].high == pytest.approx(80.59, abs=0.005)
    assert "one-sided" in overall["scarring"].text
    resolved = next(t for t in events.tables if t.caption == "Time to resolution")
    assert resolved.rows[2][:4] == ("infection", "1", "1", "0")


def test_design_questionnaires_and_sessions_are_told(html):
    assert "Randomised by permuted blocks of 2 or 4" in html
    assert "Every one of 4 opened places fits the sum" in html
    assert "three passes in place of four" in html and "cartridge L102-2" in html
    assert "turgor-comfort: comfort" in html and "comfort-w24" in html
    assert NOTICE in html


def test_the_page_carries_the_chain_s_head_and_stands_alone(record_study, html, tmp_path):
    head = re.search(r'name="turgor-audit-head" content="(\d+:[0-9a-f]{64})"', html)
    assert head is not None
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    assert not verify_study(record_study, against=[tmp_path / "page.html"]).findings
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", html)


def test_sealed_arms_are_not_told(record, followed):
    sealed = dataclasses.replace(record, sealed=True, allocations=())
    html = record_html(record_page(sealed, followed, "2026-03-01"))
    assert "Arms are sealed until unblinding" in html
    assert "left: microneedling" not in html and "right: microneedling" not in html


def test_the_pages_are_written_side_by_side(record_study, tmp_path):
    copy = tmp_path / "study"
    shutil.copytree(record_study, copy)
    written = write_study_page(copy, follow_study(copy), tmp_path / "report.html")
    assert written == (tmp_path / "report.html", tmp_path / "record.html")
    assert 'href="record.html"' in written[0].read_text("utf-8")
    assert record_path(tmp_path / "mine.html").name == "mine-record.html"


def test_a_strip_keeps_to_its_axis():
    assert strip("", [Lane("empty")]) is None
    lanes = [Lane("a", (Cell(0, 3, 2, "x"),)), Lane("b", signs=(Sign(28, "visit", "v", "W4"),))]
    drawn = strip("two lanes", lanes)
    (cell,), (sign,) = drawn.lanes[0].cells, drawn.lanes[1].signs
    assert cell.x == pytest.approx(drawn.left + 10) and cell.x + cell.width < sign.x < drawn.width
    assert [text for _, text in drawn.ticks] == ["day 0", "day 7", "day 14", "day 21", "day 28"]
