"""What comes out of a registration, and what is refused in one clear line."""

import json

import numpy as np
import pytest
from skin_photograph import View, bend, photograph, skin

from turgor.errors import InputError, MissingExtraError, RegistrationError
from turgor.measure.photo.register import (
    PhotoLimits,
    PhotoRegistration,
    register_photographs,
    warp_to_baseline,
)
from turgor.record.photograph import Photograph

pytest.importorskip("cv2", reason="the photo extra is not installed")

SHAPE = (240, 320)
VIEW = View(SHAPE, 4.0, 1.0, (6.0, -5.0), (0, 0), bend(3, 4.0))


@pytest.fixture(scope="module")
def person():
    return skin(1, SHAPE)


@pytest.fixture(scope="module")
def first(person):
    return Photograph(photograph(person, View(SHAPE), seed=1))


@pytest.fixture(scope="module")
def second(person):
    return Photograph(photograph(person, VIEW, seed=2))


@pytest.fixture(scope="module")
def found(first, second):
    return register_photographs(first, second)


def test_plain_form_returns_the_same_map(found):
    again = PhotoRegistration.from_plain(json.loads(json.dumps(found.to_plain())))
    points = np.random.default_rng(0).uniform(0, 240, (50, 2))
    assert np.array_equal(again.forward(points), found.forward(points))
    assert np.allclose(again.error_at(points), found.error_at(points), atol=1e-5, equal_nan=True)
    assert (again.pose, again.flags, again.matches) == (found.pose, found.flags, found.matches)


@pytest.mark.parametrize(
    "spoil",
    [
        {"version": 99}, {"homography": [[1, 0], [0, 1]]}, {"nodes_px": "many"}, {"blocks": 3},
        {"flags": None}, {"pose": {}},
    ],
)  # fmt: skip
def test_malformed_plain_form(found, spoil):
    with pytest.raises(InputError, match="register the photographs again"):
        PhotoRegistration.from_plain(found.to_plain() | spoil)


def test_backward_undoes_forward(found):
    points = np.random.default_rng(0).uniform(5, 235, (200, 2))
    assert np.abs(found.backward(found.forward(points)) - points).max() < 1e-4


def test_run_again_gives_the_same(found, first, second):
    again = register_photographs(first, second)
    assert np.array_equal(again.skin_map.field.nodes_px, found.skin_map.field.nodes_px)


def test_maps_and_views(found):
    assert found.strain_map().shape == found.blocks.error_px.shape
    assert (found.area_factor_map() > 0.5).all()
    assert found.fold_fraction == 0.0
    outside = np.array([[-300.0, -300.0]])
    assert not found.in_view(outside)[0]
    assert np.isnan(found.error_at(outside)[0])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
def test_warp_of_all_types(found, dtype):
    image = np.full((*SHAPE, 3), 7, dtype)
    warped, valid = warp_to_baseline(image, found)
    assert warped.shape == image.shape
    assert warped[valid] == pytest.approx(7)
    assert warp_to_baseline(image[..., 0], found)[0].shape == SHAPE


def test_warp_refuses_other_sizes_and_types(found):
    with pytest.raises(InputError, match="own image"):
        warp_to_baseline(np.zeros((10, 10)), found)
    with pytest.raises(InputError, match="type"):
        warp_to_baseline(np.zeros(SHAPE, np.int64), found)


def test_points_of_another_form(found):
    with pytest.raises(InputError, match="x and y"):
        found.forward(np.zeros((3, 3)))


def test_excluded_skin_has_no_vote(person, first):
    """A sticker that stays with the camera, not with the skin, is left out by its mask."""
    view = View(SHAPE, 0.0, 1.0, (14.0, 9.0))
    sticker = np.random.default_rng(3).integers(0, 255, (90, 120, 3)).astype(np.uint8)
    pictures, masks = [], []
    for one in (first.rgb, photograph(person, view, seed=2)):
        picture, mask = one.copy(), np.zeros(SHAPE, bool)
        picture[20:110, 20:140] = sticker
        mask[18:112, 18:142] = True
        pictures.append(Photograph(picture))
        masks.append(mask)
    found = register_photographs(*pictures, exclude_baseline=masks[0], exclude_followup=masks[1])
    corner = np.array([[40.0, 40.0], [200.0, 150.0]])
    assert np.abs(found.forward(corner) - corner + [14.0, 9.0]).max() < 0.5


def refused(first, second, **options):
    with pytest.raises(RegistrationError) as caught:
        register_photographs(first, second, **options)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_mirrored(first, second):
    flipped = Photograph(np.ascontiguousarray(second.rgb[:, ::-1]))
    assert "mirrored" in refused(first, flipped)


def test_blurred_and_blank(person, first):
    soft = Photograph(photograph(person, VIEW, seed=2, blur=15.0))
    assert "follow-up is too blurred" in refused(first, soft)
    assert "baseline is too blurred" in refused(soft, first)
    assert "too blurred" in refused(first, Photograph(np.full((*SHAPE, 3), 120, np.uint8)))
    assert "too blurred" in refused(first, Photograph(np.zeros((*SHAPE, 3), np.uint8)))


def test_too_little_overlap(person, first):
    aside = Photograph(photograph(person, View(SHAPE, 0.0, 1.0, (150.0, 0.0)), seed=2))
    text = refused(first, aside, limits=PhotoLimits(least_overlap_fraction=0.7))
    assert "% of the baseline's skin" in text


def test_another_expression(person, first):
    bent = Photograph(photograph(person, View(SHAPE, bend=bend(3, 8.0)), seed=2))
    assert "stretched by" in refused(first, bent, limits=PhotoLimits(largest_strain=0.05))


def test_malformed_pictures(first):
    with pytest.raises(InputError, match="at least"):
        register_photographs(first, Photograph(np.zeros((20, 20, 3), np.uint8)))
    with pytest.raises(InputError, match="floats"):
        register_photographs(first, np.zeros((300, 300, 3), np.int32))
    with pytest.raises(InputError, match="mask"):
        register_photographs(first, first, exclude_baseline=np.zeros((5, 5), bool))


def test_unknown_encoding_is_flagged(first, second):
    unknown = Photograph(second.rgb, encoding="unknown")
    assert "encoding-unknown" in register_photographs(first, unknown).flags


def test_missing_extra_is_named(monkeypatch, first):
    import sys

    monkeypatch.setitem(sys.modules, "cv2", None)
    with pytest.raises(MissingExtraError, match=r"turgor\[photo\]"):
        register_photographs(first, first)
