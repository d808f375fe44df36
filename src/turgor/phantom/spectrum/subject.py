"""Draw a person's skin optics: a skin tone by its ITA class, everything else from stated ranges."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.physics.colour.cielab import lab_from_xyz
from turgor.physics.colour.ita import ita_deg
from turgor.physics.colour.tristimulus import tristimulus, white_point
from turgor.physics.skin_optics import SkinOptics, skin_reflectances

F = NDArray[np.float64]

#: ITA in degrees from which a person of each class is drawn, a little inside the class limits
TONES: dict[str, tuple[float, float]] = {
    "very-light": (56.0, 62.0),
    "light": (43.0, 53.0),
    "intermediate": (30.0, 39.0),
    "tan": (12.0, 26.0),
    "brown": (-26.0, 6.0),
    "dark": (-58.0, -34.0),
}

_NM = np.arange(380.0, 781.0, 5.0)
_LEAST, _MOST = math.log(0.02), math.log(30.0)


@dataclass(frozen=True, slots=True)
class OpticsRanges:
    """Lowest and highest of what differs between persons beside melanin; drawn evenly between.

    Assumed: they cover what inversions of skin spectra return, and are no population's statistics.
    Amounts (blood, yellow, vessels) are drawn evenly in their logarithm.
    """

    blood_fraction: tuple[float, float] = (0.006, 0.028)
    oxygenation: tuple[float, float] = (0.60, 0.90)
    scattering_mm: tuple[float, float] = (4.5, 8.0)
    mie_power: tuple[float, float] = (0.2, 0.9)
    yellow_mm: tuple[float, float] = (0.012, 0.05)
    specular: tuple[float, float] = (0.024, 0.034)
    vessel_radius_mm: tuple[float, float] = (0.003, 0.008)
    melanin_exponent: tuple[float, float] = (3.4, 4.0)
    baseline_scale: tuple[float, float] = (0.4, 0.8)


_EVEN_IN_LOG = ("blood_fraction", "yellow_mm", "vessel_radius_mm")


def draw_optics(
    tone: str,
    rng: np.random.Generator,
    ranges: OpticsRanges | None = None,
    aperture_radius_mm: float = math.inf,
) -> SkinOptics:
    """One person's skin: nuisances from the ranges, then melanin so that ITA lies in the class.

    ITA is that of the free skin, without an instrument's edge.

    Errors: InputError where the tone is none of TONES, or out of reach within the ranges.
    """
    if tone not in TONES:
        raise InputError(f"skin tone '{tone}' is unknown; allowed: {', '.join(TONES)}")
    ranges = ranges or OpticsRanges()
    for _ in range(200):
        drawn = _drawn(ranges, rng)
        wanted = float(rng.uniform(*TONES[tone]))
        # red or yellow skin is never very light, however little melanin it has: draw again
        if true_ita_deg([_with(drawn, _LEAST)])[0] >= wanted:
            made = with_ita(drawn, wanted)
            return replace(made, aperture_radius_mm=aperture_radius_mm)
    raise InputError(f"skin tone '{tone}' can't be reached within these ranges; widen them")


def _drawn(ranges: OpticsRanges, rng: np.random.Generator) -> SkinOptics:
    """Everything but melanin, from the ranges."""
    drawn: dict[str, float] = {}
    for name in OpticsRanges.__dataclass_fields__:
        low, high = getattr(ranges, name)
        u = float(rng.uniform())
        if name in _EVEN_IN_LOG:
            drawn[name] = float(low * (high / low) ** u)
        else:
            drawn[name] = float(low + (high - low) * u)
    return SkinOptics(melanin=1.0, aperture_radius_mm=math.inf, **drawn)


def with_ita(optics: SkinOptics, wanted_deg: float) -> SkinOptics:
    """The same skin with so much melanin that its ITA (D65, 2 degrees) is the wanted one.

    Errors: InputError where no amount of melanin gives it.
    """
    low, high = _LEAST, _MOST
    ends = true_ita_deg([_with(optics, low), _with(optics, high)])
    if not ends[1] <= wanted_deg <= ends[0]:
        raise InputError(
            f"ITA {wanted_deg:g}° can't be reached by melanin alone; from {ends[1]:.0f} to "
            f"{ends[0]:.0f}° can"
        )
    for _ in range(12):
        tries = np.linspace(low, high, 9)
        below = true_ita_deg([_with(optics, float(t)) for t in tries]) <= wanted_deg
        first = int(np.argmax(below)) if below.any() else 8
        low, high = float(tries[max(first - 1, 0)]), float(tries[first])
    return _with(optics, 0.5 * (low + high))


def true_lab(skins: list[SkinOptics]) -> F:
    """(skins, 3) L*, a*, b* of their spectra by the forward law, D65, 2 degrees."""
    spectra = skin_reflectances(np.stack([s.as_row() for s in skins]), _NM)
    xyz = tristimulus(_NM, spectra, "D65", "cie-1931-2deg")
    return lab_from_xyz(xyz, white_point("D65", "cie-1931-2deg"))


def true_ita_deg(skins: list[SkinOptics]) -> F:
    """(skins,) ITA of their spectra, D65, 2 degrees."""
    lab = true_lab(skins)
    return ita_deg(lab[:, 0], lab[:, 2])


def _with(optics: SkinOptics, ln_melanin: float) -> SkinOptics:
    return replace(optics, melanin=math.exp(ln_melanin))
