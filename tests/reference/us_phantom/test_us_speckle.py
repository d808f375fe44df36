"""The phantom's speckle, pulse, beam and display against closed forms."""

import math
from dataclasses import replace

import numpy as np
import pytest

from turgor.phantom.ultrasound import (
    DisplaySpec,
    PathSpec,
    ProbeSpec,
    SkinSpec,
    UltrasoundSpec,
    bmode,
    rf_lines,
)
from turgor.phantom.ultrasound.display import envelope
from turgor.phantom.ultrasound.echo import beam_um, sparse_grid, through_beam, through_pulse

PROBE = ProbeSpec(rows=600, lines=128, noise_db=-200.0, tgc_db_mm=0.0, field_um=0.0)
PLAIN = SkinSpec(
    entry_um=300.0,
    tilt_deg=0.0,
    bow_mm=0.0,
    relief_um=0.0,
    border_um=0.0,
    epidermis_um=0.0,
    dermis_um=5200.0,
    attenuation_db_mm_mhz=0.0,
    streak_db=0.0,
    clutter_db=-200.0,
)
QUIET = PathSpec(
    ringing_db=-200.0, membrane_um=None, debris_per_mm=0.0, haze_db=-200.0, ringing_um=0.0
)
SPEC = UltrasoundSpec(probe=PROBE, skin=PLAIN, path=QUIET)
INSIDE = slice(60, 560)


def amplitude(spec, seed):
    """The envelope of raw lines in the phantom's own unit, (rows, columns), inner part."""
    lines, _ = rf_lines(spec, seed)
    return envelope(lines.rf).T[INSIDE, 5:-5] / 200.0


def test_envelope_is_rayleigh():
    """Fully developed speckle: mean over SD 1.913, planted power, Rayleigh quantiles."""
    values = np.concatenate([amplitude(SPEC, seed).ravel() for seed in range(4)])
    # 4 images of about 60 by 60 independent cells: power has a standard error of 0.8 %
    assert values.mean() / values.std() == pytest.approx(
        math.sqrt(math.pi / (4 - math.pi)), rel=0.02
    )
    assert np.mean(values**2) == pytest.approx(1.0, rel=0.03)
    share = np.array([0.05, 0.25, 0.5, 0.75, 0.95, 0.99])
    rayleigh = np.sqrt(-np.log1p(-share))
    np.testing.assert_allclose(np.quantile(values, share), rayleigh, rtol=0.03)


def test_few_scatterers_are_not_rayleigh():
    """One scatterer in three cells leaves fewer, brighter specks: the figure must fall."""
    values = amplitude(replace(SPEC, skin=replace(PLAIN, per_cell=0.3)), 1)
    assert values.mean() / values.std() < 1.5


def half_width(profile, step):
    peak = profile / profile.max()
    above = np.flatnonzero(peak >= 0.5)
    first, last = above[0], above[-1]
    left = first - (peak[first] - 0.5) / (peak[first] - peak[first - 1])
    right = last + (peak[last] - 0.5) / (peak[last] - peak[last + 1])
    return (right - left) * step


@pytest.mark.parametrize("centre, bandwidth, sampling", [(20, 0.45, 80), (50, 0.6, 240)])
def test_a_point_has_the_pulse_and_the_beam(centre, bandwidth, sampling):
    """-6 dB resolution: c/2 · (4 ln 2/π)/(bandwidth · centre) along depth, beam_um across."""
    probe = replace(
        PROBE, centre_mhz=centre, bandwidth=bandwidth, sampling_mhz=sampling, line_um=20.0
    )
    z, x = np.array([1234.56]), np.array([1000.0])
    seen = through_beam(probe, sparse_grid(probe, x, z, np.ones(1)))
    shown = envelope(through_pulse(probe, seen))
    line, row = np.unravel_index(np.argmax(shown), shown.shape)
    resolution = 0.5 * 1540.0 * (4 * math.log(2) / math.pi) / (bandwidth * centre)
    assert half_width(shown[line], probe.sample_um) == pytest.approx(resolution, rel=0.01)
    assert half_width(shown[:, row], 20.0) == pytest.approx(115.0, rel=0.02)
    middle = np.sum(shown[line] ** 2 * np.arange(shown.shape[1])) / np.sum(shown[line] ** 2)
    assert middle * probe.sample_um == pytest.approx(1234.56, abs=0.05 * probe.sample_um)


def test_the_beam_widens_away_from_its_focus():
    probe = replace(PROBE, focus_um=1500.0, field_um=2000.0)
    assert beam_um(probe, 1500.0) == pytest.approx(115.0)
    assert beam_um(probe, 3500.0) == pytest.approx(115.0 * math.sqrt(2))
    values = amplitude(replace(SPEC, probe=probe), 3)
    upper, lower = np.mean(values[:150] ** 2), np.mean(values[-150:] ** 2)
    assert upper / lower == pytest.approx(1.0, abs=0.12), "speckle keeps its level"


def test_grain_of_speckle():
    """Covariance of intensity is the squared covariance of the field: widths pulse_um, beam_um."""
    cut = [amplitude(SPEC, seed) ** 2 for seed in (5, 6, 7)]

    def covariance(axis):
        total = []
        for lag in range(24):
            pairs = []
            for power in cut:
                moved = np.moveaxis(power - power.mean(), axis, 0)
                pairs.append(np.mean(moved[: len(moved) - lag] * moved[lag:]))
            total.append(np.mean(pairs))
        total = np.array(total)
        return np.concatenate([total[:0:-1], total])

    assert half_width(covariance(0), PROBE.axial_um) == pytest.approx(PROBE.pulse_um, rel=0.05)
    assert half_width(covariance(1), PROBE.line_um) == pytest.approx(PROBE.beam_um, rel=0.12)


def test_log_compression():
    """Grey is even in dB: the log of a Rayleigh variable has SD 20π/(√24·ln 10) = 5.57 dB."""
    display = DisplaySpec(dynamic_range_db=80.0, full_db=20.0)
    dark = bmode(replace(SPEC, display=display), 2)[0].echo[INSIDE]
    bright = bmode(replace(SPEC, display=replace(display, gain_db=6.0)), 2)[0].echo[INSIDE]
    spread_db = 20.0 / math.log(10) * math.pi / math.sqrt(24)
    assert dark.std() * 80.0 / 255.0 == pytest.approx(spread_db, rel=0.03)
    open_ends = (dark > 5) & (bright < 250)
    assert np.mean((bright - dark)[open_ends]) == pytest.approx(6.0 * 255.0 / 80.0, abs=0.05)
    assert np.all(dark == np.round(dark)) and dark.min() >= 0 and bright.max() <= 255


def test_root_compression():
    """The square root of a Rayleigh variable has the variation of its gamma functions."""
    display = DisplaySpec(compression="root", full_db=14.0)
    shown = bmode(replace(SPEC, display=display), 2)[0].echo[INSIDE]
    first, second = math.gamma(1.25), math.gamma(1.5)
    wanted = math.sqrt(second / first**2 - 1.0)
    assert shown.std() / shown.mean() == pytest.approx(wanted, rel=0.03)


def test_attenuation_and_time_gain():
    """Echo power falls by twice the coefficient · MHz · mm; the time-gain ramp undoes it."""
    skin = replace(PLAIN, attenuation_db_mm_mhz=0.05)

    def slope(probe):
        power = np.mean(
            [amplitude(UltrasoundSpec(probe, skin, QUIET), s) ** 2 for s in range(3)], axis=(0, 2)
        )
        rows = np.arange(len(power)) * PROBE.axial_um / 1000.0
        return np.polyfit(rows, 10.0 * np.log10(power), 1)[0]

    assert slope(PROBE) == pytest.approx(-2.0 * 0.05 * 20.0, abs=0.1)
    ramp = replace(PROBE, tgc_db_mm=2.0, tgc_from_um=0.0, tgc_most_db=60.0)
    assert slope(ramp) == pytest.approx(0.0, abs=0.1)


def test_planted_ratios_are_in_the_echo():
    """Power of band over dermis, and of the dermis' upper over its lower half, as planted."""
    skin = replace(PLAIN, sleb_um=1500.0, sleb_db=-9.0, gradient_db=4.0)
    spec = replace(SPEC, skin=skin)
    _, truth = rf_lines(spec, 1)
    power = np.mean([amplitude(spec, s) ** 2 for s in range(4)], axis=(0, 2))
    depth = (np.arange(len(power)) + INSIDE.start) * PROBE.axial_um
    band = (depth > 600) & (depth < 1700)
    planted = truth.strength_db(PROBE.rows)[INSIDE, 5:-5]
    expected = 10 ** (planted / 10)
    ratio = 10 * np.log10(power[band].mean() / power[~band & (depth > 2000)].mean())
    below = 10 * np.log10(expected[band].mean() / expected[~band & (depth > 2000)].mean())
    assert ratio == pytest.approx(below, abs=0.3)

    # a straight line in dB: whole-band means of power by hand
    def mean_power(top, foot):
        z = np.linspace(top, foot, 4001)
        level = 4.0 * (0.5 - (z - 300.0) / 5200.0) + np.where(z < 1800.0, -9.0, 0.0)
        return np.mean(10 ** (level / 10))

    halves = 10 * math.log10(mean_power(300, 2900) / mean_power(2900, 5500))
    assert truth.upper_lower_db == pytest.approx(halves, abs=0.05)
    bands = 10 * math.log10(mean_power(300, 1800) / mean_power(1800, 5500))
    assert truth.sleb_db == pytest.approx(bands, abs=0.05)
