"""Heat that earlier zones and passes have left where the next zone comes to lie."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import find_parameter, parameter
from turgor.physics.heat.layers import ThermalLayer
from turgor.record.stimulus import StimulusFlag
from turgor.skin.stimulus.field.heat_kernel import HeatDeposit, depth_kernel, sideways
from turgor.skin.stimulus.field.layered import layered_kernel
from turgor.skin.stimulus.field.medium import even_layer
from turgor.skin.stimulus.field.shape import ZoneField

FloatArray = NDArray[np.float64]

ORDERS = ("raster", "scattered", "at once")
_UM_PER_MM = 1.0e3
_UM_PER_CM = 1.0e4
_UM2_PER_CM2 = 1.0e8
_GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0
#: lags between zones of one pattern are gathered on as many, evenly in their logarithm
_LAGS = 48
#: zones of a pattern at which the rise is worked out, spread over its order by golden sections,
#: since even steps fall in with the rows
_PLACES = 128
#: zones of one pattern that are followed one by one; a larger pattern is cut to a part of it
_MOST = 2500


@dataclass(frozen=True, slots=True)
class Scan:
    """When zones are set down.

    rate_hz : zones a second. order : 'raster' (row by row), 'scattered' (neighbours far apart in
    time) or 'at once' (a stamp of microlenses). pattern_mm : side of the square that is scanned
    before the hand moves on. pass_interval_s : from a place's one pass to its next. stated : the
    session or its device says so, and it isn't only assumed.
    """

    rate_hz: float
    order: str
    pattern_mm: float
    pass_interval_s: float
    stated: bool = True

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
        stated=False,
    )


def build_up(
    deposit: HeatDeposit,
    field: ZoneField,
    scan: Scan,
    layers: ThermalLayer | Sequence[ThermalLayer],
    depth_um: FloatArray,
    surface_w_m2k: float = 0.0,
) -> BuildUp:
    """What the zones before leave at a zone's axis in the last pass.

    layers : of the skin from the surface down, the last without end, or one even medium.
    surface_w_m2k : heat that the surface gives off; 0 insulates it, inf holds it. Neighbours of
    the pass are summed one by one on a square grid of the pass' density; passes before lie
    anywhere with regard to it, so on average as an even sheet of heat.
    """
    depth = np.asarray(depth_um, dtype=np.float64)
    stack = (layers,) if isinstance(layers, ThermalLayer) else tuple(layers)
    skin = _Skin(deposit, stack, depth, surface_w_m2k)
    mean, worst = _same_pass(skin, field, scan)
    return BuildUp(mean, worst, _earlier(skin, field, scan))


def background_rise_c(
    deposit: HeatDeposit,
    field: ZoneField,
    scan: Scan,
    layers: ThermalLayer | Sequence[ThermalLayer],
    depth_um: FloatArray,
    surface_w_m2k: float = 0.0,
) -> FloatArray:
    """How much warmer the skin is where the next zone of the last pass comes to lie, °C: (n,)."""
    rise = build_up(deposit, field, scan, layers, depth_um, surface_w_m2k)
    return np.asarray(rise.same_pass_k + rise.earlier_passes_k, dtype=np.float64)


def cooling_flags(rise: BuildUp, scan: Scan) -> tuple[StimulusFlag, ...]:
    """Whether the skin cools between zones and passes: nothing to say, or a flag.

    Errors: InputError where what the passes before left would by itself kill all of the skin,
    or boil it if the time between passes is only assumed.
    """
    left = float(rise.earlier_passes_k.max())
    most = find_parameter("field.rise.most" if scan.stated else "field.rise.boil")
    warm = find_parameter("field.rise.flag")
    if left > most.value:
        raise InputError(
            f"the field never cools: passes every {scan.pass_interval_s:g} s leave the skin "
            f"{left:.0f} K warmer before the last; up to {most.value:g} K is allowed "
            f"({most.source}: {most.locator}); wait longer or lower energy, density or passes"
        )
    bulk = max(left, float((rise.same_pass_k + rise.earlier_passes_k).max()))
    if bulk <= warm.value:
        return ()
    text = (
        f"earlier zones and passes leave the skin {bulk:.0f} K warmer where the next zone comes "
        f"to lie; above {warm.value:g} K all of it is stressed by heat"
    )
    return (StimulusFlag("field-does-not-cool", text, warm.source),)


@dataclass(frozen=True, slots=True)
class _Skin:
    """One zone's heat in one skin, asked for at depths."""

    deposit: HeatDeposit
    layers: tuple[ThermalLayer, ...]
    depth_um: FloatArray
    surface_w_m2k: float

    def kernel(self, lag_s: FloatArray) -> FloatArray:
        """Warming by an even sheet after lags: closed form where the skin is one layer."""
        asked = (self.depth_um, lag_s, self.surface_w_m2k)
        if len(self.layers) == 1:
            return depth_kernel(self.deposit, self.layers[0], *asked)
        return layered_kernel(self.deposit, self.layers, *asked)

    @property
    def around(self) -> ThermalLayer:
        """The medium that heat spreads sideways in: what the zone itself lies in."""
        if len(self.layers) == 1:
            return self.layers[0]
        return even_layer(self.layers, float(self.deposit.edges_um[-1]))

    @property
    def none(self) -> FloatArray:
        return np.zeros_like(self.depth_um)


def _earlier(skin: _Skin, field: ZoneField, scan: Scan) -> FloatArray:
    if field.passes < 2:
        return skin.none
    lags = scan.pass_interval_s * np.arange(1, field.passes, dtype=np.float64)
    sheet = field.density_mtz_cm2 / field.passes / _UM2_PER_CM2
    return np.asarray(skin.kernel(lags).sum(axis=0) * sheet, dtype=np.float64)


def _same_pass(skin: _Skin, field: ZoneField, scan: Scan) -> tuple[FloatArray, FloatArray]:
    if scan.order == "at once" or not field.grid_density_mtz_cm2 > 0.0:
        return skin.none, skin.none
    where = _pattern(_UM_PER_CM / math.sqrt(field.grid_density_mtz_cm2), scan)
    count = len(where)
    if count < 2:
        return skin.none, skin.none
    lags = np.geomspace(1.0 / scan.rate_hz, count / scan.rate_hz, _LAGS)
    places = np.arange(count, dtype=np.intp)
    if count > _PLACES:
        places = (np.modf(np.arange(1, _PLACES + 1) * _GOLDEN)[0] * count).astype(np.intp)
    over = [_gathered(where, k, lags, scan, skin) for k in (*places, count - 1)]
    rises = np.stack(over) @ skin.kernel(lags)
    worst = rises[int(rises.max(axis=1).argmax())]
    return rises[:-1].mean(axis=0), worst


def _gathered(
    where: FloatArray, last: int, lags: FloatArray, scan: Scan, skin: _Skin
) -> FloatArray:
    """Share of earlier zones' heat over a zone's axis, shared out on the lags: (lags,)."""
    if last == 0:
        return np.zeros(lags.size)
    lag = (last - np.arange(last)) / scan.rate_hz
    away = np.hypot(*(where[:last] - where[last]).T)
    over = sideways(away, lag, skin.deposit.spread_um2, skin.around)
    at = np.log(lag / lags[0]) / math.log(lags[1] / lags[0])
    lower = np.clip(np.floor(at + 1e-9).astype(np.intp), 0, lags.size - 2)
    part = np.clip(at - lower, 0.0, 1.0)
    size = lags.size
    first = np.bincount(lower, over * (1.0 - part), size)
    return np.asarray(first + np.bincount(lower + 1, over * part, size), dtype=np.float64)


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
    step = round(count * _GOLDEN)
    while math.gcd(step, count) != 1:
        step += 1
    return np.asarray(np.arange(count, dtype=np.intp) * step % count, dtype=np.intp)
