"""Charts and corrections that can't be: each is refused in one line, or flagged."""

import re
from dataclasses import replace

import numpy as np
import pytest
from chart_scene import Card, View, photographed, true_corners

from turgor.errors import FormatError, InputError, MeasureError, MissingExtraError
from turgor.measure.photo.chart import (
    Chart,
    built_in_chart,
    chart_from_corners,
    find_chart,
    read_chart,
)
from turgor.measure.photo.correct import (
    corrected_xyz,
    fit_correction,
    flattened,
    identity_correction,
)
from turgor.physics.colour import lab_from_xyz, tristimulus, white_point
from turgor.physics.colour.rgb import linear_from_xyz
from turgor.record.photograph import Photograph

pytest.importorskip("cv2")
CHART = built_in_chart("classic-24")
CARD = Card(0.9 * np.clip(linear_from_xyz(CHART.xyz), 0, 1))
VIEW = View(pitch_px=38.0, turn_deg=10.0)


@pytest.fixture(scope="module")
def photo():
    return Photograph(photographed(CARD, VIEW))


def one_line(error):
    assert str(error.value).isprintable()


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda c: c[:3], "four corners"),
        (lambda c: c * np.nan, "four corners"),
        (lambda c: c + 2000, "outside the picture"),
        (lambda c: c[::-1], "clockwise"),
        (lambda c: c[[0, 2, 1, 3]], "clockwise"),
        (lambda c: np.roll(c, 2, axis=0), "upside down"),
        (lambda c: c / 3, "don't agree"),
    ],
)
def test_corners_that_cannot_be(photo, change, match):
    corners = true_corners(CARD, VIEW)
    with pytest.raises(MeasureError, match=match) as caught:
        chart_from_corners(photo, change(corners), CHART)
    one_line(caught)


def test_nothing_is_found_in_plain_and_tiny_pictures():
    for shape in ((40, 60, 3), (3, 3, 3), (1, 500, 3)):
        with pytest.raises(MeasureError, match="chart_corners_px") as caught:
            find_chart(Photograph(np.full(shape, 128, np.uint8)), CHART)
        one_line(caught)


def test_without_the_extra(photo, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "cv2", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'turgor\[photo\]'"):
        find_chart(photo, CHART)


def test_no_grey_patch_left(photo):
    chart = find_chart(photo, CHART)
    hidden = tuple("hidden" if i >= 18 else "" for i in range(24))
    with pytest.raises(MeasureError, match="grey patch"):
        fit_correction(photo, replace(chart, faults=hidden))


def test_another_chart_than_stated(photo):
    chart = find_chart(photo, CHART)
    rng = np.random.default_rng(0)
    with pytest.raises(MeasureError, match="another chart than stated"):
        fit_correction(photo, replace(chart, rgb=chart.rgb[rng.permutation(24)]))


def test_a_grey_card_gives_gains_and_says_so():
    greys = Chart(
        id="greys", name="grey card", rows=2, cols=3, patches=CHART.patches[18:],
        xyz=CHART.xyz[18:], pitch_mm=None, patch_share=0.9, neutral=tuple(range(6)),
    )  # fmt: skip
    card = Card(CARD.colours[18:], 2, 3)
    view = replace(VIEW, gain=(1.0, 0.7, 0.5), mix=0.0)
    photo = Photograph(photographed(card, view), encoding="srgb")
    chart = chart_from_corners(photo, true_corners(card, view), greys)
    correction = fit_correction(photo, chart)
    assert correction.kind == "gains"
    assert "colour-correction-of-greys-only" in correction.flags
    assert chart.um_per_px is None and "chart-size-not-stated" in chart.flags
    assert correction.delta_e_mean < 2.0


def test_codes_of_another_photograph():
    correction = identity_correction(256, "srgb")
    with pytest.raises(InputError, match="levels"):
        corrected_xyz(correction, [[256, 0, 0]])
    with pytest.raises(InputError, match="allowed"):
        identity_correction(1024, "srgb")
    assert correction.terms == 3 and np.isnan(correction.delta_e_mean)


@pytest.mark.parametrize(
    ("card", "match"),
    [
        (np.full((600, 801, 3), 120, np.uint8), "same camera"),
        (np.full((600, 800, 3), 255, np.uint8), "clipped or black"),
        (np.zeros((600, 800, 3), np.uint8), "clipped or black"),
        (np.repeat([30, 220], 300)[:, None, None] * np.ones((1, 800, 3)), "fourfold"),
    ],
)
def test_flat_fields_that_are_none(photo, card, match):
    with pytest.raises(MeasureError, match=match):
        flattened(photo, Photograph(card.astype(np.uint8)))


LAB = 'rows = 2\ncols = 2\nilluminant = "D50"\n' + "".join(
    f'[[patch]]\nname = "p{i}"\nlab = [{v}, {a}, {b}]\n'
    for i, (v, a, b) in enumerate([(95, 0, 1), (50, 0, 0), (60, 14, 16), (40, 50, 25)])
)


def written(tmp_path, text, name="card.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_users_own_chart(tmp_path):
    chart = read_chart(written(tmp_path, LAB.replace("rows = 2", "rows = 2\npitch_mm = [9, 8]")))
    assert (chart.rows, chart.cols, chart.pitch_mm) == (2, 2, (9.0, 8.0))
    assert chart.neutral == (0, 1)
    assert chart.skin_like == (2, 3) or chart.skin_like == (2,)
    lab = lab_from_xyz(chart.xyz, white_point("D65", "cie-1931-2deg"))
    assert np.allclose(lab[:2], [[95, 0, 1], [50, 0, 0]], atol=0.4), "greys stay greys"


def test_adaptation_of_light_against_spectra():
    """Stated under D50 and adapted, the classic chart is near its spectra's own D65 colours."""
    from turgor.measure.photo.chart.reference_file import _under_d65

    nm, reflectance = CHART.spectra
    d50 = tristimulus(nm, reflectance, "D50", "cie-1931-2deg")
    made = _under_d65(d50, white_point("D50", "cie-1931-2deg"))
    white = white_point("D65", "cie-1931-2deg")
    from turgor.physics.colour import delta_e_2000

    off = delta_e_2000(lab_from_xyz(made, white), lab_from_xyz(CHART.xyz, white))
    assert off.mean() < 1.0 and off.max() < 3.5


def test_values_in_a_cgats_file(tmp_path):
    rows = "\n".join(f"{i} {v} 0 0" for i, v in enumerate((95, 70, 50, 20)))
    written(
        tmp_path,
        "CGATS.17\nBEGIN_DATA_FORMAT\nSAMPLE_ID LAB_L LAB_A LAB_B\nEND_DATA_FORMAT\n"
        f"BEGIN_DATA\n{rows}\nEND_DATA\n",
        "values.txt",
    )
    text = 'rows = 1\ncols = 4\nilluminant = "D65"\nvalues = "values.txt"\n'
    chart = read_chart(written(tmp_path, text))
    assert np.allclose(lab_from_xyz(chart.xyz, white_point("D65", "cie-1931-2deg"))[:, 0],
                       [95, 70, 50, 20])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("rows = [", "no valid TOML"),
        (LAB.replace('illuminant = "D50"\n', ""), "illuminant"),
        (LAB.replace("D50", "F11"), "allowed"),
        (LAB.replace("rows = 2", "rows = 3"), "for every patch"),
        (LAB.replace("rows = 2", "rows = 0"), "whole number"),
        (LAB.replace("rows = 2", "rows = 2\ncolour = 1"), "unknown keys"),
        (LAB.replace("lab = [95, 0, 1]", "lab = [95, 0]"), "three numbers"),
        (LAB.replace("lab = [95, 0, 1]", "lab = [95, 0, nan]"), "a number is needed"),
        (re.sub(r"lab = .*", "xyz = [0.9, 1.0, 0.8]", LAB), "scale"),
        (LAB.replace("rows = 2", "rows = 2\npitch_mm = -1"), "above zero"),
        ('rows = 2\ncols = 2\nilluminant = "D65"\n', "no colours"),
        ('rows = 2\ncols = 2\nilluminant = "D65"\nvalues = "gone.txt"\n', "no such file"),
    ],
)
def test_charts_that_cannot_be(tmp_path, text, match):
    with pytest.raises((FormatError, InputError), match=match) as caught:
        read_chart(written(tmp_path, text))
    one_line(caught)


def test_unknown_built_in_and_pitch():
    with pytest.raises(InputError, match="classic-24"):
        built_in_chart("classic-25")
    with pytest.raises(InputError, match="above zero"):
        CHART.with_pitch(0.0)
