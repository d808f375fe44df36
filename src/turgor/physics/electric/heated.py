"""A pulse of current through needles that heats the tissue which carries it.

The field is worked out anew as tissue warms and dries: conductivity grows with temperature, and
falls as water boils away. Between two fields the heat source stays as it is, no longer than the
hottest cell takes to warm by a set step. The heat problem is one needle's share of the skin:
nothing passes its outer face (its neighbours do the same), nor that below.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.physics.electric.admittivity import admittivity_of_rows, row_of_layer
from turgor.physics.electric.array import ArrayField, Polarity, array_field
from turgor.physics.electric.grid import RzEdges, needle_edges
from turgor.physics.electric.metal import NeedleCells, needle_cells
from turgor.physics.electric.needle import NeedleShape
from turgor.physics.electric.potential import unit_field
from turgor.physics.electric.warming import STEP_K, Pace, Warming, dried_share, warm_conductivity
from turgor.physics.heat.cooling import Cooling, no_cooling
from turgor.physics.heat.damage import DamageSet
from turgor.physics.heat.layers import ThermalLayer
from turgor.physics.heat.pulse import PulseTrain
from turgor.physics.heat.run import HeatRun
from turgor.physics.heat.source import Deposit
from turgor.physics.heat.through_time import Course, follow
from turgor.physics.tissue.electrical import ElectricalLayer

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

#: steps of heat between two fields
_STEPS = 3
#: after the pulse stretches grow by this factor from this share of it, until tissue is too cool to
#: come to harm in the seconds that it stays so, °C, or at the latest after this long, s
_GROW, _FIRST_SHARE, _COOL_C, _LONGEST_S = 1.5, 0.02, 46.0, 10.0
#: tissue is handed over as a run so short that nothing happens, ms
_MOMENT_MS = 1e-6
#: cells at the needle's edges, how they grow, and how wide they get where heat is followed, µm
_FINEST_UM, _GROWTH, _WIDEST_UM = 12.0, 0.25, 120.0
#: the heat problem reaches this far below the needle's point, in lengths of heat's diffusion
_BELOW = 3.0
#: tissue's thermal diffusivity that lengths are judged by, µm²/s
_DIFFUSES_UM2_S = 1.2e5


@dataclass(frozen=True, slots=True)
class Needles:
    """Equal needles and how they are wired; places (n, 2) in µm."""

    shape: NeedleShape
    place_um: FloatArray
    pitch_um: float
    polarity: Polarity


@dataclass(frozen=True, slots=True)
class Generator:
    """What drives the current: power at all needles together, held for ``pulse_ms``.

    most_volt : what the generator can reach (root mean square); past it power falls.
    """

    power_w: float
    pulse_ms: float
    most_volt: float = math.inf

    def __post_init__(self) -> None:
        """Hold what can be."""
        if not 0.0 < self.power_w < math.inf or not 0.0 < self.pulse_ms < math.inf:
            raise InputError(f"{self.power_w} W for {self.pulse_ms} ms; both lie above 0")
        if not self.most_volt > 0.0:
            raise InputError(f"a generator of {self.most_volt} V; it lies above 0")


@dataclass(frozen=True, slots=True)
class HeatedNeedle:
    """What one needle's share of the skin went through.

    heat : on its grid (n_z, n_r). metal, dried (n_z, n_r) : cells of the needle; share of their
    water that has boiled when the pulse ends. start_ohm, end_ohm, most_volt : of the whole array.
    energy_mj : given off at all needles together. needle_mj : at one, in its own share of the
    skin. excess : square of the strongest needle's current over the mean. fields : how often the
    field was worked out.
    """

    heat: HeatRun
    metal: BoolArray
    dried: FloatArray
    start_ohm: float
    end_ohm: float
    most_volt: float
    energy_mj: float
    needle_mj: float
    excess: float
    fields: int


def share_radius_um(pitch_um: float) -> float:
    """Radius of the disc that is as large as one needle's share of the skin."""
    return pitch_um / math.sqrt(math.pi)


def heat_needles(
    electric: Sequence[ElectricalLayer],
    thermal: Sequence[ThermalLayer],
    needles: Needles,
    generator: Generator,
    warming: Warming,
    *,
    frequency_hz: float,
    damage: Sequence[DamageSet] = (),
    cooling: Cooling | None = None,
    step_k: float = STEP_K,
    finest_um: float = _FINEST_UM,
    widest_um: float = _WIDEST_UM,
) -> HeatedNeedle:
    """Heat the tissue about one typical needle of an array with one pulse.

    electric, thermal : layers from the surface down. step_k, finest_um, widest_um : how finely
    time and space are cut. The needle leaves as the pulse ends; tissue closes behind it, as warm
    as it was. Errors: InputError where the needles don't fit the tissue, or as for their parts.
    """
    edges, near = _grid(electric, needles, generator, finest_um, widest_um)
    base = np.abs(admittivity_of_rows(electric, edges.z_um, frequency_hz))[:, None]
    cold = np.repeat(base, len(edges.r_um) - 1, axis=1)
    metal = edges.r_centre_um[None, :] < needles.shape.radius_at(edges.z_centre_um)[:, None]
    growth = np.array([layer.change_per_k for layer in electric])
    growth = growth[row_of_layer(electric, edges.z_um)][: near[0]]
    cells = needle_cells(
        thermal, edges.r_um[: near[1] + 1], edges.z_um[: near[0] + 1],
        np.ascontiguousarray(metal[: near[0], : near[1]]), warming.metal_w_mk,
    )  # fmt: skip
    cooled = cooling or no_cooling()
    run = _begun(cells, damage, cooled)
    cooled = replace(cooled, before_s=0.0)
    tally, pace = _Tally(), Pace(1e-3 * generator.pulse_ms, step_k)
    while pace.left_s > 0.0:
        array = _array(warm_conductivity(cold, growth, cells, run, warming), edges, needles)
        power = tally.power(array, generator)
        heat = array.heat_w_cm3[: near[0], : near[1]] * power
        length = pace.length_s(heat, cells)
        before, run = run, _advance(cells, heat, run, length, damage, cooled)
        pace.passed(length, before, run, cells)
        tally.add(array, power, length, float((heat * cells.volume_um3).sum()) * 1e-12)
    end = _array(warm_conductivity(cold, growth, cells, run, warming), edges, needles)
    return HeatedNeedle(
        heat=_followed(cells, run, pace.pulse_s, damage, cooled),
        metal=cells.metal,
        dried=dried_share(cells, run),
        start_ohm=tally.start_ohm,
        end_ohm=end.impedance_ohm,
        most_volt=tally.most_volt,
        energy_mj=tally.energy_mj,
        needle_mj=tally.needle_mj,
        excess=tally.excess,
        fields=tally.fields,
    )


@dataclass(slots=True)
class _Tally:
    """What adds up over a pulse."""

    start_ohm: float = math.nan
    most_volt: float = 0.0
    energy_mj: float = 0.0
    needle_mj: float = 0.0
    excess: float = 1.0
    fields: int = 0

    def power(self, array: ArrayField, generator: Generator) -> float:
        """Power that the generator can give, W."""
        return min(generator.power_w, generator.most_volt**2 / array.impedance_ohm)

    def add(self, array: ArrayField, power: float, length_s: float, needle_w: float) -> None:
        """Note one stage."""
        if self.fields == 0:
            self.start_ohm, self.excess = array.impedance_ohm, array.excess
        self.most_volt = max(self.most_volt, math.sqrt(power * array.impedance_ohm))
        self.energy_mj += 1e3 * power * length_s
        self.needle_mj += 1e3 * needle_w * length_s
        self.fields += 1


def _grid(
    electric: Sequence[ElectricalLayer],
    needles: Needles,
    generator: Generator,
    finest_um: float,
    widest_um: float,
) -> tuple[RzEdges, tuple[int, int]]:
    """Cells of the field, and how many rows and columns of them follow the heat."""
    shape, radius = needles.shape, share_radius_um(needles.pitch_um)
    if radius <= 1.5 * shape.radius_um:
        raise InputError(
            f"needles {2 * shape.radius_um:g} µm wide stand {needles.pitch_um:g} µm apart; "
            "they need room between them"
        )
    reach = _BELOW * math.sqrt(4.0 * _DIFFUSES_UM2_S * 1e-3 * generator.pulse_ms)
    depth = shape.depth_um + max(radius, reach)
    boundaries = np.cumsum([layer.thickness_um for layer in electric])[:-1]
    extent = float(np.ptp(needles.place_um, axis=0).max())
    far = max(
        30.0 * shape.depth_um, 6.0 * extent, 4.0 * depth, 4.0 * float(boundaries.max(initial=0.0))
    )
    edges = needle_edges(
        shape, [float(b) for b in boundaries], finest_um=finest_um, growth=_GROWTH,
        reach_um=far, near_um=(radius, depth), widest_um=widest_um,
    )  # fmt: skip
    columns = int(np.argmin(np.abs(edges.r_um - radius)))
    rows = int(np.argmin(np.abs(edges.z_um - depth)))
    return edges, (rows, columns)


def _array(sigma: FloatArray, edges: RzEdges, needles: Needles) -> ArrayField:
    field = unit_field(sigma, edges, needles.shape)
    return array_field(
        field, sigma, needles.place_um, needles.polarity,
        within_um=share_radius_um(needles.pitch_um),
    )  # fmt: skip


def _begun(cells: NeedleCells, damage: Sequence[DamageSet], cooling: Cooling) -> HeatRun:
    """Tissue at body temperature, after whatever cooling comes first."""
    body = np.full(cells.metal.shape, parameter("heat.body"))
    dark = Deposit(np.zeros(cells.metal.shape))
    course = Course(longest_s=0.0)
    return follow(cells, dark, PulseTrain(_MOMENT_MS), cooling, body, damage, course)


def _advance(
    cells: NeedleCells,
    heat_w_cm3: FloatArray,
    run: HeatRun,
    length_s: float,
    damage: Sequence[DamageSet],
    cooling: Cooling,
) -> HeatRun:
    """One stretch with one source of heat."""
    # W/cm³ times µm³ is pJ/s
    power = np.ascontiguousarray(heat_w_cm3 * cells.volume_um3)
    course = Course(longest_s=0.0, fixed_step_s=length_s / _STEPS)
    train = PulseTrain(1e3 * length_s)
    return follow(cells, Deposit(power), train, cooling, run, damage, course)


def _followed(
    cells: NeedleCells,
    run: HeatRun,
    pulse_s: float,
    damage: Sequence[DamageSet],
    cooling: Cooling,
) -> HeatRun:
    """The time after the pulse, until no tissue is warm."""
    cells.withdraw()
    dark = np.zeros(cells.metal.shape)
    length, spent = _FIRST_SHARE * pulse_s, 0.0
    while spent < _LONGEST_S and float(run.end_c[~cells.metal].max()) > _COOL_C:
        run = _advance(cells, dark, run, length, damage, cooling)
        spent += length
        length *= _GROW
    return run
