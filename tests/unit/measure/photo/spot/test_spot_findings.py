"""Spots as plain data and as findings, and what is refused."""

import json

import numpy as np
import pytest

from turgor.errors import InputError, MetricError
from turgor.measure.photo.spot import (
    STATES,
    SpotOptions,
    SpotSet,
    SpotStamp,
    baseline_findings,
    find_spots,
    follow_spots,
    followed_findings,
)
from turgor.measure.photo.spot.kind import directions_deg, dividing_angle_deg, kind_of

pytest.importorskip("cv2", reason="the photo extra is not installed")

COLOUR = {
    "illuminant": "D65", "observer": "cie-1931-2deg", "correction": "root-polynomial",
    "chart": "classic-24", "device_class": "camera, crossed polarisers",
}  # fmt: skip
STAMP = SpotStamp(("ab" * 32,), "camera", "left cheek", 1, COLOUR)


def maps(amounts=(8.0, 5.0), shape=(200, 260)):
    rows, cols = np.mgrid[0 : shape[0], 0 : shape[1]]
    mi, ei = np.full(shape, 38.0), np.full(shape, 25.0)
    for (x, y, slope), amount in zip(((80, 100, 0.36), (180, 90, 1.6)), amounts, strict=True):
        share = amount / (1 + np.exp((np.hypot(cols - x, rows - y) - 16) / 0.6))
        mi += share * (1.0 if slope < 1 else 0.6)
        ei += share * (slope if slope < 1 else 1.0)
    return mi.astype(np.float32), ei.astype(np.float32)


@pytest.fixture(scope="module")
def base():
    return find_spots(*maps(), mm_per_px=0.1)


def test_baseline_findings(base):
    found = baseline_findings(base, STAMP)
    assert [(f.metric, f.item) for f in found[:3]] == [
        ("spot.area", "pigment-01"), ("spot.contrast_mi_rgb", "pigment-01"),
        ("spot.contrast_ei_rgb", "pigment-01"),
    ]  # fmt: skip
    assert {f.item for f in found} == {"pigment-01", "vascular-01"}
    assert found[0].value == pytest.approx(np.pi * 1.6**2, rel=0.02)
    assert found[0].unit == "mm²"
    assert all(f.u is not None and f.u > 0 and f.u_kind == "spatial" for f in found)
    assert found[0].measurand.as_mapping()["outline"] == "own-half-contrast"
    assert found[1].measurand.as_mapping()["outline"] == "baseline"


def test_the_same_measurand_at_both_visits(base):
    tracks = follow_spots(base, *maps((4.0, 5.0)))
    later = followed_findings(tracks, base.mm_per_px, STAMP)
    first = baseline_findings(base, STAMP)
    assert [f.measurand for f in later] == [f.measurand for f in first]
    assert later[1].value == pytest.approx(0.5 * first[1].value, rel=0.01)


def test_faded_and_hidden_spots_say_so(base):
    hidden = np.zeros((200, 260), bool)
    hidden[:, 150:] = True
    tracks = follow_spots(base, *maps((0.0, 5.0)), exclude=hidden)
    by = {(f.item, f.metric): f for f in followed_findings(tracks, base.mm_per_px, STAMP)}
    faded = by["pigment-01", "spot.area"]
    assert faded.value is None
    assert "no longer stands out" in faded.u_reason
    assert {"not-identified", "faded-below-detection"} <= set(faded.flags)
    assert by["pigment-01", "spot.contrast_mi_rgb"].value == pytest.approx(0.0, abs=0.05)
    gone = by["vascular-01", "spot.contrast_ei_rgb"]
    assert gone.value is None
    assert "out-of-view" in gone.flags
    assert {t.state for t in tracks} <= set(STATES)


def test_without_scale(base):
    bare = find_spots(*maps())
    assert bare.spots[0].area_mm2 is None
    found = baseline_findings(bare, STAMP)
    assert found[0].metric == "spot.area_px"
    assert found[0].unit == "px²"
    assert "least_area_mm2" not in found[0].measurand.as_mapping()


def test_plain_form(base):
    again = SpotSet.from_plain(json.loads(json.dumps(base.to_plain())))
    assert again.to_plain() == base.to_plain()
    assert np.array_equal(again.spots[0].outline_px, base.spots[0].outline_px)
    for spoil in ({"version": 0}, {"spots": [{"id": 1}]}, {"noise": 3}, {"shape": "x"}):
        with pytest.raises(InputError, match="find the spots again"):
            SpotSet.from_plain(base.to_plain() | spoil)


def test_refusals(base):
    mi, ei = maps()
    with pytest.raises(InputError, match="one photograph"):
        find_spots(mi, ei[:-1])
    with pytest.raises(InputError, match="mask"):
        find_spots(mi, ei, exclude=np.zeros((3, 3), bool))
    with pytest.raises(InputError, match="positive length"):
        find_spots(mi, ei, mm_per_px=-1.0)
    with pytest.raises(InputError, match="photograph closer"):
        find_spots(mi, ei, mm_per_px=1.0)
    with pytest.raises(InputError, match="baseline's frame"):
        follow_spots(base, mi[:-5], ei[:-5])
    with pytest.raises(MetricError, match="correction"):
        bad = SpotStamp(("a",), "", "", 1, COLOUR | {"correction": "magic"})
        baseline_findings(base, bad)


def test_gaps_are_left_out():
    mi, ei = maps()
    mi[60:70, 20:40] = np.nan
    assert len(find_spots(mi, ei, mm_per_px=0.1).spots) == 2
    mi[95:105, 70:90] = np.nan
    found = find_spots(mi, ei, mm_per_px=0.1)
    assert [s.kind for s in found.spots] == ["vascular"]
    nothing = np.full((200, 260), np.nan, np.float32)
    assert find_spots(nothing, nothing, mm_per_px=0.1).spots == ()


def test_maps_of_chromophores_divide_at_45_degrees():
    rows, cols = np.mgrid[0:200, 0:260]
    spot = 1 / (1 + np.exp((np.hypot(cols - 80, rows - 100) - 16) / 0.6))
    blood = 1 / (1 + np.exp((np.hypot(cols - 180, rows - 100) - 16) / 0.6))
    options = SpotOptions(dividing_deg=45.0)
    found = find_spots(6 * spot, 6 * blood, mm_per_px=0.1, options=options)
    assert sorted(s.kind for s in found.spots) == ["pigment", "vascular"]


def test_directions_turn_with_tone():
    tones, melanin, blood = directions_deg()
    assert (np.diff(tones) > 0).all()
    assert (melanin < blood).all()
    assert kind_of((5.0, 1.8), dividing_angle_deg(38.0)) == 0
    assert kind_of((3.0, 4.8), dividing_angle_deg(38.0)) == 1
