"""Borders, band and echogenicity on layered speckle whose truth is known in closed form."""

import math

import numpy as np
import pytest
from layered_speckle import LEVELS_PER_DB, ZERO_DB, layered

from turgor.measure.ultrasound import UltrasoundSettings, measure_ultrasound
from turgor.record.ultrasound import BModeImage

SEEDS = range(40, 52)
DEFAULT = UltrasoundSettings()
#: sigma of the pulse's power
PULSE_PX = 3.0 / math.sqrt(2.0)
KINDS = {
    "plain": {},
    "band": {"band_px": 30.0},
    "gain+6": {"gain_db": 6.0},
    "gain-6": {"gain_db": -6.0},
    "tilted": {"tilt": 0.4},
    "thin": {"dermis_px": 80.0},
}


def image(made, **stated):
    return BModeImage(made.grey.astype(np.float32), **stated)


def measured(made, settings=DEFAULT, **stated):
    return measure_ultrasound(image(made, **stated), settings, capture_sha256="0" * 64)


def value(measurement, name):
    (found,) = [f for f in measurement.findings if f.metric == f"ultrasound.{name}"]
    return found.value


def off(found, planted):
    good = np.isfinite(found)
    return (found - planted)[good]


@pytest.mark.parametrize("kind", KINDS)
def test_borders_of_analytic_images(kind):
    """Median distance of a column within 1 pixel, nine in ten within 3; thickness within 2 %."""
    apart = {"surface": [], "entry": [], "band": [], "bottom": []}
    thick = []
    for seed in SEEDS:
        made = layered(seed, **KINDS[kind])
        found = measured(made)
        apart["surface"].append(off(found.surface_row, made.surface))
        apart["entry"].append(off(found.entry_bottom_row, made.entry_bottom))
        apart["bottom"].append(off(found.dermis_bottom_row, made.bottom))
        if made.band is not None:
            apart["band"].append(off(found.sleb_bottom_row, made.band))
        planted = float(np.mean(made.bottom - made.entry_bottom))
        thick.append(value(found, "dermis_thickness_px") / planted - 1.0)
    for name, parts in apart.items():
        if parts:
            distance = np.abs(np.concatenate(parts))
            assert np.median(distance) <= 1.0, name
            assert np.percentile(distance, 90) <= 3.0, name
    assert abs(np.mean(thick)) < 0.02
    assert np.max(np.abs(thick)) < 0.03


def test_twelve_decibels_of_gain_move_no_border():
    for seed in SEEDS:
        low, high = (measured(layered(seed, gain_db=db)) for db in (-6.0, 6.0))
        for name in ("surface_row", "dermis_bottom_row"):
            moved = getattr(high, name) - getattr(low, name)
            assert abs(float(np.median(moved))) < 0.5
            assert float(np.median(np.abs(moved))) < 0.5


def test_the_band_is_told_and_measured():
    """Told in 24 images of 24; within 1.5 pixels where it is twice as thick as the pulse."""
    for seed in range(60, 72):
        made = layered(seed)
        assert measured(made).sleb_bottom_row is None, seed
        assert value(measured(made), "sleb_thickness_px") == 0.0
        made = layered(seed, band_px=26.0)
        found = measured(made)
        assert found.sleb_bottom_row is not None, seed
        assert value(found, "sleb_thickness_px") == pytest.approx(26.0, abs=2.5)
        planted = 26.0 / float(np.mean(made.bottom - made.entry_bottom))
        assert value(found, "sleb_share") == pytest.approx(planted, abs=0.02)


def mean_grey(db):
    """Mean level of log-compressed full speckle: its mean lies gamma nepers below its power."""
    return ZERO_DB + LEVELS_PER_DB * (db - 10.0 / math.log(10.0) * np.euler_gamma)


def normal(z):
    return 0.5 * (1.0 + np.vectorize(math.erf)(z / math.sqrt(2.0)))


def test_echogenicity_of_analytic_images():
    """Mean level of one power, the ratio of a band's half, and the share of faint pixels."""
    upper, lower, low, share = [], [], [], []
    limit = 120.0
    planted_low = 1.0 - math.exp(-(10.0 ** ((limit + 0.5 - ZERO_DB) / LEVELS_PER_DB / 10.0)))
    for seed in SEEDS:
        found = measured(layered(seed, wave_px=0.0), UltrasoundSettings(low_level=limit))
        upper.append(value(found, "echogenicity_upper"))
        lower.append(value(found, "echogenicity_lower"))
        low.append(value(found, "low_echo_share"))
        banded = layered(seed, band_px=40.0, dermis_px=160.0, wave_px=0.0)
        share.append(value(measured(banded), "echogenicity_ratio"))
    assert np.mean(upper) == pytest.approx(mean_grey(0.0), rel=0.01)
    assert np.mean(lower) == pytest.approx(mean_grey(0.0), rel=0.01)
    assert np.mean(low) == pytest.approx(planted_low, rel=0.08)
    depth = (
        np.arange(80.0) + 0.5
    )  # the band fills half of the upper half; the pulse blurs both ends
    past_entry, past_band = (normal(depth / PULSE_PX), normal((depth - 40.0) / PULSE_PX))
    power = 10.0**0.6 * (1 - past_entry) + 10.0**-0.9 * (past_entry - past_band) + past_band
    half = np.mean(mean_grey(10.0 * np.log10(power)))
    assert np.mean(share) == pytest.approx(half / mean_grey(0.0), rel=0.01)


def test_thickness_is_taken_along_the_normal():
    """A plane at 30 degrees: straight down the dermis reads 1 / cos 30 too thick."""
    axial, lateral = 10.0, 24.0
    slope = math.tan(math.radians(30.0)) * lateral / axial
    ratios = []
    for seed in SEEDS:
        made = layered(seed, rows=760, surface=330.0, tilt=slope, arc=0.0, wave_px=0.0)
        found = measured(made, axial_um=axial, lateral_um=lateral)
        assert found.quality.tilt_deg == pytest.approx(30.0, abs=0.7)
        assert "skin-tilted" in found.flags
        ratios.append(value(found, "dermis_thickness") / (1500.0 * math.cos(math.radians(30.0))))
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.015)
    straight = measured(made, axial_um=axial)
    assert "tilt-not-corrected-no-scale" in straight.flags
    assert value(straight, "dermis_thickness") == pytest.approx(1500.0, rel=0.03)


def test_compression_is_read_off_the_speckle():
    levels = [measured(layered(seed, debris=0)).quality.levels_per_db for seed in SEEDS]
    assert np.mean(levels) == pytest.approx(LEVELS_PER_DB, rel=0.03)


def test_a_root_instead_of_a_logarithm_moves_no_border():
    """The same echoes shown as the root of their amplitude: told, and measured alike."""
    moved, thick = [], []
    for seed in SEEDS:
        made = layered(seed, ringing=False)
        root = 120.0 * 10.0 ** (0.5 * (made.grey - ZERO_DB) / LEVELS_PER_DB / 20.0)
        shown = BModeImage(np.clip(np.rint(root), 0, 255).astype(np.float32))
        found = measure_ultrasound(shown, capture_sha256="0" * 64)
        assert "grey-levels-not-even-in-decibels" in found.flags
        assert "grey-levels-not-even-in-decibels" not in measured(made).flags
        moved.append(np.abs(found.dermis_bottom_row - measured(made).dermis_bottom_row))
        thick.append(value(found, "dermis_thickness_px") / value(measured(made),
                     "dermis_thickness_px"))  # fmt: skip
    assert np.median(np.concatenate(moved)) < 0.5
    assert np.mean(thick) == pytest.approx(1.0, abs=0.01)


def test_the_stated_spread_is_about_the_true_one():
    """Two posterior spreads hold most columns of the lower border."""
    inside = []
    for seed in SEEDS:
        made = layered(seed)
        found = measured(made)
        away = np.abs(found.dermis_bottom_row - made.bottom)
        inside.append(np.mean(away <= 2.0 * found.dermis_bottom_spread_px))
    assert 0.85 <= np.mean(inside) <= 1.0


def test_uncertainty_of_the_mean_covers_the_truth():
    """The error of a mean thickness over images is what its spatial uncertainty leads to expect."""
    scores = []
    for seed in range(80, 104):
        made = layered(seed, wave_px=4.0)
        (found,) = [f for f in measured(made).findings if f.metric.endswith("dermis_thickness_px")]
        planted = float(np.mean(made.bottom - made.entry_bottom))
        scores.append((found.value - planted) / found.u)
    assert np.sqrt(np.mean(np.square(scores))) < 2.0
