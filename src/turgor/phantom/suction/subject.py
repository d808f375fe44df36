"""Persons under the probe: between them, re-seated, and after a planted treatment."""

import math
from dataclasses import dataclass, replace

import numpy as np

from turgor.errors import InputError, MeasureError
from turgor.phantom.suction.spec import SuctionProbe, SuctionSpec
from turgor.physics.elasticity.compact_law import law_constants, layer_moduli, reference_state
from turgor.physics.elasticity.suction_law import quasi_static_apex_mm, suction_creep

_TRIES = 100


@dataclass(frozen=True, slots=True)
class PersonSpread:
    """How persons differ: standard deviations, of natural logarithms but for slack and stretch.

    Assumed; they put R0 to R9 of drawn persons about as far apart as published ranges of faces.
    """

    ground: float = 0.15
    fibre: float = 0.25
    thickness: float = 0.08
    slack: float = 0.003
    fluid: float = 0.10
    exchange: float = 0.12
    sliding: float = 0.10


@dataclass(frozen=True, slots=True)
class ReseatSpread:
    """What differs when a probe is lifted and put back on the same place; assumed.

    thickness, ground, exchange : SD of natural logarithms. slack : SD, the skin pulled a little.
    force_n : SD of the force that the hand adds.
    """

    thickness: float = 0.02
    ground: float = 0.03
    slack: float = 0.0008
    exchange: float = 0.04
    force_n: float = 0.05


def reference_spec(probe: SuctionProbe | None = None) -> SuctionSpec:
    """The evidence base's reference dermis under a probe."""
    state = reference_state()
    layer = layer_moduli(state, law_constants())
    return SuctionSpec(layer, suction_creep(state), probe or SuctionProbe())


def draw_subject(
    seed: int | tuple[int, ...],
    probe: SuctionProbe | None = None,
    spread: PersonSpread | None = None,
) -> SuctionSpec:
    """One person; drawn anew where the skin falls outside the suction law's range.

    Errors: InputError where no draw of a hundred falls into it.
    """
    spread, centre = spread or PersonSpread(), reference_spec(probe)
    rng = np.random.default_rng(seed)
    for _ in range(_TRIES):
        z = rng.standard_normal(7)
        layer = replace(
            centre.layer,
            ground_kpa=centre.layer.ground_kpa * math.exp(spread.ground * z[0]),
            fibre_kpa=centre.layer.fibre_kpa * math.exp(spread.fibre * z[1]),
            thickness_mm=centre.layer.thickness_mm * math.exp(spread.thickness * z[2]),
            slack=centre.layer.slack + spread.slack * z[3],
        )
        creep = replace(
            centre.creep,
            fluid_kpa=centre.creep.fluid_kpa * math.exp(spread.fluid * z[4]),
            exchange_s=centre.creep.exchange_s * math.exp(spread.exchange * z[5]),
            sliding_kpa_s=centre.creep.sliding_kpa_s * math.exp(spread.sliding * z[6]),
        )
        person = replace(centre, layer=layer, creep=creep)
        if _within(person):
            return person
    raise InputError("no skin of this spread lies within the suction law's range; narrow it")


def reseated(
    spec: SuctionSpec, seed: int | tuple[int, ...], spread: ReseatSpread | None = None
) -> SuctionSpec:
    """The same skin with the probe put on once more."""
    spread = spread or ReseatSpread()
    rng = np.random.default_rng(seed)
    for _ in range(_TRIES):
        z = rng.standard_normal(5)
        layer = replace(
            spec.layer,
            thickness_mm=spec.layer.thickness_mm * math.exp(spread.thickness * z[0]),
            ground_kpa=spec.layer.ground_kpa * math.exp(spread.ground * z[1]),
            slack=spec.layer.slack + spread.slack * z[2],
        )
        creep = replace(
            spec.creep, exchange_s=spec.creep.exchange_s * math.exp(spread.exchange * z[3])
        )
        force = max(spec.force_n + spread.force_n * z[4], 0.0)
        placed = replace(spec, layer=layer, creep=creep, force_n=force)
        if _within(placed):
            return placed
    raise InputError("no re-seating of this spread lies within the suction law's range; narrow it")


def has_room(spec: SuctionSpec, spread: ReseatSpread | None = None) -> bool:
    """Whether the skin stays within the suction law's range when the probe is put on elsewise.

    Two standard deviations either way of each thing that re-seating changes are tried.
    """
    spread, layer = spread or ReseatSpread(), spec.layer
    tried = [spec]
    for z in (-2.0, 2.0):
        thick = layer.thickness_mm * math.exp(spread.thickness * z)
        ground = layer.ground_kpa * math.exp(spread.ground * z)
        tried += [
            replace(spec, layer=replace(layer, thickness_mm=thick)),
            replace(spec, layer=replace(layer, ground_kpa=ground)),
            replace(spec, layer=replace(layer, slack=layer.slack + spread.slack * z)),
            replace(spec, force_n=max(spec.force_n + spread.force_n * z, 0.0)),
        ]
    return all(_within(one) for one in tried)


def changed(
    spec: SuctionSpec, firmer: float = 0.0, thicker: float = 0.0, quicker: float = 0.0
) -> SuctionSpec:
    """The same skin after a treatment.

    firmer : share by which matrix and fibres stiffen. thicker : share by which the layer
    thickens, which also lengthens the way of fluid. quicker : share by which fluid comes and goes
    faster. Negative shares undo.

    Errors: InputError for a share of -1 or less.
    """
    if min(firmer, thicker, quicker) <= -1.0:
        raise InputError("planted change: firmer, thicker and quicker must be above -1")
    layer = replace(
        spec.layer,
        ground_kpa=spec.layer.ground_kpa * (1.0 + firmer),
        fibre_kpa=spec.layer.fibre_kpa * (1.0 + firmer),
        thickness_mm=spec.layer.thickness_mm * (1.0 + thicker),
    )
    exchange = spec.creep.exchange_s * (1.0 + thicker) ** 2 / (1.0 + quicker)
    return replace(spec, layer=layer, creep=replace(spec.creep, exchange_s=exchange))


def _within(spec: SuctionSpec) -> bool:
    layer, _ = spec.pressed()
    try:
        quasi_static_apex_mm(
            np.array(spec.probe.pressure_mbar), layer, 0.5 * spec.probe.aperture_mm
        )
    except MeasureError:
        return False
    return True
