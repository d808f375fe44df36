"""Viscoelastic models fitted to phase speed over frequency, each parameter with its interval.

A parameter is stated only where the band settles it: where its logarithm has a standard error below
0.3 and its best value lies inside the range that was searched. Otherwise it is not identified.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.physics.elasticity.shear import kelvin_voigt_speed_m_s, three_parameter_speed_m_s

F = NDArray[np.float64]
PARAMETERS = {
    "kelvin-voigt": ("mu_kpa", "eta_pa_s"),
    "three-parameter": ("g0_kpa", "ginf_kpa", "beta_per_s"),
}
_LEAST_U, _SETTLED, _COVERED = 2e-4, 0.3, 1.96
_WORST_CHI2, _WORST_MISS = 9.0, 0.005


@dataclass(frozen=True, slots=True)
class Fitted:
    """One parameter. value : None where the band doesn't settle it, ``reason`` then says why.

    u : standard uncertainty. low, high : 95 % interval, also where the value is None.
    """

    name: str
    value: float | None
    u: float | None
    low: float
    high: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DispersionFit:
    """model : one of PARAMETERS. fitted : in its order. speed_m_s : of the model at the data.

    rms_m_s : of what is left. chi2 : per degree of freedom.
    """

    model: str
    fitted: tuple[Fitted, ...]
    frequency_hz: F
    speed_m_s: F
    rms_m_s: float
    chi2: float


def fit_dispersion(
    frequency_hz: F, speed_m_s: F, u_m_s: F, density_kg_m3: float, model: str = "kelvin-voigt"
) -> DispersionFit:
    """Weighted least squares on the logarithms of the parameters.

    Errors: MeasureError for fewer frequencies than two more than parameters, and where the model
    misses them by more than noise and 0.5 %.
    """
    from scipy.optimize import least_squares

    names = PARAMETERS[model]
    if len(frequency_hz) < len(names) + 2:
        raise MeasureError(
            f"a {model} fit needs phase speed at {len(names) + 2} frequencies or more; "
            f"{len(frequency_hz)} were measured"
        )
    u = np.hypot(np.where(np.isfinite(u_m_s), u_m_s, 0.0), _LEAST_U * speed_m_s)
    start, low, high = _range(model, frequency_hz, speed_m_s, density_kg_m3)

    def rest(logs: F) -> F:
        return (_speed(model, logs, frequency_hz, density_kg_m3) - speed_m_s) / u

    best = min(
        (
            least_squares(
                rest,
                np.clip(s, low + 1e-9, high - 1e-9),
                bounds=(low, high),
                xtol=1e-12,
                ftol=1e-12,
                gtol=1e-12,
            )
            for s in start
        ),
        key=lambda found: float(found.cost),
    )
    logs = np.asarray(best.x)
    freedom = len(frequency_hz) - len(names)
    chi2 = float(2.0 * best.cost / freedom)
    speed = _speed(model, logs, frequency_hz, density_kg_m3)
    rms = float(np.sqrt(np.mean((speed - speed_m_s) ** 2)))
    if chi2 > _WORST_CHI2 and rms > _WORST_MISS * float(np.mean(speed_m_s)):
        raise MeasureError(
            f"the {model} model misses the measured dispersion by {rms:.3g} m/s rms, far more than "
            "its uncertainty: the tissue is layered, guided or of another law"
        )
    spread = _log_errors(np.asarray(best.jac), max(1.0, chi2))
    fitted = tuple(
        _fitted(name, i, model, logs, spread, (low, high)) for i, name in enumerate(names)
    )
    return DispersionFit(model, fitted, frequency_hz, speed, rms, chi2)


def _range(model: str, frequency: F, speed: F, density: float) -> tuple[list[F], F, F]:
    """Starts and bounds of the logarithms. Three-parameter: ln Ginf, ln (G0 - Ginf), ln beta."""
    stiff = 1e-3 * density * float(np.median(speed)) ** 2
    omega = 2.0 * np.pi * float(np.median(frequency))
    low_stiff, high_stiff = np.log(1e-3 * stiff), np.log(1e3 * stiff)
    if model == "kelvin-voigt":
        loss = 1e3 * stiff / omega
        starts = [
            np.log([share * stiff, part * loss]) for share in (0.9, 0.4) for part in (0.1, 0.7)
        ]
        return (
            starts,
            np.array([low_stiff, np.log(1e-5 * loss)]),
            np.array([high_stiff, np.log(1e3 * loss)]),
        )
    starts = [
        np.log([share * stiff, extra * stiff, turn * omega])
        for share in (0.9, 0.4)
        for extra in (0.5, 3.0)
        for turn in (0.5, 3.0)
    ]
    return (
        starts,
        np.array([low_stiff, low_stiff, np.log(1e-3 * omega)]),
        np.array([high_stiff, high_stiff, np.log(1e3 * omega)]),
    )


def _speed(model: str, logs: F, frequency: F, density: float) -> F:
    values = np.exp(logs)
    if model == "kelvin-voigt":
        return kelvin_voigt_speed_m_s(frequency, float(values[0]), float(values[1]), density)
    g0 = float(values[0] + values[1])
    return three_parameter_speed_m_s(frequency, g0, float(values[0]), float(values[2]), density)


def _log_errors(jacobian: F, scale: float) -> F:
    """Covariance of the logarithms; flat directions come out huge instead of failing."""
    _, size, turn = np.linalg.svd(jacobian, full_matrices=False)
    inverse = 1.0 / np.maximum(size, 1e-8) ** 2
    return np.asarray((turn.T * inverse) @ turn * scale)


def _fitted(
    name: str, index: int, model: str, logs: F, covariance: F, bounds: tuple[F, F]
) -> Fitted:
    """A parameter with its interval; G0 is a sum of two that were fitted."""
    values = np.exp(logs)
    if model == "three-parameter":
        gradient = np.zeros(3)
        order = {"g0_kpa": (0, 1), "ginf_kpa": (0,), "beta_per_s": (2,)}[name]
        value = float(values[list(order)].sum())
        gradient[list(order)] = values[list(order)] / value
    else:
        order, value = (index,), float(values[index])
        gradient = np.eye(2)[index]
    width = float(np.sqrt(gradient @ covariance @ gradient))
    reach = min(_COVERED * width, 50.0)
    low, high = value * float(np.exp(-reach)), value * float(np.exp(reach))
    inside = all(bounds[0][i] + 0.01 < logs[i] < bounds[1][i] - 0.01 for i in order)
    if width < _SETTLED and inside:
        return Fitted(name, value, width * value, low, high)
    reason = (
        f"the band doesn't settle {name}: 95 % between {low:.3g} and {high:.3g}"
        if inside
        else f"the band doesn't settle {name}: the fit runs to the end of its range"
    )
    return Fitted(name, None, None, low, high, reason)
