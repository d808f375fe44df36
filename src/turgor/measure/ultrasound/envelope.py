"""Raw lines to a B-mode image in dB: band-pass, analytic signal, envelope, logarithm."""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.record.ultrasound import BModeImage, UltrasoundLines

SPEED_ASSUMED = "sound-speed-assumed"
NO_SAMPLING = "sampling-not-stated"
_FLOOR_DB = -120.0
#: a band reaches to where the mean power spectrum has fallen by so much
_BAND_DB = 26.0
_LEAST_SAMPLES = 64


def bmode_of(lines: UltrasoundLines, assumed_sound_speed_m_s: float = 1540.0) -> BModeImage:
    """A B-mode image, 'decibel', 0 = the strongest echo, of raw lines.

    Depth is half the way that sound goes in the time of a sample: axial_um = c / (2 f). Without
    a stated sampling there is no scale; without a stated speed the assumed one is used, flagged.

    Errors: MeasureError where lines are too short, not finite or empty.
    """
    rf = np.asarray(lines.rf, np.float64)
    if rf.ndim != 2 or rf.shape[0] < 1 or rf.shape[1] < _LEAST_SAMPLES:
        raise MeasureError(
            f"raw lines of shape {rf.shape} are no image; lines x samples, at least "
            f"{_LEAST_SAMPLES} samples, are needed"
        )
    if not np.isfinite(rf).all():
        raise MeasureError("raw lines hold values that are no numbers; export them again")
    centre = None
    if lines.frequency_mhz is not None and lines.sampling_mhz is not None:
        centre = lines.frequency_mhz / lines.sampling_mhz
    envelope = _envelope(rf, centre)
    top = float(envelope.max())
    if top <= 0.0:
        raise MeasureError("raw lines hold no echo at all; the probe was not connected")
    decibel = 20.0 * np.log10(np.maximum(envelope / top, 10.0 ** (_FLOOR_DB / 20.0)))
    speed, flags = lines.sound_speed_m_s, list(lines.flags)
    if speed is None:
        speed = assumed_sound_speed_m_s
        flags.append(SPEED_ASSUMED)
    axial = None if lines.sampling_mhz is None else speed / (2.0 * lines.sampling_mhz)
    flags += [NO_SAMPLING] if axial is None else []
    return BModeImage(
        echo=np.ascontiguousarray(decibel.T, np.float32),
        echo_scale="decibel",
        axial_um=axial,
        lateral_um=lines.line_um,
        sound_speed_m_s=speed,
        frequency_mhz=lines.frequency_mhz,
        gain_db=lines.gain_db,
        dynamic_range_db=None,
        time_of_day=lines.time_of_day,
        format_id=lines.format_id,
        device=lines.device,
        device_class=lines.device_class,
        settings=lines.settings,
        flags=tuple(flags),
    )


def _envelope(rf: NDArray[np.float64], centre: float | None) -> NDArray[np.float64]:
    """Magnitude of the analytic signal within the lines' own band, (lines, samples)."""
    count = rf.shape[1]
    spectrum = np.fft.rfft(rf - rf.mean(axis=1, keepdims=True), axis=1)
    spectrum *= _band(np.mean(np.abs(spectrum) ** 2, axis=0), centre)
    whole = np.zeros((rf.shape[0], count), np.complex128)
    whole[:, : spectrum.shape[1]] = 2.0 * spectrum
    whole[:, 0] *= 0.5
    if count % 2 == 0:
        whole[:, count // 2] *= 0.5
    return np.abs(np.fft.ifft(whole, axis=1))


def _band(power: NDArray[np.float64], centre: float | None) -> NDArray[np.float64]:
    """A band-pass about the peak of a mean power spectrum, with cosine flanks half as wide.

    centre : stated frequency over the sampling, then the peak is sought within a third of it.
    """
    width = max(3, len(power) // 64)
    smooth = np.convolve(power, np.ones(width) / width, "same")
    smooth[: max(1, len(power) // 50)] = 0.0
    share = 0.5 * np.arange(len(power)) / (len(power) - 1)
    near = np.ones(len(power), np.bool_)
    if centre is not None and 0.0 < centre < 0.5:
        near = np.abs(share - centre) <= centre / 3.0
    peak = int(np.argmax(np.where(near, smooth, -1.0)))
    low = high = peak
    least = smooth[peak] * 10.0 ** (-_BAND_DB / 10.0)
    while low > 0 and smooth[low - 1] > least:
        low -= 1
    while high < len(power) - 1 and smooth[high + 1] > least:
        high += 1
    flank = max(2.0, 0.5 * (high - low))
    at = np.arange(len(power), dtype=np.float64)
    away = np.clip(np.maximum(low - at, at - high) / flank, 0.0, 1.0)
    return np.asarray(np.cos(0.5 * math.pi * away) ** 2)
