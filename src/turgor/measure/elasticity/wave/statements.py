"""What is stated of a wave, and what is refused with its reason."""

from dataclasses import dataclass

import numpy as np

from turgor.measure.elasticity.wave.conditions import band_centre_hz, wave_conditions
from turgor.measure.elasticity.wave.dispersion import DispersionFit
from turgor.measure.elasticity.wave.group import GroupResult
from turgor.measure.elasticity.wave.phase import PhaseSpeeds
from turgor.measure.elasticity.wave.settings import WaveSettings
from turgor.measure.elasticity.wave.stiffness import Medium, depth_flags, try_modulus
from turgor.measure.stamp import Stamp
from turgor.metrics.measurand import ConditionValue
from turgor.record.finding import Finding

BAND_NOT_STATED, UNLOADED = "band-not-stated", "corrected-to-no-stretch"
MIXTURE = (
    "no modulus is stated: waves on skin mix layers, so only an apparent modulus with its "
    "frequency is; state homogeneous_bulk where the tissue is one material"
)
_MODEL_METRICS = {
    "mu_kpa": "wave.shear_modulus",
    "eta_pa_s": "wave.shear_viscosity",
    "g0_kpa": "wave.instantaneous_shear_modulus",
    "ginf_kpa": "wave.shear_modulus",
    "beta_per_s": "wave.relaxation_time",
}


@dataclass(frozen=True, slots=True)
class Statements:
    """What there is to state.

    group_refused, fit_refused : why there is no group speed, no fit; empty where there is.
    """

    settings: WaveSettings
    medium: Medium
    device_class: str
    from_echoes: bool
    group: tuple[GroupResult | None, ...]
    phase: PhaseSpeeds
    fit: DispersionFit | None
    group_refused: str
    fit_refused: str

    def conditions(
        self, metric: str, frequency_hz: float | None = None
    ) -> dict[str, ConditionValue]:
        """The conditions of one metric of this wave."""
        return wave_conditions(
            metric,
            self.settings,
            wave=self.medium.wave,
            density_kg_m3=self.medium.density_kg_m3,
            stretch=self.medium.stretch,
            device_class=self.device_class,
            frequency_hz=frequency_hz,
            from_echoes=self.from_echoes,
        )


def state(stamp: Stamp, told: Statements) -> tuple[Finding, ...]:
    """Every finding: group speed and its stiffness, each frequency's, slope, models."""
    return (
        *_group(stamp, told),
        *_phase(stamp, told),
        _slope(stamp, told),
        *_model(stamp, told),
    )


def _group(stamp: Stamp, told: Statements) -> list[Finding]:
    good = [one for one in told.group if one is not None]
    own = () if told.settings.band_to_hz is not None else (BAND_NOT_STATED,)
    speed = u = centre = None
    reason = told.group_refused
    if good:
        speed = float(np.mean([one.speed_m_s for one in good]))
        u = float(np.sqrt(np.sum([one.u_m_s**2 for one in good]))) / len(good)
        centre = float(np.mean([one.radon.centre_hz for one in good]))
        reason = ""
    deep = depth_flags(
        speed, band_centre_hz(told.settings) or centre or 0.0, told.medium, told.settings
    )
    conditions = told.conditions("wave.group_speed")
    findings = [
        stamp.finding(
            "wave.group_speed", conditions, speed, u=u, u_kind="spatial" if good else None,
            reason=reason, flags=(*own, *deep),
        ),
        stamp.finding(
            "wave.centre_frequency", told.conditions("wave.centre_frequency"), centre, reason=reason
        ),
    ]  # fmt: skip
    findings.append(_stiffness(stamp, told, speed, u, "spatial", None, (*own, *deep), reason))
    return findings


def _stiffness(
    stamp: Stamp,
    told: Statements,
    speed: float | None,
    u: float | None,
    kind: str,
    frequency_hz: float | None,
    flags: tuple[str, ...],
    reason: str,
) -> Finding:
    metric = "wave.apparent_shear_modulus"
    value, lacking = try_modulus(speed, told.medium, told.settings)
    u_value = 2.0 * u / speed * value if value and u is not None and speed else None
    own = (UNLOADED,) if told.medium.stretch is not None and value is not None else ()
    return stamp.finding(
        metric,
        told.conditions(metric, frequency_hz),
        value,
        u=u_value,
        u_kind=kind if u_value is not None else None,
        reason=(reason or lacking) if value is None else "",
        flags=(*flags, *own),
    )


def _phase(stamp: Stamp, told: Statements) -> list[Finding]:
    findings = []
    phase = told.phase
    for i, frequency in enumerate(phase.frequency_hz):
        known = bool(np.isfinite(phase.speed_m_s[i]))
        speed = float(phase.speed_m_s[i]) if known else None
        u = float(phase.u_m_s[i]) if known and np.isfinite(phase.u_m_s[i]) else None
        deep = depth_flags(speed, float(frequency), told.medium, told.settings)
        findings.append(
            stamp.finding(
                "wave.phase_speed",
                told.conditions("wave.phase_speed", float(frequency)),
                speed,
                u=u,
                u_kind="instrument" if u is not None else None,
                reason=phase.reason[i],
                flags=deep,
            )
        )
        findings.append(
            _stiffness(stamp, told, speed, u, "instrument", float(frequency), deep, phase.reason[i])
        )
    return findings


def _slope(stamp: Stamp, told: Statements) -> Finding:
    """Slope of phase speed over frequency, weighted by u."""
    metric = "wave.dispersion_slope"
    conditions = told.conditions(metric, 0.0)
    good = np.isfinite(told.phase.speed_m_s) & np.isfinite(told.phase.u_m_s)
    if good.sum() < 4:
        return stamp.finding(
            metric, conditions, None,
            reason=f"phase speed is known at {good.sum()} frequencies; 4 are needed",
        )  # fmt: skip
    x = told.phase.frequency_hz[good] * 1e-3
    y = told.phase.speed_m_s[good]
    weight = 1.0 / np.hypot(told.phase.u_m_s[good], 2e-4 * y) ** 2
    mean = float((weight * x).sum() / weight.sum())
    lever = float((weight * (x - mean) ** 2).sum())
    slope = float((weight * (x - mean) * y).sum()) / lever
    rest = y - (weight * y).sum() / weight.sum() - slope * (x - mean)
    chi2 = float((weight * rest**2).sum()) / (good.sum() - 2)
    return stamp.finding(
        metric, conditions, slope, u=float(np.sqrt(max(1.0, chi2) / lever)), u_kind="instrument"
    )


def _model(stamp: Stamp, told: Statements) -> list[Finding]:
    """The model's parameters, only of what was stated to be one material."""
    if told.settings.model == "none":
        return []
    refused = MIXTURE if not told.settings.homogeneous_bulk else told.fit_refused
    if refused or told.fit is None:
        metric = "wave.shear_modulus"
        return [stamp.finding(metric, told.conditions(metric, 0.0), None, reason=refused)]
    findings = []
    for one in told.fit.fitted:
        metric = _MODEL_METRICS[one.name]
        value, u = one.value, one.u
        if one.name == "beta_per_s" and value is not None and u is not None:
            value, u = 1.0 / value, u / value**2
        findings.append(
            stamp.finding(
                metric,
                told.conditions(metric, 0.0),
                value,
                u=u,
                u_kind=None if u is None else "instrument",
                reason=one.reason,
            )
        )
    return findings
