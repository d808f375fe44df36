"""What a photograph keeps of a skin's colour: through the observer's eyes, and through cameras.

The correction here is a least-squares 3 x 3 from the chart's own patches, written out in this file.
What it leaves is metamerism: skin's spectra are not the patches'. Two checks keep apart what the
renderer adds (next to nothing) and what a camera and a chart can't know (degrees).
"""

import numpy as np
import pytest

from turgor.phantom.photo.camera import CameraSpec, patch_reflectances, sensor
from turgor.phantom.photo.capture import PhotoCaptureSpec, photograph
from turgor.phantom.photo.chart import PATCHES, ChartSpec
from turgor.phantom.photo.layout import LineRanges, PhotoLayout, SpotRanges, draw_plan
from turgor.phantom.photo.light import LightSpec
from turgor.phantom.photo.lut import WAVELENGTH_NM
from turgor.phantom.photo.pose import CameraPose
from turgor.phantom.photo.skin import make_skin
from turgor.phantom.spectrum.subject import TONES, draw_optics, true_ita_deg, with_ita
from turgor.physics.colour.cielab import lab_from_xyz
from turgor.physics.colour.ita import ita_class, ita_deg
from turgor.physics.colour.rgb import linear_from_srgb
from turgor.physics.colour.tristimulus import tristimulus, white_point
from turgor.physics.skin_optics import SkinOptics, skin_reflectances

WHITE = white_point("D65", "cie-1931-2deg")
BARE = PhotoLayout((60.0, 40.0), SpotRanges(0, 0, 0), LineRanges(0))
#: columns and rows of bare skin well inside the picture
SKIN = (slice(230, 380), slice(130, 390))


def xyz_of(reflectance):
    return tristimulus(WAVELENGTH_NM, reflectance, "D65", "cie-1931-2deg")


def ita_of(xyz):
    lab = lab_from_xyz(xyz, WHITE)
    return ita_deg(lab[..., 0], lab[..., 2])


def shot(optics: SkinOptics, camera: CameraSpec, light: str, seed: int = 4):
    """A photograph with a chart, its linear codes and its truth."""
    skin = make_skin(draw_plan(optics, BARE, seed), seed)
    spec = PhotoCaptureSpec(
        (420, 520),
        CameraPose(130.0, shift_mm=(0.0, -8.0)),
        LightSpec(light),
        camera,
        ChartSpec(patch_mm=4.5, gap_mm=0.5, border_mm=1.5, centre_mm=(0.0, -23.0)),
        seed=seed,
    )
    photo, truth = photograph(skin, spec)
    top = 255.0 if photo.rgb.dtype == np.uint8 else 65535.0
    codes = photo.rgb / top
    return codes if camera.linear else linear_from_srgb(codes), truth


def patch_means(linear, truth):
    means = []
    for corners in truth.patch_corners_px:
        low, high = np.ceil(corners.min(axis=0) + 4), np.floor(corners.max(axis=0) - 4)
        part = linear[int(low[1]) : int(high[1]) + 1, int(low[0]) : int(high[0]) + 1]
        means.append(part.reshape(-1, 3).mean(axis=0))
    return np.array(means)


def corrected_and_true(optics: SkinOptics, camera: CameraSpec, light: str) -> tuple[float, float]:
    """ITA of the mean corrected colour of a field of skin, and of its mean true colour."""
    linear, truth = shot(optics, camera, light)
    matrix = np.linalg.lstsq(
        patch_means(linear, truth), xyz_of(patch_reflectances(PATCHES)), rcond=None
    )[0]
    found = ita_of(linear[SKIN].reshape(-1, 3).mean(axis=0) @ matrix)
    v, u = np.mgrid[SKIN[0].start : SKIN[0].stop : 8, SKIN[1].start : SKIN[1].stop : 8]
    spectra = truth.reflectance(np.column_stack((u.ravel(), v.ravel())).astype(float))
    return float(found), float(ita_of(xyz_of(spectra).mean(axis=0)))


@pytest.mark.parametrize("tone", TONES)
def test_the_observer_as_camera_gives_the_true_ita(tone: str) -> None:
    """With the observer's own sensitivities in D65 nothing is metameric: within 0.3°, 8 bit."""
    optics = draw_optics(tone, np.random.default_rng(8))
    found, true = corrected_and_true(optics, CameraSpec("observer"), "D65")
    assert found == pytest.approx(true, abs=0.3)
    assert ita_class(true) == ("dark" if tone == "dark" else tone)


@pytest.mark.parametrize("model", ["nikon-d5100", "sigma-sd1"])
@pytest.mark.parametrize("tone", TONES)
def test_the_picture_adds_nothing_to_the_cameras_own_error(model: str, tone: str) -> None:
    """16 bit and linear: the photograph's ITA is that of the camera's integrals, within 0.2°.

    The second way has no picture in it: patches and skin spectra times sensitivities, the same
    least squares.
    """
    optics = draw_optics(tone, np.random.default_rng(9))
    camera = CameraSpec(model, own_matrix=False, bits=16, linear=True)
    found, _ = corrected_and_true(optics, camera, "D65")
    weights = sensor(camera, "D65").weights
    patches = patch_reflectances(PATCHES)
    matrix = np.linalg.lstsq(patches @ weights, xyz_of(patches), rcond=None)[0]
    _, truth = shot(optics, camera, "D65")
    v, u = np.mgrid[SKIN[0].start : SKIN[0].stop : 8, SKIN[1].start : SKIN[1].stop : 8]
    spectra = truth.reflectance(np.column_stack((u.ravel(), v.ravel())).astype(float))
    assert found == pytest.approx(float(ita_of((spectra @ weights).mean(axis=0) @ matrix)), abs=0.2)


@pytest.mark.parametrize("tone", TONES)
def test_a_plain_chart_correction_keeps_ita_within_3_degrees(tone: str) -> None:
    """Sigma SD1 in D65, 8-bit sRGB, plain 3 x 3: all tones. The D5100 misses it on light skin.

    The figures for both cameras and five lights stand in docs/science/photo-phantoms.md.
    """
    optics = draw_optics(tone, np.random.default_rng(10))
    found, true = corrected_and_true(optics, CameraSpec("sigma-sd1"), "D65")
    assert abs(found - true) < 3.0


@pytest.mark.data
def test_real_skin_has_the_same_metamerism(forearms) -> None:
    """The D5100 with a plain 3 x 3 in D65: ITA bias of real forearms and of phantoms as light.

    By integrals alone, no picture. The camera reads real light skin some degrees too light too: a
    correction that gets phantoms right for the right reason gets real skin right.
    """
    nm, spectra = forearms
    real = np.array([np.interp(WAVELENGTH_NM, nm, s) for s in spectra.mean(axis=1)])
    weights = sensor(CameraSpec("nikon-d5100"), "D65").weights
    patches = patch_reflectances(PATCHES)
    matrix = np.linalg.lstsq(patches @ weights, xyz_of(patches), rcond=None)[0]

    def bias(reflectance):
        return ita_of(reflectance @ weights @ matrix) - ita_of(xyz_of(reflectance))

    light = (ita_of(xyz_of(real)) > 41.0) & (ita_of(xyz_of(real)) < 55.0)
    rng = np.random.default_rng(2)
    made = np.stack([draw_optics("light", rng).as_row() for _ in range(40)])
    drawn = bias(skin_reflectances(made, WAVELENGTH_NM))
    found = bias(real[light])
    assert light.sum() > 30
    assert found.mean() > 2.0 and drawn.mean() > 2.0
    assert drawn.mean() == pytest.approx(found.mean(), abs=1.0)


def test_ita_that_was_asked_for_is_planted() -> None:
    """with_ita solves melanin: the law's own spectrum has that ITA, and more melanin is darker."""
    for wanted in (45.0, 20.0, -20.0, -50.0):
        skin = with_ita(SkinOptics(), wanted)
        assert true_ita_deg([skin])[0] == pytest.approx(wanted, abs=1e-3)
    light, dark = with_ita(SkinOptics(), 45.0), with_ita(SkinOptics(), -50.0)
    assert dark.melanin > 5 * light.melanin
