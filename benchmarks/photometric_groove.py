"""Photometric stereo on a real capture, held against the instrument's own height map.

    python benchmarks/photometric_groove.py ../shared/data/surface/gelsight_groove

The capture has six images and no light directions. Azimuths come from the images' falloff; the
elevation, one factor on all heights, can't be told from the images, so it is fitted on one half
of the instrument's map and tested on the other half.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from turgor.formats import read_surface
from turgor.formats.light_images import read_light_images
from turgor.measure.surface.photometric import heights_from_lights
from turgor.record.height_map import HeightMap

Array = NDArray[np.float64]
#: columns that hold each groove with its shoulders
GROOVES = {"deep": (20, 125), "middle": (225, 355), "fine": (455, 510)}


@dataclass(frozen=True)
class Agreement:
    """Shape agreement on the half of the map that did not set the scale."""

    gain: float
    correlation: float
    rms_um: float
    reference_rms_um: float


def capture(folder: Path) -> tuple[HeightMap, HeightMap]:
    """Our map from the six images, and the instrument's own."""
    ours = heights_from_lights(read_light_images(folder / "scan.yaml"))
    return ours, read_surface(folder / "heightmap.tmd")


def without_form(height: Array, degree: int, use: NDArray[np.bool_] | None = None) -> Array:
    """Height less its least-squares polynomial, fitted on the points ``use``."""
    rows, cols = height.shape
    y, x = np.meshgrid(np.linspace(-1, 1, rows), np.linspace(-1, 1, cols), indexing="ij")
    terms = np.stack(
        [(x**i * y**j).ravel() for i in range(degree + 1) for j in range(degree + 1 - i)], axis=1
    )
    chosen = slice(None) if use is None else use.ravel()
    found = np.linalg.lstsq(terms[chosen], height.ravel()[chosen], rcond=None)[0]
    return height - (terms @ found).reshape(height.shape)


def flats(reference: Array, pitch_um: float) -> NDArray[np.bool_]:
    """Points of the instrument's map away from any wall."""
    slope = np.gradient(ndimage.gaussian_filter(reference, 1.0), pitch_um)
    return ndimage.binary_erosion(np.hypot(*slope) < 0.06, iterations=4)


def agreement(ours: Array, reference: Array, fit: NDArray[np.bool_]) -> Agreement:
    """Scale from the points ``fit``, agreement on all others."""
    gain = float((ours * reference)[fit].sum() / (ours**2)[fit].sum())
    a, b = gain * ours[~fit], reference[~fit]
    return Agreement(gain, float(np.corrcoef(a, b)[0, 1]), float((a - b).std()), float(b.std()))


def groove_size(height: Array, pitch_um: float, groove: str, rows: range) -> tuple[float, float]:
    """Mean depth and width at half depth, µm, of profiles levelled by their shoulders."""
    first, end = GROOVES[groove]
    column = np.arange(first, end)
    shoulder = np.r_[0:12, column.size - 12 : column.size]
    depths, widths = [], []
    for row in rows:
        z = height[row - 3 : row + 4, first:end].mean(axis=0)
        z = z - np.polyval(np.polyfit(column[shoulder], z[shoulder], 1), column)
        depth = -float(np.percentile(z, 2))
        depths.append(depth)
        widths.append(float((z < -depth / 2).sum()) * pitch_um)
    return float(np.mean(depths)), float(np.mean(widths))


def orientation(ours: Array, reference: Array) -> tuple[str, tuple[int, int]]:
    """How the instrument's map must be turned, and its shift in pixels, to match ours best."""
    grid = {
        "as stored": reference,
        "upside down": reference[::-1],
        "mirrored": reference[:, ::-1],
        "half a turn": reference[::-1, ::-1],
    }
    a = ours - ndimage.gaussian_filter(ours, 8)
    best = ("", (0, 0), -np.inf)
    for name, turned in grid.items():
        b = turned - ndimage.gaussian_filter(turned, 8)
        match = np.fft.irfft2(np.fft.rfft2(a) * np.conj(np.fft.rfft2(b)), a.shape)
        row, col = (int(v) for v in np.unravel_index(match.argmax(), match.shape))
        if match.max() > best[2]:
            shift = (
                row - a.shape[0] * (row > a.shape[0] // 2),
                col - a.shape[1] * (col > a.shape[1] // 2),
            )
            best = (name, shift, float(match.max()))
    return best[0], best[1]


def main(folder: Path) -> None:
    """Print the comparison."""
    ours, theirs = capture(folder)
    z, reference = ours.height_um, theirs.height_um
    pitch_um = ours.pitch_x_um
    print(
        f"images {ours.shape}, pitch {pitch_um:.6f} µm; map {theirs.shape}, {theirs.pitch_x_um:.6f}"
    )
    print("orientation and shift (rows, columns):", *orientation(z, reference))
    print("flags", ours.flags, "reference", ours.height_reference)
    print("light azimuths", ours.settings["photometric.light_azimuth_deg"])
    level = flats(reference, pitch_um)
    half = reference.shape[0] // 2
    top = np.zeros(reference.shape, bool)
    top[:half] = True
    gain = 1.0
    for name, degree, use in (("quadratic, all points", 2, None), ("degree 5, flats", 5, level)):
        a, b = without_form(z, degree, use), without_form(reference, degree, use)
        for fit, tested in ((top, "lower half"), (~top, "upper half")):
            found = agreement(a, b, fit)
            if tested == "lower half":
                gain = found.gain
            print(
                f"form {name}; tested on {tested}: gain {found.gain:.4f}, correlation "
                f"{found.correlation:.4f}, rms difference {found.rms_um:.2f} µm of "
                f"{found.reference_rms_um:.1f} µm"
            )
    rows = range(half + 10, reference.shape[0] - 10, 6)
    for groove in GROOVES:
        mine = groove_size(gain * z, pitch_um, groove, rows)
        own = groove_size(reference, pitch_um, groove, rows)
        print(
            f"groove {groove}, lower half: depth {mine[0]:.1f} against {own[0]:.1f} µm "
            f"({100 * (mine[0] / own[0] - 1):+.1f} %), width {mine[1]:.0f} against {own[1]:.0f} µm "
            f"({100 * (mine[1] / own[1] - 1):+.1f} %)"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
