"""What an eye sees, before anybody rates it: latents, 0 as at rest, more is better.

How a rater turns one of these into a grade is the rating layer's (``turgor.predict``), not skin's.
"""

from turgor.record.tissue import TissueStack
from turgor.skin.observe.appearance import smoothing, smoothness
from turgor.skin.observe.colour import erythema_index, lesion_contrast
from turgor.skin.observe.law_point import law_point
from turgor.skin.observe.mechanics import log_reading
from turgor.skin.observe.structure import dermal_thickness
from turgor.skin.process import Terms
from turgor.skin.term import Term


def look_wrinkles(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Wrinkles: the latent S itself."""
    return smoothing(state, p, stack)


def look_texture(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Texture: what lowers roughness."""
    return smoothness(state, p, stack)


def look_laxity(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Laxity: skin that rises less under suction, has contracted, and has volume."""
    firmer = -1.0 * log_reading("r0", law_point(state, p, stack))
    return (
        p["observe.laxity_firmness"] * firmer
        + p["observe.laxity_contraction"] * state["contraction"]
        + p["observe.laxity_volume"] * (dermal_thickness(state, p, stack) - 1.0)
    )


def look_pigment(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Pigment: the share by which spots stand out less."""
    return -1.0 * (lesion_contrast(state, p, stack) / _contrast_at_rest(p, stack))


def look_redness(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Redness: a lower erythema index."""
    return -1.0 * p["observe.look_redness"] * erythema_index(state, p, stack)


def look_overall(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """All of it, by weights that add up to 1."""
    wrinkles, laxity, pigment = (
        p["observe.overall_wrinkles"],
        p["observe.overall_laxity"],
        p["observe.overall_pigment"],
    )
    return (
        wrinkles * look_wrinkles(state, p, stack)
        + laxity * look_laxity(state, p, stack)
        + pigment * look_pigment(state, p, stack)
        + (1.0 - wrinkles - laxity - pigment) * look_texture(state, p, stack)
    )


def _contrast_at_rest(p: Terms, stack: TissueStack) -> Term:
    spot = p["observe.lesion_melanin"]
    at_rest: Terms = {
        "melanin": 1.0 + 0.0 * spot,
        "vessels": 1.0 + 0.0 * spot,
        "hyperaemia": 0.0 * spot,
        "melanin_dermal": 0.0 * spot,
    }
    return lesion_contrast(at_rest, p, stack)
