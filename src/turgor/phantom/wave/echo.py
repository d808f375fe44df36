"""Echoes of speckle that a wave moves: base-band IQ or radio frequency, line by line.

Point scatterers lie at random in depth and side. Each moves along the beam by the wave's motion
at its own lateral, so its echo comes from z + u: the envelope of the pulse moves by u and its
phase by 4 pi f0 u / c. With e(z) a Gaussian envelope and b(x) the beam's width,

    IQ(z, x, t) = sum_i a_i(t) b(x - x_i) e(z - z_i - u) exp(-4 pi i f0 (z_i + u) / c),

which is RF(z) = Re(IQ exp(+4 pi i f0 z / c)) demodulated at f0. Motion is positive away from the
probe, so phase falls as tissue sinks.
"""

import math
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.errors import InputError
from turgor.phantom.wave.field import WaveSpec, wave_field
from turgor.phantom.wave.truth import WaveTruth
from turgor.record.wave_field import EchoEnsemble

F = NDArray[np.float64]
C = NDArray[np.complex128]


@dataclass(frozen=True, slots=True)
class EchoSpec:
    """An ultrasound recording of a wave.

    wave : the field; its depth grid is not used, its noise isn't either (echoes have their own).
    centre_mhz, bandwidth : of the pulse (full width at half maximum of its spectrum over the
    centre). depth_first_mm, depth_last_mm : of the lines. samples_per_cycle : along depth,
    for each turn of the phase, half a wavelength; RF needs 4 or more. beam_mm : standard width of
    the beam to the side. scatterers_per_mm2 : well above one per resolution cell for full speckle.
    snr_db : of the echo over thermal noise. decorrelation : share of the scatterers' variance
    that is new after ``correlation_s`` (0 = tissue keeps its speckle).
    radio_frequency : RF instead of IQ.
    """

    wave: WaveSpec = field(default_factory=WaveSpec)
    centre_mhz: float = 6.0
    bandwidth: float = 0.6
    sound_speed_m_s: float = 1540.0
    depth_first_mm: float = 28.0
    depth_last_mm: float = 32.0
    samples_per_cycle: float = 4.0
    beam_mm: float = 0.2
    scatterers_per_mm2: float = 150.0
    snr_db: float | None = 30.0
    decorrelation: float = 0.0
    radio_frequency: bool = False

    def __post_init__(self) -> None:
        """Refuse what no scanner could send or sample."""
        if not (self.centre_mhz > 0.0 and 0.0 < self.bandwidth <= 1.5 and self.beam_mm > 0.0):
            raise InputError("echo: centre and beam must be above 0, bandwidth in 0 to 1.5")
        if not 0.0 <= self.depth_first_mm < self.depth_last_mm:
            raise InputError("echo: the last depth must lie below the first, both 0 mm or more")
        least = 4.0 if self.radio_frequency else 1.0
        if self.samples_per_cycle < least:
            raise InputError(f"echo: {least:g} samples a cycle are the least here")
        if not 0.0 <= self.decorrelation < 1.0:
            raise InputError("echo: decorrelation is a share from 0 to below 1")


@dataclass(frozen=True, slots=True)
class EchoTruth:
    """What moved the speckle.

    motion_um : (laterals, times) true axial motion, the same at every depth of the lines.
    wave : speeds and moduli. most_per_frame_um : largest motion between two frames; phase
    estimates alias from ``alias_um`` = c / (4 f0) on.
    """

    motion_um: F
    wave: WaveTruth
    most_per_frame_um: float
    alias_um: float


def echo_ensemble(spec: EchoSpec, seed: tuple[int, ...] = (1,)) -> tuple[EchoEnsemble, EchoTruth]:
    """The echoes and their truth; the same seed gives the same speckle and noise.

    Errors: InputError for impossible specifications.
    """
    rng = np.random.default_rng([*seed, 4])
    middle = 0.5 * (spec.depth_first_mm + spec.depth_last_mm)
    quiet = replace(spec.wave.faults, noise_um=0.0, snr_db=None, missing_laterals=())
    grid = replace(spec.wave.grid, depth_mm=(middle,))
    record, wave = wave_field(replace(spec.wave, grid=grid, faults=quiet), seed)
    motion = record.motion[0]
    step = spec.sound_speed_m_s / (2e3 * spec.centre_mhz) / spec.samples_per_cycle
    depth = np.arange(spec.depth_first_mm, spec.depth_last_mm, step, dtype=np.float64)
    lines = _speckle(spec, record.lateral_mm, record.time_s, depth, motion, rng)
    lines = _noisy(lines, spec.snr_db, rng)
    for number in spec.wave.faults.missing_laterals:
        lines[:, number] = 0.0
    turn = 4e3 * math.pi * spec.centre_mhz / spec.sound_speed_m_s
    if spec.radio_frequency:
        carrier = np.exp(1j * turn * depth)[:, None, None]
        samples: NDArray[np.complex64] | NDArray[np.float32] = (lines * carrier).real.astype(
            np.float32
        )
    else:
        samples = lines.astype(np.complex64)
    ensemble = EchoEnsemble(
        samples=samples,
        depth_mm=depth,
        lateral_mm=record.lateral_mm,
        time_s=record.time_s,
        centre_mhz=spec.centre_mhz,
        sound_speed_m_s=spec.sound_speed_m_s,
        wave=record.wave,
        stretch=record.stretch,
        density_kg_m3=record.density_kg_m3,
        name=spec.wave.name,
        device="phantom",
    )
    most = float(np.abs(np.diff(motion, axis=1)).max())
    alias = 1e3 * math.pi / turn
    return ensemble, EchoTruth(motion, wave, most, alias)


def _speckle(
    spec: EchoSpec, lateral: F, time: F, depth: F, motion: F, rng: np.random.Generator
) -> C:
    """Sum of the scatterers' echoes, (depths, laterals, times), mean power 1."""
    wavelength_mm = spec.sound_speed_m_s / (1e3 * spec.centre_mhz)
    # two-way: a spectrum of half width b f0 / 2 at half its height
    length = wavelength_mm * math.sqrt(2.0 * math.log(2.0)) / (2.0 * math.pi * spec.bandwidth)
    margin = 4.0 * length + 1e-3 * float(np.abs(motion).max())
    side = 3.0 * spec.beam_mm
    wide = float(lateral[-1] - lateral[0]) + 2.0 * side
    high = float(depth[-1] - depth[0]) + 2.0 * margin
    count = max(1, round(spec.scatterers_per_mm2 * wide * high))
    if count * time.size > 20_000_000:
        raise InputError("echo: more than 20 million echoes of scatterers; take a smaller grid")
    x = np.sort(rng.uniform(lateral[0] - side, lateral[-1] + side, count))
    z = rng.uniform(depth[0] - margin, depth[-1] + margin, count)
    # equal strength, random phase: speckle's contrast squared is 1 + 1 / scatterers per cell
    size = np.exp(2j * np.pi * rng.uniform(size=count))
    other = np.exp(2j * np.pi * rng.uniform(size=count))
    # a share that grows evenly in time, up to ``decorrelation`` at the end
    share = spec.decorrelation * np.arange(time.size) / max(time.size - 1, 1)
    out = np.zeros((lateral.size, time.size, depth.size), dtype=np.complex128)
    turn = 4.0 * math.pi / wavelength_mm
    _add_echoes(
        out, x, z, size, other, np.sqrt(1.0 - share), np.sqrt(share),
        float(lateral[0]), float(lateral[1] - lateral[0]), 1e-3 * motion,
        float(depth[0]), float(depth[1] - depth[0]), length, spec.beam_mm, turn,
    )  # fmt: skip
    out = np.moveaxis(out, 2, 0)
    return np.asarray(out / np.sqrt(np.mean(np.abs(out) ** 2)), dtype=np.complex128)


@jit
def _add_echoes(
    out: C, x: F, z: F, size: C, other: C, old: F, new: F, first: float, pitch: float,
    moved: F, top: float, step: float, length: float, beam: float, turn: float,
) -> None:  # fmt: skip
    """Add every scatterer to every line whose beam it lies in, at every time."""
    laterals, times, depths = out.shape
    ratio = math.exp(-step * step / (length * length))
    for i in range(x.size):
        # motion between the two lines beside the scatterer
        place = min(max((x[i] - first) / pitch, 0.0), laterals - 1.0)
        left = min(int(place), laterals - 2)
        right = place - left
        low = max(0, math.ceil((x[i] - 3.0 * beam - first) / pitch))
        high = min(laterals - 1, math.floor((x[i] + 3.0 * beam - first) / pitch))
        for t in range(times):
            here = z[i] + (1.0 - right) * moved[left, t] + right * moved[left + 1, t]
            phase = turn * here
            echo = (size[i] * old[t] + other[i] * new[t]) * complex(
                math.cos(phase), -math.sin(phase)
            )
            start = max(0, math.ceil((here - 4.0 * length - top) / step))
            end = min(depths - 1, math.floor((here + 4.0 * length - top) / step))
            if end < start:
                continue
            off = top + start * step - here
            bell = math.exp(-0.5 * off * off / (length * length))
            grow = math.exp(-(off * step + 0.5 * step * step) / (length * length))
            for d in range(start, end + 1):
                value = echo * bell
                for line in range(low, high + 1):
                    away = first + line * pitch - x[i]
                    out[line, t, d] += value * math.exp(-0.5 * away * away / (beam * beam))
                bell *= grow
                grow *= ratio


def _noisy(lines: C, snr_db: float | None, rng: np.random.Generator) -> C:
    if snr_db is None:
        return lines
    spread = 10.0 ** (-snr_db / 20.0) / math.sqrt(2.0)
    noise = rng.standard_normal((2, *lines.shape))
    return np.asarray(lines + spread * (noise[0] + 1j * noise[1]), dtype=np.complex128)
