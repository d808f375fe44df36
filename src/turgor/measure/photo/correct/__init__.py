"""Camera correction: from a photograph's codes to colour under D65, with its residual."""

from turgor.measure.photo.correct.correction import (
    Correction,
    corrected_xyz,
    identity_correction,
)
from turgor.measure.photo.correct.fit import fit_correction
from turgor.measure.photo.correct.flat_field import flattened

__all__ = [
    "Correction",
    "corrected_xyz",
    "fit_correction",
    "flattened",
    "identity_correction",
]
