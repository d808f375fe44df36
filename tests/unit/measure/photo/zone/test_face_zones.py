"""Zones placed by points whose place is known, refused where they can't be right."""

import json

import numpy as np
import pytest

from turgor.errors import InputError, MeasureError
from turgor.measure.photo.zone import (
    LandmarkSet,
    canonical_face,
    face_zones,
    free_zone,
    place_face,
    seen_fractions,
    zone_masks,
)
from turgor.measure.photo.zone.canonical import swapped

SHAPE = (1200, 1000)


def turned(points, angle_deg=7.0, unit=300.0, at=(500.0, 480.0)):
    """Canonical places in pixels by a similarity written out."""
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    points = np.asarray(points, float)
    x = unit * (c * points[..., 0] - s * points[..., 1]) + at[0]
    y = unit * (s * points[..., 0] + c * points[..., 1]) + at[1]
    return np.stack([x, y], -1)


def placed(names=None, move=None):
    known = canonical_face().points
    names = names or list(known)
    out = {name: tuple(turned(known[name])) for name in names}
    for name, (dx, dy) in (move or {}).items():
        out[name] = (out[name][0] + dx, out[name][1] + dy)
    return out


FIVE = ["right_eye_outer", "left_eye_outer", "nose_base", "mouth_right", "mouth_left"]


@pytest.mark.parametrize("names", [None, FIVE])
def test_zones_lie_where_the_similarity_puts_them(names):
    placement = place_face(placed(names), SHAPE)
    assert placement.residual < 1e-9
    assert placement.unit_px == pytest.approx(300.0)
    for zone in face_zones(placement):
        aim = turned(canonical_face().outlines[zone.name])
        nearest = np.hypot(*(zone.outline_px[:, None] - aim[None]).transpose(2, 0, 1)).min(axis=0)
        assert nearest.max() < 0.01, zone.name


def test_mask_area_is_the_polygons():
    """Shoelace of the canonical outline, less the hole, times the square of the unit."""

    def shoelace(p):
        after = np.roll(p, -1, axis=0)
        return abs(np.sum(p[:, 0] * after[:, 1] - p[:, 1] * after[:, 0])) / 2

    face = canonical_face()
    masks = zone_masks(face_zones(place_face(placed(), SHAPE)), SHAPE)
    for name, mask in masks.items():
        area = shoelace(face.outlines[name])
        if name in face.holes:
            area -= shoelace(face.holes[name])
        assert mask.sum() == pytest.approx(area * 300.0**2, rel=0.01)
    # Zones of one face share no pixel.
    assert sum(mask.astype(int) for mask in masks.values()).max() == 1


def test_left_is_the_persons_left():
    masks = zone_masks(face_zones(place_face(placed(), SHAPE)), SHAPE)
    centre = {name: np.nonzero(mask)[1].mean() for name, mask in masks.items()}
    for name in ("cheek", "periorbital", "infraorbital"):
        assert centre[f"right_{name}"] < centre["chin"] < centre[f"left_{name}"]
    assert swapped("mouth_right") == "mouth_left"


def test_zones_follow_a_face_that_is_not_the_canonical_one():
    """A wide mouth pulls the zone around it; the forehead, far from every point, stays."""
    moved = {"mouth_right": (-25.0, 0.0), "mouth_left": (25.0, 0.0)}
    usual = {z.name: z for z in face_zones(place_face(placed(), SHAPE))}
    wide = {z.name: z for z in face_zones(place_face(placed(move=moved), SHAPE))}

    def width(zone):
        return np.ptp(zone.outline_px[:, 0])

    assert width(wide["perioral"]) > width(usual["perioral"]) + 20
    apart = np.abs(wide["forehead"].outline_px - usual["forehead"].outline_px).max()
    assert apart < 12.0
    assert place_face(placed(move=moved), SHAPE).residual > 0.02


def refused(points, shape=SHAPE):
    with pytest.raises(MeasureError) as caught:
        place_face(points, shape)
    return str(caught.value)


def test_absurd_points():
    swap = {swapped(name): point for name, point in placed().items()}
    assert "swapped" in refused(swap)
    mirrored = {name: (SHAPE[1] - x, y) for name, (x, y) in placed().items()}
    assert "mirrored" in refused(mirrored)
    one = placed() | {"mouth_left": placed()["mouth_right"], "mouth_right": placed()["mouth_left"]}
    assert "mouth" in refused(one)
    assert "look at 'chin'" in refused(placed(move={"chin": (0.0, -330.0)}))
    assert "at least 5" in refused(placed(FIVE[:4]))
    assert "one line" in refused({name: (100.0 + i, 100.0) for i, name in enumerate(FIVE)})
    assert "one spot" in refused(dict.fromkeys(FIVE, (100.0, 100.0)))
    assert "beside the photograph" in refused(placed(move={"chin": (0.0, 3000.0)}))
    assert "not finite" in refused(placed() | {"chin": (float("nan"), 0.0)})
    assert "unknown" in refused(placed() | {"left_ear": (1.0, 1.0)})


def test_a_poor_but_possible_face_is_flagged():
    shaken = np.random.default_rng(4).normal(0, 33, (9, 2))
    points = placed(move=dict(zip(canonical_face().points, map(tuple, shaken), strict=True)))
    assert place_face(points, SHAPE).flags == ("points-far-from-canonical",)


def test_cut_off_zones():
    zones = face_zones(place_face(placed()), ["forehead", "chin"])
    shares = seen_fractions(zones, (480, 1000))
    assert shares["forehead"] == pytest.approx(1.0, abs=0.01)
    assert shares["chin"] == 0.0
    with pytest.raises(MeasureError, match="'chin' lies beside"):
        zone_masks(zones, (480, 1000))
    with pytest.raises(MeasureError, match="unknown"):
        face_zones(place_face(placed()), ["ear"])


def test_free_zones():
    square = np.array([[10.0, 10.0], [30.0, 10.0], [30.0, 30.0], [10.0, 30.0]])
    mask = zone_masks([free_zone("a", square)], (50, 50))["a"]
    assert mask.sum() == 400
    for outline, reason in [
        (square[[0, 2, 1, 3]], "cross"),
        (square[:2], "n at least 3"),
        (square * np.nan, "not finite"),
        (square[[0, 1, 1]], "no area"),
    ]:
        with pytest.raises(MeasureError, match=reason):
            free_zone("a", outline)
    with pytest.raises(MeasureError, match="own name"):
        zone_masks([free_zone("a", square), free_zone("a", square)], (50, 50))


def test_landmarks_keep_who_placed_them():
    made = LandmarkSet(placed(), "finder", "1.2", "ab" * 32)
    again = LandmarkSet.from_plain(json.loads(json.dumps(made.to_plain())))
    assert again == made
    with pytest.raises(InputError, match="malformed"):
        LandmarkSet.from_plain({"points_px": {"chin": [1]}})
