"""A laboratory's own histology: an effective spot for its device, and whether ±20 % may be said."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from turgor.errors import InputError
from turgor.evidence import find_parameter
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.light.calibrate import targets
from turgor.skin.stimulus.light.map_fit import Unknown, fit_map
from turgor.skin.stimulus.light.predict import OF_TISSUE, FigureModel, log_sd, shared_unknowns
from turgor.skin.stimulus.light.series import Quantity, ZoneFigure
from turgor.skin.stimulus.light.shrinkage import GeometryState

#: what may be claimed of depths and widths, and from how many energies on
CLAIM, LEAST_ENERGIES = 0.20, 3
_SERIES = "own"
#: what a section can show at all: a cell, and more than any skin is deep
_LEAST_UM, _MOST_UM = 5.0, 6000.0


@dataclass(frozen=True, slots=True)
class HistologyPoint:
    """One energy of a laboratory's own series. Depths and widths are means over zones, µm, NaN
    where not measured; ablation_depth_um only for what is taken away.
    """

    energy_mj: float
    depth_um: float = math.nan
    width_um: float = math.nan
    ablation_depth_um: float = math.nan
    ablation_width_um: float = math.nan


@dataclass(frozen=True, slots=True)
class DeviceCalibration:
    """An effective spot from own histology, and what leaving out each energy in turn says.

    spot_ratio, spot_ratio_sd : effective over nominal diameter. shared : what all lasers share, as
    these sections moved it, by name (logarithms of factors); sessions are worked out with it, since
    the claim was tested with it. left_out : quantity, energy and
    relative error of the value foretold from the other energies. claim_pct : 20 where three or
    more energies were given and no error passes it; None where nothing may be claimed.
    """

    wavelength_nm: float
    nominal_spot_um: float
    spot_ratio: float
    spot_ratio_sd: float
    shared: Mapping[str, float]
    energies_mj: tuple[float, ...]
    left_out: tuple[tuple[str, float, float], ...]
    claim_pct: float | None

    @property
    def worst_pct(self) -> float:
        """Largest relative error of a value that was left out, percent; NaN where none was."""
        return 100.0 * max((abs(error) for _, _, error in self.left_out), default=math.nan)


def calibrate_device(
    points: Sequence[HistologyPoint],
    stack: TissueStack,
    *,
    wavelength_nm: float,
    nominal_spot_um: float,
    pulse_ms: float | None = None,
    power_w: float | None = None,
    state: GeometryState = "histology",
) -> DeviceCalibration:
    """Fit a device's effective spot to a laboratory's own depths and widths.

    What all lasers share is let move within what the four published series left open. Depths and
    widths of coagulated tissue are those of collagen that has lost its order, ablation included.
    state : as sections of excised skin show them, or as in life (for example by OCT). One of
    pulse_ms and power_w is needed.

    Errors: InputError for no points, a value that isn't above 0, energies given twice, or neither
    pulse nor power.
    """
    if (pulse_ms is None) == (power_w is None):
        raise InputError("own histology needs the pulse in ms or the power in W, one of them")
    figures = [
        figure
        for point in points
        for figure in _figures(point, wavelength_nm, nominal_spot_um, pulse_ms, power_w, state)
    ]
    energies = sorted({point.energy_mj for point in points})
    if not figures or len(energies) != len(points):
        raise InputError(
            "own histology needs a table of energies, each once, with depths or widths"
        )
    model = FigureModel(figures, _unknowns(), {_SERIES: stack})
    fit = fit_map(model.unknowns, targets(figures), model)
    left_out: list[tuple[str, float, float]] = []
    for energy in energies if len(energies) > 1 else []:
        kept = [figure for figure in figures if figure.energy_mj != energy]
        out = [figure for figure in figures if figure.energy_mj == energy]
        blind = fit_map(fit.unknowns, targets(kept), replace(model, figures=kept), fit.mean)
        foretold = replace(model, figures=out)(blind.mean)
        left_out += [
            (figure.quantity, energy, math.exp(float(log)) / figure.value - 1.0)
            for figure, log in zip(out, foretold, strict=True)
        ]
    enough = len(energies) >= LEAST_ENERGIES
    holds = enough and all(abs(error) <= CLAIM for _, _, error in left_out)
    ratio = math.exp(fit.value(f"spot:{_SERIES}"))
    return DeviceCalibration(
        wavelength_nm, nominal_spot_um, ratio, ratio * fit.sd(f"spot:{_SERIES}"),
        {one.name: fit.value(one.name) for one in fit.unknowns[1:]}, tuple(energies),
        tuple(left_out), 100.0 * CLAIM if holds else None,
    )  # fmt: skip


def _figures(
    point: HistologyPoint, wavelength_nm: float, spot_um: float, pulse_ms: float | None,
    power_w: float | None, state: GeometryState,
) -> list[ZoneFigure]:  # fmt: skip
    given: dict[Quantity, float] = {
        "coagulation-depth": point.depth_um,
        "coagulation-width": point.width_um,
        "ablation-depth": point.ablation_depth_um,
        "ablation-width": point.ablation_width_um,
    }
    if not point.energy_mj > 0.0 or any(value <= 0.0 for value in given.values()):
        raise InputError(f"own histology at {point.energy_mj:g} mJ: energies and µm lie above 0")
    for quantity, value in given.items():
        if not math.isnan(value) and not _LEAST_UM <= value <= _MOST_UM:
            raise InputError(
                f"own histology at {point.energy_mj:g} mJ: {quantity} is {value:g} µm; what a "
                f"section shows lies between {_LEAST_UM:g} and {_MOST_UM:g} µm: is the unit right?"
            )
    return [
        ZoneFigure(
            f"{_SERIES}.{point.energy_mj:g}.{quantity}", _SERIES, wavelength_nm, point.energy_mj,
            spot_um, power_w, quantity, "equal", value, pulse_ms=pulse_ms, state=state,
        )
        for quantity, value in given.items() if not math.isnan(value)
    ]  # fmt: skip


def _unknowns() -> list[Unknown]:
    """The device's spot, and what all lasers share, within what the published series left open."""
    across = find_parameter("mtz.spot-ratio.across-devices")
    return [
        Unknown(f"spot:{_SERIES}", math.log(across.value), log_sd(across.id)),
        *(_factor(name) for name in ("co2-heat", "scattering", "turned")),
        *(Unknown(name, *_normal(f"mtz.fit.{name}")) for name in ("co2-loss", "damage-shift")),
        *(
            Unknown(f"shrink-{name}", *_normal(f"mtz.shrinkage.{name}"))
            for name in ("depth", "lateral")
        ),
    ]


def _factor(name: str) -> Unknown:
    """A fitted factor; where its record leaves the spread to the tissue, the tissue's."""
    record = find_parameter(f"mtz.fit.{name}")
    tissue = next((u.sd for u in shared_unknowns() if u.name == name and name in OF_TISSUE), 0.0)
    return Unknown(name, math.log(record.value), tissue or log_sd(record.id))


def _normal(record_id: str) -> tuple[float, float]:
    """Value and standard deviation; of a range, that of an even spread between its ends."""
    record = find_parameter(record_id)
    even = 1.0 / math.sqrt(3.0) if record.spread_kind == "range" else 1.0
    return record.value, (record.spread or 0.0) * even
