"""A region's sums against the closed-form truth of two crossing furrows, cut at its edge."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.measure.surface.wrinkle import find_wrinkles, region_summary, wrinkle_mask

PITCH, SIDE = 25.0, 20000.0
FACTOR = 0.5 * np.sqrt(np.pi / np.log(2.0))


@pytest.fixture(scope="module")
def crossing():
    """Gaussian furrows 200 µm and 120 µm deep, 400 µm wide, right across the map; deeper wins."""
    n = round(SIDE / PITCH)
    y, x = (np.mgrid[0:n, 0:n] + 0.5) * PITCH
    first = 200.0 * 0.5 ** (((y - 8000.0) / 200.0) ** 2)
    second = 120.0 * 0.5 ** (((x - 12000.0) / 200.0) ** 2)
    return find_wrinkles(-np.maximum(first, second), PITCH, PITCH)


def test_region_adds_up_to_the_planted_truth(crossing):
    assert len(crossing.wrinkles) == 2
    inside = np.zeros(crossing.labels.shape, dtype=bool)
    inside[160:560, 280:680] = True  # 10 mm x 10 mm: x from 7 to 17 mm, y from 4 to 14 mm
    told = region_summary(crossing, inside)
    assert told.area_cm2 == pytest.approx(1.0)
    assert told.count == 2
    assert told.length_density_mm_cm2 == pytest.approx(20.0, rel=0.02)
    assert told.depth_mean_um == pytest.approx(160.0, rel=0.03)
    assert told.width_half_depth_um == pytest.approx(400.0, rel=0.03)
    both = FACTOR * 400.0 * (200.0 + 120.0) * 10000.0 / 1e9
    shared = FACTOR * 400.0 * 120.0 * 800.0 / 1e9  # about one zone of the deeper one
    assert both - 1.5 * shared <= told.volume_density_mm3_cm2 <= both
    one = region_summary(crossing, inside & (np.arange(inside.shape[1]) < 440)[None, :])
    assert one.count == 1
    assert one.length_mm == pytest.approx(4.0, rel=0.02)
    volume = FACTOR * 400.0 * 200.0 * 4000.0 / 1e9
    assert one.volume_mm3 == pytest.approx(volume, rel=0.03)
    zone_share = np.count_nonzero((crossing.labels > 0) & inside) / inside.sum()
    assert told.area_share_pct == pytest.approx(100.0 * zone_share)


def test_each_point_belongs_to_the_deeper_object(crossing):
    deeper = crossing.wrinkles[0]
    assert deeper.depth_p95_um == pytest.approx(200.0, rel=0.03)
    assert crossing.labels[320, 480] == deeper.id  # where both cross
    apart = wrinkle_mask(crossing)
    assert apart[crossing.labels > 0].all()
    assert not apart[40:200, 40:200].any()


def test_region_without_points_is_refused(crossing):
    with pytest.raises(InputError, match="no measured point"):
        region_summary(crossing, np.zeros(crossing.labels.shape, dtype=bool))
