"""Models of a camera and their errors on patches that they have not seen."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.correct.correction import terms_of
from turgor.measure.photo.correct.light import even_light
from turgor.measure.photo.correct.sensitivity import estimated_sensitivity
from turgor.measure.photo.correct.skin_spectra import skin_family
from turgor.measure.photo.correct.tone import CURVES, Tone, fitted_tone
from turgor.measure.photo.encoding import rgb_to_xyz
from turgor.measure.photo.least_squares import (
    fitted_matrix,
    gains_matrix,
    lab_slope,
    white_xyz,
)
from turgor.physics.colour import delta_e_2000, lab_from_xyz

#: a model with more freedom must beat the simpler one by this share to be chosen
_WORTH = 0.05
_TERMS = {"gains": 3, "matrix": 3, "root-polynomial": 6}
#: patches that a model needs: its free numbers for each of X, Y, Z and a few more
_LEAST = {"gains": 1, "matrix": 6, "root-polynomial": 15}
_LEAST_FOR_LIGHT, _LEAST_FOR_SKIN = 12, 12
_LEAST_CHROMA = 15.0
#: how much all made-up skins together count beside all patches together
_SKIN_WEIGHT = 16.0
#: relative error of the estimated sensitivities above which skin is not foretold from them
_MOST_SENSITIVITY_ERROR = 0.15
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Patches:
    """The patches in use.

    rgb : (n, 3) linear. xyz : (n, 3), Y = 1 for white. places : (n, 2). neutral : (n,) greys.
    spectra : nm and (n, bands) reflectance, or None.
    """

    rgb: Values
    xyz: Values
    places: Values
    neutral: NDArray[np.bool_]
    encoding: str
    spectra: tuple[Values, Values] | None

    def without(self, index: int) -> "Patches":
        """All but one."""
        rest = np.arange(len(self.rgb)) != index
        spectra = None if self.spectra is None else (self.spectra[0], self.spectra[1][rest])
        return Patches(
            self.rgb[rest], self.xyz[rest], self.places[rest], self.neutral[rest], self.encoding,
            spectra,
        )  # fmt: skip

    @property
    def white(self) -> int:
        """The patch that is met exactly: the lightest grey."""
        return int(np.argmax(np.where(self.neutral, self.xyz[:, 1], -1.0)))


@dataclass(frozen=True, slots=True)
class Model:
    """What is fitted: kind and curve as in ``Correction``, light evened out or not, skin or not."""

    kind: str
    curve: str
    even: bool
    skin: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model. light : (n,) logarithm of the light at each patch.

    skin_delta_e : mean CIEDE2000 of the made-up skins, NaN where they took no part.
    """

    tone: Tone
    matrix: Values
    light: Values
    skin_delta_e: float


def fitted(patches: Patches, model: Model) -> Fit | None:
    """Fit a model; None where its curve or its skin can't be told from these patches."""
    white = patches.white
    light = np.zeros(len(patches.rgb))
    if model.even:
        light = even_light(patches.rgb, patches.xyz, patches.places)
        light = light - light[white]
    rgb = patches.rgb / np.exp(light)[:, None]
    tone = fitted_tone(model.curve, rgb[patches.neutral], patches.xyz[patches.neutral, 1])
    if tone is None:
        return None
    straight = tone(rgb)
    terms = terms_of(straight, _TERMS[model.kind])
    if model.kind == "gains":
        matrix = gains_matrix(terms, patches.xyz, rgb_to_xyz(patches.encoding), white)
        return Fit(tone, matrix, light, float("nan"))
    if not model.skin:
        matrix = fitted_matrix(terms, patches.xyz, exact=white, slope=lab_slope(patches.xyz))
        return Fit(tone, matrix, light, float("nan"))
    return _fitted_with_skin(patches, model, Fit(tone, terms, light, float("nan")), straight)


def _fitted_with_skin(patches: Patches, model: Model, begun: Fit, straight: Values) -> Fit | None:
    """Patches and made-up skins together, the skins seen through the estimated sensitivities."""
    if patches.spectra is None:
        return None
    sensitivity, error = estimated_sensitivity(patches.spectra, straight)
    if error > _MOST_SENSITIVITY_ERROR:
        return None
    reflectance, skin_xyz = skin_family()
    skin_terms = terms_of(np.maximum(reflectance @ sensitivity, 0.0), _TERMS[model.kind])
    xyz = np.concatenate((patches.xyz, skin_xyz))
    n, m = len(patches.xyz), len(skin_xyz)
    weight = np.concatenate((np.full(n, 1.0 / n), np.full(m, _SKIN_WEIGHT / m)))
    matrix = fitted_matrix(
        np.concatenate((begun.matrix, skin_terms)), xyz, weight, patches.white, lab_slope(xyz)
    )
    off = float(delta_e(skin_terms @ matrix.T, skin_xyz).mean())
    return Fit(begun.tone, matrix, begun.light, off)


def errors_of(patches: Patches, fit: Fit, model: Model) -> Values:
    """(n,) CIEDE2000 of each patch."""
    rgb = patches.rgb / np.exp(fit.light)[:, None]
    return delta_e(terms_of(fit.tone(rgb), _TERMS[model.kind]) @ fit.matrix.T, patches.xyz)


def delta_e(xyz: Values, reference: Values) -> Values:
    """(n,) CIEDE2000 between two lists of XYZ, Y = 1 for white."""
    white = white_xyz()
    return delta_e_2000(lab_from_xyz(np.maximum(xyz, 0.0), white), lab_from_xyz(reference, white))


def left_out_errors(patches: Patches, model: Model) -> Values:
    """(n,) CIEDE2000 of each patch under a fit that never saw it; NaN where none can be made."""
    n = len(patches.rgb)
    errors = np.full(n, np.nan)
    light = np.zeros(n)
    if model.even:  # two numbers from all patches: leaving one out would change next to nothing
        light = even_light(patches.rgb, patches.xyz, patches.places)
    evened = Patches(
        patches.rgb / np.exp(light)[:, None], patches.xyz, patches.places, patches.neutral,
        patches.encoding, patches.spectra,
    )  # fmt: skip
    plain = Model(model.kind, model.curve, False, model.skin)
    for index in range(n):
        rest = evened.without(index)
        fit = fitted(rest, plain) if rest.neutral.any() else None
        if fit is not None:
            terms = terms_of(fit.tone(evened.rgb[index][None]), _TERMS[model.kind])
            errors[index] = delta_e(terms @ fit.matrix.T, patches.xyz[index][None])[0]
    return errors


def chosen_model(patches: Patches) -> Model:
    """The model with the least error on left-out patches; freedom costs ``_WORTH``.

    Where the patches' spectra are known, the chosen one is then fitted to skin as well.
    """
    lab = lab_from_xyz(patches.xyz, white_xyz())
    coloured = int((np.hypot(lab[:, 1], lab[:, 2]) > _LEAST_CHROMA).sum())
    n = len(patches.rgb)
    kinds = [k for k in _TERMS if k == "gains" or (n >= _LEAST[k] and coloured >= 3)]
    evens = (False, True) if n >= _LEAST_FOR_LIGHT else (False,)
    best, least = Model(kinds[min(1, len(kinds) - 1)], "encoding", False), np.inf
    for kind, even, curve in product(kinds, evens, CURVES):
        model = Model(kind, curve, even)
        errors = left_out_errors(patches, model)
        if np.isnan(errors).sum() > 1:
            continue
        error = float(np.nanmean(errors))
        if error < least * (1 - _WORTH):
            best, least = model, error
    if patches.spectra is None or n < _LEAST_FOR_SKIN or coloured < 3:
        return best
    kind = "root-polynomial" if "root-polynomial" in kinds else best.kind
    with_skin = Model(kind, best.curve, best.even, skin=True)
    return with_skin if kind != "gains" and fitted(patches, with_skin) is not None else best
