"""The published scan of real skin, and two pictures beside it that are none."""

import numpy as np
import pytest

from turgor.errors import MeasureError
from turgor.formats.ultrasound import is_ultrasound, read_ultrasound
from turgor.measure.ultrasound import UltrasoundSettings, draw_borders, measure_ultrasound

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def folder(shared_data):
    return shared_data / "elasticity" / "us_skin"


def test_the_published_scan(folder):
    """As an eye sees it: skin begins at row 215 to 290 and ends at 355 to 430, in every column."""
    path = folder / "native_res_skin.png"
    assert is_ultrasound(path)
    (image,) = read_ultrasound(path)
    found = measure_ultrasound(
        image, UltrasoundSettings(upper_border="skin-surface"), capture_sha256="0" * 64
    )
    assert found.usable.all()
    assert found.surface_row.min() >= 210 and found.surface_row.max() <= 295
    assert found.surface_row[:60].max() < 228 and found.surface_row[-10:].min() > 262
    assert found.dermis_bottom_row.min() >= 355 and found.dermis_bottom_row.max() <= 430
    assert np.abs(np.diff(found.surface_row)).max() < 4.0
    values = {f.metric: f for f in found.findings}
    thick = values["ultrasound.dermis_thickness_px"]
    assert 140.0 < thick.value < 170.0 and thick.unit == "px" and 0.5 < thick.u < 8.0
    assert 0.9 < values["ultrasound.echogenicity_ratio"].value < 1.2
    assert not any(f.unit == "µm" for f in found.findings)
    assert {"no-scale-only-pixels-and-ratios", "entry-echo-not-distinct"} <= set(found.flags)
    drawn = draw_borders(image, found)
    assert drawn.shape == (1036, 256, 3)
    assert (drawn[..., 0] != drawn[..., 2]).any(axis=0).all()


def test_a_second_look_by_plain_thresholds(folder):
    """A smoothed column crosses half of the way to the dermis' level where the borders lie."""
    from scipy.ndimage import uniform_filter

    (image,) = read_ultrasound(folder / "native_res_skin.png")
    found = measure_ultrasound(image, capture_sha256="0" * 64)
    smooth = uniform_filter(image.echo.astype(float), (9, 31))
    above, below = [], []
    for c in range(16, 240, 8):
        top, low = round(found.surface_row[c]), round(found.dermis_bottom_row[c])
        middle = smooth[top + 40 : low - 40, c].mean()
        half = 0.5 * (middle + smooth[top - 60 : top - 30, c].mean())
        above.append(top - (top - 40 + int(np.argmax(smooth[top - 40 : top + 40, c] > half))))
        half = 0.5 * (middle + smooth[low + 30 : low + 80, c].mean())
        below.append(low - (low - 40 + int(np.argmax(smooth[low - 40 : low + 60, c] < half))))
    assert abs(np.median(above)) < 6 and abs(np.median(below)) < 10


@pytest.mark.parametrize("name", ["mask_clean.png", "phantom1.png"])
def test_what_is_no_scan_is_refused(folder, name):
    assert not is_ultrasound(folder / name)
    (image,) = read_ultrasound(folder / name)
    with pytest.raises(MeasureError, match=r"mask or a|drawing or a"):
        measure_ultrasound(image, capture_sha256="0" * 64)
