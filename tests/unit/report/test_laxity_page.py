"""The laxity page: what it draws and says, what it must never say, and that it stands alone."""

import dataclasses
import re
import shutil

import numpy as np
import pytest

from turgor.follow.whole import follow
from turgor.record.laxity_series import (
    BarrierDrawing,
    ElastogramDrawing,
    LaxityCapture,
    LaxityPlace,
    OctDrawing,
    StrainLayer,
    UltrasoundDrawing,
    WaveDrawing,
)
from turgor.record.site import BodySite
from turgor.record.visit import VisitConditions
from turgor.report.context import NOTICE
from turgor.report.laxity_page import laxity_page
from turgor.report.numbers import number
from turgor.report.render import laxity_html
from turgor.report.write_study import laxity_path, write_study_page
from turgor.workflow.follow_study import StudyFollowUp, follow_study
from turgor.workflow.laxity_series import laxity_series


@pytest.fixture(scope="module")
def followed(laxity_study):
    return follow_study(laxity_study)


@pytest.fixture(scope="module")
def series(laxity_study, followed):
    return laxity_series(laxity_study, followed.facts)


@pytest.fixture(scope="module")
def page(followed, series):
    return laxity_page(followed, series, "2025-07-01", "report.html")


@pytest.fixture(scope="module")
def html(page):
    return laxity_html(page)


def block(page, title):
    return next(b for b in page.places[0].kinds if b.title.startswith(title))


def group(page, title, symbol, rule=""):
    return next(
        g
        for table in block(page, title).tables
        for g in table.groups
        if (g.symbol, g.rule) == (symbol, rule)
    )


def test_the_page_says_what_it_is_and_fetches_nothing(page, html):
    assert NOTICE in html.replace("&#39;", "'")
    assert page.title.replace("'", "&#39;") in html
    addresses = re.findall(r"""(?:src|href)=["']([^"']+)""", html)
    assert all(a.startswith(("data:", "#")) or a == "report.html" for a in addresses)
    assert "report.html" in addresses
    assert not re.search(r"https?://|url\(|@import", html)
    assert "due to" not in html.lower()


def test_every_instrument_stands_with_both_sides(page):
    titles = [b.title for b in page.places[0].kinds]
    assert titles == [
        "Suction, 2 mm probe", "Ultrasound", "Barrier and hydration", "Waves", "Strain by OCT",
        "Elastograms",
    ]  # fmt: skip
    for b in page.places[0].kinds:
        assert not b.lost
        for table in b.tables:
            assert "Device class:" in table.regime
            assert "regime:" in table.regime
    assert [p.title for p in block(page, "Suction").plots] == [
        "left, three needling sessions: the series",
        "right, control: the series",
        "left, three needling sessions: curve 1 and its splits",
        "right, control: curve 1 and its splits",
    ]


def last_digit(text):
    """Half a step of the last digit shown, with a little to spare."""
    return 0.51 * 10.0 ** -len(text.partition(".")[2])


@pytest.mark.parametrize(
    ("title", "symbol", "metric", "unit"),
    [
        ("Suction", "R0", "suction.preconditioned_r0", " mm"),
        ("Suction", "R2", "suction.preconditioned_r2", ""),
        ("Ultrasound", "d_dermis", "ultrasound.dermis_thickness", " µm"),
        ("Waves", "c_g", "wave.group_speed", " m/s"),
    ],
)
def test_values_and_changes_are_those_of_follow_up(page, followed, title, symbol, metric, unit):
    own = group(page, title, symbol)
    changes = {c.side: c for c in followed.followup.changes if c.measurand.metric == metric}
    (difference,) = (d for d in followed.followup.differences if d.measurand.metric == metric)
    assert [row.side for row in own.rows] == [
        "left, three needling sessions", "right, control", "treated − control",
    ]  # fmt: skip
    for row, side in zip(own.rows, ("left", "right"), strict=False):
        change, (first, last) = changes[side], row.cells
        assert first.text == f"{number(change.baseline)}{unit}"
        assert last.text == f"{number(change.followup)}{unit}"
        assert last.verdict.key == change.verdict == "undetermined"
        shown = last.change.replace("−", "-")
        assert float(shown) == pytest.approx(change.change, abs=last_digit(shown))
    shown = own.rows[2].cells[1].change.replace("−", "-")
    assert float(shown) == pytest.approx(difference.difference, abs=last_digit(shown))


def test_a_declared_endpoint_is_told_from_exploratory_looks(page):
    """Only what the design declares, under its own conditions, and nothing else."""
    declared = {
        (g.symbol, g.declared)
        for b in page.places[0].kinds
        for t in b.tables
        for g in t.groups
        if g.declared
    }
    assert ("R0", "declared: decrease at W24") in declared
    for table in (t for b in page.places[0].kinds for t in b.tables):
        assert not (table.folded and any(g.declared for g in table.groups))
    assert {symbol for symbol, _ in declared} <= {"R0", "d_dermis"}


def test_both_split_rules_stand_apart_and_curve_one_too(page):
    for symbol in ("R5", "R7", "R6"):
        for rule in ("split at 0.1 s", "split by inflection"):
            assert group(page, "Suction", symbol, rule).rows
    later, first = block(page, "Suction").tables[:2]
    assert "preconditioned" in later.caption
    assert first.caption.startswith("Curve 1")
    assert later.groups[0].rows[0].cells[0].text != first.groups[0].rows[0].cells[0].text


def test_splits_are_marked_and_told_to_who_cannot_see(page):
    close = block(page, "Suction").plots[2]
    styles = {mark.style.split()[0] for mark in close.marks}
    assert styles == {"m-fixed", "m-inflection"}
    assert len(close.marks) == 8  # two rules, two phases, two visits
    assert "suction 0.1 s 0.100 s" in close.alt
    assert all(plot.alt and plot.title for b in page.places[0].kinds for plot in b.plots)


def test_a_scan_shows_gain_frequency_and_hour(page):
    strips = block(page, "Ultrasound").strips
    assert [s.title for s in strips] == ["left, three needling sessions", "right, control"]
    for strip in strips:
        assert [shot.picture.title for shot in strip.shots] == ["V0", "W24"]
        assert all(shot.lines == ("gain 0 dB, 20 MHz, 09:30",) for shot in strip.shots)
        assert all("borders found" in shot.picture.alt for shot in strip.shots)


def at_last_visit(followed, **changed):
    """The study as it would be had the last visit been another hour or nearer to a session."""
    observations = tuple(
        dataclasses.replace(o, **changed) if o.visit == "W24" else o
        for o in followed.facts.observations
    )
    facts = dataclasses.replace(followed.facts, observations=observations)
    found = follow(facts.design, facts.allocations, observations)
    return dataclasses.replace(followed, facts=facts, followup=found)


def test_an_hour_confounds_the_band_and_a_session_everything(followed, series):
    late = at_last_visit(followed, time_of_day_h=15.5)
    strips = block(laxity_page(late, series, "2025", "report.html"), "Ultrasound").strips
    for strip in strips:
        before, after = strip.shots
        assert before.caveat == ""
        assert "d_SLEB" in after.caveat
        assert "d_dermis" not in after.caveat
        assert "time of day: 6.0 h" in after.caveat
    swollen = at_last_visit(followed, conditions=VisitConditions(days_since_session=3.0))
    page = laxity_page(swollen, series, "2025", "report.html")
    for strip in block(page, "Ultrasound").strips:
        assert strip.shots[1].caveat.startswith("all confounded: oedema after a session")
    table = block(page, "Ultrasound").tables[0]
    cells = [row.cells[1] for g in table.groups for row in g.rows]
    assert {cell.verdict.key for cell in cells} == {"confounded"}
    assert "oedema after a session" in table.notes[cells[0].mark - 1]


def test_the_room_and_every_placement_stand_with_the_barrier(page, followed):
    barrier = block(page, "Barrier")
    assert "Room: V0 21 °C, 45 % RH; W24 21 °C, 45 % RH." in barrier.notes
    capacitance = next(p for p in barrier.plots if p.title == "Capacitance")
    single = [m for m in capacitance.marks if "m-one" in m.style]
    measured = [o for o in followed.facts.observations if o.finding.metric == "barrier.capacitance"]
    assert len(single) == len(measured)
    assert len(barrier.small_plots) == 8  # two quantities, two sides, two visits


def test_scanner_numbers_are_marked_as_the_scanners(page, html):
    tables = block(page, "Elastograms").tables
    assert all(t.reported for t in tables)
    assert html.count('class="reported"') == len(tables)


def test_a_missing_value_says_why(page):
    waves = block(page, "Waves").tables[0]
    cell = (
        next(g for g in waves.groups if g.name.startswith("shear modulus at rest")).rows[0].cells[0]
    )
    assert cell.text == "not identified"
    assert "waves on skin mix layers" in waves.notes[cell.mark - 1]


def test_the_law_converts_with_an_interval_or_says_why_not(page):
    rows = page.scales.converted.rows
    suction = [r for r in rows if r[4] == "effective shear modulus"]
    assert len(suction) == 4
    for row in suction:
        value = float(row[5].split()[0])
        low, high = (float(v) for v in row[6].removesuffix(" kPa").split(" to "))
        assert low < value < high
    waves = [r for r in rows if r[4] == "R0 of the same skin"]
    assert all("reaches through a dermis" in r[7] for r in waves)


def test_a_sign_is_value_rule_and_claim(page):
    value, _, rule, claim = page.signs.rows[0]
    assert value == "R0"
    assert "decrease at W24" in rule
    assert "Contested" in claim
    assert "naouri-2012" in [key for key, _ in page.bibliography]


def test_a_person_without_a_control_side_is_never_credited(followed, series):
    lone = dataclasses.replace(followed.facts, allocations=())
    found = follow(lone.design, (), lone.observations)
    made = laxity_page(
        StudyFollowUp(lone, found, followed.sources, followed.parameters), series, "2025", "r.html"
    )
    assert "not attributable to the treatment" in made.places[0].control
    assert not any(row.contrast for b in made.places[0].kinds for t in b.tables
                   for g in t.groups for row in g.rows)  # fmt: skip


def test_what_is_lost_is_said_and_stops_nothing(laxity_study, tmp_path):
    folder = tmp_path / "study"
    shutil.copytree(laxity_study, folder)
    found = follow_study(folder)
    lost = next(
        c for c in found.facts.captures
        if (c.kind, c.visit, c.site.side) == ("ultrasound", "W24", "left")
    )  # fmt: skip
    kept = next(p for p in folder.rglob(f"*{lost.sha256[2:]}*") if p.is_file())
    kept.unlink()
    made = laxity_page(found, laxity_series(folder, found.facts), "2025", "report.html")
    ultrasound = block(made, "Ultrasound")
    assert len(ultrasound.lost) == 1
    assert ultrasound.lost[0].startswith("left, W24, replicate 1: ")
    assert [s.picture.title for s in ultrasound.strips[0].shots] == ["V0"]
    assert [s.picture.title for s in ultrasound.strips[1].shots] == ["V0", "W24"]


def test_two_pages_that_lead_to_one_another(laxity_study, followed, tmp_path):
    written = write_study_page(laxity_study, followed, tmp_path / "report.html")
    assert [p.name for p in written] == ["report.html", "laxity.html", "record.html"]
    assert 'href="laxity.html"' in written[0].read_text("utf-8")
    assert 'href="report.html"' in written[1].read_text("utf-8")
    assert laxity_path(tmp_path / "mine.html").name == "mine-laxity.html"


def test_a_page_of_nothing_but_broken_readings_still_stands(followed):
    """No value, no curve, no baseline, other skin: each place says so and none stops another."""
    nan, none = np.nan, np.empty(0)
    tall = np.zeros((900, 90, 3), np.uint8)
    lost = LaxityCapture("V0", 1, "", None, "its bytes are lost")
    wave = WaveDrawing(none, none, none, none, none, "", "unknown", None, "x", ("too few",))
    strain = OctDrawing(
        np.arange(4.0), np.full(4, nan), (StrainLayer("layer 1", 0, 4, nan, nan),), "unknown", "x"
    )
    chart = np.linspace(5.0, 60.0, 400).reshape(20, 20)
    chart[0] = nan
    lone = BarrierDrawing(
        "tewl", np.array([3.0]), np.array([9.0]), None, None, "one reading", None, None, "open", "x"
    )
    drawn = {
        "suction": None,
        "ultrasound": UltrasoundDrawing(tall, None, None, None, None, "", "unknown"),
        "barrier": lone,
        "wave": wave,
        "oct": strain,
        "elastogram": ElastogramDrawing(chart, "modulus_kpa", 2.0, "x"),
    }
    places = [
        LaxityPlace(
            "S9", "brow", "midline", "", kind, "",
            (lost if drawing is None else LaxityCapture("W24", 1, "", drawing),),
        )
        for kind, drawing in drawn.items()
    ]  # fmt: skip
    bare = dataclasses.replace(followed, facts=dataclasses.replace(followed.facts, observations=()))
    made = laxity_page(bare, places, "2025", "report.html")
    (place,) = made.places
    by_title = {b.title: b for b in place.kinds}
    assert by_title["Suction"].lost == ("midline, V0, replicate 1: its bytes are lost",)
    assert by_title["Waves"].notes == ("midline, W24: too few.",)
    assert not by_title["Waves"].plots
    assert not by_title["Strain by OCT"].plots
    (shot,) = by_title["Ultrasound"].strips[0].shots
    assert shot.picture.height <= 640
    assert "gain not stated" in shot.lines[0]
    assert "no scale" in shot.lines[0]
    (chart_shot,) = by_title["Elastograms"].strips[0].shots
    assert "within ±2.0 kPa" in chart_shot.lines[0]
    assert len(by_title["Barrier and hydration"].small_plots[0].marks) == 1
    text = laxity_html(made)
    assert "its bytes are lost" in text
    assert not re.search(r"\bnan\b", text)


def test_no_laxity_page_without_such_captures(colour_study, tmp_path):
    written = write_study_page(colour_study, follow_study(colour_study), tmp_path / "report.html")
    assert [p.name for p in written] == ["report.html", "record.html"]
    assert not (tmp_path / "laxity.html").exists()
    assert "laxity.html" not in written[0].read_text("utf-8")


def test_two_probes_stand_apart(followed, series):
    """A small and a wide aperture at one place: a block each, with what is lost in its own."""
    own = next(p for p in series if (p.kind, p.side) == ("suction", "left"))
    drawing = own.captures[0].drawing
    protocol = dataclasses.replace(drawing.protocol, aperture_mm=8.0)
    wide = dataclasses.replace(
        own,
        setup="8 mm",
        captures=(
            LaxityCapture("V0", 1, "", dataclasses.replace(drawing, protocol=protocol)),
            LaxityCapture("W24", 1, "", None, "its bytes are lost"),
        ),
    )
    made = laxity_page(followed, [*series, wide], "2025", "report.html")
    narrow, broad = (b for b in made.places[0].kinds if b.title.startswith("Suction"))
    assert (narrow.title, broad.title) == ("Suction, 2 mm probe", "Suction, 8 mm probe")
    assert (len(narrow.plots), narrow.lost) == (4, ())
    assert len(broad.plots) == 2
    assert broad.lost == ("left, W24, replicate 1 (8 mm): its bytes are lost",)
    assert narrow.tables
    assert not broad.tables


def test_what_the_user_typed_is_escaped(followed, series):
    def marked(item):
        return dataclasses.replace(item, site=BodySite("<b>x</b>", item.site.side))

    facts = dataclasses.replace(
        followed.facts, observations=tuple(marked(o) for o in followed.facts.observations)
    )
    places = [dataclasses.replace(p, site="<b>x</b>") for p in series]
    study = dataclasses.replace(followed, facts=facts)
    text = laxity_html(laxity_page(study, places, "2025", "report.html"))
    assert "<b>x</b>" not in text
    assert "&lt;b&gt;x&lt;/b&gt;" in text
