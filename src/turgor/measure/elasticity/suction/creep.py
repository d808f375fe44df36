"""Creep under suction and recovery after it as exponentials, with their intervals or the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from turgor.measure.elasticity.suction.curve import Curve
from turgor.measure.elasticity.suction.fit_kernel import fit_phase
from turgor.measure.elasticity.suction.method import FIXED_SPLIT_S, MODELS, SPLIT_RULES
from turgor.record.suction import SuctionRecording

PHASES = ("creep", "recovery")
_LEAST_SAMPLES = 24
_BIC_GAIN = 10.0
CORRELATED = "fit-residuals-correlated"
SECOND_NEEDED = "second-exponential-needed"
_NO_U = "the fit's residuals are correlated, so that its interval would be too narrow"

Number = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Fit:
    """One phase of one curve by one model.

    numbers : name of the metric without its family -> (value, u), mm, s and mm/s; both None where
    nothing is identified, u alone where the residuals forbid one; ``reason`` then says why.
    """

    phase: str
    model: str
    numbers: Mapping[str, Number]
    reason: str = ""
    flags: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Solved:
    best: list[float]
    u: list[float]
    missed: float
    likeness: float
    count: int
    span: float
    step: float


def fits_of(recording: SuctionRecording, curve: Curve) -> tuple[Fit, ...]:
    """Both phases of a sound curve: one exponential, and two where they are needed.

    Each fit begins at twice the time of the phase's bend, when the pump's own rise has died away.
    """
    bends = next(one for one in curve.splits if one.rule == SPLIT_RULES[1])
    found: list[Fit] = []
    noise = curve.noise_mm
    for phase, begin, end, bend in (
        ("creep", curve.start_s, curve.release_s, bends.split_s),
        ("recovery", curve.release_s, curve.end_s, bends.release_split_s),
    ):
        first = begin + 2.0 * (bend if bend is not None else FIXED_SPLIT_S)
        a, b = np.searchsorted(recording.time_s, (first, end + 1e-6))
        at = recording.time_s[a:b] - begin
        value = recording.elevation_mm[a:b] - curve.level_mm
        found += [_with_level(one, curve.level_u_mm) for one in _phase(phase, at, value, noise)]
    return tuple(found)


def _phase(phase: str, at: np.ndarray, value: np.ndarray, noise: float) -> list[Fit]:
    if len(at) < _LEAST_SAMPLES:
        reason = f"{len(at)} samples after the bend; {_LEAST_SAMPLES} are needed"
        return [_none(phase, MODELS[0], reason)]
    one = _solve(phase, at, value, 1)
    rough = max(noise, 1e-9 * float(np.ptp(value)))
    limit = 3.5 / np.sqrt(one.count)
    misfit = one.missed / one.count > (0.5 * rough) ** 2 and one.likeness > limit
    if not misfit:
        return [_judged(phase, MODELS[0], one, ())]
    two = _solve(phase, at, value, 2)
    gain = one.count * np.log(max(one.missed, 1e-300) / max(two.missed, 1e-300))
    second = _judged(phase, MODELS[1], two, (CORRELATED,) if two.likeness > limit else ())
    needed = gain - 2.0 * np.log(one.count) > _BIC_GAIN and not second.reason
    flags = (CORRELATED, SECOND_NEEDED) if needed else (CORRELATED,)
    first = _judged(phase, MODELS[0], one, flags)
    return [first, second] if needed else [first]


def _with_level(fit: Fit, level_u: float) -> Fit:
    """The fit with the doubt of the curve's own level in what is counted from it."""
    numbers = dict(fit.numbers)
    for name in ("creep_immediate", "recovery_residual"):
        value, u = numbers.get(name, (None, None))
        if u is not None:
            numbers[name] = (value, float(np.hypot(u, level_u)))
    return replace(fit, numbers=numbers)


def _solve(phase: str, at: np.ndarray, value: np.ndarray, exponentials: int) -> _Solved:
    best, covariance, missed, likeness = fit_phase(at, value, exponentials, phase == "creep")
    free = max(len(at) - len(best), 1)
    with np.errstate(invalid="ignore"):
        u = np.sqrt(np.diag(covariance) * missed / free)
    span = float(at[-1] - at[0])
    return _Solved(best.tolist(), u.tolist(), missed, likeness, len(at), span, span / (len(at) - 1))


def _names(phase: str, model: str) -> tuple[str, ...]:
    """Metrics of a fit in the order of the kernel's parameters, slower exponential last."""
    head = ("creep_immediate", "creep_slope") if phase == "creep" else ("recovery_residual",)
    fast = (f"{phase}_amplitude_fast", f"{phase}_time_fast") if model == MODELS[1] else ()
    return (*head, *fast, f"{phase}_amplitude", f"{phase}_time")


def _none(phase: str, model: str, reason: str, flags: tuple[str, ...] = ()) -> Fit:
    return Fit(phase, model, dict.fromkeys(_names(phase, model), (None, None)), reason, flags)


def _judged(phase: str, model: str, solved: _Solved, flags: tuple[str, ...]) -> Fit:
    best, u = list(solved.best), list(solved.u)
    linear = 2 if phase == "creep" else 1
    if model == MODELS[1] and best[linear + 1] > best[linear + 3]:
        swap = [*range(linear), linear + 2, linear + 3, linear, linear + 1]
        best, u = [best[i] for i in swap], [u[i] for i in swap]
    reason = _open(phase, model, best, u, solved)
    if reason:
        return _none(phase, model, reason, flags)
    numbers: dict[str, Number] = {}
    certain = CORRELATED not in flags
    for name, value, width in zip(_names(phase, model), best, u, strict=True):
        if "_time" in name:
            value = float(np.exp(value))
            width *= value
        numbers[name] = (value, width if certain else None)
    return Fit(phase, model, numbers, "" if certain else _NO_U, flags)


def _open(phase: str, model: str, best: list[float], u: list[float], solved: _Solved) -> str:
    """Why a fit identifies nothing, '' where it does."""
    linear = 2 if phase == "creep" else 1
    for place in range(linear, len(best), 2):
        size, log_time = best[place], best[place + 1]
        tau = float(np.exp(log_time))
        if not np.isfinite(u[place + 1]):
            return "the fit does not converge"
        if tau > solved.span:
            return f"its time constant ({tau:.2g} s) lies beyond the {solved.span:.2g} s observed"
        if tau < 2.0 * solved.step:
            return f"its time constant ({tau:.2g} s) is shorter than two samples"
        if size <= 0.0 or u[place] > 0.5 * size or u[place + 1] > 0.5:
            return "its amplitude or time constant is known to no better than half its value"
    if model == MODELS[1] and best[linear + 3] - best[linear + 1] < np.log(3.0):
        return "its two time constants are not apart"
    return ""
