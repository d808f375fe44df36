"""When each suction began: as stated, by the recorded vacuum, or by the protocol; and checked."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.record.suction import SuctionRecording

Floats = NDArray[np.float64]

#: s by which the curve may lag or lead where a suction is said to begin
ONSET_TOLERANCE_S = 0.05
ONSET_OFF = "onset-differs-from-stated-start"
FROM_CURVE = "cycle-times-from-the-curve"
CYCLES_MISSING = "cycles-missing"
MORE_CURVES = "record-goes-on-after-the-last-cycle"


@dataclass(frozen=True, slots=True)
class Cycles:
    """Starts of the cycles, and where the curve itself rises.

    start_s, onset_s : (cycles,) s; onset NaN where the curve shows no rise there. lead_in : samples
    before the first suction. step_s : median time between samples. flags : of the whole series.
    """

    start_s: Floats
    onset_s: Floats
    lead_in: int
    step_s: float
    flags: tuple[str, ...]


def located(recording: SuctionRecording) -> Cycles:
    """Where the cycles of a recording begin.

    Stated starts stand. Without them the recorded vacuum's rises count, else the protocol's
    period from the first rise of the curve; a cycle that drifts from it by more than
    ``ONSET_TOLERANCE_S`` is taken from the curve, and a flag says so.
    """
    time, protocol = recording.time_s, recording.protocol
    period = protocol.on_s + protocol.off_s
    expected = protocol.cycles - recording.first_curve + 1
    step = float(np.median(np.diff(time)))
    flags: list[str] = []
    if recording.cycle_start_s:
        starts = np.array(recording.cycle_start_s, dtype=np.float64)
    else:
        signal = recording.pressure_mbar
        if signal is None or not np.isfinite(signal).all():
            signal = recording.elevation_mm
        first = _first_rise(time, signal, protocol.on_s, period, step)
        starts = np.asarray(first + period * np.arange(expected), dtype=np.float64)
        if signal is recording.pressure_mbar:
            found = np.array([onset_s(time, signal, at, _reach(protocol.on_s)) for at in starts])
            starts = np.where(np.isfinite(found), found, starts)
    inside = starts < time[-1] - step
    if inside.sum() < expected:
        flags.append(CYCLES_MISSING)
    starts = np.asarray(starts[inside][:expected], dtype=np.float64)
    starts = _on_samples(time, starts, step)
    reach = min(_reach(protocol.on_s), _reach(protocol.off_s))
    onsets = np.array([onset_s(time, recording.elevation_mm, at, reach) for at in starts])
    off = np.abs(onsets - starts)
    far = np.isfinite(off) & (off > max(ONSET_TOLERANCE_S, 1.5 * step))
    if far.any() and not recording.cycle_start_s and recording.pressure_mbar is None:
        starts = _on_samples(time, np.where(far, onsets, starts), step)
        flags.append(FROM_CURVE)
    elif far.any():
        flags.append(ONSET_OFF)
    if len(starts) and time[-1] > starts[-1] + 1.5 * period:
        flags.append(MORE_CURVES)
    lead_in = int(np.searchsorted(time, starts[0] - 0.5 * step)) if len(starts) else 0
    return Cycles(starts, onsets, lead_in, step, tuple(flags))


def _on_samples(time: Floats, starts: Floats, step: float) -> Floats:
    """Starts within a quarter of a step of a sample put on it: noise is not read as timing."""
    at = np.clip(np.searchsorted(time, starts), 1, len(time) - 1)
    nearest = np.where(starts - time[at - 1] < time[at] - starts, time[at - 1], time[at])
    return np.asarray(np.where(np.abs(nearest - starts) < 0.25 * step, nearest, starts))


def _reach(phase_s: float) -> float:
    return min(0.5, 0.4 * phase_s)


def _first_rise(time: Floats, signal: Floats, on_s: float, period: float, step: float) -> float:
    """Start of the first suction: the first sample, or the onset after a stretch of rest."""
    part = time <= time[0] + max(period, 2.0 * on_s)
    kept = part & np.isfinite(signal)
    if kept.sum() < 8:
        return float(time[0])
    t, z = time[kept], signal[kept]
    rise = float(z.max() - z[0])
    steep = np.diff(z) / np.diff(t)
    strong = np.flatnonzero((steep >= 0.5 * steep.max()) & (z[1:] - z[0] > 0.02 * rise))
    if not len(strong) or rise <= 0.0:
        return float(time[0])
    found = onset_s(time, signal, float(t[strong[0]]), _reach(on_s))
    if not np.isfinite(found) or found - time[0] < 1.5 * step:
        return float(time[0])
    return found


def onset_s(time: Floats, signal: Floats, near_s: float, reach_s: float) -> float:
    """Where the signal leaves its level, by its steepest rise near a time; NaN without a rise.

    The rise begins with the first of the steps around the steepest that are at least half as
    steep; its line is carried back to the median of up to five samples before them.
    """
    a, b = np.searchsorted(time, (near_s - reach_s, near_s + reach_s))
    t, z = time[a:b], signal[a:b]
    kept = np.isfinite(z)
    t, z = t[kept], z[kept]
    if len(t) < 4:
        return float("nan")
    steep = np.diff(z) / np.diff(t)
    top = int(np.argmax(steep))
    i = top
    while i > 0 and steep[i - 1] >= 0.5 * steep[top]:
        i -= 1
    scatter = 1.4826 * float(np.median(np.abs(np.diff(z) - np.median(np.diff(z)))))
    level = float(np.median(z[max(i - 4, 0) : i + 1])) if i > 0 else float(z[0])
    later = float(np.median(z[i + 1 : i + 6]))
    if steep[top] <= 0.0 or later - level <= 5.0 * scatter:
        return float("nan")
    # the first step may begin within rest, then the second one tells the slope
    first = i + 1 if i + 1 < len(steep) and steep[i + 1] > steep[i] else i
    return float(t[first] - (z[first] - level) / steep[first])
