"""Heat that earlier zones and passes have left where the next zone comes to lie."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import find_parameter, parameter
from turgor.physics.heat.layers import ThermalLayer
from turgor.record.stimulus import StimulusFlag
from turgor.skin.stimulus.field.heat_kernel import HeatDeposit, depth_kernel, sideways
from turgor.skin.stimulus.field.shape import ZoneField

FloatArray = NDArray[np.float64]

ORDERS = ("raster", "scattered", "at once")
_UM_PER_MM = 1.0e3
_UM_PER_CM = 1.0e4
_UM2_PER_CM2 = 1.0e8
#: lags between zones of one pattern are gathered on as many, evenly in their logarithm
_LAGS = 48
#: zones of a pattern at which the rise is worked out, spread over its whole order
_PLACES = 16
#: zones of one pattern that are followed one by one; a larger pattern is cut to a part of it
_MOST = 2500


@dataclass(frozen=True, slots=True)
class Scan:
    """When zones are set down.

    rate_hz : zones a second. order : 'raster' (row by row), 'scattered' (neighbours far apart in
    time) or 'at once' (a stamp of microlenses). pattern_mm : side of the square that is scanned
    before the hand moves on. pass_interval_s : from a place's one pass to its next.
    """

    rate_hz: float
    order: str
    pattern_mm: float
    pass_interval_s: float

    def __post_init__(self) -> None:
        """Hold what can be."""
        if self.order not in ORDERS:
            raise InputError(f"order is '{self.order}'; allowed: {', '.join(ORDERS)}")
        for name in ("rate_hz", "pattern_mm", "pass_interval_s"):
            if not (getattr(self, name) > 0.0 and math.isfinite(getattr(self, name))):
                raise InputError(f"{name} is {getattr(self, name)}; it lies above 0")


@dataclass(frozen=True, slots=True)
class BuildUp:
    """Warming before the next zone, K, by depth (n,).

    same_pass : by earlier zones of its own pass, on average over the pattern. worst : the same
    at the zone where it is highest. earlier_passes : by the passes before, on average over how
    they lie to this one; in the last pass.
    """

    same_pass_k: FloatArray
    worst_k: FloatArray
    earlier_passes_k: FloatArray


def usual_scan() -> Scan:
    """A scan for devices that say nothing of theirs, under the present draw."""
    return Scan(
        parameter("field.scan.rate"),
        "scattered",
        parameter("field.scan.pattern") / _UM_PER_MM,
        parameter("field.scan.pass-interval"),
    )


def build_up(
    deposit: HeatDeposit,
    field: ZoneField,
    scan: Scan,
    layer: ThermalLayer,
    depth_um: FloatArray,
    surface_w_m2k: float = 0.0,
) -> BuildUp:
    """What the zones before leave at a zone's axis in the last pass; see depth_kernel.

    Neighbours of the pass are summed one by one on a square grid of the pass' density; passes
    before lie anywhere with regard to it, so on average as an even sheet of heat.
    """
    depth = np.asarray(depth_um, dtype=np.float64)
    mean, worst = _same_pass(deposit, field, scan, layer, depth, surface_w_m2k)
    return BuildUp(mean, worst, _earlier(deposit, field, scan, layer, depth, surface_w_m2k))


def background_rise_c(
    deposit: HeatDeposit,
    field: ZoneField,
    scan: Scan,
    layer: ThermalLayer,
    depth_um: FloatArray,
    surface_w_m2k: float = 0.0,
) -> FloatArray:
    """How much warmer the skin is where the next zone of the last pass comes to lie, °C: (n,)."""
    rise = build_up(deposit, field, scan, layer, depth_um, surface_w_m2k)
    return np.asarray(rise.same_pass_k + rise.earlier_passes_k, dtype=np.float64)


def cooling_flags(rise: BuildUp, scan: Scan) -> tuple[StimulusFlag, ...]:
    """Whether the skin cools between passes: nothing to say, or a flag.

    Errors: InputError where what the passes before left would by itself kill all of the skin.
    """
    left = float(rise.earlier_passes_k.max())
    most, warm = find_parameter("field.rise.most"), find_parameter("field.rise.flag")
    if left > most.value:
        raise InputError(
            f"the field never cools: passes every {scan.pass_interval_s:g} s leave the skin "
            f"{left:.0f} K warmer before the last; up to {most.value:g} K is allowed "
            f"({most.source}: {most.locator}); wait longer or lower energy, density or passes"
        )
    if left > warm.value:
        return (
            StimulusFlag(
                "field-does-not-cool",
                f"passes before the last leave the skin {left:.0f} K warmer; above "
                f"{warm.value:g} K all of it is stressed by heat",
                warm.source,
            ),
        )
    return ()


def _earlier(
    deposit: HeatDeposit,
    field: ZoneField,
    scan: Scan,
    layer: ThermalLayer,
    depth: FloatArray,
    surface: float,
) -> FloatArray:
    if field.passes < 2:
        return np.zeros_like(depth)
    lags = scan.pass_interval_s * np.arange(1, field.passes, dtype=np.float64)
    sheet = field.density_mtz_cm2 / field.passes / _UM2_PER_CM2
    kernel = depth_kernel(deposit, layer, depth, lags, surface)
    return np.asarray(kernel.sum(axis=0) * sheet, dtype=np.float64)


def _same_pass(
    deposit: HeatDeposit,
    field: ZoneField,
    scan: Scan,
    layer: ThermalLayer,
    depth: FloatArray,
    surface: float,
) -> tuple[FloatArray, FloatArray]:
    pitch = _UM_PER_CM / math.sqrt(field.grid_density_mtz_cm2) if field.density_mtz_cm2 else 0.0
    where = _pattern(pitch, scan) if pitch else np.empty((0, 2))
    if scan.order == "at once" or len(where) < 2:
        return np.zeros_like(depth), np.zeros_like(depth)
    lags = np.geomspace(1.0 / scan.rate_hz, len(where) / scan.rate_hz, _LAGS)
    kernel = depth_kernel(deposit, layer, depth, lags, surface)
    places = np.unique(np.linspace(0, len(where) - 1, _PLACES).astype(np.intp))
    weights = np.stack([_gathered(where, k, lags, scan, deposit, layer) for k in places])
    rises = weights @ kernel
    return rises.mean(axis=0), rises[int(rises.max(axis=1).argmax())]


def _gathered(
    where: FloatArray, last: int, lags: FloatArray, scan: Scan, deposit: HeatDeposit,
    layer: ThermalLayer,
) -> FloatArray:  # fmt: skip
    """Share of earlier zones' heat over a zone's axis, shared out on the lags: (lags,)."""
    gathered = np.zeros(lags.size)
    if last == 0:
        return gathered
    lag = (last - np.arange(last)) / scan.rate_hz
    away = np.hypot(*(where[:last] - where[last]).T)
    over = sideways(away, lag, deposit.spread_um2, layer)
    at = np.log(lag / lags[0]) / math.log(lags[1] / lags[0])
    lower = np.clip(np.floor(at + 1e-9).astype(np.intp), 0, lags.size - 2)
    part = np.clip(at - lower, 0.0, 1.0)
    np.add.at(gathered, lower, over * (1.0 - part))
    np.add.at(gathered, lower + 1, over * part)
    return gathered


def _pattern(pitch_um: float, scan: Scan) -> FloatArray:
    """Places of a pattern's zones in the order in which they are set down, µm: (k, 2)."""
    side = max(1, min(round(scan.pattern_mm * _UM_PER_MM / pitch_um), math.isqrt(_MOST)))
    row, column = np.divmod(np.arange(side * side), side)
    where = np.column_stack([column, row]).astype(np.float64) * pitch_um
    return where[_scattered(side)] if scan.order == "scattered" else where


def _scattered(side: int) -> NDArray[np.intp]:
    """An order in which neighbours come at times far from each other's.

    Rows and columns are stepped through by about the golden section, like a scanner that hops.
    """
    count = side * side
    step = round(count * (math.sqrt(5.0) - 1.0) / 2.0)
    while math.gcd(step, count) != 1:
        step += 1
    return np.asarray(np.arange(count, dtype=np.intp) * step % count, dtype=np.intp)
