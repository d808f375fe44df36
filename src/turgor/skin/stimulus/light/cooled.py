"""Cooling of the skin's surface by the word that a session says."""

from turgor.evidence import parameter
from turgor.physics.heat.cooling import (
    Cooling,
    air_cooling,
    contact_cooling,
    cryogen_spurt,
    no_cooling,
)


def cooling_of(word: str) -> Cooling:
    """Cooling as devices have it mostly, under the present draw."""
    if word == "contact":
        before = parameter("mtz.cooling.before")
        return contact_cooling(parameter("mtz.cooling.contact"), before_s=before)
    if word == "air":
        return air_cooling(
            -parameter("mtz.cooling.cold-air"),
            forced=True,
            before_s=parameter("mtz.cooling.before"),
        )
    if word == "cryogen":
        return cryogen_spurt(1e3 * parameter("mtz.cooling.cryogen-spurt"))
    return no_cooling()
