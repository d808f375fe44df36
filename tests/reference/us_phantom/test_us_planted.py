"""The phantom's borders, faults and changes: what is planted is what the picture holds."""

import math
from dataclasses import replace

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.phantom.ultrasound import (
    FaultSpec,
    ProbeSpec,
    SkinSpec,
    UltrasoundSpec,
    after_session,
    at_hour,
    bmode,
    clinical_look,
    rf_lines,
)
from turgor.phantom.ultrasound.border import planted_borders
from turgor.phantom.ultrasound.display import envelope

SMALL = ProbeSpec(rows=520, lines=128)
SPEC = UltrasoundSpec(probe=SMALL)


def test_a_tilted_plane_in_closed_form():
    """Straight down, a layer tilted by θ is thicker by 1/cos θ; along the normal it is not."""
    skin = SkinSpec(
        tilt_deg=20.0, bow_mm=0.0, relief_um=0.0, border_um=0.0, sleb_um=300.0, entry_um=2600.0
    )
    _, truth = bmode(UltrasoundSpec(probe=SMALL, skin=skin), 1)
    leaning = math.cos(math.radians(20.0))
    np.testing.assert_allclose(truth.dermis_top_um - truth.entry_um, 110.0 / leaning, rtol=1e-6)
    np.testing.assert_allclose(
        truth.sleb_bottom_um - truth.dermis_top_um, 300.0 / leaning, rtol=1e-6
    )
    np.testing.assert_allclose(
        truth.dermis_bottom_um - truth.dermis_top_um, 1450.0 / leaning, rtol=1e-6
    )
    assert truth.dermis_mean_um == pytest.approx(1450.0)
    slope = np.polyfit(np.arange(128) * 60.0, truth.entry_um, 1)[0]
    assert slope == pytest.approx(math.tan(math.radians(20.0)))
    assert truth.entry_um.mean() == pytest.approx(2600.0)


def test_an_even_layer_under_an_arc():
    """Every point of the lower border lies as far from the upper as was planted."""
    skin = SkinSpec(tilt_deg=4.0, bow_mm=20.0, relief_um=0.0, border_um=0.0, epidermis_um=0.0)
    borders = planted_borders(UltrasoundSpec(probe=SMALL, skin=skin), np.random.default_rng(1))
    x, upper, lower = borders.x_um, borders.dermis_top_um, borders.dermis_bottom_um
    for i in np.flatnonzero((x > 0) & (x < 127 * 60.0))[::40]:
        distance = np.hypot(x - x[i], upper - lower[i]).min()
        assert distance == pytest.approx(1450.0, rel=2e-3)


def test_undulation_leaves_the_mean():
    _, truth = bmode(SPEC, 4)
    assert truth.dermis_mean_um == pytest.approx(1450.0, abs=1.0)
    straight = truth.dermis_bottom_um - truth.dermis_top_um
    assert 40.0 < straight.std() < 200.0


def test_a_bend_that_folds_is_refused():
    with pytest.raises(InputError, match="bends too sharply"):
        bmode(replace(SPEC, skin=SkinSpec(bow_mm=0.8)), 1)


def test_borders_are_where_power_changes():
    """Mean power on either side of each planted border, by the truth's rows alone."""
    spec = replace(SPEC, skin=SkinSpec(sleb_um=350.0, sleb_db=-12.0, tilt_deg=1.0))
    lines, truth = rf_lines(spec, 2)
    power = envelope(lines.rf).T ** 2

    def level(border, from_um, to_um):
        rows = np.arange(len(power))[:, None] * truth.axial_um - getattr(truth, f"{border}_um")
        return 10 * math.log10(power[(rows >= from_um) & (rows < to_um)].mean())

    assert level("entry", 20, 90) - level("entry", -160, -90) > 10
    assert level("dermis_top", -90, -20) - level("dermis_top", 60, 250) > 10
    assert level("sleb_bottom", 60, 250) - level("sleb_bottom", -250, -60) > 8
    assert level("dermis_bottom", -250, -60) - level("dermis_bottom", 60, 250) > 8


def test_raw_lines_and_image_are_one_recording():
    image, _ = bmode(SPEC, 7)
    lines, _ = rf_lines(SPEC, 7)
    amplitude = envelope(lines.rf).T / 200.0
    level = 255.0 * (1.0 + (20 * np.log10(np.maximum(amplitude, 1e-9)) - 14.0) / 50.0)
    seen = (image.echo > 20) & (image.echo < 235)
    # counts are whole numbers and end at 12 bits
    assert np.mean(np.abs(level - image.echo)[seen]) < 2.0
    assert image.echo.shape == (520, 128) and lines.rf.shape == (128, 520)
    assert lines.rf.min() >= -2048 and lines.rf.max() <= 2047


def test_rows_of_several_samples():
    probe = replace(SMALL, sampling_mhz=160.0, rows_each=2)
    image, truth = bmode(UltrasoundSpec(probe=probe), 1)
    lines, _ = rf_lines(UltrasoundSpec(probe=probe), 1)
    assert image.echo.shape == (520, 128) and lines.rf.shape == (128, 1040)
    assert image.axial_um == pytest.approx(9.625) == truth.axial_um
    np.testing.assert_allclose(truth.px("entry") * 9.625, truth.entry_um)


def test_a_seed_is_an_image_and_a_fault_moves_no_border():
    image, truth = bmode(SPEC, 3)
    again, _ = bmode(SPEC, 3)
    np.testing.assert_array_equal(image.echo, again.echo)
    other, _ = bmode(SPEC, 4)
    assert np.mean(other.echo != image.echo) > 0.5
    faulty, moved = bmode(replace(SPEC, fault=FaultSpec(hair=(0.5,), saturated_db=20.0)), 3)
    np.testing.assert_array_equal(truth.dermis_bottom_um, moved.dermis_bottom_um)
    assert (faulty.echo == 255).mean() > 5 * (image.echo == 255).mean()
    assert faulty.gain_db == 20.0


def test_faults():
    def dermis(spec, seed=3):
        image, truth = bmode(spec, seed)
        rows = np.arange(image.echo.shape[0])[:, None]
        inside = (rows > truth.px("dermis_top") + 8) & (rows < truth.px("dermis_bottom") - 8)
        return np.nanmean(np.where(inside, image.echo, np.nan), axis=0), truth

    level, truth = dermis(replace(SPEC, fault=FaultSpec(no_contact=(0.3, 0.5))))
    lost = ~truth.seen
    assert lost.sum() == pytest.approx(0.2 * 128, abs=2)
    assert level[lost].max() < 0.5 * level[~lost].min()

    level, truth = dermis(replace(SPEC, fault=FaultSpec(hair=(0.25, 0.75))))
    assert 10 < (~truth.seen).sum() < 40
    assert level[32] < level[truth.seen].mean() - 60

    image, truth = bmode(replace(SPEC, fault=FaultSpec(dermis_out=True)), 3)
    assert np.median(truth.px("dermis_bottom")) > image.echo.shape[0]

    def first(spec):
        image, truth = bmode(spec, 3)
        rows = np.arange(image.echo.shape[0])[:, None]
        band = (rows > truth.px("entry") + 2) & (rows < truth.px("dermis_top") - 2)
        return image.echo[band].mean()

    assert first(SPEC) - first(replace(SPEC, fault=FaultSpec(no_entry=True))) > 60


def test_planted_changes():
    skin = SkinSpec(sleb_um=300.0)
    spec = UltrasoundSpec(probe=SMALL, skin=skin)
    evening, morning = at_hour(spec, 20.0, 0.2), at_hour(spec, 8.0, 0.2)
    assert evening.skin.sleb_um == pytest.approx(360.0)
    assert morning.skin.sleb_um == pytest.approx(240.0)
    assert evening.time_of_day == "20:00" and at_hour(spec, 7.51).time_of_day == "07:31"
    assert bmode(evening, 1)[0].time_of_day == "20:00"
    swollen = after_session(spec, 0.0, 0.15)
    assert swollen.skin.dermis_um == pytest.approx(1.15 * 1450.0)
    assert after_session(spec, 3.0, 0.15).skin.dermis_um == pytest.approx(
        1450.0 * (1 + 0.15 / math.e)
    )
    assert after_session(spec, 60.0).skin.dermis_um == pytest.approx(1450.0, rel=1e-6)
    assert swollen.skin.dermis_db == pytest.approx(-10 * math.log10(1.15))


@pytest.mark.parametrize(
    "make",
    [
        lambda: ProbeSpec(sampling_mhz=30.0),
        lambda: ProbeSpec(rows=1_000_000, lines=1000),
        lambda: SkinSpec(sleb_um=2000.0),
        lambda: SkinSpec(tilt_deg=45.0),
        lambda: at_hour(UltrasoundSpec(), 25.0),
        lambda: after_session(UltrasoundSpec(), -1.0),
    ],
)
def test_what_cannot_be_made_is_refused(make):
    with pytest.raises(InputError):
        make()


def grain(grey):
    off = grey - grey.mean()
    power = np.abs(np.fft.fft2(off)) ** 2
    covariance = np.fft.ifft2(power).real
    return grey.std() / grey.mean(), covariance / covariance[0, 0]


def test_looks_like_a_clinical_image(shared_data):
    """Grey and grain of dermis, subcutis and water beside a published scan of skin."""
    path = shared_data / "elasticity" / "us_skin" / "native_res_skin.png"
    if not path.is_file():
        pytest.skip("the published scan is not here")
    from PIL import Image

    real = np.asarray(Image.open(path).convert("L"), dtype=float)
    image, truth = bmode(clinical_look(), 1)
    made = image.echo.astype(float)
    assert made.shape == real.shape
    top = int(truth.px("dermis_top")[:100].max()) + 10
    places = [
        (real[250:350, :100], made[top : top + 100, :100]),
        (real[450:550, 50:150], made[500:600, :100]),
        (real[850:950, 50:150], made[850:950, 50:150]),
    ]
    for ours, theirs in [(grain(m), grain(r)) for r, m in places]:
        assert ours[0] == pytest.approx(theirs[0], rel=0.35)
        assert ours[1][3, 0] == pytest.approx(theirs[1][3, 0], abs=0.15)
        assert ours[1][0, 1] == pytest.approx(theirs[1][0, 1], abs=0.25)
    for r, m in places:
        assert m.mean() == pytest.approx(r.mean(), rel=0.2)


@pytest.mark.parametrize("suffix", [".png", ".dcm"])
def test_written_as_scanners_do(tmp_path, suffix):
    """A picture and a DICOM of it come back with their pixels, scale and hour."""
    from turgor.formats.ultrasound import read_ultrasound, write_ultrasound

    pytest.importorskip("PIL" if suffix == ".png" else "pydicom")
    image, _ = bmode(at_hour(SPEC, 9.5), 5)
    path = tmp_path / f"skin{suffix}"
    write_ultrasound(image, path)
    (back,) = read_ultrasound(path)
    np.testing.assert_array_equal(back.echo, image.echo)
    assert back.axial_um == pytest.approx(9.625, rel=1e-5)
    assert back.lateral_um == pytest.approx(60.0, rel=1e-5)
    assert back.time_of_day == "09:30"


def test_raw_lines_written(tmp_path):
    from turgor.formats.ultrasound import read_ultrasound, write_ultrasound

    lines, _ = rf_lines(SPEC, 5)
    write_ultrasound(lines, tmp_path / "skin.npz")
    (back,) = read_ultrasound(tmp_path / "skin.npz")
    np.testing.assert_array_equal(back.rf, lines.rf)
    assert (back.sampling_mhz, back.line_um) == (80.0, 60.0)
