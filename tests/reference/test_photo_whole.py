"""A whole photograph: zones of known colour, spatial uncertainty that covers, what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from turgor.errors import MeasureError
from turgor.measure.photo.correct import identity_correction
from turgor.measure.photo.whole import PhotoOptions, measure_photograph
from turgor.measure.photo.zone_mean import zone_means
from turgor.physics.colour import ita_deg, lab_from_xyz, white_point
from turgor.physics.colour.rgb import srgb_from_linear, xyz_from_linear
from turgor.record.photograph import Photograph

SHA = "0" * 64
SKIN = np.array([0.42, 0.26, 0.19])  # linear sRGB
PLAIN = identity_correction(65536, "srgb")
NO_TEXTURE = PhotoOptions(texture=False)


def photo_of(linear):
    return Photograph(np.rint(65535 * srgb_from_linear(np.clip(linear, 0, 1))).astype(np.uint16))


def values(measurement):
    return {one.metric: one.value for one in measurement.findings}


def test_zone_of_known_colour():
    """A zone of two halves: means of Lab; ITA of the mean Lab, not of the pixels."""
    linear = np.empty((120, 160, 3))
    linear[:] = 0.6 * SKIN
    linear[20:100, 40:80], linear[20:100, 80:120] = SKIN, 1.6 * SKIN
    mask = np.zeros((120, 160), dtype=bool)
    mask[20:100, 40:120] = True
    got = values(
        measure_photograph(
            photo_of(linear), PLAIN, mask=mask, capture_sha256=SHA, options=NO_TEXTURE
        )
    )
    white = white_point("D65", "cie-1931-2deg")
    halves = np.array([SKIN, 1.6 * SKIN])
    lab = lab_from_xyz(xyz_from_linear(halves), white)
    mean = lab.mean(axis=0)
    wanted = dict(zip(("photo.l_star", "photo.a_star", "photo.b_star"), mean, strict=True))
    wanted["photo.ita"] = float(ita_deg(mean[0], mean[2]))
    wanted["photo.mi_rgb"] = float(np.mean(-100 * np.log10(halves[:, 0])))
    wanted["photo.ei_rgb"] = float(100 * np.log10(SKIN[0] / SKIN[1]))
    for metric, value in wanted.items():
        assert got[metric] == pytest.approx(value, abs=3e-3), metric
    of_pixels = float(np.mean(ita_deg(lab[:, 0], lab[:, 2])))
    assert abs(wanted["photo.ita"] - of_pixels) > 0.1  # the definition matters


def textured(seed, correlation_px, shape=(400, 400), spread=0.06):
    """Skin with a stationary random field of known correlation."""
    rng = np.random.default_rng(seed)
    field = gaussian_filter(rng.normal(size=shape), correlation_px, mode="wrap")
    field *= spread / field.std()
    return photo_of(SKIN * np.exp(field)[..., None])


@pytest.mark.parametrize("correlation_px", [1.5, 5.0])
def test_spatial_u_is_the_spread_between_pieces_of_one_field(correlation_px):
    """u of the mean against its spread over 24 independent fields of the same texture."""
    means, told = [], []
    for seed in range(24):
        photo = textured(seed, correlation_px)
        # The window is a quarter of the field, so that its mean is free to vary.
        mask = np.zeros(photo.shape, dtype=bool)
        mask[100:300, 100:300] = True
        one = zone_means(photo, PLAIN, mask)
        means.append(one.mean["l_star"])
        told.append(one.spatial_u.get("l_star", np.nan))
    true = np.std(means, ddof=1)
    print(true, np.nanmedian(told), np.isnan(told).sum())
    assert np.isnan(told).mean() < 0.2
    assert np.nanmedian(told) == pytest.approx(true, rel=0.35)


def test_no_u_where_the_zone_is_one_gradient():
    y, x = np.mgrid[0:300, 0:300] / 300
    measured = measure_photograph(
        photo_of(SKIN * np.exp(0.4 * x + 0.2 * y)[..., None]), PLAIN, capture_sha256=SHA,
        options=NO_TEXTURE,
    )  # fmt: skip
    one = next(f for f in measured.findings if f.metric == "photo.l_star")
    assert one.u is None and "as large as the zone" in one.u_reason


@pytest.mark.parametrize(("share", "stated"), [(0.0, True), (0.05, True), (0.3, False)])
def test_clipped_pixels_are_left_out_flagged_and_in_the_end_refused(share, stated):
    linear = np.tile(SKIN, (100, 100, 1))
    linear[: round(100 * share)] = 1.2
    measured = measure_photograph(photo_of(linear), PLAIN, capture_sha256=SHA, options=NO_TEXTURE)
    one = next(f for f in measured.findings if f.metric == "photo.ita")
    assert measured.means.clipped_share == pytest.approx(share)
    assert ("clipped-pixels" in one.flags) == (share > 0)
    assert (one.value is not None) == stated
    if stated:
        lab = lab_from_xyz(xyz_from_linear(SKIN), white_point("D65", "cie-1931-2deg"))
        assert one.value == pytest.approx(float(ita_deg(lab[0], lab[2])), abs=0.01)
        assert "ita-class-intermediate" in one.flags
    else:
        assert "not-identified" in one.flags and "expose less" in one.u_reason


def test_very_dark_skin_states_no_pigment_and_grey_flags_its_ita():
    dark = measure_photograph(
        photo_of(np.tile([0.15, 0.06, 0.03], (80, 80, 1))), PLAIN, capture_sha256=SHA,
        options=NO_TEXTURE,
    )  # fmt: skip
    assert values(dark)["photo.melanin_map_mean"] is None
    assert values(dark)["photo.mi_rgb"] == pytest.approx(82.4, abs=0.1)
    assert any("pigment-not-separable" in f.flags for f in dark.findings)
    grey = measure_photograph(
        photo_of(np.tile([0.4, 0.4, 0.4], (80, 80, 1))), PLAIN, capture_sha256=SHA,
        options=NO_TEXTURE,
    )  # fmt: skip
    assert (
        "ita-uncertain-small-b" in next(f for f in grey.findings if f.metric == "photo.ita").flags
    )


def test_texture_conditions_flags_and_maps():
    photo = replace(textured(1, 2.0, (260, 300)), flags=("encoding-not-stated",))
    options = PhotoOptions(keep_maps=True)
    mask = np.zeros(photo.shape, dtype=bool)
    mask[30:230, 40:280] = True
    scaled = measure_photograph(
        photo, PLAIN, mask=mask, um_per_px=40.0, capture_sha256=SHA, region="cheek-left",
        replicate=2, flags=("focus-soft",), chart="classic-24", options=options,
    )  # fmt: skip
    names = {f.metric for f in scaled.findings}
    assert {"photo.line_length_density", "photo.pore_density"} <= names
    for one in scaled.findings:
        assert {"encoding-not-stated", "colour-not-calibrated", "focus-soft"} <= set(one.flags)
        assert (one.region, one.replicate, one.captures) == ("cheek-left", 2, (SHA,))
        relative = one.metric.split(".")[1].startswith(("line", "pore"))
        assert ("relative-not-depth" in one.flags) == relative
    lines = next(f for f in scaled.findings if f.metric == "photo.line_length_density")
    assert lines.measurand.as_mapping()["scale"] == "um"
    assert scaled.colour is not None and scaled.colour.l_star.shape == (200, 240)
    assert scaled.origin_px == (30, 40)
    unscaled = measure_photograph(photo, PLAIN, capture_sha256=SHA)
    assert "photo.line_length_density_px" in values(unscaled)
    assert "photo.pore_density_px" in values(unscaled)
    assert unscaled.colour is None


def test_refusals():
    photo = textured(0, 2.0, (60, 60))
    with pytest.raises(MeasureError, match="give one shape"):
        measure_photograph(photo, PLAIN, mask=np.ones((3, 3), bool), capture_sha256=SHA)
    with pytest.raises(MeasureError, match="256 are needed"):
        measure_photograph(photo, PLAIN, mask=np.zeros((60, 60), bool), capture_sha256=SHA)
    with pytest.raises(MeasureError, match="can't be skin"):
        measure_photograph(photo, PLAIN, um_per_px=0.0, capture_sha256=SHA)
    with pytest.raises(MeasureError, match="bit depth"):
        measure_photograph(photo, identity_correction(256, "srgb"), capture_sha256=SHA)
