"""Photographs of planted chromophores against what stands outside the renderer.

Outside: colour-science's own camera, illuminant and chart tables integrated here; the forward law
called point by point; plane geometry; photon statistics.
"""

import math
import warnings
from dataclasses import replace

import numpy as np
import pytest

from turgor.phantom.photo.camera import CameraSpec
from turgor.phantom.photo.capture import PhotoCaptureSpec, photograph
from turgor.phantom.photo.chart import PATCHES, ChartSpec
from turgor.phantom.photo.contrast import indices, xyz_table
from turgor.phantom.photo.light import LightSpec
from turgor.phantom.photo.lut import WAVELENGTH_NM, channel_table, spectra_of
from turgor.phantom.photo.pose import CameraPose, Expression
from turgor.phantom.photo.shape import outline_mm
from turgor.phantom.photo.skin import make_skin
from turgor.phantom.photo.spec import (
    GrainSpec,
    InkSpec,
    LineSpec,
    MottleSpec,
    PatchShape,
    PhotoPlan,
    SpotSpec,
)
from turgor.phantom.photo.truth import true_map
from turgor.physics.colour.rgb import linear_from_srgb
from turgor.physics.colour.tristimulus import tristimulus
from turgor.physics.skin_optics import SkinOptics, skin_reflectance

EVEN = MottleSpec((), (), ())
SMOOTH = GrainSpec(0.0, pore_share=0.0, noise_density=(), noise_spacing_mm=())
#: a camera that keeps what it measured: linear 16-bit codes of balanced raw values
PLAIN = CameraSpec(own_matrix=False, psf_px=0.0, full_well_e=1e12, read_e=0.0, bits=16, linear=True)


def plain_skin(**more: object):
    settings: dict[str, object] = {"optics": SkinOptics(), "mottle": EVEN, "grain": SMOOTH}
    return make_skin(PhotoPlan(**(settings | more)), 1)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def colour_science():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        colour = pytest.importorskip("colour")
        from colour.characterisation import MSDS_CAMERA_SENSITIVITIES, SDS_COLOURCHECKERS

        return colour, MSDS_CAMERA_SENSITIVITIES, SDS_COLOURCHECKERS


@pytest.mark.parametrize("melanin", [0.08, 0.5, 2.5])
def test_table_equals_the_forward_law(melanin: float) -> None:
    """Bilinear reading of the fine table against the law solved at 400 random skins."""
    optics = SkinOptics(melanin=melanin)
    spots = (
        SpotSpec("a", PatchShape((0, 0), (2, 2)), "melanin", 4.0),
        SpotSpec("b", PatchShape((9, 0), (2, 2)), "blood", 5.0),
    )
    plan = PhotoPlan(optics, spots=spots)
    rng = np.random.default_rng(5)
    amounts = np.column_stack(
        (melanin * rng.uniform(0.8, 4.2, 400), optics.blood_fraction * rng.uniform(0.7, 5.5, 400))
    )
    weights = tristimulus(WAVELENGTH_NM, np.eye(len(WAVELENGTH_NM)), "D65", "cie-1931-2deg")
    table = channel_table(plan, weights).at(amounts[:, 0].copy(), amounts[:, 1].copy())
    direct = spectra_of(optics, amounts) @ weights
    assert np.abs(table / direct - 1.0).max() < 1e-4


@pytest.mark.parametrize("light", ["D65", "A"])
def test_chart_patches_equal_an_independent_integral(colour_science, light: str) -> None:
    """Code of each patch = exposure x sum(S E R) / sum(S E), with colour-science's tables."""
    colour, cameras, charts = colour_science
    shape = colour.SpectralShape(380, 780, 5)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        seen = cameras["Nikon 5100 (NPL)"].copy().align(shape).values
        power = colour.SDS_ILLUMINANTS[light].copy().align(shape).values
        patches = charts["BabelColor Average"]
        reflectance = np.array(
            [sd.copy().interpolate(shape).extrapolate(shape).values for sd in patches.values()]
        )
    weights = np.maximum(seen, 0.0) * power[:, None]
    wanted = 0.85 * reflectance @ weights / weights.sum(axis=0)
    skin = plain_skin()
    spec = PhotoCaptureSpec(
        (500, 700), CameraPose(100.0), LightSpec(light), PLAIN, ChartSpec(centre_mm=(0.0, 0.0))
    )
    photo, truth = photograph(skin, spec)
    assert truth.patch_corners_px is not None
    found = np.array([_inside_mean(photo.rgb, c) for c in truth.patch_corners_px]) / 65535.0
    assert len(PATCHES) == len(found)
    # the two interpolate 10 nm reflectances differently (here linear, there Sprague)
    assert np.abs(found - wanted).max() < 0.002


def _inside_mean(rgb, corners):
    low, high = corners.min(axis=0) + 3, corners.max(axis=0) - 3
    part = rgb[math.ceil(low[1]) : int(high[1]), math.ceil(low[0]) : int(high[0])]
    return part.reshape(-1, 3).mean(axis=0)


def test_skin_pixels_equal_an_independent_integral(colour_science) -> None:
    """A spotless, even skin: one spectrum, summed with colour-science's sensitivities."""
    colour, cameras, _ = colour_science
    shape = colour.SpectralShape(380, 780, 5)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        seen = np.maximum(cameras["Nikon 5100 (NPL)"].copy().align(shape).values, 0.0)
        power = colour.SDS_ILLUMINANTS["D50"].copy().align(shape).values
    weights = seen * power[:, None]
    optics = SkinOptics(melanin=0.37, blood_fraction=0.017)
    spectrum = skin_reflectance(optics, np.arange(380.0, 781.0, 5.0))
    spec = PhotoCaptureSpec((200, 300), CameraPose(100.0), LightSpec("D50"), PLAIN, None)
    photo, _ = photograph(plain_skin(optics=optics), spec)
    wanted = 0.85 * spectrum @ weights / weights.sum(axis=0)
    assert photo.rgb[60:140, 60:240].reshape(-1, 3).mean(axis=0) / 65535.0 == pytest.approx(
        wanted, rel=2e-4
    )


@pytest.mark.parametrize(
    "shape",
    [
        PatchShape((3.0, -2.0), (4.0, 2.5), 30.0, 0.6, ((0.1, 0.4), (0.07, 1.0), (0.05, 2.0))),
        PatchShape((0.0, 0.0), (3.0, 3.0), 0.0, 1.0),
        PatchShape((-5.0, 1.0), (6.0, 2.0), 75.0, 0.4, lens=True),
    ],
)
def test_spot_area_is_closed_form_polygon_and_pixels(shape: PatchShape) -> None:
    """Area by formula, by the shoelace of the outline, and by counting where half is left."""
    ring = outline_mm(shape, 4000)
    x, y = ring.T
    polygon = 0.5 * abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))
    assert polygon == pytest.approx(shape.area_mm2, rel=1e-4)
    skin = plain_skin(spots=(SpotSpec("s", shape, "melanin", 3.0),))
    step = 0.02
    line = np.arange(-9.0, 9.0, step)
    gx, gy = (a.ravel() for a in np.meshgrid(shape.centre_mm[0] + line, shape.centre_mm[1] + line))
    melanin, blood = skin.chromophores(gx, gy)
    counted = np.sum(melanin >= 2.0 * SkinOptics().melanin) * step**2
    assert counted == pytest.approx(shape.area_mm2, rel=2e-3)
    assert melanin.max() == pytest.approx(3.0 * SkinOptics().melanin)
    assert np.all(blood == SkinOptics().blood_fraction)


def test_spot_contrast_is_that_of_the_forward_law() -> None:
    """A hard-edged spot on even skin: contrast = index of one spectrum less that of another."""
    base = SkinOptics(melanin=0.2)
    spot = SpotSpec("s", PatchShape((0, 0), (3, 3), edge_mm=1e-3), "melanin", 2.5)
    spec = PhotoCaptureSpec((64, 64), CameraPose(500.0), chart=None)
    _, truth = photograph(plain_skin(optics=base, spots=(spot,)), spec)
    mi, ei = _indices_of([base, replace(base, melanin=0.5)])
    (planted,) = truth.spots
    assert planted.mi_rgb_contrast == pytest.approx(mi[1] - mi[0], abs=0.01)
    assert planted.ei_rgb_contrast == pytest.approx(ei[1] - ei[0], abs=0.01)
    # even skin around: both definitions agree
    assert planted.mi_rgb_to_ring == pytest.approx(mi[1] - mi[0], abs=0.01)
    assert planted.ei_rgb_to_ring == pytest.approx(ei[1] - ei[0], abs=0.01)


def test_contrast_of_a_soft_spot_is_the_mean_over_its_inside() -> None:
    """A round spot with a wide rim: rings of the forward law, weighted by their circumference.

    The rim's law, 3t² - 2t³ with t from 0 to 1 over 2 mm around the outline, is written out here.
    """
    base = SkinOptics(melanin=0.2)
    spot = SpotSpec("s", PatchShape((1, 2), (3, 3), edge_mm=2.0), "melanin", 2.5)
    spec = PhotoCaptureSpec((64, 64), CameraPose(500.0), chart=None)
    _, truth = photograph(plain_skin(optics=base, spots=(spot,)), spec)
    r = (np.arange(150) + 0.5) * 0.02
    t = np.clip((3.0 - r) / 2.0 + 0.5, 0.0, 1.0)
    share = 3 * t**2 - 2 * t**3
    mi, ei = _indices_of([replace(base, melanin=0.2 * (1 + 1.5 * float(f))) for f in (*share, 0.0)])
    assert truth.spots[0].mi_rgb_contrast == pytest.approx(
        np.average(mi[:-1] - mi[-1], weights=r), rel=0.005
    )
    assert truth.spots[0].ei_rgb_contrast == pytest.approx(
        np.average(ei[:-1] - ei[-1], weights=r), rel=0.005
    )


def test_contrast_to_a_ring_is_what_the_observer_photographs() -> None:
    """Mottled skin seen by the observer as camera: inside less ring, read from the pixels.

    The ring lies between 1.5 and 1.9 times the outline, as polygons of pixels.
    """
    spots = (
        SpotSpec("a", PatchShape((-7, 0), (3, 2.2), 20.0, 0.8), "melanin", 2.2),
        SpotSpec("b", PatchShape((8, 1), (2, 2), 0.0, 0.6), "blood", 3.0),
        SpotSpec("c", PatchShape((14, 1), (1.4, 1.4), 0.0, 0.6), "melanin", 2.0),
    )
    skin = make_skin(PhotoPlan(SkinOptics(), spots=spots, grain=SMOOTH), 12)
    camera = CameraSpec("observer", psf_px=0.0, full_well_e=1e12, read_e=0.0, bits=16)
    spec = PhotoCaptureSpec((400, 700), CameraPose(50.0), camera=camera, chart=None)
    photo, truth = photograph(skin, spec)
    linear = linear_from_srgb(photo.rgb / 65535.0)
    mi, ei = -100 * np.log10(linear[..., 0]), 100 * np.log10(linear[..., 0] / linear[..., 1])
    others = sum(_filled(s.outline_px, 1.4, (400, 700)).astype(int) for s in truth.spots)
    for spot in truth.spots:
        inside = _filled(spot.outline_px, 1.0, (400, 700))
        ring = _filled(spot.outline_px, 1.9, (400, 700)) & ~_filled(
            spot.outline_px, 1.5, (400, 700)
        )
        ring &= others == 0
        for index, wanted in ((mi, spot.mi_rgb_to_ring), (ei, spot.ei_rgb_to_ring)):
            assert index[inside].mean() - index[ring].mean() == pytest.approx(wanted, abs=0.06)


def _filled(outline, factor, shape):
    """Pixels whose centres lie inside a polygon, by counting the edges to their right."""
    middle = outline.mean(axis=0)
    ring = middle + factor * (outline - middle)
    v, u = np.mgrid[0 : shape[0], 0 : shape[1]].astype(float)
    odd = np.zeros(shape, bool)
    for (x0, y0), (x1, y1) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        if y0 != y1:
            odd ^= ((y0 > v) != (y1 > v)) & (u < x0 + (v - y0) * (x1 - x0) / (y1 - y0))
    return odd


def _indices_of(skins: list[SkinOptics]):
    """MI and EI from sRGB's published matrix, written out here, of spectra of the law."""
    nm = np.arange(380.0, 781.0, 5.0)
    spectra = np.array([skin_reflectance(s, nm) for s in skins])
    xyz = tristimulus(nm, spectra, "D65", "cie-1931-2deg") / 100.0
    red = xyz @ [3.2406, -1.5372, -0.4986]
    green = xyz @ [-0.9689, 1.8758, 0.0415]
    return -100 * np.log10(red), 100 * np.log10(red / green)


def test_indices_by_hand() -> None:
    """A perfect white has MI and EI 0."""
    mi, ei = indices(np.array([[95.047, 100.0, 108.883]]))
    assert abs(mi[0]) < 0.05 and abs(ei[0]) < 0.05


MARKS = [(-20.0, -14.0), (18.0, -11.0), (22.0, 13.0), (-15.0, 16.0), (0.0, 0.0), (4.0, 9.0)]


def test_true_map_leads_to_where_the_marks_are_drawn() -> None:
    """Black dots of 1 mm: their centroids in both photographs against the map from one to other."""
    inks = tuple(InkSpec(PatchShape(m, (0.5, 0.5), edge_mm=0.2), 0.0) for m in MARKS)
    skin = plain_skin(inks=inks)
    first = PhotoCaptureSpec((400, 500), CameraPose(110.0), camera=PLAIN, chart=None)
    moved = CameraPose(100.0, (1.5, -2.0), 7.0, 9.0, -11.0, 400.0, Expression(0.7, 40.0, 3))
    photo_a, truth_a = photograph(skin, first)
    photo_b, truth_b = photograph(skin, replace(first, pose=moved))
    a = truth_a.to_photo(np.array(MARKS))
    b = true_map(truth_a, truth_b, a)
    assert np.hypot(*(b - truth_b.to_photo(np.array(MARKS))).T).max() < 1e-6
    # the same map without the expression is far off, so the test would notice
    stiff = replace(moved, expression=Expression()).to_photo(np.array(MARKS), (400, 500))
    assert np.hypot(*(b - stiff).T).max() > 3.0
    for places, photo in ((a, photo_a), (b, photo_b)):
        for place in places:
            assert np.hypot(*(_centroid(photo.rgb[..., 1], place) - place)) < 0.06


def _centroid(grey, near):
    u, v = np.rint(near).astype(int)
    part = grey[v - 9 : v + 10, u - 9 : u + 10].astype(float)
    dark = np.median(part) - part
    dark[dark < 0] = 0
    rows, cols = np.mgrid[v - 9 : v + 10, u - 9 : u + 10]
    return np.array([(dark * cols).sum(), (dark * rows).sum()]) / dark.sum()


def test_the_middle_looks_at_the_shift() -> None:
    """A mark at the shift lies in the middle: between pixels where a side is even."""
    skin = plain_skin(inks=(InkSpec(PatchShape((2.0, -3.0), (0.6, 0.6), edge_mm=0.2), 0.0),))
    spec = PhotoCaptureSpec((240, 301), CameraPose(120.0, (2.0, -3.0)), camera=PLAIN, chart=None)
    photo, _ = photograph(skin, spec)
    middle = np.array([150.0, 119.5])
    assert _centroid(photo.rgb[..., 1], middle) == pytest.approx(middle, abs=0.03)


def test_expression_moves_as_far_as_it_says() -> None:
    """The greatest displacement within 100 mm is the amplitude; the way back is exact."""
    face = Expression(0.8, 50.0, 11)
    line = np.linspace(-100, 100, 401)
    x, y = (a.ravel() for a in np.meshgrid(line, line))
    mx, my = face.to_plan(x, y)
    assert np.hypot(mx - x, my - y).max() == pytest.approx(0.8, rel=0.01)
    bx, by = face.from_plan(mx, my)
    assert np.hypot(bx - x, by - y).max() < 1e-9


def test_scale_and_chart_corners_are_where_they_say() -> None:
    """A level camera: the chart's frame spans its size over the scale; edges lie midway."""
    chart = ChartSpec(centre_mm=(0.0, 0.0), rotation_deg=0.0)
    spec = PhotoCaptureSpec((500, 700), CameraPose(100.0), camera=PLAIN, chart=chart)
    photo, truth = photograph(plain_skin(optics=SkinOptics(melanin=0.05)), spec)
    corners = truth.frame_corners_px
    assert corners is not None
    w, h = chart.size_mm
    assert np.hypot(*(corners[1] - corners[0])) == pytest.approx(10 * w, rel=1e-9)
    assert np.hypot(*(corners[2] - corners[1])) == pytest.approx(10 * h, rel=1e-9)
    # left edge: where the code is midway between skin and frame, along one row
    row = photo.rgb[int(corners[0, 1]) + 8, :, 1].astype(float)
    left = round(corners[0, 0])
    share = (row - row[left + 3]) / (row[left - 4] - row[left + 3])
    edge = np.interp(-0.5, -share[left - 3 : left + 3], np.arange(left - 3, left + 3))
    assert edge == pytest.approx(corners[0, 0], abs=0.03)


def test_noise_is_what_was_planted() -> None:
    """Photon transfer: variance of electrons = electrons + read², at five exposures."""
    camera = replace(PLAIN, full_well_e=4000.0, read_e=12.0, balance="D65")
    for exposure in (0.05, 0.2, 0.5, 0.9, 1.6):
        spec = PhotoCaptureSpec(
            (300, 300), camera=replace(camera, exposure=exposure), chart=None, background=0.5,
            pose=CameraPose(100.0, shift_mm=(300.0, 0.0)),
        )  # fmt: skip
        photo, _ = photograph(plain_skin(), spec)
        # with the balance of its own light green has a gain of its own: the least gain is 1
        from turgor.phantom.photo.camera import sensor

        gain = sensor(camera, "D65").gains
        for c in range(3):
            electrons = photo.rgb[..., c].astype(float) / 65535.0 * 4000.0 / gain[c]
            mean = 0.5 * exposure * 4000.0 / gain[c]
            assert electrons.mean() == pytest.approx(mean, rel=0.01)
            assert electrons.var() == pytest.approx(mean + 144.0, rel=0.03)


def test_line_is_as_dark_and_wide_as_planted() -> None:
    """A level wrinkle line: light lost on it, and its width where half the density is left."""
    line = LineSpec("w", np.array([[-20.0, 0.0], [20.0, 0.0]]), 1.0, 0.3, 0.0)
    spec = PhotoCaptureSpec((401, 401), CameraPose(20.0), camera=PLAIN, chart=None)
    photo, truth = photograph(plain_skin(lines=(line,)), spec)
    across = photo.rgb[:, 200, 1].astype(float)
    light = across / across[0]
    assert light.min() == pytest.approx(0.7, abs=0.002)
    density = -np.log10(light)
    half = np.flatnonzero(density >= 0.5 * density.max())
    assert (half[-1] - half[0]) * 0.02 == pytest.approx(1.0, abs=0.05)
    assert truth.lines[0].length_mm == pytest.approx(40.0)


def test_pores_are_the_dark_dots_of_the_picture() -> None:
    """Pores alone: every dark local minimum is a planted pore, and every lone pore is one."""
    grain = GrainSpec(0.0, pore_share=0.3, noise_density=(), noise_spacing_mm=())
    skin = make_skin(PhotoPlan(SkinOptics(), mottle=EVEN, grain=grain), 6)
    spec = PhotoCaptureSpec(
        (400, 500), CameraPose(40.0, rotation_deg=8.0), camera=PLAIN, chart=None
    )
    photo, truth = photograph(skin, spec)
    light = photo.rgb[..., 1].astype(float)
    pores = truth.pores()
    # 0.3 of the cells of 1.4 mm hold one: 20 x 16 mm hold 49 give or take
    assert 30 < len(pores) < 70
    from scipy.ndimage import minimum_filter

    dark = (light == minimum_filter(light, 9)) & (light < 0.97 * light.max())
    # a pore whose middle lies just outside still darkens the picture's rim
    v, u = np.nonzero(dark[8:-8, 8:-8])
    v, u = v + 8, u + 8
    near = np.hypot(u[:, None] - pores[:, 0], v[:, None] - pores[:, 1])
    assert near.min(axis=1).max() < 3.0
    lone = [k for k, p in enumerate(pores) if np.sort(np.hypot(*(pores[:, :2] - p[:2]).T))[1] > 12]
    lone = [k for k in lone if 10 < pores[k, 0] < 489 and 10 < pores[k, 1] < 389]
    assert len(lone) > 15
    assert near.min(axis=0)[lone].max() < 1.0
    for k in lone:
        cu, cv = np.rint(pores[k, :2]).astype(int)
        lost = math.log10(light.max() / light[cv, cu])
        assert lost == pytest.approx(pores[k, 2], rel=0.12)


def test_light_falls_as_planted() -> None:
    """A grey background shows the light itself: gradient and vignetting in closed form."""
    light = LightSpec(gradient=0.4, gradient_deg=0.0, vignetting=0.3)
    spec = PhotoCaptureSpec(
        (301, 401), CameraPose(100.0, shift_mm=(300.0, 0.0)), light, PLAIN, None, background=0.3
    )
    photo, truth = photograph(plain_skin(), spec)
    code = photo.rgb[..., 1] / photo.rgb[150, 200, 1]
    half = 0.5 * math.hypot(301, 401)
    x = 200.0 / half
    assert code[150, 400] == pytest.approx((1 + 0.2 * x) * (1 - 0.3 * x * x), rel=1e-3)
    assert code[150, 0] == pytest.approx((1 - 0.2 * x) * (1 - 0.3 * x * x), rel=1e-3)
    places = np.array([[400.0, 150.0], [3.0, 7.0]])
    assert truth.light_level(places) == pytest.approx(code[[150, 7], [400, 3]], rel=1e-3)


def test_truth_maps_agree_with_the_law() -> None:
    """The low-resolution map of L*, a*, b* reads the table; single points solve the law."""
    plan = PhotoPlan(SkinOptics(melanin=0.3), size_mm=(70.0, 50.0))
    skin = make_skin(plan, 4)
    _, truth = photograph(skin, PhotoCaptureSpec((240, 320), CameraPose(300.0), chart=None))
    coarse = truth.lab_map(16)
    rows, cols = np.nonzero(np.isfinite(coarse[..., 0]))
    direct = truth.lab(np.column_stack((16.0 * cols, 16.0 * rows)))
    assert np.abs(coarse[rows, cols] - direct).max() < 0.01
    assert np.isnan(coarse).any(), "the background has no colour of skin"
    points = np.array([[160.0, 120.0], [150.0, 90.0]])
    mi, ei = indices(tristimulus(WAVELENGTH_NM, truth.reflectance(points), "D65", "cie-1931-2deg"))
    assert truth.mi_ei_rgb(points) == pytest.approx(np.column_stack((mi, ei)))
    assert xyz_table(plan).values.shape[2] == 3
