"""Camera correction against a second program and against spectra seen through real cameras.

The skin is the archive's (issa-2025): no fit ever sees it. The correction's own skin comes from
the layered model. The cameras are measured ones (darrodi-2015).
"""

import warnings

import numpy as np
import pytest

from turgor.evidence import evidence_table
from turgor.measure.photo.chart import built_in_chart
from turgor.measure.photo.chart.found import FoundChart
from turgor.measure.photo.correct import corrected_xyz, fit_correction, identity_correction
from turgor.measure.photo.correct.correction import terms_of
from turgor.measure.photo.correct.sensitivity import estimated_sensitivity
from turgor.measure.photo.correct.skin_spectra import BAND_NM
from turgor.measure.photo.least_squares import fitted_matrix, lab_slope, white_xyz
from turgor.physics.colour import (
    delta_e_2000,
    illuminant_power,
    ita_deg,
    lab_from_xyz,
    tristimulus,
)
from turgor.record.photograph import Photograph

CHART = built_in_chart("classic-24")
CAMERAS = ("nikon-d5100", "sigma-sd1")
LIGHTS = ("D65", "D50", "A")
LINEAR = Photograph(np.zeros((2, 2, 3), np.uint16), encoding="linear")


def camera_response(camera, light):
    """(bands, 3): sensitivity times light, so that a perfect white gives 0.9 in each channel."""
    table = evidence_table(f"camera-{camera}")
    nm = table.column("wavelength_nm")
    sensitivity = np.stack([np.interp(BAND_NM, nm, table.column(c)) for c in "rgb"], axis=1)
    weighted = sensitivity * illuminant_power(light, BAND_NM)[:, None]
    return 0.9 * weighted / weighted.sum(axis=0)


def patches():
    nm, reflectance = CHART.spectra
    return np.stack([np.interp(BAND_NM, nm, row) for row in reflectance])


def chart_of(rgb, faults=None):
    n = len(rgb)
    return FoundChart(
        chart=CHART, corners_px=np.zeros((4, 2)), homography=np.eye(3), rgb=rgb,
        noise=np.zeros((n, 3)), code_spread=np.ones(n), faults=faults or ("",) * n,
        um_per_px=None, tilt_deg=0.0, pitch_px=40.0, correlation=1.0, found_by="search",
    )  # fmt: skip


def codes(linear):
    return np.rint(65535 * np.clip(linear, 0, 1)).astype(np.int64)


def lab(xyz):
    return lab_from_xyz(np.maximum(xyz, 0), white_xyz())


@pytest.mark.parametrize("method", ["Cheung 2004", "Finlayson 2015"])
def test_least_squares_against_a_second_program(method):
    """Plain least squares of 3 and 6 terms, as colour-science fits them (MIT)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import colour
        from colour.characterisation import matrix_colour_correction
        from colour.characterisation.correction import (
            matrix_augmented_Cheung2004,
            polynomial_expansion_Finlayson2015,
        )
    rgb = patches() @ camera_response("nikon-d5100", "D65")
    xyz = CHART.xyz / 100
    if method == "Cheung 2004":
        theirs = matrix_colour_correction(rgb, xyz, method=method, terms=3)
        assert np.allclose(terms_of(rgb, 3), matrix_augmented_Cheung2004(rgb, 3))
        assert np.allclose(fitted_matrix(terms_of(rgb, 3), xyz), theirs, atol=1e-9)
    else:
        theirs = matrix_colour_correction(
            rgb, xyz, method=method, degree=2, root_polynomial_expansion=True
        )
        assert np.allclose(terms_of(rgb, 6), polynomial_expansion_Finlayson2015(rgb, 2, True))
        assert np.allclose(fitted_matrix(terms_of(rgb, 6), xyz), theirs, atol=1e-7)
    assert colour is not None


def test_weights_in_lab_do_better_in_lab():
    rgb = patches() @ camera_response("sigma-sd1", "D50")
    xyz = CHART.xyz / 100
    plain = fitted_matrix(rgb, xyz)
    weighed = fitted_matrix(rgb, xyz, slope=lab_slope(xyz))
    errors = [np.linalg.norm(lab(rgb @ m.T) - lab(xyz), axis=1) for m in (plain, weighed)]
    assert (errors[1] ** 2).mean() < (errors[0] ** 2).mean()


@pytest.mark.parametrize("terms", [3, 6])
def test_the_white_point_is_exact(terms):
    rgb = patches() @ camera_response("nikon-d5100", "A")
    xyz = CHART.xyz / 100
    matrix = fitted_matrix(terms_of(rgb, terms), xyz, exact=18, slope=lab_slope(xyz))
    assert np.allclose(terms_of(rgb, terms)[18] @ matrix.T, xyz[18], atol=1e-12)
    correction = fit_correction(LINEAR, chart_of(rgb))
    assert correction.delta_e[18] < 0.01
    half = corrected_xyz(correction, codes(rgb[18:19] / 2))
    assert np.allclose(half, xyz[18] / 2, rtol=2e-3), "at any exposure"


@pytest.mark.parametrize("camera", CAMERAS)
@pytest.mark.parametrize("light", LIGHTS)
def test_the_chart_tells_the_camera(camera, light):
    """Sensitivities estimated from 24 patches foretell what the camera makes of other spectra."""
    response = camera_response(camera, light)
    estimate, error = estimated_sensitivity(CHART.spectra, patches() @ response)
    assert error < 0.02
    from turgor.measure.photo.correct.skin_spectra import skin_family

    skins, _ = skin_family()
    assert np.abs(skins @ estimate / (skins @ response) - 1).max() < 0.03


def archive(shared_data):
    from turgor.formats.spectrum import read_spectra

    pytest.importorskip("openpyxl")
    spectra = read_spectra(shared_data / "colour" / "issa" / "ISSA_17_Jan_2025_Yan_Lu.xlsx")
    return np.array(
        [np.interp(BAND_NM, one.wavelength_nm, one.reflectance) for one in spectra[::5]]
    )


@pytest.mark.data
def test_ita_of_archived_skin_through_real_cameras(shared_data):
    """Median and P95 of the error of ITA in degrees on 3,052 real spectra that no fit has seen."""
    skin = archive(shared_data)
    true = lab(tristimulus(BAND_NM, skin, "D65", "cie-1931-2deg") / 100)
    ita = ita_deg(true[:, 0], true[:, 2])
    for camera in CAMERAS:
        for light, median, p95 in (("D65", 0.8, 3.0), ("D50", 0.9, 3.0), ("A", 1.1, 4.5)):
            response = camera_response(camera, light)
            correction = fit_correction(LINEAR, chart_of(patches() @ response))
            made = lab(corrected_xyz(correction, codes(skin @ response)))
            off = np.abs(ita_deg(made[:, 0], made[:, 2]) - ita)
            assert np.median(off) < median, (camera, light)
            assert np.quantile(off, 0.95) < p95, (camera, light)
            told = delta_e_2000(made, true).mean()
            assert 0.4 < correction.delta_e_skin / told < 2.5, "it knows about its own error"


@pytest.mark.data
def test_skin_in_the_fit_is_worth_it(shared_data):
    """Without it, paints lead the fit astray: the reason for skin's part in it."""
    skin = archive(shared_data)[::3]
    true = lab(tristimulus(BAND_NM, skin, "D65", "cie-1931-2deg") / 100)
    response = camera_response("nikon-d5100", "D65")
    rgb, xyz = patches() @ response, CHART.xyz / 100
    paints = fitted_matrix(terms_of(rgb, 6), xyz, exact=18, slope=lab_slope(xyz))
    correction = fit_correction(LINEAR, chart_of(rgb))
    by_paints = lab(terms_of(skin @ response, 6) @ paints.T)
    by_both = lab(corrected_xyz(correction, codes(skin @ response)))
    assert delta_e_2000(by_both, true).mean() < 0.5 * delta_e_2000(by_paints, true).mean()


def test_a_tone_curve_is_straightened():
    """A camera's contrast curve on top of sRGB, as picture styles have."""
    response = camera_response("nikon-d5100", "D65")
    rgb = np.clip(patches() @ response, 1e-5, 1)
    bent = np.exp(1.25 * np.log(rgb) + 0.03 * np.log(rgb) ** 2)
    straight = fit_correction(LINEAR, chart_of(rgb))
    repaired = fit_correction(LINEAR, chart_of(bent))
    assert straight.curve == "encoding"
    assert repaired.curve == "bent"
    assert repaired.delta_e_mean < straight.delta_e_mean + 0.6


def test_a_light_gradient_is_found_and_taken_out():
    response = camera_response("sigma-sd1", "D65")
    rgb = patches() @ response
    slope = np.exp(CHART.centres @ np.array([0.06, -0.05]))
    even, uneven = (fit_correction(LINEAR, chart_of(v)) for v in (rgb, rgb * slope[:, None] * 0.8))
    planted = np.exp(0.06 * 5 + 0.05 * 3) - 1
    assert uneven.light_gradient == pytest.approx(planted, rel=0.1)
    assert "light-uneven-over-chart" in uneven.flags
    assert "light-uneven-over-chart" not in even.flags
    assert uneven.delta_e_mean < even.delta_e_mean + 0.5


def test_left_out_patches_tell_more_than_fitted_ones():
    rng = np.random.default_rng(2)
    rgb = patches() @ camera_response("nikon-d5100", "D65")
    noisy = rgb * np.exp(0.02 * rng.standard_normal(rgb.shape))
    correction = fit_correction(LINEAR, chart_of(noisy))
    assert correction.delta_e_left_out_mean > correction.delta_e_mean


def test_residuals_are_those_of_the_corrected_patches():
    """CIEDE2000 by a second program, from the codes that the photograph would hold."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from colour.difference import delta_E_CIE2000
    rgb = patches() @ camera_response("nikon-d5100", "D65")
    correction = fit_correction(LINEAR, chart_of(rgb))
    made = lab(corrected_xyz(correction, codes(rgb)))
    theirs = delta_E_CIE2000(made, lab(CHART.xyz / 100))
    assert np.allclose(correction.delta_e, theirs, atol=0.02)
    assert correction.delta_e_mean == pytest.approx(theirs.mean(), abs=0.01)
    assert correction.delta_e_max == pytest.approx(theirs.max(), abs=0.02)


@pytest.mark.parametrize("encoding", ["srgb", "display-p3", "adobe-rgb", "linear"])
def test_identity_against_a_second_program(encoding):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import colour
    name = {"display-p3": "Display P3", "adobe-rgb": "Adobe RGB (1998)"}.get(encoding, "sRGB")
    values = np.array([[0, 0, 0], [255, 255, 255], [200, 120, 90], [20, 60, 250]])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = colour.RGB_to_XYZ(values / 255, name, apply_cctf_decoding=encoding != "linear")
    ours = corrected_xyz(identity_correction(256, encoding), values)
    assert np.allclose(ours, theirs, atol=6e-4)
