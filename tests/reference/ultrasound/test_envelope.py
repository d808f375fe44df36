"""Raw lines to an image: beside SciPy's analytic signal, and on a pulse at a known depth."""

import numpy as np
import pytest
from scipy.signal import hilbert

from turgor.errors import MeasureError
from turgor.measure.ultrasound import bmode_of
from turgor.record.ultrasound import UltrasoundLines

RATE_MHZ, CENTRE_MHZ = 100.0, 20.0


def pulses(at, samples=600, sigma=4.0):
    t = np.arange(samples)
    phase = 2 * np.pi * CENTRE_MHZ / RATE_MHZ
    return sum(
        size * np.exp(-0.5 * ((t - k) / sigma) ** 2) * np.cos(phase * (t - k)) for k, size in at
    )


def test_a_pulse_lies_where_it_was_sent_back():
    rf = np.stack([pulses([(150.0, 1.0), (400.0, 0.1)]), pulses([(200.5, 1.0)])])
    image = bmode_of(UltrasoundLines(rf.astype(np.float32), RATE_MHZ, 50.0, 1600.0, CENTRE_MHZ))
    assert image.axial_um == pytest.approx(1600.0 / (2 * RATE_MHZ))
    assert (image.lateral_um, image.echo_scale) == (50.0, "decibel")
    assert image.echo.shape == (600, 2)
    assert int(np.argmax(image.echo[:, 0])) == 150
    assert image.echo[400, 0] == pytest.approx(-20.0, abs=0.1)
    assert image.echo[200, 1] == pytest.approx(image.echo[201, 1], abs=0.02)


def test_beside_the_analytic_signal_of_scipy():
    rng = np.random.default_rng(8)
    rf = np.convolve(rng.normal(size=4000), pulses([(60.0, 1.0)], 121), "same")[None]
    image = bmode_of(UltrasoundLines(rf.astype(np.float32), RATE_MHZ, 50.0, 1540.0, CENTRE_MHZ))
    peer = np.abs(hilbert(rf[0]))
    peer_db = 20 * np.log10(peer / peer.max())
    loud = peer_db > -25
    assert np.sqrt(np.mean((image.echo[:, 0] - peer_db)[loud] ** 2)) < 0.1


def test_noise_outside_the_band_is_kept_out():
    rng = np.random.default_rng(9)
    clean = np.stack([pulses([(300.0, 1.0)])] * 30)
    noise = 0.05 * np.cos(np.pi * np.arange(600)) + 0.2  # at half the sampling, and a constant
    noisy = clean + noise + 1e-4 * rng.normal(size=clean.shape)
    image = bmode_of(UltrasoundLines(noisy.astype(np.float32), RATE_MHZ, frequency_mhz=CENTRE_MHZ))
    assert image.echo[100:200].max() < -50.0
    assert "sound-speed-assumed" in image.flags and image.sound_speed_m_s == 1540.0


def test_lines_that_are_none():
    for rf in (np.zeros((4, 200)), np.ones((4, 10)), np.full((4, 200), np.nan)):
        with pytest.raises(MeasureError):
            bmode_of(UltrasoundLines(rf.astype(np.float32), RATE_MHZ))
