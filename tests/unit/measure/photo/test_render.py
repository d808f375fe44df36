"""Map colours: even in lightness, in order for colour-blind eyes, with round values beside them."""

import numpy as np
import pytest

from turgor.errors import MeasureError
from turgor.measure.photo.render import (
    MISSING,
    colour_ramp,
    render_map,
    scale_bar,
    scale_values,
)
from turgor.physics.colour import delta_e_2000, lab_from_xyz, white_point
from turgor.physics.colour.rgb import linear_from_srgb, srgb_from_linear, xyz_from_linear

WHITE = white_point("D65", "cie-1931-2deg")

#: LMS of linear sRGB, and what a protan and a deutan eye see in its place: planes through the
#: neutral axis and the blue-yellow anchors (method of Vienot 1999)
TO_LMS = np.array([[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.03, 0.184, 1.467]])
PROTAN = np.array([[0, 2.02344, -2.52581], [0, 1, 0], [0, 0, 1]])
DEUTAN = np.array([[1, 0, 0], [0.494207, 0, 1.24827], [0, 0, 1]])


def lab(codes, blind=None):
    linear = linear_from_srgb(codes / 255)
    if blind is not None:
        linear = linear @ (np.linalg.inv(TO_LMS) @ blind @ TO_LMS).T
    return lab_from_xyz(xyz_from_linear(np.clip(linear, 0, 1)), WHITE)


@pytest.mark.parametrize("blind", [None, PROTAN, DEUTAN])
def test_amounts_keep_their_order_for_every_eye(blind):
    seen = lab(colour_ramp("amount"), blind)
    steps = seen[16:, 0] - seen[:-16, 0]
    assert steps.min() > 2.5 and steps.max() < 8.5


@pytest.mark.parametrize("blind", [None, PROTAN, DEUTAN])
def test_gain_and_loss_differ_for_every_eye(blind):
    ramp = colour_ramp("change")
    seen = lab(ramp, blind)
    apart = delta_e_2000(seen[:100], seen[::-1][:100])
    assert apart.min() > 8
    assert np.argmax(seen[:, 0]) in range(120, 136)
    assert srgb_from_linear(1.0) == pytest.approx(1.0)


def test_values_gaps_and_limits():
    values = np.array([[-9.0, 0.0, 5.0, 10.0, 99.0, np.nan]], dtype=np.float32)
    picture = render_map(values, 0.0, 10.0, "amount")
    ramp = colour_ramp("amount")
    assert picture.dtype == np.uint8 and picture.shape == (1, 6, 3)
    assert np.array_equal(picture[0, :5], ramp[[0, 0, 128, 255, 255]])
    assert tuple(picture[0, 5]) == MISSING
    assert np.array_equal(scale_bar("amount", 256, 3)[:, 1], ramp[::-1])
    for low, high in ((1.0, 1.0), (2.0, 1.0), (0.0, np.inf)):
        with pytest.raises(MeasureError, match="rise"):
            render_map(values, low, high, "change")


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [
        (0.0, 10.0, [0, 2, 4, 6, 8, 10]),
        (-30.0, 55.0, [-20, 0, 20, 40]),
        (0.013, 0.047, [0.02, 0.03, 0.04]),
        (-5.0, 5.0, [-4, -2, 0, 2, 4]),
    ],
)
def test_round_values_beside_the_bar(low, high, wanted):
    assert scale_values(low, high) == pytest.approx(wanted)
