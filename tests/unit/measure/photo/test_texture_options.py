"""Sizes that can't work are refused before anything is searched."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.measure.photo.correct import identity_correction
from turgor.measure.photo.line import LineOptions, find_lines
from turgor.measure.photo.pore import PoreOptions, find_pores
from turgor.record.photograph import Photograph

PLAIN = identity_correction(256, "srgb")


@pytest.mark.parametrize(
    "wrong", [{"least_length_mm": 0.0}, {"scales_um": (80.0, -1.0)}, {"orientations": 4},
              {"seed_z": 1.0}, {"cell_um": 0.0}]
)  # fmt: skip
def test_line_options(wrong):
    with pytest.raises(InputError, match="line options"):
        LineOptions(**wrong)


@pytest.mark.parametrize("wrong", [{"least_um": 0.0}, {"most_um": 100.0}, {"grid_um": -1.0},
                                   {"cell_um": -5.0}])  # fmt: skip
def test_pore_options(wrong):
    with pytest.raises(InputError, match="pore options"):
        PoreOptions(**wrong)


def test_a_tiny_a_flat_and_a_black_picture_hold_nothing():
    for rgb in (
        np.full((5, 5, 3), 120, np.uint8),
        np.full((300, 200, 3), 120, np.uint8),
        np.zeros((200, 300, 3), np.uint8),
    ):
        photo = Photograph(rgb)
        assert find_lines(photo, PLAIN, um_per_px=40.0).lines == ()
        assert len(find_pores(photo, PLAIN, um_per_px=40.0).contrast) == 0
    black = find_lines(Photograph(np.zeros((200, 300, 3), np.uint8)), PLAIN)
    assert black.area_px == 0 and np.isnan(black.length_density_px)


def test_an_empty_zone_and_coarse_pixels():
    photo = Photograph(np.full((300, 200, 3), 120, np.uint8))
    nothing = np.zeros((300, 200), bool)
    assert find_lines(photo, PLAIN, nothing, 40.0).lines == ()
    assert len(find_pores(photo, PLAIN, nothing, 40.0).contrast) == 0
    assert find_lines(photo, PLAIN, None, 100.0).left_out_um == (80.0,)
    assert not find_lines(photo, PLAIN, None, 100.0).too_coarse
    assert find_lines(photo, PLAIN, None, 260.0).too_coarse
    assert find_pores(photo, PLAIN, None, 300.0).too_coarse
