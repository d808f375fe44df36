"""One micro-thermal zone: from a pulse of light to what is removed, killed and heat-shocked."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import parameter
from turgor.physics.heat.ablate import Beam, ablate_zone
from turgor.physics.heat.axisymmetric import heat_zone
from turgor.physics.heat.cooling import Cooling, no_cooling
from turgor.physics.heat.criteria import Criterion
from turgor.physics.heat.damage import DamageSet
from turgor.physics.heat.pulse import PulseTrain
from turgor.physics.heat.run import HeatRun
from turgor.physics.heat.through_time import Course
from turgor.physics.photons.beam import beam_response, deposit_j_cm3
from turgor.physics.photons.layers import OpticalStack
from turgor.physics.photons.pencil import pencil_response
from turgor.physics.tissue import optical_stack, thermal_layers, water_absorption_mm
from turgor.record.stimulus import DEPTH_UM
from turgor.record.tissue import LAYERS, TissueStack
from turgor.skin.stimulus.light.coefficients import ZoneCoefficients
from turgor.skin.stimulus.light.grids import ablating_edges_um, scattered_edges_um
from turgor.skin.stimulus.light.outline import ZoneOutline, reach_of_level
from turgor.skin.stimulus.light.regime import Regime, regime

FloatArray = NDArray[np.float64]

#: depth and width of a zone vary by less than 1 % from seed to seed with so many photons
PHOTONS = 100_000
#: living skin at rest under a warm room's air lies at the body's temperature; a zone is left once
#: nothing is hotter than this above what it began at, or after so long
_LEFT_K, _LONGEST_S = 9.0, 2.0
#: steps in time four times coarser than the solver's own move depths and widths by less than 0.5 %
_STEP_SHARE, _STEP_K = 0.2, 5.0


@dataclass(frozen=True, slots=True)
class Exposure:
    """One zone's light. spot_um : effective diameter, at 1/e² of a Gaussian. period_ms : from
    pulse to pulse where more than one is put on the spot. warmer_k (n,) : at DEPTH_UM, what
    earlier zones have left.
    """

    wavelength_nm: float
    energy_mj: float
    spot_um: float
    pulse_ms: float
    pulses: int = 1
    period_ms: float = 0.0
    beam: str = "gaussian"
    cooling: Cooling = field(default_factory=no_cooling)
    warmer_k: FloatArray | None = None


#: water boils here; what is hotter holds none
_BOILING_C = 100.0


@dataclass(frozen=True, slots=True)
class Zone:
    """One zone as in life. deposit_j_cm3 : highest density of absorbed light of one pulse, before
    anything is removed.
    """

    kind: Regime
    outline: ZoneOutline
    run: HeatRun
    deposit_j_cm3: float
    criteria: Mapping[str, Criterion]

    @property
    def peak_c(self) -> float:
        """Highest temperature of what was not removed, to where dry tissue chars."""
        hottest = float(np.where(self.run.removed, -np.inf, self.run.peak_c).max())
        return min(hottest, parameter("mtz.char"))

    @property
    def dries(self) -> bool:
        """Tissue that stays has boiled dry somewhere."""
        stays = np.where(self.run.removed, -np.inf, self.run.peak_c)
        return bool(stays.max() > _BOILING_C + 1.0)


def regime_of(wavelength_nm: float) -> Regime:
    """The branch of the model for a wavelength, by water's absorption; errors as for regime."""
    regime(wavelength_nm, 1.0)
    return regime(wavelength_nm, float(water_absorption_mm(wavelength_nm)))


@dataclass(frozen=True, slots=True)
class HeatSource:
    """Heat by cell of a grid: (n_z, n_r) in J/cm³, edges in µm."""

    r_edges_um: FloatArray
    z_edges_um: FloatArray
    j_cm3: FloatArray

    def by_row_mj(self) -> FloatArray:
        """(n_z,) heat in each row of the grid."""
        area = np.pi * np.diff(self.r_edges_um**2)
        rows: FloatArray = 1e-9 * (self.j_cm3 @ area) * np.diff(self.z_edges_um)
        return rows

    def radius_um(self) -> float:
        """Radius of the disc with the heat's second moment about the axis."""
        inner, outer = self.r_edges_um[:-1] ** 2, self.r_edges_um[1:] ** 2
        held = (self.j_cm3 * np.diff(self.z_edges_um)[:, None]).sum(axis=0) * (outer - inner)
        return math.sqrt(float(held @ (inner + outer)) / float(held.sum()))


def scattered_source(
    stack: TissueStack, exposure: Exposure, coefficients: ZoneCoefficients
) -> HeatSource:
    """Where the light of one pulse is absorbed; errors as for micro_thermal_zone."""
    optical = _calibrated(optical_stack(stack, exposure.wavelength_nm), coefficients)
    r, z = scattered_edges_um()
    pencil = pencil_response(
        optical, depth_um=float(z[-1]), radius_um=float(r[-1]), photons=PHOTONS,
        r_edges_um=r, z_edges_um=z,
    )  # fmt: skip
    shape: Literal["flat", "gaussian"] = "flat" if exposure.beam == "flat" else "gaussian"
    beam = beam_response(pencil, exposure.spot_um, shape)
    return HeatSource(r, z, deposit_j_cm3(beam, exposure.energy_mj))


def micro_thermal_zone(
    stack: TissueStack,
    exposure: Exposure,
    coefficients: ZoneCoefficients,
    source: HeatSource | None = None,
) -> Zone:
    """Follow one zone from light to damage under the present draw of the tissue's values.

    source : of scattered light, where it is already known.

    Errors: InputError for a wavelength without data, and what heat and light refuse.
    """
    kind = regime_of(exposure.wavelength_nm)
    if kind == "scattering":
        lit = scattered_source(stack, exposure, coefficients) if source is None else source
        run, deposit = _scattered(stack, exposure, coefficients, lit), float(lit.j_cm3.max())
    else:
        run, deposit = _ablated(stack, exposure, coefficients, _processes(coefficients))
    return Zone(kind, _outline(run, coefficients.criteria), run, deposit, coefficients.criteria)


def _scattered(
    stack: TissueStack,
    exposure: Exposure,
    coefficients: ZoneCoefficients,
    lit: HeatSource,
) -> HeatRun:
    r, z = lit.r_edges_um, lit.z_edges_um
    return heat_zone(
        thermal_layers(stack), lit.j_cm3, r, z, _train(exposure), exposure.cooling,
        initial_c=_start_c(exposure, z), damage=_processes(coefficients),
        course=_course(exposure),
    )  # fmt: skip


def heat_left(stack: TissueStack, exposure: Exposure, coefficients: ZoneCoefficients) -> HeatSource:
    """Heat that an ablating pulse leaves behind, once what was removed took some along."""
    run, _ = _ablated(stack, exposure, coefficients, [], fine=False)
    start = parameter("heat.body")
    # cold again, nothing boils: heat is capacity times temperature
    end = np.where(run.removed, start, np.maximum(run.end_c, start))
    held = run.enthalpy_j_cm3 * (1.0 - start / end) * run.thickness_um
    return HeatSource(run.r_edges_um, run.z_edges_um, held / np.diff(run.z_edges_um)[:, None])


def _ablated(
    stack: TissueStack,
    exposure: Exposure,
    coefficients: ZoneCoefficients,
    processes: list[DamageSet],
    fine: bool = True,
) -> tuple[HeatRun, float]:
    optical = optical_stack(stack, exposure.wavelength_nm)
    r, z = ablating_edges_um(exposure.spot_um, fine)
    which = stack.layer_at(0.5 * (z[1:] + z[:-1]))
    by_layer = np.array([layer.absorption_mm for layer in optical.layers])
    beam = Beam(exposure.energy_mj, exposure.spot_um, exposure.beam)
    run = ablate_zone(
        thermal_layers(stack), beam, by_layer[which],
        coefficients.ablation_j_cm3(exposure.wavelength_nm), r, z, _train(exposure),
        exposure.cooling, initial_c=_start_c(exposure, z), damage=processes,
        course=_course(exposure),
        crater_loss_mm=coefficients.crater_loss_mm(exposure.wavelength_nm),
    )  # fmt: skip
    area_cm2 = math.pi * float(r[1]) ** 2 * 1e-8
    brightest = 1e-3 * exposure.energy_mj * float(beam.shares(r[:2])[0]) / area_cm2
    return run, 10.0 * float(by_layer[LAYERS.index("epidermis")]) * brightest


def _calibrated(optical: OpticalStack, coefficients: ZoneCoefficients) -> OpticalStack:
    """The tissue's layers with scattering as calibration found it."""
    layers = []
    for layer in optical.layers:
        turned = min((1.0 - layer.anisotropy) * coefficients.turned, 1.0)
        reduced = layer.scattering_mm * (1.0 - layer.anisotropy) * coefficients.scattering
        layers.append(replace(layer, scattering_mm=reduced / turned, anisotropy=1.0 - turned))
    return replace(optical, layers=tuple(layers))


def _train(exposure: Exposure) -> PulseTrain:
    return PulseTrain(exposure.pulse_ms, exposure.pulses, exposure.period_ms)


def _start_c(exposure: Exposure, z_edges_um: FloatArray) -> FloatArray | None:
    if exposure.warmer_k is None:
        return None
    middle = 0.5 * (z_edges_um[1:] + z_edges_um[:-1])
    return np.asarray(
        parameter("heat.body") + np.interp(middle, DEPTH_UM, exposure.warmer_k), dtype=np.float64
    )


def _course(exposure: Exposure) -> Course:
    warm = 0.0 if exposure.warmer_k is None else float(exposure.warmer_k.max())
    return Course(
        until_c=parameter("heat.body") + warm + _LEFT_K,
        longest_s=_LONGEST_S,
        step_share=_STEP_SHARE,
        step_c=_STEP_K,
    )


def _processes(coefficients: ZoneCoefficients) -> list[DamageSet]:
    return [one.process for one in coefficients.criteria.values()]


def _outline(run: HeatRun, criteria: Mapping[str, Criterion]) -> ZoneOutline:
    r, z = run.r_edges_um, run.z_edges_um
    middle = 0.5 * (z[1:] + z[:-1])
    radius = _removed_radii(run.front_um, r, middle)
    depth = float(run.front_um[0])
    radii, depths = [radius], [depth]
    for name in ("denatured", "coagulated", "heat-shocked"):
        excess = criteria[name].excess(run.log_damage)
        further, deeper = reach_of_level(excess, run.removed, r, z)
        radius, depth = np.maximum(radius, further), max(depth, deeper)
        radii.append(radius)
        depths.append(depth)
    return ZoneOutline(
        middle, radii[0], radii[1], radii[2], radii[3], depths[0], depths[1], depths[2], depths[3]
    )


def _removed_radii(front_um: FloatArray, r_edges_um: FloatArray, z_um: FloatArray) -> FloatArray:
    """How wide the crater is at each depth, between the middles of columns; at its rim, the edge
    of the last column that lost anything.
    """
    if front_um[0] <= 0.0:
        return np.zeros_like(z_um)
    falling = np.minimum.accumulate(front_um)
    last = int(np.flatnonzero(falling > 0.0)[-1])
    middle = 0.5 * (r_edges_um[1:] + r_edges_um[:-1])
    depth = np.append(falling[: last + 1], 0.0)[::-1]
    radius = np.append(middle[: last + 1], r_edges_um[last + 1])[::-1]
    found = np.interp(z_um, depth, radius)
    return np.asarray(np.where(z_um < front_um[0], found, 0.0), dtype=np.float64)
