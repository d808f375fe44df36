"""The study page: what it says, what it must never say, and that it stands alone."""

import dataclasses
import re

import pytest

from turgor.errors import StoreError
from turgor.follow.whole import follow
from turgor.report.chart import nice_ticks
from turgor.report.context import NOTICE
from turgor.report.numbers import interval, number, p_text, percent, signed
from turgor.report.render import study_html, write_page
from turgor.report.study_page import study_page


@pytest.fixture(scope="module")
def page(sample_study):
    return study_page(
        sample_study.make(), sample_study.pictures(), "2025-07-01", sample_study.series()
    )


@pytest.fixture(scope="module")
def html(page):
    return study_html(page)


def test_the_page_says_what_it_is(page, html):
    assert NOTICE in html.replace("&#39;", "'")
    assert "not a medical device" in html
    assert page.title in html


def test_nothing_is_fetched(html):
    addresses = re.findall(r"""(?:src|href)=["']([^"']+)""", html)
    assert addresses
    assert all(a.startswith(("data:", "#")) for a in addresses)
    assert not re.search(r"https?://|url\(|@import", html)


def test_what_the_user_typed_is_escaped(html):
    assert "<b>x</b>" not in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html


def test_the_headline_gives_estimate_interval_and_persons(page):
    sentence = page.headlines[0].sentence
    assert "Treated minus control" in sentence
    assert "95 % interval" in sentence
    assert "n = 6" in sentence
    assert "6 of 6 persons" in sentence


def test_an_uncontrolled_arm_is_never_credited(sample_study):
    """Without an allocation the same data must not speak of treatment as a cause."""
    study = sample_study.make()
    lone = dataclasses.replace(study.facts, allocations=())
    found = follow(lone.design, (), lone.observations)
    text = study_html(
        study_page(dataclasses.replace(study, facts=lone, followup=found), (), "2025-07-01")
    )
    assert "not attributable to the treatment" in text
    assert "due to treatment" not in text.lower()


def test_a_visit_in_the_window_is_shaded_and_left_out(page):
    assert page.endpoints[0].trajectories.shaded
    assert any("confounded" in row.verdict.key for row in page.endpoints[0].rows) is False
    week4 = [row for row in page.exploratory.table.rows if row[1] == "W4"]
    assert week4
    assert all(row[5] == "0" and int(row[6]) == 6 for row in week4)


def test_exploratory_looks_carry_their_expected_false_calls(page):
    assert page.exploratory.judged == 6
    assert page.exploratory.expected == "0.30"


def test_refusals_are_shown_with_their_reason(html):
    assert "only 3 measured points" in html


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-12.3456, "−12.3"), (0.00012345, "0.000123"), (123456.0, "123456"), (None, "–")],
)
def test_numbers(value, text):
    assert number(value) == text


def test_small_formats():
    assert signed(2.0) == "+2.00"
    assert percent(-12.34) == "−12 %"
    assert interval(1.0, 2.0) == "1.00 to 2.00"
    assert p_text(0.00001) == "< 0.001"
    assert nice_ticks(0.0, 10.0, 5) == [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]


def test_a_page_is_written_whole_or_not_at_all(tmp_path, html):
    target = tmp_path / "deep" / "page.html"
    write_page(html, target)
    assert target.read_text(encoding="utf-8") == html
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(StoreError, match="can't be written"):
        write_page(html, blocked / "page.html")
    assert not list(tmp_path.glob("**/*.part"))


def test_a_spot_is_told_by_visit_with_what_stands_behind_it(page, html):
    block = page.photos[0]
    assert [s.name for s in block.spots] == ["pigment-01", "vascular-01"]
    assert html.count('class="slider"') == 1
    assert "Skin outside the placed zones is not shown" in block.note
    assert "is not a spectrophotometer" in html.replace("&#39;", "'")


def test_a_whole_face_is_never_shown(sample_study):
    """Without zones a face's photograph stays in the study: its maps and spots are shown."""
    series = dataclasses.replace(sample_study.series()[0], site="Face", whole_frame=True)
    shown = study_page(sample_study.make(), (), "2025-07-01", (series,)).photos[0]
    assert "not shown" in shown.note
    assert {picture.alt.split(" of ")[0] for picture in shown.slider} == {"pigment map"}
    cheek = dataclasses.replace(series, site="cheek")
    open_page = study_page(sample_study.make(), (), "2025-07-01", (cheek,)).photos[0]
    assert "colour-corrected photograph" in open_page.slider[0].alt
