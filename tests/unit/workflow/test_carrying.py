import numpy as np
from scipy.ndimage import gaussian_filter

from turgor.measure.surface.register import register
from turgor.record.height_map import HeightMap
from turgor.workflow.carrying import region_mask, restored, stored


def test_a_region_lands_on_the_same_skin_in_the_follow_up() -> None:
    """Two windows of one surface, 30 and 20 points apart: where the region must land is known."""
    rng = np.random.default_rng(11)
    surface = 40.0 * gaussian_filter(rng.normal(size=(420, 520)), 6.0) * 6.0
    baseline = HeightMap(surface[40:340, 40:440], 20.0, 20.0)
    followup = HeightMap(surface[60:360, 70:470], 20.0, 20.0)
    registration = restored(stored(register(baseline, followup), "b" * 64, "a" * 64))
    polygon = ((2000.0, 1500.0), (6000.0, 1500.0), (6000.0, 4500.0), (2000.0, 4500.0))
    on_baseline = region_mask(baseline, polygon, None)
    assert int(on_baseline.sum()) == 200 * 150
    wanted = np.zeros(followup.shape, dtype=bool)
    wanted[:280, :370] = on_baseline[20:, 30:]
    carried = region_mask(followup, polygon, registration)
    both, either = int((carried & wanted).sum()), int((carried | wanted).sum())
    assert both / either > 0.98
