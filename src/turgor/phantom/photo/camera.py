"""A camera: sensitivities, white balance, its own colour matrix, noise, clipping and encoding."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import evidence_table
from turgor.phantom.photo.light import light_power
from turgor.phantom.photo.lut import WAVELENGTH_NM
from turgor.physics.colour.observer import colour_matching
from turgor.physics.colour.rgb import linear_from_xyz, srgb_from_linear
from turgor.physics.colour.tristimulus import tristimulus

F = NDArray[np.float64]

OBSERVER = "cie-1931-2deg"
#: camera and its table of sensitivities; 'observer' sees like the CIE 1931 observer, so that
#: nothing it records is metameric
CAMERAS = {
    "nikon-d5100": "camera-nikon-d5100",
    "sigma-sd1": "camera-sigma-sd1",
    "observer": OBSERVER,
}


@dataclass(frozen=True, slots=True)
class CameraSpec:
    """One camera and its settings.

    balance : the light whose white is made neutral, or 'as-lit' for that of the scene.
    exposure : code a perfect white in the middle would reach, over the clipping point.
    own_matrix : the camera turns its colours towards sRGB with a matrix made for D65, as all do.
    tone : strength of an S-shaped picture style, 0 to below 1. psf_px : SD of the blur.
    full_well_e, read_e : electrons at clipping, and SD of the read noise.
    bits : 8 or 16. linear : linear codes instead of sRGB's.
    """

    model: str = "nikon-d5100"
    balance: str = "as-lit"
    exposure: float = 0.85
    own_matrix: bool = True
    tone: float = 0.0
    psf_px: float = 0.7
    full_well_e: float = 25000.0
    read_e: float = 6.0
    bits: int = 8
    linear: bool = False

    def __post_init__(self) -> None:
        """Refuse what no camera does."""
        if self.model not in CAMERAS:
            raise InputError(f"camera '{self.model}' is unknown; allowed: {', '.join(CAMERAS)}")
        if self.exposure <= 0 or self.psf_px < 0 or self.full_well_e <= 0 or self.read_e < 0:
            raise InputError("camera: exposure and full_well_e above 0, psf_px and read_e from 0")
        if self.bits not in (8, 16) or not 0 <= self.tone < 1:
            raise InputError("camera: bits is 8 or 16, tone 0 to below 1")


@dataclass(frozen=True, slots=True)
class Sensor:
    """A camera under one light, as linear algebra.

    weights : (wavelengths, 3) from reflectance to balanced raw values, 1 for a perfect white.
    gains : (3,) white balance, the least is 1; the sensor itself holds raw / gain.
    matrix : (3, 3) from balanced raw values to the camera's linear output.
    """

    weights: F
    gains: F
    matrix: F


def sensor(camera: CameraSpec, spectrum: str) -> Sensor:
    """The camera under a light."""
    sensed = sensitivities(camera.model) * light_power(spectrum, WAVELENGTH_NM)[:, None]
    balanced = spectrum if camera.balance == "as-lit" else camera.balance
    white = sensitivities(camera.model) * light_power(balanced, WAVELENGTH_NM)[:, None]
    # equal raw values for white under the balanced light, and green 1 under the light itself
    scale = 1.0 / white.sum(axis=0)
    scale *= 1.0 / (sensed[:, 1].sum() * scale[1])
    gains = scale / scale.min()
    matrix = own_matrix(camera.model) if camera.own_matrix else np.eye(3)
    return Sensor(sensed * scale, gains, matrix)


def sensitivities(model: str) -> F:
    """(wavelengths, 3) relative sensitivity over WAVELENGTH_NM, 0 beyond the table."""
    if CAMERAS[model] == OBSERVER:
        return colour_matching(OBSERVER, WAVELENGTH_NM)
    table = evidence_table(CAMERAS[model])
    at = table.column("wavelength_nm")
    columns = [np.interp(WAVELENGTH_NM, at, table.column(c), 0.0, 0.0) for c in "rgb"]
    stacked: F = np.maximum(np.column_stack(columns), 0.0)
    return stacked


def patch_reflectances(names: tuple[str, ...]) -> F:
    """(patches, wavelengths) reflectances of chart patches; the table's ends are held."""
    table = evidence_table("colorchecker-24")
    at = table.column("wavelength_nm")
    return np.array([np.interp(WAVELENGTH_NM, at, table.column(name)) for name in names])


def own_matrix(model: str) -> F:
    """(3, 3) from balanced raw values to linear sRGB, grey kept grey, fitted to 24 patches in D65.

    This is what makers do; the patches' true colours never reach the picture in another way.
    """
    names = tuple(c for c in evidence_table("colorchecker-24").columns if c != "wavelength_nm")
    patches = patch_reflectances(names)
    sensed = sensitivities(model) * light_power("D65", WAVELENGTH_NM)[:, None]
    raw = patches @ (sensed / sensed.sum(axis=0))
    wanted = linear_from_xyz(tristimulus(WAVELENGTH_NM, patches, "D65", OBSERVER))
    matrix = np.empty((3, 3))
    for row in range(3):
        # rows sum to 1: solve for two weights on differences against the row's own channel
        others = [c for c in range(3) if c != row]
        design = raw[:, others] - raw[:, [row]]
        solved = np.linalg.lstsq(design, wanted[:, row] - raw[:, row], rcond=None)[0]
        matrix[row, others] = solved
        matrix[row, row] = 1.0 - solved.sum()
    return matrix


def encode(linear: F, camera: CameraSpec) -> F:
    """Code values 0 to 1 of linear output 0 to 1, with the camera's own tone; any shape."""
    if camera.linear:
        return linear
    code = srgb_from_linear(linear)
    if camera.tone:
        code = code + camera.tone * code * (1.0 - code) * (2.0 * code - 1.0)
    return code
