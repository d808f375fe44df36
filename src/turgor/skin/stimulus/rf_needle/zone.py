"""The zone about one radiofrequency needle under the present draw."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.physics.electric.array import square_array
from turgor.physics.electric.heated import Generator, HeatedNeedle, Needles, heat_needles
from turgor.physics.electric.needle import NeedleShape
from turgor.physics.electric.warming import Warming
from turgor.physics.heat.criteria import Criterion, criteria
from turgor.physics.tissue import ElectricalLayer, electrical_layers, thermal_layers
from turgor.physics.tissue.cole_cole import tissue_dispersion
from turgor.record.stimulus import DEPTH_UM
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.light.outline import reach_of_level
from turgor.skin.stimulus.rf_needle.settings import RfSettings

FloatArray = NDArray[np.float64]

#: a needle's bare part is at least this share of its diameter, and its coat ends in the skin
_LEAST_BARE = 0.2


@dataclass(frozen=True, slots=True)
class RfZone:
    """One needle's zone. Radii (n_z,) at the middles z_um of rows, µm, of tissue put back where
    it was before the needle parted it: denatured (collagen, what a section shows as coagulated),
    killed (cells, where they lie), shocked (or killed). top, bottom : depths between which cells
    are killed. by : the criteria they rest on.
    """

    heated: HeatedNeedle
    shape: NeedleShape
    pitch_um: float
    z_um: FloatArray
    denatured_um: FloatArray
    killed_um: FloatArray
    shocked_um: FloatArray
    killed_top_um: float
    killed_bottom_um: float
    by: Mapping[str, Criterion]

    def volume_mm3(self, radius_um: FloatArray) -> float:
        """Volume within radii at z_um."""
        dz = np.diff(self.heated.heat.z_edges_um)
        return float((math.pi * radius_um**2 * dz).sum()) * 1e-9

    def at_depths(self, radius_um: FloatArray) -> FloatArray:
        """Radii at DEPTH_UM."""
        return np.asarray(np.interp(DEPTH_UM, self.z_um, radius_um, right=0.0))


def needle_zone(read: RfSettings, stack: TissueStack) -> RfZone:
    """Heat one typical needle of the cartridge.

    Errors: InputError where the settings are impossible in this tissue.
    """
    shape = needle_shape(read)
    pitch = read.value("needle_pitch_um")
    needles = Needles(
        shape,
        square_array(int(read.value("needles")), pitch),
        pitch,
        "monopolar" if read.poles == "monopolar" else "bipolar",
    )
    frequency = 1e6 * read.value("rf_frequency_mhz")
    generator = Generator(
        read.generator_w, read.value("rf_pulse_ms"), parameter("rf.generator.most_volt")
    )
    warming = Warming(
        parameter("rf.tissue.dry_share"),
        parameter("rf.tissue.char"),
        parameter("rf.needle.heat_conductivity"),
    )
    by = criteria()
    heated = heat_needles(
        current_layers(stack, frequency), thermal_layers(stack), needles, generator, warming,
        frequency_hz=frequency, damage=[one.process for one in by.values()],
    )  # fmt: skip
    return _outlined(heated, shape, pitch, by)


def needle_shape(read: RfSettings) -> NeedleShape:
    """The needle as it stands in the skin.

    Errors: InputError where a bare tip is hardly longer than wide.
    """
    depth = read.needle_depth_um * parameter("rf.depth.share")
    radius = 0.5 * read.value("needle_diameter_um")
    bare = min(read.value("active_tip_um"), depth) if read.is_insulated else depth
    if bare < _LEAST_BARE * 2.0 * radius:
        raise InputError(
            f"a bare tip of {bare:g} µm on a needle {2.0 * radius:g} µm wide is too short to carry "
            "current; is it in mm?"
        )
    taper = min(parameter("rf.default.taper"), 0.9 * depth)
    return NeedleShape(radius, depth, tip_um=taper, insulated_um=depth - bare)


def current_layers(stack: TissueStack, frequency_hz: float) -> tuple[ElectricalLayer, ...]:
    """Skin's electrical layers with the subcutis as thick as it is, over muscle without end."""
    layers = electrical_layers(stack, frequency_hz)
    fat = layers[-1]
    conductivity, permittivity = tissue_dispersion("muscle", [frequency_hz])
    return (
        *layers[:-1],
        ElectricalLayer(
            stack.thickness_um[-1], fat.conductivity_s_m, fat.relative_permittivity,
            fat.change_per_k,
        ),
        ElectricalLayer(
            math.inf, float(conductivity[0]), float(permittivity[0]), fat.change_per_k
        ),
    )  # fmt: skip


def _outlined(
    heated: HeatedNeedle, shape: NeedleShape, pitch_um: float, by: Mapping[str, Criterion]
) -> RfZone:
    run = heated.heat
    r, z = run.r_edges_um, run.z_edges_um
    middle = 0.5 * (z[1:] + z[:-1])
    # the needle parted tissue and didn't take it away: once it is out, that area closes
    parted = shape.radius_at(middle)
    none = np.zeros_like(heated.metal)
    radius, radii = np.zeros_like(middle), []
    for name in ("denatured", "coagulated", "heat-shocked"):
        level = np.where(heated.metal, -np.inf, by[name].excess(run.log_damage))
        further, _ = reach_of_level(level, none, r, z)
        radius = np.maximum(radius, np.sqrt(np.maximum(further**2 - parted**2, 0.0)))
        radii.append(radius)
    killed = np.where(heated.metal, -np.inf, by["coagulated"].excess(run.log_damage))
    top, bottom = _extent(killed.max(axis=1), middle, z)
    return RfZone(heated, shape, pitch_um, middle, radii[0], radii[1], radii[2], top, bottom, by)


def _extent(level: FloatArray, middle: FloatArray, edges: FloatArray) -> tuple[float, float]:
    """Depths at which the highest level of a row crosses 0, NaN where it nowhere does."""
    inside = np.flatnonzero(level > 0.0)
    if inside.size == 0:
        return math.nan, math.nan
    first, last = int(inside[0]), int(inside[-1])
    top = float(edges[0]) if first == 0 else _crossing(level, middle, first, first - 1)
    under = last + 1 == len(level)
    return top, float(edges[-1]) if under else _crossing(level, middle, last, last + 1)


def _crossing(level: FloatArray, middle: FloatArray, inside: int, beyond: int) -> float:
    here, there = float(level[inside]), float(level[beyond])
    share = here / (here - there) if math.isfinite(there) else 0.5
    return float(middle[inside] + share * (middle[beyond] - middle[inside]))
