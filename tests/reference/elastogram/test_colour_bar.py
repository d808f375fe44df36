"""Values read back from colours that were rendered here, by colour maps in closed form.

The maps are written in this file, apart from the reader; what it says of its own error must hold.
"""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import gaussian_filter

from turgor.errors import FormatError, InputError
from turgor.formats.elastogram import ElastogramOptions, is_elastogram, read_elastogram

BAR, ROI = "340 40 356 240", "60 60 280 240"
HIGH_KPA = 60.0


def ramp(x):
    return np.clip(x, 0.0, 1.0)


def jet(t):
    return np.stack([ramp(1.5 - abs(4 * t - 3 + k)) for k in (0, 1, 2)], -1)


def hot(t):
    return np.stack([ramp(3 * t), ramp(3 * t - 1), ramp(3 * t - 2)], -1)


def hues(t):
    """Blue over green to red at full strength."""
    sixth = 4.0 * (1.0 - t)
    return np.stack(
        [1.0 - ramp(np.minimum((n + sixth) % 6, 4 - (n + sixth) % 6)) for n in (5, 3, 1)], -1
    )


def waves(t):
    return np.stack(
        [
            ramp(0.5 + 0.5 * np.sin(6.0 * (t - 0.75))),
            ramp(np.sin(np.pi * t)),
            ramp(0.5 + 0.5 * np.cos(1.2 * np.pi * t)),
        ],
        -1,
    )


MAPS = {"jet": jet, "hot": hot, "hues": hues, "waves": waves}


def rendered(cmap, alpha=1.0, levels=256, seed=0, stretch=1.0, lying=False):
    """(picture, true values in kPa): a map over speckled grey, with its bar beside it."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:180, 0:220]
    value = 0.5 + stretch * (0.28 * np.sin(x / 40) + 0.18 * np.cos(y / 25 + x / 70))
    value += 0.005 * rng.standard_normal(value.shape)
    grey = np.clip(gaussian_filter(90 + 150 * rng.standard_normal((300, 400)), 1), 0, 255)
    picture = np.repeat(grey[:, :, None], 3, axis=2)

    def coloured(v):
        return 255 * cmap(np.clip(np.floor(v * levels) / (levels - 1), 0.0, 1.0))

    box = picture[60:240, 60:280]
    picture[60:240, 60:280] = alpha * coloured(value) + (1 - alpha) * box
    bar = coloured((np.arange(200) + 0.5) / 200)
    if lying:
        picture[260:276, 60:260] = bar[None]
    else:
        picture[40:240, 340:356] = bar[::-1, None]
    truth = np.full((300, 400), np.nan)
    truth[60:240, 60:280] = HIGH_KPA * np.clip(value, 0, 1)
    return np.round(picture).clip(0, 255).astype(np.uint8), truth


def options(**more) -> ElastogramOptions:
    stated = {"bar": BAR, "bar_low": 0.0, "bar_high": HIGH_KPA, "bar_unit": "kPa", "roi": ROI}
    return ElastogramOptions(**{**stated, **more})


def read(tmp_path: Path, picture, suffix=".png", quality=90, **more):
    path = tmp_path / f"a{suffix}"
    Image.fromarray(picture).save(path, **({"quality": quality} if suffix == ".jpg" else {}))
    (found,) = read_elastogram(path, options(**more))
    return found


def held(found, truth, least_read=0.95):
    """Share of the read values within the stated half-width; bounds at the ends are left aside."""
    inside = np.isfinite(truth) & np.isfinite(found.values)
    assert inside.sum() >= least_read * np.isfinite(truth).sum()
    assert not np.isfinite(found.values[~np.isfinite(truth)]).any()
    inside &= ~np.isin(found.values, (0.0, HIGH_KPA))
    return float(np.mean(np.abs(found.values - truth)[inside] <= found.u))


@pytest.mark.parametrize("cmap", MAPS.values(), ids=MAPS)
def test_opaque_colours(tmp_path: Path, cmap) -> None:
    picture, truth = rendered(cmap)
    found = read(tmp_path, picture)
    assert held(found, truth) >= 0.99
    # half a step of this bar is 0.15 kPa; nothing but rounding to 8 bits is added to it
    assert 0.15 <= found.u <= 0.02 * HIGH_KPA
    assert np.nanmedian(np.abs(found.values - truth)) <= 0.15
    assert found.flags == ()
    assert (found.origin, found.quantity, found.format_id) == ("colour-bar", "modulus_kpa", "png")


@pytest.mark.parametrize("cmap", MAPS.values(), ids=MAPS)
@pytest.mark.parametrize("quality", [95, 80])
def test_jpeg(tmp_path: Path, cmap, quality) -> None:
    picture, truth = rendered(cmap)
    found = read(tmp_path, picture, ".jpg", quality)
    assert held(found, truth) >= 0.95
    assert found.u <= 0.12 * HIGH_KPA
    assert "picture-lossily-compressed" in found.flags


@pytest.mark.parametrize("cmap", MAPS.values(), ids=MAPS)
@pytest.mark.parametrize("alpha", [0.7, 0.4])
def test_a_stated_transparency_is_undone(tmp_path: Path, cmap, alpha) -> None:
    picture, truth = rendered(cmap, alpha)
    found = read(tmp_path, picture, overlay_alpha=alpha)
    assert held(found, truth, 0.9) >= 0.99
    assert found.u <= 0.03 * HIGH_KPA


@pytest.mark.parametrize("cmap", MAPS.values(), ids=MAPS)
def test_a_transparency_that_is_not_stated_is_found(tmp_path: Path, cmap) -> None:
    picture, truth = rendered(cmap, 0.55)
    found = read(tmp_path, picture)
    assert float(found.settings["overlay_alpha"]) == pytest.approx(0.55, abs=0.011)
    assert "overlay-transparency-estimated" in found.flags
    assert held(found, truth, 0.9) >= 0.95


@pytest.mark.parametrize("cmap", MAPS.values(), ids=MAPS)
def test_a_transparent_jpeg(tmp_path: Path, cmap) -> None:
    picture, truth = rendered(cmap, 0.6)
    found = read(tmp_path, picture, ".jpg", overlay_alpha=0.6)
    assert held(found, truth, 0.9) >= 0.95


def test_a_bar_of_few_colours_states_a_wider_error(tmp_path: Path) -> None:
    picture, truth = rendered(jet, levels=32)
    found = read(tmp_path, picture)
    assert held(found, truth) >= 0.99
    assert found.u >= HIGH_KPA / 64


@pytest.mark.parametrize("lying", [False, True])
def test_the_bar_is_found(tmp_path: Path, lying) -> None:
    picture, truth = rendered(jet, lying=lying)
    found = read(tmp_path, picture, bar=None)
    assert found.settings["bar"] == ("60 260 260 276" if lying else BAR)
    assert "colour-bar-found-not-stated" in found.flags
    assert held(found, truth) >= 0.99


def test_a_bar_that_fades_to_grey_has_to_be_stated(tmp_path: Path) -> None:
    picture, _ = rendered(hot)
    with pytest.raises(FormatError, match="state its rectangle with bar"):
        read(tmp_path, picture, bar=None)


def test_values_beyond_the_bar_are_only_bounds(tmp_path: Path) -> None:
    picture, truth = rendered(jet, stretch=1.6)
    found = read(tmp_path, picture)
    assert "values-at-the-ends-of-the-bar" in found.flags
    for end in (0.0, HIGH_KPA):
        beyond = truth == end
        assert beyond.sum() > 100
        assert np.all(found.values[beyond] == end)


def test_a_bar_turned_over(tmp_path: Path) -> None:
    picture, truth = rendered(jet)
    found = read(tmp_path, picture, bar_low=HIGH_KPA, bar_high=0.0)
    inside = np.isfinite(truth)
    assert np.abs(found.values - (HIGH_KPA - truth))[inside].max() <= 2 * found.u


def test_a_wrong_unit_or_end_changes_the_values_and_nothing_else_saves_it(tmp_path: Path) -> None:
    """The ends are the user's statement: with others the truth is missed, so the test can fail."""
    picture, truth = rendered(jet)
    assert held(read(tmp_path, picture, bar_high=50.0), truth) < 0.3
    speed = read(tmp_path, picture, bar_unit="cm/s", bar_high=600.0)
    assert (speed.quantity, speed.settings["bar_high"]) == ("speed_m_s", "6")
    assert np.nanmax(np.abs(speed.values - truth / 10.0)) < 0.1


def test_without_calibration_a_picture_is_refused(tmp_path: Path) -> None:
    picture, _ = rendered(jet)
    path = tmp_path / "a.png"
    Image.fromarray(picture).save(path)
    assert not is_elastogram(path)
    assert is_elastogram(path, options())
    with pytest.raises(FormatError, match="bar_low, bar_high and bar_unit"):
        read_elastogram(path)
    with pytest.raises(FormatError, match="bar_low, bar_high and bar_unit"):
        read_elastogram(path, ElastogramOptions(bar=BAR, bar_low=0.0, bar_high=60.0))
    for wrong in ({"bar": "1 2 3"}, {"bar_unit": "psi"}, {"bar_high": 0.0}, {"overlay_alpha": 2.0}):
        with pytest.raises(InputError):
            options(**wrong)
    for wrong in ({"bar": "0 0 20 20"}, {"bar": "340 40 456 240"}, {"roi": "60 60 480 240"}):
        with pytest.raises(FormatError):
            read_elastogram(path, options(**wrong))


def test_lab_is_that_of_a_second_program() -> None:
    import warnings

    from turgor.formats.elastogram.colour_space import lab_of_code

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        colour = pytest.importorskip("colour")
        code = np.random.default_rng(2).integers(0, 256, (200, 3)).astype(float)
        white = colour.CCS_ILLUMINANTS["CIE 1931 2 Degree Standard Observer"]["D65"]
        theirs = colour.XYZ_to_Lab(colour.sRGB_to_XYZ(code / 255.0), white)
    np.testing.assert_allclose(lab_of_code(code), theirs, atol=0.05)
