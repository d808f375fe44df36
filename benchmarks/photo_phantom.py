"""What a colour chart leaves of a camera's metamerism on skin, and how fast phantoms are made.

    OPENBLAS_NUM_THREADS=1 python benchmarks/photo_phantom.py
    python benchmarks/photo_phantom.py --forearms ../shared/data/colour/nist/M38597.csv --times 0

First table: error of ITA in degrees (mean and SD over persons) after a plain least-squares 3 x 3
from the 24 patches to XYZ, by integrals of spectra alone, for phantoms of each tone and, where the
file is given, for real forearms (Cooksey 2017). Second: seconds and peak memory to photograph one
skin at several sizes, best of three, chart included.
"""

import argparse
import csv
import json
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from turgor.phantom.photo.camera import CameraSpec, patch_reflectances, sensor
from turgor.phantom.photo.capture import PhotoCaptureSpec, photograph
from turgor.phantom.photo.chart import PATCHES, ChartSpec
from turgor.phantom.photo.layout import PhotoLayout, draw_plan
from turgor.phantom.photo.light import LightSpec
from turgor.phantom.photo.lut import WAVELENGTH_NM
from turgor.phantom.photo.pose import CameraPose
from turgor.phantom.photo.skin import make_skin
from turgor.phantom.spectrum.subject import TONES, draw_optics
from turgor.physics.colour.cielab import lab_from_xyz
from turgor.physics.colour.ita import ita_class, ita_deg
from turgor.physics.colour.tristimulus import tristimulus, white_point
from turgor.physics.skin_optics import SkinOptics, skin_reflectances

WHITE = white_point("D65", "cie-1931-2deg")
CASES = [(m, s) for m in ("nikon-d5100", "sigma-sd1") for s in ("D65", "D50", "led-cold", "A")]
#: rows, columns, µm per pixel: the same skin at 2, 12 and 24 megapixels
SIZES = ((1250, 1600, 65.0), (3000, 4000, 26.0), (4000, 6000, 18.0))


def xyz_of(reflectance):
    return tristimulus(WAVELENGTH_NM, reflectance, "D65", "cie-1931-2deg")


def ita_of(xyz):
    lab = lab_from_xyz(xyz, WHITE)
    return ita_deg(lab[:, 0], lab[:, 2])


def error_deg(reflectance, model: str, light: str):
    """(spectra,) ITA that camera and chart give, less the true one."""
    weights = sensor(CameraSpec(model), light).weights
    patches = patch_reflectances(PATCHES)
    matrix = np.linalg.lstsq(patches @ weights, xyz_of(patches), rcond=None)[0]
    return ita_of(reflectance @ weights @ matrix) - ita_of(xyz_of(reflectance))


def persons(count: int) -> dict[str, np.ndarray]:
    """Spectra of drawn persons by tone."""
    drawn = {}
    for number, tone in enumerate(TONES):
        rng = np.random.default_rng([20, number])
        rows = np.stack([draw_optics(tone, rng).as_row() for _ in range(count)])
        drawn[tone] = skin_reflectances(rows, WAVELENGTH_NM)
    return drawn


def forearms(path: Path) -> dict[str, np.ndarray]:
    """Mean spectra of the 100 real forearms, by class of ITA."""
    with path.open(encoding="cp1252", newline="") as file:
        rows = [row for row in csv.reader(file) if row and row[0].strip().isdigit()]
    table = np.array([[float(cell) for cell in row[:401]] for row in rows])
    mean = table[:, 1:].reshape(len(table), 100, 4)[:, :, 3].T
    spectra = np.array([np.interp(WAVELENGTH_NM, table[:, 0], one) for one in mean])
    names = np.array([ita_class(float(angle)) for angle in ita_of(xyz_of(spectra))])
    return {tone: spectra[names == tone] for tone in TONES if (names == tone).sum() >= 3}


def metamerism(groups: dict[str, np.ndarray]) -> dict[str, dict[str, tuple[float, float, int]]]:
    found: dict[str, dict[str, tuple[float, float, int]]] = {}
    for model, light in CASES:
        row = {}
        for tone, spectra in groups.items():
            error = error_deg(spectra, model, light)
            row[tone] = (float(error.mean()), float(error.std()), len(error))
        found[f"{model} {light}"] = row
    return found


def times(repeats: int) -> dict[str, float]:
    skin = make_skin(draw_plan(SkinOptics(), PhotoLayout(), 2), 2)
    spec = PhotoCaptureSpec(
        light=LightSpec("D50", 0.1, 30.0, 0.1), chart=ChartSpec(centre_mm=(0.0, -40.0))
    )
    photograph(skin, replace(spec, shape=(64, 64)))
    found = {}
    for rows, cols, um in SIZES:
        shot = replace(spec, shape=(rows, cols), pose=CameraPose(um, shift_mm=(0.0, -8.0)))
        best = float("inf")
        for _ in range(repeats):
            start = time.perf_counter()
            photograph(skin, shot)
            best = min(best, time.perf_counter() - start)
        found[f"{rows * cols / 1e6:.0f} MP, s"] = best
    found["peak memory, GB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--persons", type=int, default=30, help="phantoms of each tone")
    parser.add_argument("--forearms", type=Path, help="real forearm spectra (M38597.csv)")
    parser.add_argument("--times", type=int, default=3, help="repeats of each timing; 0 for none")
    given = parser.parse_args()
    result: dict[str, object] = {"phantoms": metamerism(persons(given.persons))}
    if given.forearms:
        result["forearms"] = metamerism(forearms(given.forearms))
    for kind in ("phantoms", "forearms"):
        for case, row in result.get(kind, {}).items():  # type: ignore[attr-defined]
            cells = "  ".join(f"{t} {m:+.1f}±{s:.1f} ({n})" for t, (m, s, n) in row.items())
            print(f"{kind:9s} {case:20s} {cells}")
    if given.times:
        result["times"] = times(given.times)
        for name, value in result["times"].items():  # type: ignore[attr-defined]
            print(f"{name}: {value:.2f}")
    print(json.dumps(result), file=sys.stderr)


if __name__ == "__main__":
    main()
