"""Conditions, flags, refusals and drawing of ultrasound measurements."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from turgor.errors import InputError, MeasureError
from turgor.formats.ultrasound import UltrasoundOptions, read_ultrasound, write_ultrasound
from turgor.measure.ultrasound import (
    UltrasoundSettings,
    draw_borders,
    measure_ultrasound,
    ultrasound_conditions,
)
from turgor.metrics import all_metrics
from turgor.record.ultrasound import BModeImage

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "skin"))
from layered_speckle import layered

MADE = layered(7)
FULL = BModeImage(
    MADE.grey.astype(np.float32), axial_um=10.0, lateral_um=50.0, sound_speed_m_s=1580.0,
    frequency_mhz=20.0, gain_db=3.0, dynamic_range_db=50.0, time_of_day="09:00",
    device="Scanner 3", device_class="high-frequency ultrasound",
)  # fmt: skip


def measured(image, settings=None):
    return measure_ultrasound(
        image, settings or UltrasoundSettings(), capture_sha256="a" * 64, region="cheek",
        replicate=2,
    )  # fmt: skip


def test_every_metric_of_the_family_is_stated_once():
    family = {m.id for m in all_metrics().values() if m.family == "ultrasound"}
    scaled = {f.metric for f in measured(FULL).findings}
    bare = {f.metric for f in measured(replace(FULL, axial_um=None)).findings}
    assert scaled | bare == family
    assert {m for m in family if m.endswith("_px")} == bare - scaled
    assert len(measured(FULL).findings) == len(scaled)


def test_a_full_recording_has_no_open_points():
    found = measured(FULL)
    assert found.flags == ()
    (dermis,) = [f for f in found.findings if f.metric == "ultrasound.dermis_thickness"]
    told = dermis.measurand.as_mapping()
    assert told == ultrasound_conditions(FULL, metric="ultrasound.dermis_thickness")
    assert (told["gain_db"], told["sound_speed_m_s"]) == (3.0, 1580.0)
    assert (dermis.unit, dermis.u_kind, dermis.region, dermis.replicate) == (
        "µm", "spatial", "cheek", 2
    )  # fmt: skip
    assert dermis.captures == ("a" * 64,) and dermis.device == "Scanner 3"


def test_conditions_from_options_alone_are_those_of_the_capture():
    stated = UltrasoundOptions(
        frequency_mhz=20.0, gain_db=3.0, dynamic_range_db=50.0, sound_speed_m_s=1580.0,
        device_class="high-frequency ultrasound",
    )  # fmt: skip
    for finding in measured(FULL).findings:
        declared = ultrasound_conditions(stated, metric=finding.metric)
        assert declared == finding.measurand.as_mapping(), finding.metric
    bare = ultrasound_conditions(UltrasoundOptions())
    assert bare["gain_db"] == 0.0 and bare["device_class"] == "unknown"


def test_what_is_open_is_flagged():
    found = measured(BModeImage(FULL.echo, axial_um=10.0))
    assert set(found.flags) == {
        "gain-not-stated", "frequency-not-stated", "time-of-day-not-stated",
        "sound-speed-not-stated", "device-class-not-stated", "tilt-not-corrected-no-scale",
    }  # fmt: skip
    assert all(set(found.flags) <= set(f.flags) for f in found.findings)
    off = measured(replace(FULL, dynamic_range_db=120.0))
    assert off.flags == ("speckle-and-dynamic-range-disagree",)


def test_scales_of_echo():
    grey = measured(FULL)
    decibel = np.where(MADE.grey > 0, (MADE.grey - 185.0) / 5.1, -40.0).astype(np.float32)
    amplitude = (10.0 ** (decibel / 20.0)).astype(np.float32)
    in_db = measured(replace(FULL, echo=decibel, echo_scale="decibel"))
    linear = measured(replace(FULL, echo=amplitude, echo_scale="amplitude"))
    for other in (in_db, linear):
        moved = other.dermis_bottom_row - grey.dermis_bottom_row
        assert float(np.median(np.abs(moved))) < 0.7
        values = {f.metric.split(".")[1]: f for f in other.findings}
        assert values["echogenicity_upper"].value is None
        assert "grey levels" in values["echogenicity_upper"].u_reason
        assert values["echogenicity_ratio"].value == pytest.approx(1.0, abs=0.1)


def test_images_that_show_no_skin():
    rng = np.random.default_rng(1)
    wrong = {
        "rows": FULL.echo[:40],
        "levels": np.where(FULL.echo > 100, 255.0, 0.0),
        "empty": np.full_like(FULL.echo, np.nan),
        "path": rng.integers(0, 9, FULL.echo.shape),
        "steps": np.repeat(np.repeat(rng.integers(0, 200, (9, 6)), 60, 0), 40, 1),
    }
    for name, echo in wrong.items():
        with pytest.raises(MeasureError):
            measured(replace(FULL, echo=np.asarray(echo, np.float32)))
            raise AssertionError(name)


def test_masked_pixels_and_columns():
    echo = FULL.echo.copy()
    echo[:40, :60] = np.nan  # a cursor in the corner
    echo[:, 100:110] = np.nan
    found = measured(replace(FULL, echo=echo))
    assert not found.usable[101:109].any() and found.usable[:95].all()
    assert "columns-left-out" in found.flags
    off = found.dermis_bottom_row - MADE.bottom
    assert np.nanmedian(np.abs(off)) < 1.5


def test_settings_that_cannot_be():
    for wrong in ({"upper_border": "fat"}, {"least_share": 0.0}, {"sleb_least_db": 50.0}):
        with pytest.raises(InputError):
            UltrasoundSettings(**wrong)


def test_written_and_read_again_measures_the_same(tmp_path):
    pytest.importorskip("pydicom")
    kept = [f.value for f in measured(FULL).findings]
    for name in ("a.png", "a.dcm"):
        write_ultrasound(FULL, tmp_path / name)
        (image,) = read_ultrasound(tmp_path / name)
        again = [f.value for f in measured(image).findings]
        assert again == pytest.approx(kept, nan_ok=True), name


def test_the_picture():
    found = measured(FULL)
    before = found.image.echo.copy()
    picture = draw_borders(FULL, found, line_px=3)
    assert picture.shape == (*FULL.echo.shape, 3) and picture.dtype == np.uint8
    coloured = np.ptp(picture.astype(int), axis=2) > 40
    rows = np.arange(len(picture))[:, None]
    near = np.zeros_like(coloured)
    for row in (found.surface_row, found.entry_bottom_row, found.dermis_bottom_row):
        near |= np.abs(rows - row) <= 4
    assert coloured.any(axis=0).all() and not (coloured & ~near).any()
    assert np.array_equal(found.image.echo, before)
