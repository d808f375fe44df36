"""ITA from photographed phantoms against the spectra that they were made from.

    OPENBLAS_NUM_THREADS=1 python benchmarks/photo_ita.py [--persons 2] [--rows 525]

Skin of every tone is photographed beside the 24-patch chart through two measured cameras (8-bit
sRGB with the camera's own matrix, noise, blur) under D65 and D50, evenly lit and with 12 % of fall
of light and 10 % of vignetting; then the chart is found, the colour corrected, and ITA of the
zone's mean colour held against that of its spectra. Nothing of the phantom reaches the correction.
"""

import argparse
from dataclasses import replace
from itertools import product

import numpy as np

from turgor.measure.photo.whole import PhotoOptions, measure_photograph
from turgor.measure.photo.zone import free_zone, zone_masks
from turgor.phantom.colour_plan import CHEEK
from turgor.phantom.colour_study import ZONE, zone_lab
from turgor.phantom.photo.camera import CameraSpec
from turgor.phantom.photo.capture import PhotoCaptureSpec, photograph
from turgor.phantom.photo.chart import ChartSpec
from turgor.phantom.photo.layout import draw_plan
from turgor.phantom.photo.light import LightSpec
from turgor.phantom.photo.pose import CameraPose
from turgor.phantom.photo.skin import make_skin
from turgor.phantom.spectrum.subject import TONES, draw_optics
from turgor.physics.colour import ita_deg
from turgor.workflow.photo_prepared import prepare
from turgor.workflow.photo_setting import PhotoSetting

PITCH_MM = 6.0
LIGHTS = {
    "even": LightSpec(),
    "12 % uneven": LightSpec(gradient=0.12, gradient_deg=35.0, vignetting=0.10),
}


def error_deg(camera: str, light: LightSpec, tone: str, seed: int, rows: int) -> float:
    """ITA of the corrected photograph less that of the spectra, middle of the skin."""
    optics = replace(draw_optics(tone, np.random.default_rng(seed)), aperture_radius_mm=np.inf)
    skin = make_skin(draw_plan(optics, CHEEK, seed), seed)
    chart = ChartSpec(patch_mm=5.4, gap_mm=0.6, centre_mm=(0.0, -44.0), rotation_deg=2.0)
    cols = rows * 4 // 3
    shot = PhotoCaptureSpec(
        (rows, cols),
        CameraPose(um_per_px=115_000.0 / cols, shift_mm=(0.0, -12.0)),
        light,
        CameraSpec(model=camera),
        chart,
        seed=seed,
    )
    photo, truth = photograph(skin, shot)
    made = prepare(photo, PhotoSetting(chart_pitch_mm=PITCH_MM), judged=False)
    corners = truth.to_photo(ZONE * CHEEK.size_mm)
    mask = zone_masks([free_zone("zone", corners)], photo.shape)["zone"]
    measured = measure_photograph(
        photo,
        made.correction,
        capture_sha256="0" * 64,
        mask=mask,
        options=PhotoOptions(texture=False),
    )
    got = next(f.value for f in measured.findings if f.metric == "photo.ita")
    l_star, _, b_star = zone_lab(truth)
    return float(got - ita_deg(l_star, b_star))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--persons", type=int, default=2)
    parser.add_argument("--rows", type=int, default=525)
    given = parser.parse_args()
    print("error of ITA in degrees, mean over persons (worst)\n" + " " * 34 + "  ".join(TONES))
    for camera, spectrum, (name, light) in product(
        ("nikon-d5100", "sigma-sd1"), ("D65", "D50"), LIGHTS.items()
    ):
        cells = []
        for tone in TONES:
            off = [
                error_deg(camera, replace(light, spectrum=spectrum), tone, seed, given.rows)
                for seed in range(given.persons)
            ]
            cells.append(f"{np.mean(off):+.1f} ({max(off, key=abs):+.1f})")
        print(f"{camera:<12} {spectrum} {name:<12}: " + "  ".join(cells), flush=True)


if __name__ == "__main__":
    main()
