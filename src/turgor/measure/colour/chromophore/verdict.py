"""When a chromophore is not identified: the reason, in one line."""

import numpy as np
from numpy.typing import NDArray

from turgor.measure.colour.chromophore.doubt import PLACES
from turgor.measure.colour.chromophore.invert import Inversion

FloatArray = NDArray[np.float64]

#: Most posterior standard deviation with which a quantity is stated (melanin, blood, scattering
#: in ln; oxygenation as a share of 1). Chosen: below a third of what skins differ by.
MOST_SPREAD = {"melanin": 0.2, "blood": 0.3, "oxygenation": 0.1, "scattering": 0.3}
#: Residual beyond which the model does not describe this spectrum at all, and beyond which it
#: is said that the fit is poor.
MOST_RMS, MOST_RELATIVE, POOR_RELATIVE, POOR_RMS = 0.02, 0.12, 0.06, 0.01
#: Most distance from the prior's centre, in its standard deviations.
_USUAL = 4.0


def reasons(inversion: Inversion, row: int) -> dict[str, str]:
    """Why each of melanin, blood, oxygenation, scattering can't be stated; '' where it can."""
    whole = _whole_reason(inversion, row)
    if whole:
        return dict.fromkeys(PLACES, whole)
    spread = {name: float(inversion.spread[row, place]) for name, place in PLACES.items()}
    share = float(inversion.skins[row, PLACES["oxygenation"]])
    spread["oxygenation"] *= share * (1.0 - share)
    return {
        name: ""
        if spread[name] <= most
        else f"not identified: the spectrum leaves {name} open by {spread[name]:.2f} "
        f"({'share of 1' if name == 'oxygenation' else 'natural logarithm'}; most {most})"
        for name, most in MOST_SPREAD.items()
    }


def _whole_reason(inversion: Inversion, row: int) -> str:
    """Why nothing of this spectrum can be stated."""
    if not bool(inversion.settled[row]):
        return "not identified: the search did not come to rest"
    rms, relative = float(inversion.rms[row]), float(inversion.relative_rms[row])
    if rms > MOST_RMS or relative > MOST_RELATIVE:
        return (
            f"not identified: the skin model misses this spectrum by {rms:.4f} rms, "
            f"{100.0 * relative:.0f} % of it (most {MOST_RMS} and {100.0 * MOST_RELATIVE:.0f} %)"
        )
    return ""


def flags(inversion: Inversion, row: int, mean: FloatArray, spread: FloatArray) -> tuple[str, ...]:
    """What is odd about one inversion; mean, spread : the prior's."""
    found = []
    if inversion.relative_rms[row] > POOR_RELATIVE or inversion.rms[row] > POOR_RMS:
        found.append("skin-model-fits-poorly")
    distance = np.abs(inversion.coordinates[row] - mean) / spread
    if distance.max() > _USUAL:
        found.append("far-from-usual-skin")
    return tuple(found)
