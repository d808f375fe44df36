"""Pictures of photographs show the corrected colour, and nothing that is not known."""

import numpy as np

from turgor.measure.photo.correct import identity_correction
from turgor.workflow.photo_series import _shrunk, _srgb


def test_an_srgb_picture_comes_back_as_it_is():
    """Decoding and encoding again is the identity, so any slip of scale shows."""
    codes = np.stack(np.meshgrid([0, 60, 128, 255], [20, 200], [90]), axis=-1).reshape(2, 4, 3)
    shown = _srgb(codes.astype(np.uint8), identity_correction(256, "srgb"))
    assert np.abs(shown.astype(int) - codes).max() <= 1


def test_shrinking_is_the_mean_of_whole_blocks():
    rgb = np.arange(7 * 9 * 3, dtype=np.uint16).reshape(7, 9, 3)
    small = _shrunk(rgb, 3)
    assert small.shape == (2, 3, 3)
    assert small[1, 2, 0] == round(rgb[3:6, 6:9, 0].mean())
