"""Group speed by the Radon sum over slowness, exact between samples, with its quality.

Traces are shifted back by slowness times distance and summed; the true slowness gives the sum with
the most energy (or the highest peak, as the QIBA reference has it). The shift is done on spectra,
where it is a turn of phase: no interpolation, no grid in time, and by Parseval the energy needs no
transform back.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError

F = NDArray[np.float64]
C = NDArray[np.complex128]
#: frequencies that hold less of the energy's peak, or of the noise floor, add only noise
_QUIET, _ABOVE_FLOOR = 1e-3, 1.3
_COARSE, _FINEST = 160, 800
#: the sum is over where it stays below this share of its peak, and some time more
_FAINT, _MARGIN = 0.2, 1.6


@dataclass(frozen=True, slots=True)
class GroupSpeed:
    """A group speed and what it rests on.

    speed_m_s, u_m_s : u from the scatter of the laterals' own delays about the fitted line.
    quality : semblance from 0 to 1 of the traces, each scaled to the same energy: their mean
    correlation after alignment. slowness_s_m, score : the coarse scan, 1 at its peak.
    centre_hz : mean frequency of the aligned sum's energy. band_hz : that took part.
    arrival_s : of the peak at distance 0. lead_s, tail_s : for how long tissue moves before it and
    after it.
    """

    speed_m_s: float
    u_m_s: float
    quality: float
    slowness_s_m: F
    score: F
    centre_hz: float
    band_hz: tuple[float, float]
    arrival_s: float
    lead_s: float
    tail_s: float


def radon_speed(
    motion: F,
    distance_mm: F,
    time_s: F,
    *,
    speed_m_s: tuple[float, float] = (0.3, 15.0),
    band_hz: tuple[float, float] = (0.0, np.inf),
    by: str = "energy",
    taper: float = 0.1,
) -> GroupSpeed:
    """Group speed of a wave that runs outward.

    motion : (laterals, times). distance_mm : (laterals,) rising. time_s : (times,) even.
    speed_m_s : least and greatest speed searched. by : 'energy' or 'peak' of the sum.
    taper : share of the record over which its ends fade, so that a cut wave rings less.

    Errors: MeasureError where nothing moves, or the best slowness lies at an end of the search.
    """
    x_m = (distance_mm - distance_mm.mean()) * 1e-3
    spectra, frequency = _spectra(motion, time_s, band_hz, taper)
    scan = _scan_slownesses(x_m, frequency, speed_m_s)
    score = _score(spectra, frequency, x_m, scan, time_s, by)
    best = int(np.argmax(score))
    if best in (0, scan.size - 1):
        raise MeasureError(
            f"no wave is found between {speed_m_s[0]:g} and {speed_m_s[1]:g} m/s: the best fit "
            "lies at the end of that range; widen it, or the wave did not cross the field"
        )
    slowness = _refined(spectra, frequency, x_m, scan[best - 1 : best + 2], time_s, by)
    aligned = spectra * np.exp(2j * np.pi * slowness * np.outer(x_m, frequency))
    stack = aligned.mean(axis=0)
    quality = float((np.abs(stack) ** 2).sum() / (np.abs(aligned) ** 2).sum(axis=1).mean())
    power = np.abs(stack) ** 2
    u_slowness = _slope_error(aligned, stack, frequency, x_m)
    peak_s, lead_s, tail_s = _course(stack, frequency, time_s)
    return GroupSpeed(
        speed_m_s=1.0 / slowness,
        u_m_s=u_slowness / slowness**2,
        quality=quality,
        slowness_s_m=scan,
        score=score / score.max(),
        centre_hz=float((power * frequency).sum() / power.sum()),
        band_hz=(float(frequency[0]), float(frequency[-1])),
        arrival_s=peak_s - slowness * float(distance_mm.mean()) * 1e-3,
        lead_s=lead_s,
        tail_s=tail_s,
    )


def _spectra(motion: F, time_s: F, band_hz: tuple[float, float], taper: float) -> tuple[C, F]:
    """Spectra of traces of equal energy at the frequencies that hold it: (laterals, n), (n,)."""
    count = motion.shape[1]
    step_s = float(np.diff(time_s).mean())
    spectra = np.fft.rfft(motion * fading_ends(count, taper), 2 * count, axis=1)
    frequency = np.fft.rfftfreq(2 * count, step_s)
    spectra = _alike(spectra)  # or the laterals near the source would speak for all
    energy = (np.abs(spectra) ** 2).sum(axis=0)
    inside = (frequency >= max(band_hz[0], 1.0 / (count * step_s))) & (frequency <= band_hz[1])
    if not inside.any() or not energy[inside].max() > 0:
        raise MeasureError("nothing moves within the chosen band; check the band and the record")
    floor = float(np.quantile(energy[frequency > 0.5 * frequency[-1]], 0.9))
    clear = inside & (energy > _QUIET * energy[inside].max())
    wanted = np.flatnonzero(clear & _runs_on(spectra))
    if not wanted.size:  # laterals too few or too uneven to keep one phase between them
        wanted = np.flatnonzero(clear & (energy > _ABOVE_FLOOR * floor))
    if not wanted.size:
        raise MeasureError("no frequency stands out from noise; average more pushes or push harder")
    used = _strongest(wanted, energy)
    moving = (np.abs(spectra[:, used]) ** 2).sum(axis=1) > 0
    if moving.sum() < 0.5 * moving.size:
        raise MeasureError(
            f"only {moving.sum()} of {moving.size} laterals move at all; the wave does not cross "
            "the field"
        )
    return _alike(spectra[:, used]), np.asarray(frequency[used], np.float64)


def _alike(spectra: C) -> C:
    """Each lateral scaled to the same energy."""
    size = np.sqrt((np.abs(spectra) ** 2).sum(axis=1))
    return np.asarray(spectra / np.maximum(size, 1e-12 * size.max() + 1e-300)[:, None])


def _runs_on(spectra: C) -> NDArray[np.bool_]:
    """Frequencies at which neighbouring laterals keep one phase between them, as in a wave.

    Noise of n laterals agrees by 1 / sqrt(n), whatever its spectrum (differentiated noise is loud).
    """
    products = (spectra[1:] * np.conj(spectra[:-1])).sum(axis=0)
    sizes = np.abs(spectra[1:] * spectra[:-1]).sum(axis=0)
    agreement = np.abs(products) / np.maximum(sizes, 1e-300)
    return np.asarray(agreement > max(0.3, 3.0 / np.sqrt(len(spectra))))


def fading_ends(count: int, share: float) -> F:
    """1 in the middle, fading over ``share`` of the record at its end and a quarter of it before.

    The start is where the push was and little moves yet.
    """
    window = np.ones(count)
    early, late = _ramp(0.25 * share * count), _ramp(share * count)
    window[: early.size] = early
    window[count - late.size :] = late[::-1]
    return window


def _ramp(width: float) -> F:
    samples = max(1, round(width))
    return np.asarray(np.sin(0.5 * np.pi * (np.arange(samples) + 0.5) / samples) ** 2)


def _strongest(wanted: NDArray[np.intp], energy: F) -> slice:
    """The run of neighbouring bins (single holes bridged) that holds the most energy."""
    runs = np.split(wanted, np.flatnonzero(np.diff(wanted) > 2) + 1)
    best = max(runs, key=lambda run: float(energy[run].sum()))
    return slice(int(best[0]), int(best[-1]) + 1)


def _scan_slownesses(x_m: F, frequency: F, speed_m_s: tuple[float, float]) -> F:
    """Even steps, fine enough that the peak of the highest frequency can't slip between two."""
    low, high = 1.0 / speed_m_s[1], 1.0 / speed_m_s[0]
    step = 0.25 / (float(frequency.max()) * float(np.ptp(x_m)))
    return np.linspace(low, high, int(np.clip((high - low) / step, _COARSE, _FINEST)))


def _score(spectra: C, frequency: F, x_m: F, scan: F, time_s: F, by: str) -> F:
    """Energy, or highest peak, of the sum at each slowness."""
    sums = np.empty((scan.size, frequency.size), np.complex128)
    shift = 2j * np.pi * np.outer(scan, x_m)
    turn = np.exp(frequency[0] * shift)
    step = np.exp((frequency[1] - frequency[0]) * shift) if frequency.size > 1 else turn
    for i in range(frequency.size):
        sums[:, i] = turn @ spectra[:, i]
        turn *= step
    if by == "energy":
        return np.asarray((np.abs(sums) ** 2).sum(axis=1))
    step_s, count = float(np.diff(time_s).mean()), 8 * time_s.size
    wide = np.zeros((scan.size, count // 2 + 1), np.complex128)
    wide[:, np.rint(frequency * 2 * time_s.size * step_s).astype(int)] = sums
    return np.asarray(np.abs(np.fft.irfft(wide, count, axis=1)).max(axis=1))


def _refined(spectra: C, frequency: F, x_m: F, around: F, time_s: F, by: str) -> float:
    """The peak by ever finer scans, then the vertex of a parabola."""
    low, high = float(around[0]), float(around[-1])
    for _ in range(3):
        scan = np.linspace(low, high, 17)
        score = _score(spectra, frequency, x_m, scan, time_s, by)
        best = int(np.clip(np.argmax(score), 1, 15))
        low, high = float(scan[best - 1]), float(scan[best + 1])
    a, b, c = score[best - 1 : best + 2]
    bend = a - 2.0 * b + c
    shift = 0.5 * (a - c) / bend if bend < 0 else 0.0
    return float(scan[best] + np.clip(shift, -1.0, 1.0) * (scan[1] - scan[0]))


def _slope_error(aligned: C, stack: C, frequency: F, x_m: F) -> float:
    """Standard error of the slowness from the delays that the aligned traces still have."""
    omega = 2.0 * np.pi * frequency
    # each trace is compared with the sum of the others, or noise common to both would hide
    n = len(aligned)
    others = (n * stack[None, :] - aligned) / (n - 1)
    weight = (omega**2 * np.abs(others) ** 2).sum(axis=1)
    power = (np.abs(others) ** 2).sum(axis=1)
    size = (np.conj(others) * aligned).real.sum(axis=1) / power
    delay = -(omega * (np.conj(others) * aligned).imag).sum(axis=1) / (
        weight * np.where(np.abs(size) > 0.1, size, np.inf)
    )
    lever = float((x_m**2).sum())
    slope = float((x_m * delay).sum()) / lever
    rest = delay - delay.mean() - slope * x_m
    return float(np.sqrt((rest**2).sum() / (n - 2) / lever))


def _course(stack: C, frequency: F, time_s: F) -> tuple[float, float, float]:
    """When the sum peaks, and for how long before and after it the wave still moves tissue."""
    step_s, count = float(np.diff(time_s).mean()), 8 * time_s.size
    wide = np.zeros(count // 2 + 1, np.complex128)
    wide[np.rint(frequency * 2 * time_s.size * step_s).astype(int)] = stack
    series = np.fft.irfft(wide, count)
    series = np.abs(series - np.median(series))  # the lowest frequencies were left out
    fine_s = 2.0 * time_s.size * step_s / count
    peak = int(np.argmax(series))
    series = np.roll(series, count // 2 - peak)
    moving = np.flatnonzero(series > _FAINT * series[count // 2])
    lead, tail = count // 2 - moving[0], moving[-1] - count // 2
    early = peak if peak < 0.9 * count else peak - count
    longest = 0.4 * time_s.size * step_s
    return (
        float(time_s[0] + early * fine_s),
        min(_MARGIN * lead * fine_s, longest),
        min(_MARGIN * tail * fine_s, longest),
    )
