"""What the model says of a printed figure, for given values of what calibration leaves open."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import find_parameter, parameter
from turgor.physics.tissue import tissue_stack
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.light.coefficients import ZoneCoefficients, shifted_criteria
from turgor.skin.stimulus.light.map_fit import Unknown
from turgor.skin.stimulus.light.outline import ZoneOutline
from turgor.skin.stimulus.light.series import ZoneFigure
from turgor.skin.stimulus.light.zone import Exposure, micro_thermal_zone, regime_of

FloatArray = NDArray[np.float64]

#: what all lasers share, in the order in which calibration holds it
SHARED = ("co2-heat", "co2-loss", "scattering", "turned", "damage-shift", "shrink-depth",
          "shrink-lateral", "manstein-energy")  # fmt: skip
#: of them, what the tissue's own spread stands for where draws are made
OF_TISSUE = ("scattering", "turned")
#: a uniform spread has this many standard deviations from end to end
_ENDS = math.sqrt(12.0)
#: a zone that isn't there counts as this deep and wide, µm: logarithms need something
_NOTHING_UM = 1.0


@dataclass(frozen=True, slots=True)
class SeriesSetting:
    """What a series was made with, where its abstract doesn't say: site, spot, power record."""

    site: str
    spot_record: str
    power_record: str


#: series -> where it was made, nominal spot (of its figures where they state it), power
SETTINGS: Mapping[str, SeriesSetting] = {
    "eco2-120": SeriesSetting("cheek", "laser.eco2.spot", "mtz.power.carbon-dioxide"),
    "eco2-300": SeriesSetting("cheek", "laser.eco2.spot", "mtz.power.carbon-dioxide"),
    "eco2-1000": SeriesSetting("cheek", "laser.eco2.spot", "mtz.power.carbon-dioxide"),
    "hantash": SeriesSetting("forearm", "laser.fraxel-repair.spot", "laser.fraxel-repair.power"),
    "bedi": SeriesSetting("abdomen", "laser.fraxel-1550.spot", "mtz.power.erbium-fibre"),
    "manstein": SeriesSetting(
        "forearm", "laser.generic-nonablative.spot", "mtz.power.erbium-fibre"
    ),
}


def shared_unknowns() -> list[Unknown]:
    """Priors of SHARED: logarithms of factors, save the loss (1/mm), the shift (K)
    and shrinkages (shares)."""
    heat, forward = find_parameter("ablation.co2.heat"), find_parameter("tissue.anisotropy")
    if forward.low is None or forward.high is None:
        raise InputError("'tissue.anisotropy' has no range to take a spread from")
    turned = math.log((1.0 - forward.low) / (1.0 - forward.high)) / _ENDS
    energy, loss = find_parameter("mtz.manstein.energy"), find_parameter("mtz.ablation.crater-loss")
    depth, lateral = (find_parameter(f"mtz.shrinkage.{name}") for name in ("depth", "lateral"))
    return [
        Unknown("co2-heat", math.log(heat.value), (heat.spread or 0.0) / heat.value),
        Unknown("co2-loss", loss.value, loss.spread or 0.0),
        Unknown("scattering", 0.0, log_sd("tissue.scattering_1000_nm")),
        Unknown("turned", 0.0, turned),
        Unknown("damage-shift", 0.0, find_parameter("damage.shift").spread or 0.0),
        Unknown("shrink-depth", depth.value, depth.spread or 0.0),
        Unknown("shrink-lateral", lateral.value, 2.0 * (lateral.spread or 0.0) / _ENDS),
        Unknown("manstein-energy", math.log(energy.value), log_sd(energy.id)),
    ]


def spot_unknown(series: str) -> Unknown:
    """Prior of the logarithm of a series' effective over nominal spot."""
    return Unknown(f"spot:{series}", 0.0, log_sd("laser.spot.effective-ratio"))


def log_sd(record_id: str) -> float:
    """Standard deviation of the logarithm of a value above 0, as draws spread it; of a range, as
    if it were even in the logarithm.
    """
    record = find_parameter(record_id)
    if record.low is not None and record.high is not None and record.low > 0.0:
        return math.log(record.high / record.low) / _ENDS
    if record.spread is None or record.spread_kind not in ("sd", "se") or not record.value > 0.0:
        raise InputError(f"'{record_id}' states no spread about a value above 0")
    return math.sqrt(math.log1p((record.spread / record.value) ** 2))


@dataclass(slots=True)
class FigureModel:
    """(t,) logarithms of printed figures from (k,) unknowns; remembers every zone it followed.

    stacks : skin of a series, where it isn't that of its site in SETTINGS. zones : those that were
    followed, which models of one skin and one draw may share.
    """

    figures: Sequence[ZoneFigure]
    unknowns: Sequence[Unknown]
    stacks: dict[str, TissueStack] = field(default_factory=dict)
    zones: dict[tuple[float | str, ...], ZoneOutline] = field(default_factory=dict)

    def __call__(self, values: FloatArray) -> FloatArray:
        """Logarithm of each figure, as histology would show it."""
        named = dict(zip((u.name for u in self.unknowns), map(float, values), strict=True))
        return np.array([self._log_figure(figure, named) for figure in self.figures])

    def _log_figure(self, figure: ZoneFigure, named: Mapping[str, float]) -> float:
        energy = figure.energy_mj
        if energy is None:
            energy = math.exp(named["manstein-energy"])
        size = self._size(figure, energy, named)
        if figure.from_energy_mj is not None:
            return math.log(size / self._size(figure, figure.from_energy_mj, named))
        if figure.state == "life":
            return math.log(size)
        left = "shrink-depth" if figure.quantity.endswith("depth") else "shrink-lateral"
        return math.log(size * (1.0 - named[left]))

    def _size(self, figure: ZoneFigure, energy_mj: float, named: Mapping[str, float]) -> float:
        outline = self._outline(figure, energy_mj, named)
        size = {
            "ablation-depth": outline.removed_depth_um,
            "coagulation-depth": outline.denatured_depth_um,
            "ablation-width": 2.0 * float(outline.removed_um.max()),
            "coagulation-width": 2.0 * float(outline.denatured_um.max()),
        }[figure.quantity]
        return max(size, _NOTHING_UM)

    def _outline(
        self, figure: ZoneFigure, energy_mj: float, named: Mapping[str, float]
    ) -> ZoneOutline:
        spot, pulse = _nominal(figure, energy_mj)
        ablates = regime_of(figure.wavelength_nm) == "ablating"
        numbers = (
            round(spot * math.exp(named[f"spot:{figure.series}"]), 6), round(energy_mj, 9),
            named["co2-heat"] if ablates else 0.0, named["co2-loss"] if ablates else 0.0,
            0.0 if ablates else named["scattering"],
            0.0 if ablates else named["turned"], named["damage-shift"],
        )  # fmt: skip
        key = (figure.series, figure.wavelength_nm, round(pulse, 12), *numbers)
        if key not in self.zones:
            exposure = Exposure(figure.wavelength_nm, energy_mj, numbers[0], pulse_ms=pulse)
            self.zones[key] = micro_thermal_zone(
                self._stack(figure.series), exposure, coefficients_of(named)
            ).outline
        return self.zones[key]

    def _stack(self, series: str) -> TissueStack:
        if series not in self.stacks:
            self.stacks[series] = tissue_stack(SETTINGS[series].site)
        return self.stacks[series]


def _nominal(figure: ZoneFigure, energy_mj: float) -> tuple[float, float]:
    """Nominal spot, µm, and pulse, ms, of a figure; what nobody states follows the draw."""
    setting = SETTINGS.get(figure.series)
    spot, power = figure.nominal_spot_um, figure.power_w
    if spot is None and setting is not None:
        spot = parameter(setting.spot_record)
    if power is None and setting is not None:
        power = parameter(setting.power_record)
    if spot is None or (power is None and figure.pulse_ms is None):
        raise InputError(f"series '{figure.series}' needs a nominal spot, and a pulse or power")
    pulse = energy_mj / power if power is not None else math.nan
    return spot, pulse if figure.pulse_ms is None else figure.pulse_ms


def coefficients_of(named: Mapping[str, float]) -> ZoneCoefficients:
    """The model's coefficients from the values of SHARED."""
    return ZoneCoefficients(
        co2_j_cm3=math.exp(named["co2-heat"]),
        erbium_j_cm3=find_parameter("mtz.ablation.enthalpy-erbium").value,
        co2_loss_mm=max(named["co2-loss"], 0.0),
        scattering=math.exp(named["scattering"]),
        turned=math.exp(named["turned"]),
        criteria=shifted_criteria(named["damage-shift"]),
    )
