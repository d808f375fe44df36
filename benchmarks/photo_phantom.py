"""What a colour chart leaves of a camera's metamerism on skin, and how fast phantoms are made.

    OPENBLAS_NUM_THREADS=1 python benchmarks/photo_phantom.py
    python benchmarks/photo_phantom.py --forearms M38597.csv --issa ISSA_17_Jan_2025_Yan_Lu.xlsx

First table: error of ITA in degrees (mean and SD over persons) after a plain least-squares 3 x 3
from the 24 patches to XYZ, by integrals of spectra alone, for phantoms of each tone and, where the
file is given, for real forearms (Cooksey 2017). Second: what the same camera and chart make of a
change of ITA, D65. Third: one person of each tone in an 8-bit sRGB picture with the camera's own
matrix, against integrals alone. With ``--issa``: mean L*, a*, b* of real skin and of phantoms under
an 8 mm head, by class. Last: seconds and peak memory to photograph one skin at several sizes, best
of three, chart included.
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
from turgor.phantom.photo.layout import LineRanges, PhotoLayout, SpotRanges, draw_plan
from turgor.phantom.photo.light import LightSpec
from turgor.phantom.photo.lut import WAVELENGTH_NM
from turgor.phantom.photo.pose import CameraPose
from turgor.phantom.photo.skin import make_skin
from turgor.phantom.spectrum.subject import TONES, draw_optics
from turgor.physics.colour.cielab import lab_from_xyz
from turgor.physics.colour.ita import ita_class, ita_deg
from turgor.physics.colour.rgb import linear_from_srgb
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


def changes(count: int) -> dict[str, dict[str, tuple[float, float]]]:
    """Mean true change of ITA and what the camera makes of it, by tone."""
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for model in ("nikon-d5100", "sigma-sd1"):
        for name, factor in (("melanin -20 %", (0.8, 1.0)), ("blood +40 %", (1.0, 1.4))):
            row = {}
            for number, tone in enumerate(TONES):
                rng = np.random.default_rng([20, number])
                before = np.stack([draw_optics(tone, rng).as_row() for _ in range(count)])
                after = before.copy()
                after[:, :2] *= factor
                was = skin_reflectances(before, WAVELENGTH_NM)
                now = skin_reflectances(after, WAVELENGTH_NM)
                true = ita_of(xyz_of(now)) - ita_of(xyz_of(was))
                seen = true + error_deg(now, model, "D65") - error_deg(was, model, "D65")
                row[tone] = (float(true.mean()), float(seen.mean()))
            found[f"{model} {name}"] = row
    return found


def pictures() -> dict[str, dict[str, tuple[float, float]]]:
    """ITA error from one picture, and from integrals over the same skin's spectra."""
    found: dict[str, dict[str, tuple[float, float]]] = {}
    bare = PhotoLayout((60.0, 40.0), SpotRanges(0, 0, 0), LineRanges(0))
    chart = ChartSpec(patch_mm=4.5, gap_mm=0.5, border_mm=1.5, centre_mm=(0.0, -23.0))
    for model in ("nikon-d5100", "sigma-sd1"):
        row = {}
        for number, tone in enumerate(TONES):
            optics = draw_optics(tone, np.random.default_rng([20, number]))
            spec = PhotoCaptureSpec(
                (420, 520),
                CameraPose(130.0, shift_mm=(0.0, -8.0)),
                camera=CameraSpec(model),
                chart=chart,
            )
            photo, truth = photograph(make_skin(draw_plan(optics, bare, 4), 4), spec)
            linear = linear_from_srgb(photo.rgb / 255.0)
            middles = np.rint(truth.patch_corners_px.mean(axis=1)).astype(int)
            means = [linear[v - 9 : v + 10, u - 9 : u + 10].mean(axis=(0, 1)) for u, v in middles]
            matrix = np.linalg.lstsq(
                np.array(means), xyz_of(patch_reflectances(PATCHES)), rcond=None
            )[0]
            v, u = np.mgrid[230:380:8, 130:390:8]
            places = np.column_stack((u.ravel(), v.ravel())).astype(float)
            spectrum = truth.reflectance(places).mean(axis=0)[None]
            seen = linear[230:380, 130:390].mean(axis=(0, 1))[None] @ matrix
            error = float((ita_of(seen) - ita_of(xyz_of(spectrum)))[0])
            row[tone] = (error, float(error_deg(spectrum, model, "D65")[0]))
        found[model] = row
    return found


def colours(path: Path, count: int) -> dict[str, dict[str, list[float]]]:
    """Mean L*, a*, b* of every third ISSA spectrum and of phantoms under 8 mm, by class of ITA."""
    import openpyxl

    sheet = openpyxl.load_workbook(path, read_only=True)["ISSA"]
    rows = [row[17:48] for row in sheet.iter_rows(min_row=7, values_only=True)]
    whole = [row for row in rows if all(isinstance(cell, int | float) for cell in row)]
    spectra = np.array(whole, dtype=float)[::3] / 100.0
    nm = np.arange(400.0, 701.0, 10.0)
    lab = lab_from_xyz(tristimulus(nm, spectra, "D65", "cie-1931-2deg"), WHITE)
    names = np.array([ita_class(float(a)) for a in ita_deg(lab[:, 0], lab[:, 2])])
    found = {}
    for number, tone in enumerate(TONES):
        rng = np.random.default_rng([20, number])
        drawn = np.stack([draw_optics(tone, rng, None, 4.0).as_row() for _ in range(count)])
        made = lab_from_xyz(xyz_of(skin_reflectances(drawn, WAVELENGTH_NM)), WHITE)
        found[tone] = {
            "real": lab[names == tone].mean(axis=0).round(1).tolist(),
            "phantom": made.mean(axis=0).round(1).tolist(),
        }
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
    parser.add_argument("--issa", type=Path, help="real skin of all tones (workbook)")
    parser.add_argument("--times", type=int, default=3, help="repeats of each timing; 0 for none")
    given = parser.parse_args()
    result: dict[str, object] = {"phantoms": metamerism(persons(given.persons))}
    if given.forearms:
        result["forearms"] = metamerism(forearms(given.forearms))
    for kind in ("phantoms", "forearms"):
        for case, row in result.get(kind, {}).items():  # type: ignore[attr-defined]
            cells = "  ".join(f"{t} {m:+.1f}±{s:.1f} ({n})" for t, (m, s, n) in row.items())
            print(f"{kind:9s} {case:20s} {cells}")
    for name, row in (result.setdefault("changes", changes(given.persons))).items():  # type: ignore[attr-defined]
        cells = "  ".join(f"{tone} {true:+.1f}→{seen:+.1f}" for tone, (true, seen) in row.items())
        print(f"change    {name:26s} {cells}")
    for name, row in (result.setdefault("pictures", pictures())).items():  # type: ignore[attr-defined]
        cells = "  ".join(f"{tone} {a:+.1f} ({b:+.1f})" for tone, (a, b) in row.items())
        print(f"picture   {name:20s} {cells}")
    if given.issa:
        result["colours"] = colours(given.issa, given.persons)
        for tone, both in result["colours"].items():  # type: ignore[attr-defined]
            print(f"L*a*b*    {tone:14s} real {both['real']}  phantom {both['phantom']}")
    if given.times:
        result["times"] = times(given.times)
        for name, value in result["times"].items():  # type: ignore[attr-defined]
            print(f"{name}: {value:.2f}")
    print(json.dumps(result), file=sys.stderr)


if __name__ == "__main__":
    main()
