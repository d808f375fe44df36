"""Planted change of spots, photographed again from another place in other light, and followed."""

from dataclasses import replace

import numpy as np
import pytest
from index_maps import index_maps
from skin_photograph import Spot, View, bend, photograph, skin

from turgor.measure.photo.register import register_photographs
from turgor.measure.photo.spot import find_spots, follow_spots
from turgor.record.photograph import Photograph

pytest.importorskip("cv2", reason="the photo extra is not installed")

SHAPE = (640, 800)
MM = 0.08
FADED = {3: 0.85, 4: 0.85}
GONE, GROWN, SHRUNK = 8, 9, 10


def planted():
    rng = np.random.default_rng(3)
    return [
        Spot(
            90 + (i % 5) * 155 + rng.uniform(-20, 20), 90 + (i // 5) * 150 + rng.uniform(-20, 20),
            rng.uniform(9, 20), rng.uniform(0.35, 0.7), "pigment" if i % 2 else "vascular",
            rng.uniform(0.65, 1), rng.uniform(0, 180),
        )
        for i in range(20)
    ]  # fmt: skip


def after_change(spots):
    out = list(spots)
    for i, share in FADED.items():
        out[i] = replace(out[i], amount=share * out[i].amount)
    out[GONE] = replace(out[GONE], amount=0.0)
    out[GROWN] = replace(out[GROWN], radius=1.25 * out[GROWN].radius)
    out[SHRUNK] = replace(out[SHRUNK], radius=0.8 * out[SHRUNK].radius)
    fresh = Spot(165.0, 165.0, 12.0, 0.6)
    return [*out, fresh]


class Followed:
    """Baseline, a re-seated photograph without change, and one with planted change."""

    def __init__(self):
        self.spots = planted()
        self.person = skin(3, SHAPE, contrast=0.03).with_spots(self.spots)
        first = photograph(self.person, View(SHAPE), seed=1)
        self.maps = index_maps(first)
        self.base = find_spots(*self.maps, mm_per_px=MM)
        same = View(SHAPE, -2.0, 1.01, (-12.0, 7.0), (0.02, 0.0), bend(11, 5.0))
        later = View(SHAPE, 4.0, 1.02, (14.0, -9.0), (0.03, 0.02), bend(12, 6.0))
        changed = self.person.with_spots(after_change(self.spots))
        self.again = self.follow(first, photograph(self.person, same, seed=2, gain=(0.95, 1, 1.02)))
        self.later = self.follow(
            first, photograph(changed, later, seed=3, gain=(1.1, 1.05, 1.0), light=0.2)
        )

    def follow(self, first, second):
        found = register_photographs(Photograph(first), Photograph(second))
        return follow_spots(
            self.base, *index_maps(second), registration=found, baseline_maps=self.maps
        )

    def planted_of(self, spot):
        away = [np.hypot(p.x - spot.centroid_px[0], p.y - spot.centroid_px[1]) for p in self.spots]
        # The skin's own blotches may count as a spot; only planted ones are compared.
        return int(np.argmin(away)) if min(away) < spot.radius_px else None

    def shares(self, tracks):
        """Contrast kept, on the index that shows the spot's pigment, by planted number."""
        out = {}
        for track in tracks:
            if track.baseline is None or track.contrast_ei is None:
                continue
            mi = track.contrast_mi / track.baseline.contrast_mi
            ei = track.contrast_ei / track.baseline.contrast_ei
            number = self.planted_of(track.baseline)
            if number is None:
                continue
            out[number] = mi if track.kind == "pigment" else ei
        return out


@pytest.fixture(scope="module")
def followed():
    return Followed()


def test_all_are_found_and_of_the_right_kind(followed):
    numbers = [followed.planted_of(spot) for spot in followed.base.spots]
    assert sorted(n for n in numbers if n is not None) == list(range(20))
    assert numbers.count(None) <= 1
    for number, spot in zip(numbers, followed.base.spots, strict=True):
        if number is None:
            continue
        plan = followed.spots[number]
        assert spot.kind == plan.kind
        assert spot.area_px2 == pytest.approx(plan.area_px, rel=0.1)


def test_fading_of_15_percent_within_3_points(followed):
    shares = followed.shares(followed.later)
    for i, share in FADED.items():
        assert shares[i] == pytest.approx(share, abs=0.03)


def test_fading_of_vascular_spots_in_green(followed):
    """Planted and faded ones, and unchanged ones nearer to nothing than in EI alone."""
    kept, moved = {}, {"green": [], "ei": []}
    for track in followed.later:
        number = None if track.baseline is None else followed.planted_of(track.baseline)
        if number is None or track.kind != "vascular" or number in (GONE, GROWN, SHRUNK):
            continue
        for name in moved:
            then, now = (getattr(one, f"contrast_{name}") for one in (track.baseline, track))
            if number not in FADED:
                moved[name].append(now / then - 1.0)
            elif name == "green":
                kept[number] = now / then
    assert set(kept) == {i for i in FADED if followed.spots[i].kind == "vascular"}
    assert all(kept[i] == pytest.approx(FADED[i], abs=0.03) for i in kept)
    assert np.std(moved["green"]) < 0.02


def test_unchanged_spots_move_less_than_the_smallest_detectable_change(followed):
    """SDC from the re-seated pair in which nothing changed, applied to the other pair."""
    before = np.array(list(followed.shares(followed.again).values())) - 1.0
    assert len(before) == 20
    sem = np.sqrt(np.mean(before**2) / 2.0)
    sdc = 1.96 * np.sqrt(2.0) * sem
    assert sdc < 0.06
    touched = {*FADED, GONE, GROWN, SHRUNK}
    rest = {i: s for i, s in followed.shares(followed.later).items() if i not in touched}
    assert len(rest) == 15
    assert np.mean([abs(s - 1.0) < sdc for s in rest.values()]) >= 14 / 15
    assert max(abs(s - 1.0) for s in rest.values()) < 0.08


def test_relief_that_is_seen_less_sharply_moves_no_contrast(followed):
    """MI of every spot in the re-seated pair, in index units: resampling softens the relief."""
    moved = [
        t.contrast_mi - t.baseline.contrast_mi for t in followed.again if t.baseline is not None
    ]
    assert np.sqrt(np.mean(np.square(moved))) < 0.06


def test_areas_follow_and_contrast_is_told_apart(followed):
    by = {followed.planted_of(t.baseline): t for t in followed.later if t.baseline is not None}
    by.pop(None, None)
    for i, factor in ((GROWN, 1.25**2), (SHRUNK, 0.8**2)):
        change = by[i].area_px2 / by[i].baseline.area_px2
        assert change == pytest.approx(factor, rel=0.05)
    for i in FADED:
        assert by[i].area_px2 == pytest.approx(by[i].baseline.area_px2, rel=0.06)
    assert by[GONE].state == "faded-below-detection"
    assert by[GONE].area_px2 is None
    assert abs(by[GONE].contrast_ei) < 0.2 * by[GONE].baseline.contrast_ei
    states = [t.state for i, t in by.items() if i != GONE]
    assert set(states) == {"followed"}


def test_a_new_spot_is_new_once(followed):
    fresh = [t for t in followed.later if t.state == "new"]
    assert [t.id for t in fresh] == ["new-pigment-01"]
    middle = fresh[0].outline_px.mean(axis=0)
    assert np.hypot(*(middle - [165.0, 165.0])) < 2.0
    assert not [t for t in followed.again if t.state == "new"]


def test_without_registration_the_same_change_would_drown(followed):
    """The test can fail: read where the follow-up's own pixels are, shares are far off."""
    moved = photograph(
        followed.person, View(SHAPE, 4.0, 1.02, (14.0, -9.0), (0, 0), bend(12, 6.0)), seed=3
    )
    shares = followed.shares(follow_spots(followed.base, *index_maps(moved)))
    assert np.median(np.abs(np.array(list(shares.values())) - 1.0)) > 0.3


def test_merged_and_out_of_view():
    """Two spots that grow into one; one that the follow-up doesn't show."""
    rows, cols = np.mgrid[0:300, 0:400].astype(float)

    def maps(spots):
        share = sum(s.amount * s.at(cols, rows, 1.0) for s in spots)
        return (38 + share).astype(np.float32), (25 + 0.36 * share).astype(np.float32)

    two = [Spot(140.0, 150.0, 14.0, 7.0), Spot(190.0, 150.0, 14.0, 7.0)]
    far = Spot(330.0, 100.0, 15.0, 7.0)
    base = find_spots(*maps([*two, far]), mm_per_px=MM)
    assert len(base.spots) == 3
    bridge = Spot(165.0, 150.0, 36.0, 7.0, "pigment", 0.45)
    hidden = np.zeros((300, 400), bool)
    hidden[:, 310:] = True
    tracks = {t.id: t for t in follow_spots(base, *maps([bridge]), exclude=hidden)}
    near = [s.id for s in base.spots if s.centroid_px[0] < 250]
    assert [tracks[i].state for i in near] == ["merged", "merged"]
    assert tracks[near[0]].merged_with == (near[1],)
    other = next(s.id for s in base.spots if s.id not in near)
    assert tracks[other].state == "out-of-view"
    assert tracks[other].contrast_mi is None
