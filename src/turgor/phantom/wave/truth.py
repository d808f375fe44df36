"""What was planted in a wave phantom."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.phantom.wave.spec import Solid

F = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WaveTruth:
    """Planted speeds and the motion before anything went wrong.

    frequency_hz, phase_speed_m_s, attenuation_np_m : (frequencies,) of the plane wave or, for a
    layered medium, of the mode that carries most of the surface's motion.
    group_speed_m_s : one speed of the whole pulse; None where it disperses.
    shear_modulus_kpa : at rest and unstretched; None where layers mix.
    solid : None for layered and stretched media. stretch : along the way of the wave, else None.
    clean : (depths, laterals, times) motion in um without noise, mirrors or gaps.
    faults : names of what was done to it.
    """

    frequency_hz: F
    phase_speed_m_s: F
    attenuation_np_m: F
    group_speed_m_s: float | None
    shear_modulus_kpa: float | None
    solid: Solid | None
    stretch: float | None
    clean: F
    faults: tuple[str, ...] = ()
