"""What a camera correction is: a table for each channel, a matrix, and how well it fits."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from turgor.errors import InputError
from turgor.measure.photo.encoding import linear_table, rgb_to_xyz
from turgor.record.photograph import ENCODINGS

#: what a correction may be made of
KINDS = ("identity", "gains", "matrix", "root-polynomial")


@dataclass(frozen=True, slots=True)
class Correction:
    """From code values to XYZ/100 under D65 for 2 degrees.

    linearise : (3, levels) float32, linear camera value 0..1 of each channel's codes.
    terms : 3 (r, g, b) or 6 (also sqrt(rg), sqrt(gb), sqrt(rb): finlayson-2015).
    matrix : (3, terms) float64, from terms to X, Y, Z with Y = 1 for a perfect white.
    kind : one of KINDS; 'identity' trusts the file's encoding and has no residual.
    curve : 'encoding', 'gamma' or 'bent': how the greys changed the encoding's own curve.
    delta_e : (patches,) CIEDE2000 of each patch that was fitted, NaN for the others; where the
        light changes over the chart and that is part of the model, as in even light.
    delta_e_left_out : (patches,) the same with that patch left out of the fit: what a colour
        that the fit never saw must expect.
    delta_e_skin : mean CIEDE2000 that this correction leaves on skin of the layered model, seen
        through the camera's estimated sensitivities; NaN where skin took no part in the fit.
    light_gradient : how much the light changes over the chart, largest over smallest - 1.
    """

    linearise: NDArray[np.float32]
    matrix: NDArray[np.float64]
    kind: str
    encoding: str
    curve: str = "encoding"
    patches: tuple[str, ...] = ()
    delta_e: NDArray[np.float64] | None = None
    delta_e_left_out: NDArray[np.float64] | None = None
    delta_e_skin: float = float("nan")
    light_gradient: float = float("nan")
    flags: tuple[str, ...] = ()

    @property
    def terms(self) -> int:
        """3 for a plain matrix, 6 for a root polynomial."""
        return int(self.matrix.shape[1])

    @property
    def levels(self) -> int:
        """256 or 65536: the photographs that it fits."""
        return int(self.linearise.shape[1])

    @property
    def delta_e_mean(self) -> float:
        """Mean CIEDE2000 over the fitted patches; NaN without a chart."""
        return float("nan") if self.delta_e is None else float(np.nanmean(self.delta_e))

    @property
    def delta_e_max(self) -> float:
        """Largest CIEDE2000 over the fitted patches; NaN without a chart."""
        return float("nan") if self.delta_e is None else float(np.nanmax(self.delta_e))

    @property
    def delta_e_left_out_mean(self) -> float:
        """Mean CIEDE2000 of patches left out of the fit; NaN without a chart."""
        left_out = self.delta_e_left_out
        return float("nan") if left_out is None else float(np.nanmean(left_out))


def terms_of(linear: NDArray[np.float64], terms: int) -> NDArray[np.float64]:
    """(n, terms) of linear camera values (n, 3); negative values count as 0 under a root."""
    if terms == 3:
        return linear
    r, g, b = np.maximum(linear, 0.0).T
    roots = np.sqrt(np.stack((r * g, g * b, r * b), axis=1))
    return np.concatenate((linear, roots), axis=1)


def corrected_xyz(correction: Correction, codes: ArrayLike) -> NDArray[np.float64]:
    """(n, 3) X, Y, Z with Y = 1 for a perfect white, of (n, 3) code values.

    Errors: InputError for codes outside the correction's levels.
    """
    whole = np.asarray(codes, dtype=np.int64)
    if whole.ndim != 2 or whole.shape[1] != 3:
        raise InputError(f"codes of shape {whole.shape}; (n, 3) is needed")
    if whole.size and (whole.min() < 0 or whole.max() >= correction.levels):
        raise InputError(
            f"codes from {whole.min()} to {whole.max()} don't fit a correction of "
            f"{correction.levels} levels; use the one of this photograph"
        )
    linear = np.stack(
        [correction.linearise[c][whole[:, c]] for c in range(3)], axis=1, dtype=np.float64
    )
    return np.asarray(terms_of(linear, correction.terms) @ correction.matrix.T)


def identity_correction(levels: int, encoding: str) -> Correction:
    """Decode the file's encoding and use its standard matrix: what a picture without chart gets.

    Errors: InputError where levels or encoding are none that a photograph has.
    """
    if levels not in (256, 65536) or encoding not in ENCODINGS:
        raise InputError(
            f"levels {levels} and encoding '{encoding}'; allowed are 256 or 65536 and "
            f"{', '.join(ENCODINGS)}"
        )
    table = np.tile(linear_table(encoding, levels), (3, 1))
    return Correction(
        linearise=table,
        matrix=np.array(rgb_to_xyz(encoding)),
        kind="identity",
        encoding=encoding,
        flags=("colour-not-calibrated",),
    )
