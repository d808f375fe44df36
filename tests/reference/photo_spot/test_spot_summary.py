"""Count, total area and mean contrast of a kind's spots against the closed forms of drawn discs."""

import numpy as np
import pytest
from skin_photograph import Spot, blurred_disc_mean

from turgor.measure.photo.spot import (
    SpotStamp,
    baseline_findings,
    baseline_summary,
    find_spots,
    follow_spots,
    followed_summary,
)

pytest.importorskip("cv2", reason="the photo extra is not installed")

SHAPE = (420, 600)
MM = 0.1
SOFT = 1.0
SLOPE = 0.36
COLOUR = {
    "illuminant": "D65", "observer": "cie-1931-2deg", "correction": "root-polynomial",
    "chart": "classic-24", "device_class": "camera, crossed polarisers",
}  # fmt: skip
STAMP = SpotStamp(("ab" * 32,), "camera", "left cheek", 1, COLOUR)
SPOTS = [
    Spot(90, 100, 14, 8.0), Spot(230, 110, 20, 6.0), Spot(390, 100, 11, 9.0),
    Spot(120, 300, 17, 5.0), Spot(480, 300, 13, 7.0, "vascular"),
]  # fmt: skip


def maps(spots):
    rows, cols = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]].astype(float)
    mi, ei = np.full(SHAPE, 38.0), np.full(SHAPE, 25.0)
    for spot in spots:
        share = spot.amount * spot.at(cols, rows, SOFT)
        mi += share * (1.0 if spot.kind == "pigment" else 0.62)
        ei += share * (SLOPE if spot.kind == "pigment" else 1.0)
    return mi.astype(np.float32), ei.astype(np.float32)


def amounts(*factors):
    pairs = zip(SPOTS, (*factors, 1.0), strict=True)
    return [Spot(s.x, s.y, s.radius, f * s.amount, s.kind) for s, f in pairs]


def true_mean(spots):
    own = [s for s in spots if s.kind == "pigment"]
    return np.mean([s.amount * blurred_disc_mean(s.radius, SOFT) for s in own])


def by_metric(findings, kind="pigment"):
    return {
        f.metric.removeprefix("spot."): f
        for f in findings
        if f.measurand.as_mapping()["spot_kind"] == kind
    }


@pytest.fixture(scope="module")
def base():
    return find_spots(*maps(SPOTS), mm_per_px=MM)


def test_baseline_sums_what_was_drawn(base):
    told = by_metric(baseline_summary(base, STAMP))
    own = [s for s in SPOTS if s.kind == "pigment"]
    assert told["count"].value == 4
    assert told["total_area"].value == pytest.approx(sum(s.area_px for s in own) * MM**2, rel=0.015)
    assert told["mean_contrast_mi_rgb"].value == pytest.approx(true_mean(SPOTS), rel=0.01)
    assert told["mean_contrast_ei_rgb"].value == pytest.approx(SLOPE * true_mean(SPOTS), rel=0.01)
    green = (1 + SLOPE) * true_mean(SPOTS)
    assert told["mean_contrast_green"].value == pytest.approx(green, rel=0.01)
    blood = by_metric(baseline_summary(base, STAMP), "vascular")
    assert blood["count"].value == 1
    ei = SPOTS[4].amount * blurred_disc_mean(SPOTS[4].radius, SOFT)
    assert blood["mean_contrast_ei_rgb"].value == pytest.approx(ei, rel=0.01)
    assert all(f.item == "" and f.region == "left cheek" for f in told.values())
    singles = [f for f in baseline_findings(base, STAMP) if f.metric == "spot.contrast_mi_rgb"]
    four = [f.u for f in singles if f.item.startswith("pigment")]
    assert told["mean_contrast_mi_rgb"].u == pytest.approx(np.sqrt(np.sum(np.square(four))) / 4)


def test_contrast_in_green(base):
    """The sum of a disc's closed forms in MI and EI, for pigment and for blood."""
    found = [f for f in baseline_findings(base, STAMP) if f.metric == "spot.contrast_green"]
    both = {"pigment": 1 + SLOPE, "vascular": 1 + 0.62}
    true = [s.amount * blurred_disc_mean(s.radius, SOFT) * both[s.kind] for s in SPOTS]
    assert sorted(f.value for f in found) == pytest.approx(sorted(true), rel=0.01)


@pytest.mark.parametrize("hidden_share", [0.0, 0.4])
def test_change_of_the_seen_is_the_change_of_all(base, hidden_share):
    """Each fades by a fifth and one is gone; hiding another must not pass for a change."""
    later = amounts(0.8, 0.8, 0.8, 0.0)
    hidden = np.zeros(SHAPE, bool)
    if hidden_share:
        hidden[:200, 330:] = True  # the third, of the highest contrast
    tracks = follow_spots(base, *maps(later), exclude=hidden)
    told = by_metric(followed_summary(tracks, base, STAMP))
    first = by_metric(baseline_summary(base, STAMP))
    assert {k: f.measurand for k, f in told.items()} == {k: f.measurand for k, f in first.items()}
    assert told["count"].value == 3
    change = told["mean_contrast_mi_rgb"].value - first["mean_contrast_mi_rgb"].value
    seen = [i for i in range(4) if not (hidden_share and i == 2)]
    true = np.mean(
        [
            (later[i].amount - SPOTS[i].amount) * blurred_disc_mean(SPOTS[i].radius, SOFT)
            for i in seen
        ]
    )
    assert change == pytest.approx(true, abs=0.06)
    flag = "spots-seen-3-of-4"
    assert all((flag in f.flags) == bool(hidden_share) for f in told.values())
    if hidden_share:  # the mean over those in view alone would be off by half the change
        bare = np.mean([t.contrast_mi for t in tracks[:4] if t.contrast_mi is not None])
        assert abs(bare - first["mean_contrast_mi_rgb"].value - true) > 0.3


def test_areas_of_merged_and_faded_spots(base):
    """Two spots under one larger: its area counts once; a gone spot counts as none."""
    later = amounts(0.0, 1.0, 1.0, 1.0)
    first = by_metric(baseline_summary(base, STAMP))
    told = by_metric(followed_summary(follow_spots(base, *maps(later)), base, STAMP))
    gone = told["total_area"].value - first["total_area"].value
    assert gone == pytest.approx(-SPOTS[0].area_px * MM**2, rel=0.03)

    pair = [Spot(200, 200, 14, 7.0), Spot(250, 200, 14, 7.0)]
    two = find_spots(*maps(pair), mm_per_px=MM)
    bridge = [Spot(225, 200, 36, 7.0)]
    tracks = follow_spots(two, *maps(bridge))
    assert [t.state for t in tracks] == ["merged", "merged"]
    merged = by_metric(followed_summary(tracks, two, STAMP))
    assert merged["count"].value == 2
    assert merged["total_area"].value == pytest.approx(bridge[0].area_px * MM**2, rel=0.02)


def test_nothing_in_view_and_nothing_found(base):
    hidden = np.zeros(SHAPE, bool)
    hidden[:200] = True  # three of four
    tracks = follow_spots(base, *maps(SPOTS), exclude=hidden)
    told = by_metric(followed_summary(tracks, base, STAMP))
    assert all(f.value is None for f in told.values())
    assert "only 1 of the baseline's 4 spots" in told["count"].u_reason
    bare = find_spots(*maps([]), mm_per_px=MM)
    none = by_metric(baseline_summary(bare, STAMP))
    assert (none["count"].value, none["total_area"].value) == (0.0, 0.0)
    assert none["mean_contrast_mi_rgb"].value is None
    assert "no spot of this kind" in none["mean_contrast_mi_rgb"].u_reason


def test_without_scale_areas_are_pixels():
    base = find_spots(*maps(SPOTS))
    told = by_metric(baseline_summary(base, STAMP))
    own = sum(s.area_px for s in SPOTS if s.kind == "pigment")
    assert told["total_area_px"].value == pytest.approx(own, rel=0.015)
    assert told["count"].measurand.as_mapping()["least_area_mm2"] == 0.0
