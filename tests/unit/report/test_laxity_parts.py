"""Charts and tables of the laxity page, part by part, on numbers that a reader can check."""

import math

import numpy as np
import pytest

from turgor.metrics import Measurand
from turgor.record.laxity_series import LaxityCapture, LaxityPlace, SuctionDrawing, WaveDrawing
from turgor.record.suction import SuctionProtocol
from turgor.report.laxity_chart import Axes, Curve, Dot, plot, points_of
from turgor.report.laxity_place import PlaceValues
from turgor.report.laxity_scales import scales
from turgor.report.laxity_shown import lost_lines, shown_of
from turgor.report.laxity_values import change_text, condition_text


def test_a_gap_breaks_the_line_and_the_axis_holds_everything():
    made = plot(
        "t", "words", Axes("s", "mm", reach=(0.0, 2.0)),
        [Curve("c", "c-last", ((0, 1.0), (1, 1.2), (2, math.nan), (3, 0.8), (4, 0.9)))],
        [Dot("d", "m-dot", 2.0, 0.5, 0.2, 0.8)],
    )  # fmt: skip
    assert [len(line.path.split()) for line in made.lines] == [2, 2]
    assert (made.y_ticks[0].text, made.y_ticks[-1].text) == ("0", "2")
    mark = made.marks[0]
    assert made.top < mark.high < mark.y < mark.low < made.bottom


def test_one_value_and_no_value_still_make_a_chart():
    alone = plot("t", "words", Axes("s", "mm"), dots=[Dot("d", "m-dot", 1.0, 3.0)])
    assert alone.top <= alone.marks[0].y <= alone.bottom
    assert plot("t", "words", Axes("s", "mm")).y_ticks


def test_thinning_keeps_every_extreme():
    x = np.linspace(0.0, 60.0, 6000)
    y = np.sin(x)
    y[1234], y[4321] = 5.0, -7.0
    y[3000:3100] = np.nan
    thin = points_of(x, y)
    assert len(thin) < 1500
    known = [v for _, v in thin if math.isfinite(v)]
    assert (max(known), min(known)) == (5.0, -7.0)
    assert [a for a, _ in thin] == sorted(a for a, _ in thin)
    assert any(math.isnan(v) for _, v in thin)


@pytest.mark.parametrize(
    ("change", "value", "text"),
    [
        (0.00754, "0.210", "+0.0075"),
        (-26.4, "1351", "−26.4"),
        (144.19, "1495", "+144"),
        (0.00001, "0.162", "0"),
        (0.0, "1.00", "0"),
        (-0.0616, "0.0962", "−0.0616"),
    ],
)
def test_a_change_has_no_more_digits_than_its_value_bears(change, value, text):
    assert change_text(change, value) == text


def test_conditions_in_words():
    assert condition_text("aperture_mm", 2.0) == "aperture 2 mm"
    assert condition_text("contact_force_n", 0.0) == ""
    assert condition_text("density_kg_m3", 1000.0) == "density 1000 kg/m³"
    assert condition_text("split_rule", "fixed-0.1s") == "split at 0.1 s"


def suction(visit, replicate, drawing=True):
    made = SuctionDrawing(
        np.array([0.0, 1.0]), np.array([0.0, 0.3]), ((0.0, 1.0),), (),
        SuctionProtocol(2.0, 450.0, 2.0, 2.0, 1), "x",
    )  # fmt: skip
    reason = "" if drawing else "gone"
    return LaxityCapture(visit, replicate, "", made if drawing else None, reason)


def place_of(kind, *captures):
    return LaxityPlace("S1", "cheek", "left", "", kind, "", captures)


def values_of():
    return PlaceValues(("S1", "cheek", ""), ("V0", "W4", "W8", "W12"), "V0", {})


def test_baseline_last_and_those_between():
    place = place_of(
        "suction", suction("V0", 1, drawing=False), suction("V0", 2), suction("W4", 1),
        suction("W8", 1), suction("W12", 1, drawing=False),
    )  # fmt: skip
    shown = shown_of(place, values_of(), SuctionDrawing)
    assert [(one.visit, one.rank) for one in shown] == [("V0", 1), ("W4", 0), ("W8", 2)]
    assert lost_lines([place]) == (
        "left, V0, replicate 1: gone",
        "left, W12, replicate 1: gone",
    )


def wave(speed, frequency, stretch):
    one = np.array([frequency])
    drawing = WaveDrawing(
        one, np.array([speed]), np.array([0.01]), np.empty(0), np.empty(0), "", "surface", stretch,
        "x",
    )  # fmt: skip
    return LaxityCapture("V0", 1, "", drawing)


@pytest.mark.parametrize(
    ("stretch", "has_value", "says"),
    [(1.05, True, "skins of the law's range"), (None, False, "pre-stretch")],
)
def test_a_wave_is_converted_only_where_its_stretch_is_stated(stretch, has_value, says):
    values = values_of()
    thick = Measurand("ultrasound.dermis_thickness", ())
    values.found[thick, "left", ""] = {"V0": [Thick(1300.0)]}
    places = [place_of("suction", suction("V0", 1)), place_of("wave", wave(3.0, 2000.0, stretch))]
    rows = scales({values.key: values}, {values.key: places}).converted.rows
    (row,) = [r for r in rows if r[4] == "R0 of the same skin"]
    assert row[5].endswith("mm") is has_value
    assert says in row[7]


class Thick:
    """A finding as far as means need it."""

    def __init__(self, value):
        self.value = value
