"""Thickness and echoes of the dermis.

Thickness is affine in collagen and in the volume that water, carrier and gel take: 1 µl/cm² is a
layer of 10 µm. Echoes come from collagen's bundles and fade where water parts them; the share of
low-echogenic pixels follows the mean echo through the statistics of fully developed speckle.
"""

from turgor.record.tissue import TissueStack
from turgor.skin.observe.collagen import amount, dermal_gain, through_dermis
from turgor.skin.observe.person import dermis_um, papillary_share
from turgor.skin.process import Terms
from turgor.skin.term import Term, exp, positive

#: a volume of 1 µl/cm² as the thickness of a layer
_UM_PER_UL_CM2 = 10.0
#: mean echo below which no skin is read, and how its floor is rounded off
_FLOOR, _ROUNDING = 0.05, 0.02


def injected_share(state: Terms, stack: TissueStack) -> Term:
    """Volume of carrier and gel, share of the dermis at rest."""
    return (_UM_PER_UL_CM2 / dermis_um(stack)) * (state["carrier"] + state["gel"])


def dermal_thickness(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Thickness of the dermis against rest."""
    grown = p["observe.thickness_gain"] * dermal_gain(state, p, stack)
    particles = p["observe.thickness_particles"] * state["particles"]
    return 1.0 + grown + state["oedema"] + injected_share(state, stack) + particles


def skin_thickness(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Thickness of epidermis and dermis against rest, each by its share in this skin."""
    corneum, epidermis = stack.thickness_um[:2]
    whole = corneum + epidermis + dermis_um(stack)
    return (
        corneum * state["corneum"]
        + epidermis * state["epidermis"]
        + dermis_um(stack) * dermal_thickness(state, p, stack)
    ) / whole


def echo_density(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Mean echo of the dermis against rest."""
    papillary, reticular = _echoes(state, p, stack)
    return through_dermis(papillary, reticular, stack)


def echo_ratio(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Echo of the upper half of the dermis over that of the lower, against rest.

    The lower half is reticular; the upper holds the papillary layer and reticular below it.
    """
    papillary, reticular = _echoes(state, p, stack)
    share = min(2.0 * papillary_share(stack), 1.0)
    return (share * papillary + (1.0 - share) * reticular) / reticular


def low_echo_share(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Share of low-echogenic pixels, 0 to 1.

    Amplitudes of fully developed speckle are Rayleigh-distributed: below a fixed level lie
    1 - exp(-k / E²) of them at mean echo E; k is what the share at rest says.
    """
    echo = echo_density(state, p, stack)
    return 1.0 - exp(-p["observe.low_echo_exponent"] / (echo * echo))


def _echoes(state: Terms, p: Terms, stack: TissueStack) -> tuple[Term, Term]:
    """Mean echo of the papillary and of the reticular dermis against rest."""
    upper, above = papillary_share(stack), p["observe.oedema_papillary"]
    papillary_water = (above / upper) * state["oedema"]
    reticular_water = ((1.0 - above) * state["oedema"] + injected_share(state, stack)) / (
        1.0 - upper
    )
    return (
        _echo(amount("papillary", state, p), papillary_water, p),
        _echo(amount("reticular", state, p), reticular_water, p),
    )


def _echo(collagen: Term, water: Term, p: Terms) -> Term:
    told = p["observe.density_gain"] * (collagen - 1.0) - p["observe.density_water"] * water
    return _FLOOR + positive(1.0 - _FLOOR + told, _ROUNDING)
