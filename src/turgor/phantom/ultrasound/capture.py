"""Record a phantom skin: the raw lines, and the picture that a scanner makes of them."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.phantom.ultrasound.border import Borders, planted_borders
from turgor.phantom.ultrasound.display import envelope, grey
from turgor.phantom.ultrasound.echo import (
    receiver_noise,
    sparse_grid,
    through_beam,
    through_pulse,
    time_gain,
)
from turgor.phantom.ultrasound.path import debris, haze_db, probe_echoes
from turgor.phantom.ultrasound.spec import UltrasoundSpec
from turgor.phantom.ultrasound.tissue import Tissue, planted_tissue
from turgor.phantom.ultrasound.truth import UltrasoundTruth, planted_truth
from turgor.record.ultrasound import BModeImage, UltrasoundLines

F = NDArray[np.float64]
F32 = NDArray[np.float32]
#: raw counts of an echo of envelope 1, and the converter's end: 12 bits
COUNTS, LAST_COUNT = 200.0, 2047.0
_MOST_SCATTERERS = 20_000_000


def bmode(spec: UltrasoundSpec, seed: int) -> tuple[BModeImage, UltrasoundTruth]:
    """One B-mode image in grey levels; the same seed gives the same image.

    Faults, gain and display change the picture of a seed, not its skin's borders.

    Errors: InputError where the skin can't be made (see border.py and spec.py).
    """
    lines, truth = _recorded(spec, seed)
    probe = spec.probe
    shown = grey(envelope(lines)[:, :: probe.rows_each], spec.display, spec.fault.saturated_db)
    image = BModeImage(
        np.ascontiguousarray(shown.T),
        axial_um=probe.axial_um,
        lateral_um=probe.line_um,
        sound_speed_m_s=probe.sound_speed_m_s,
        frequency_mhz=probe.centre_mhz,
        gain_db=spec.display.gain_db + spec.fault.saturated_db,
        dynamic_range_db=(
            spec.display.dynamic_range_db if spec.display.compression == "log" else None
        ),
        time_of_day=spec.time_of_day,
        format_id="phantom",
        device=probe.device,
        device_class=probe.device_class,
    )
    return image, truth


def rf_lines(spec: UltrasoundSpec, seed: int) -> tuple[UltrasoundLines, UltrasoundTruth]:
    """The raw lines behind the image of the same seed, after the time-gain curve, in counts.

    Gain acts before the converter: what exceeds 12 bits is cut off there.

    Errors: as ``bmode``.
    """
    lines, truth = _recorded(spec, seed)
    probe = spec.probe
    gain_db = spec.display.gain_db + spec.fault.saturated_db
    counts = np.round(lines * (COUNTS * 10.0 ** (gain_db / 20.0)))
    record = UltrasoundLines(
        np.clip(counts, -LAST_COUNT - 1.0, LAST_COUNT).astype(np.float32),
        sampling_mhz=probe.sampling_mhz,
        line_um=probe.line_um,
        sound_speed_m_s=probe.sound_speed_m_s,
        frequency_mhz=probe.centre_mhz,
        gain_db=gain_db,
        time_of_day=spec.time_of_day,
        format_id="phantom",
        device=probe.device,
        device_class=probe.device_class,
    )
    return record, truth


def _recorded(spec: UltrasoundSpec, seed: int) -> tuple[F32, UltrasoundTruth]:
    """(lines, samples) voltage after the time-gain curve, and what was planted."""
    probe = spec.probe

    def stream(number: int) -> np.random.Generator:
        return np.random.default_rng([seed, number])

    borders = planted_borders(spec, stream(1))
    tissue = planted_tissue(spec, borders, stream(2))
    truth = planted_truth(spec, borders, tissue)
    x, z, amplitude = _scatterers(spec, borders, tissue, stream(3))
    # a lone point leaves a peak envelope of 1 / sqrt(area of the pulse's power)
    bx, bz, strength = debris(spec, borders, stream(4))
    area = _power_area_um2(spec)
    hx, hz, hair = _hairs(spec, borders)
    grid = sparse_grid(
        probe,
        np.concatenate([x, bx, hx]),
        np.concatenate([z, bz, hz]),
        np.concatenate([amplitude, strength * np.sqrt(area), hair * np.sqrt(area)]),
    )
    seen = through_beam(probe, grid)
    lines = through_pulse(probe, seen) * _contact(spec)[:, None]
    own = probe_echoes(spec, stream(5)) * np.sqrt(probe.pulse_um * 0.7527)
    fine = np.zeros((len(own) * (seen.shape[0] // len(own)), 1), dtype=np.float32)
    fine[:: seen.shape[0] // len(own), 0] = own
    lines += through_pulse(probe, fine)
    lines += receiver_noise(probe, stream(6))
    return (lines * time_gain(probe)).astype(np.float32), truth


def _power_area_um2(spec: UltrasoundSpec) -> float:
    """Area over which a point's image of peak 1 holds its power: sqrt(pi) sigma each way."""
    return spec.probe.pulse_um * spec.probe.beam_um * 0.7527**2


def _scatterers(
    spec: UltrasoundSpec, borders: Borders, tissue: Tissue, rng: np.random.Generator
) -> tuple[F, F, F]:
    """Places and amplitudes of all scatterers of skin and couplant, shadows included."""
    probe, skin = spec.probe, spec.skin
    width, depth = probe.line_um * probe.lines, probe.axial_um * probe.rows
    density = skin.per_cell / (probe.pulse_um * probe.beam_um)
    first = max(float(borders.entry_um.min()) - 4.0 * spec.path.haze_um, 0.0)
    if density * width * max(depth - first, 0.0) > _MOST_SCATTERERS:
        raise InputError("skin: more than 20 million scatterers; lower per_cell or the image")
    count = rng.poisson(density * width * max(depth - first, 0.0))
    x, z = rng.uniform(0.0, width, count), rng.uniform(first, depth, count)
    strength = np.maximum(tissue.strength_db(x, z), haze_db(spec, borders, x, z))
    entry = borders.at("entry_um", x)
    path_mm = np.clip(z - entry, 0.0, None) / 1000.0
    strength -= 2.0 * skin.attenuation_db_mm_mhz * probe.centre_mhz * path_mm
    below = z >= entry
    strength[below] = np.maximum(strength[below], skin.clutter_db)
    strength[below] -= _shadow_db(spec, x[below], rng)
    return x, z, 10.0 ** (strength / 20.0) / np.sqrt(density)


def _shadow_db(spec: UltrasoundSpec, x: F, rng: np.random.Generator) -> F:
    """What columns lose below the surface: uneven coupling, and hairs."""
    probe = spec.probe
    width = probe.line_um * probe.lines
    lost = np.zeros_like(x)
    for pitch, share in ((300.0, 0.6), (1500.0, 0.8)):
        knots = rng.standard_normal(int(width / pitch) + 3)
        at = np.arange(len(knots)) * pitch - pitch * rng.uniform()
        lost += spec.skin.streak_db * share * 1.22 * np.interp(x, at, knots)
    for share in spec.fault.hair:
        off = (x - share * probe.line_um * (probe.lines - 1)) / (0.5 * spec.fault.hair_um)
        lost += spec.fault.hair_db * np.exp(-np.log(2.0) * off**4)
    return lost


def _hairs(spec: UltrasoundSpec, borders: Borders) -> tuple[F, F, F]:
    """A bright point where each hair lies on the skin."""
    share = np.asarray(spec.fault.hair, dtype=np.float64)
    x = share * spec.probe.line_um * (spec.probe.lines - 1)
    z = borders.at("entry_um", x) - spec.probe.pulse_um
    return x, z, np.full(len(x), 10.0 ** (10.0 / 20.0))


def _contact(spec: UltrasoundSpec) -> F32:
    """(lines,) 0 where the probe hangs in the air, 1 elsewhere."""
    share = np.arange(spec.probe.lines) / (spec.probe.lines - 1)
    contact = np.ones(spec.probe.lines, dtype=np.float32)
    if spec.fault.no_contact is not None:
        low, high = spec.fault.no_contact
        contact[(share >= low) & (share <= high)] = 0.0
    return contact
