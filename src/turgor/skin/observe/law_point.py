"""The dermis as the compact law of elasticity sees it: from state to the law's few numbers.

ground = (m / H + e E) / (m + e), fibre = (I + a III) against rest: amounts over the volume that
they are now in. H is water, from oedema and hyaluronan; contraction and collagen gained stretch
what is in place, which is what R0 answers to most.
"""

from dataclasses import dataclass

from turgor.physics.elasticity.compact_law import law_constants, reference_state
from turgor.record.tissue import TissueStack
from turgor.skin.observe.collagen import (
    LAYERS,
    dermal_gain,
    through_dermis,
    type_i,
    type_iii,
)
from turgor.skin.observe.structure import injected_share
from turgor.skin.process import Terms
from turgor.skin.term import Term, sqrt


@dataclass(frozen=True, slots=True)
class LawPoint:
    """Ratios to the reference dermis, each 1 at rest, and the stretch added, 0 at rest."""

    ground: Term
    fibre: Term
    thickness: Term
    water: Term
    stretch: Term


def law_point(state: Terms, p: Terms, stack: TissueStack) -> LawPoint:
    """What the law needs of a state; new collagen bears less than cross-linked."""
    swollen = state["oedema"] + injected_share(state, stack)
    # of new collagen a share adds volume, the rest makes what is there denser
    thickness = 1.0 + p["observe.collagen_volume"] * dermal_gain(state, p, stack) + swollen
    bearing = p["observe.new_bearing"]
    i = [type_i(layer, state, p, bearing) for layer in LAYERS]
    iii = [type_iii(layer, state, p, bearing) for layer in LAYERS]
    constants, rest = law_constants(), reference_state()
    young = constants.collagen_iii_share * rest.phi_iii
    fibre = (
        rest.phi_i * through_dermis(i[0], i[1], stack)
        + young * through_dermis(iii[0], iii[1], stack)
    ) / (rest.phi_i + young)
    water = (
        1.0
        + p["observe.water_of_oedema"] * swollen
        + p["observe.water_of_hyaluronan"] * (state["hyaluronan"] - 1.0)
    )
    elastic = constants.elastin_kpa * rest.phi_e * (1.0 - rest.oxidation)
    matrix = constants.matrix_kpa
    # the law takes water to the power of its own constant, which is 1; a test holds it there
    ground = (matrix / water + elastic * state["elastin"] / thickness) / (matrix + elastic)
    # cells lay collagen down under tension, so that a gain of it takes up slack as contraction does
    taken = state["contraction"] + p["observe.slack_taken"] * dermal_gain(state, p, stack)
    half = p["observe.stretch_half"]
    pulled = taken / sqrt(taken * taken + half * half)
    return LawPoint(ground, fibre / thickness, thickness, water, MOST_STRETCH * pulled)


#: the most that stretch in place rises, until fibres are as taut as suction's law allows, or falls
MOST_STRETCH = 0.0105
