"""What a wavelength does first: it is scattered and heats a column, or it takes tissue away."""

from typing import Literal

from turgor.errors import InputError

Regime = Literal["scattering", "ablating"]

#: water absorbs within this depth: scattering no longer matters and a pulse of millijoules boils
#: tissue off layer by layer. 1927 nm lies above (0.08 mm), 2790 nm far below (0.002 mm).
SHALLOW_UM = 50.0
#: below this, light is absorbed by melanin and blood and is no microbeam laser's; above, no
#: absorption of skin stands in the evidence
LEAST_NM, MOST_NM = 532.0, 10600.0


def regime(wavelength_nm: float, water_absorption_mm: float) -> Regime:
    """The branch of the model that a wavelength takes.

    water_absorption_mm : of pure water there, 1/mm.

    Errors: InputError for a wavelength that the model holds no data for.
    """
    if not LEAST_NM <= wavelength_nm <= MOST_NM:
        raise InputError(
            f"wavelength_nm is {wavelength_nm:g}; skin's absorption is held from {LEAST_NM:g} to "
            f"{MOST_NM:g} nm (a wavelength in µm is to be given as nm: 1.55 µm is 1550)"
        )
    return "ablating" if 1000.0 / water_absorption_mm < SHALLOW_UM else "scattering"
