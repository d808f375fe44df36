"""From skin optics to a reflectance spectrum: the forward law of layered skin."""

from turgor.physics.skin_optics.optics import SkinOptics
from turgor.physics.skin_optics.reflect import skin_reflectance, skin_reflectances

__all__ = ["SkinOptics", "skin_reflectance", "skin_reflectances"]
