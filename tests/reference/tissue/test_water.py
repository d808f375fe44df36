"""Water against published values, a second transcription, and absorption lengths."""

import numpy as np
import pytest

from turgor.evidence import evidence_table
from turgor.physics.tissue import water_absorption_mm

#: nm -> 1/cm, Segelstein's as an independent reading of the public database printed them
SEGELSTEIN = {
    532: 0.00043, 595: 0.0016, 1064: 0.151, 1440: 31.7, 1540: 12.0, 1550: 10.8, 1565: 9.6,
    1927: 123.0, 2790: 4864.0, 2940: 12000.0, 9300: 573.0, 10600: 846.0,
}  # fmt: skip
#: the same of Kedenburg, measured in another laboratory
KEDENBURG = {1064: 0.144, 1440: 27.5, 1540: 13.6, 1550: 12.1, 1565: 10.1}
#: and of Hale and Querry's table read along straight lines: the trap
HALE_STRAIGHT = {1064: 0.61, 1440: 11.0, 1927: 48.0}


@pytest.mark.parametrize("nm", SEGELSTEIN)
def test_published_values(nm):
    # the last printed digit of the shortest of them is 2.5 % of it
    assert float(water_absorption_mm(nm)) * 10.0 == pytest.approx(SEGELSTEIN[nm], rel=0.026)


@pytest.mark.parametrize("nm", KEDENBURG)
def test_the_other_laboratory(nm):
    theirs = float(water_absorption_mm(nm, "water-kedenburg"))
    assert theirs * 10.0 == pytest.approx(KEDENBURG[nm], rel=0.01)
    assert abs(np.log(theirs / float(water_absorption_mm(nm)))) < 0.15


@pytest.mark.parametrize("nm", HALE_STRAIGHT)
def test_straight_lines_through_wide_steps_err(nm):
    """Reading Hale's table so is 2.5 to 4 times wrong at these lasers; the default is not."""
    hale = evidence_table("water-hale")
    index = np.interp(nm, hale.column("wavelength_nm"), hale.column("extinction_index"))
    trapped = 4.0 * np.pi * index / (nm * 1e-6)
    assert trapped * 10.0 == pytest.approx(HALE_STRAIGHT[nm], rel=0.05)
    ours = float(water_absorption_mm(nm))
    assert 2.4 < max(trapped / ours, ours / trapped) < 4.2
    if nm < 1750:
        theirs = float(water_absorption_mm(nm, "water-kedenburg"))
        assert max(theirs / ours, ours / theirs) < 1.16


def test_a_second_transcription(shared_data):
    """Another public transcription of Segelstein's table, whose wavelengths are whole nm."""
    rows = np.loadtxt(
        shared_data / "colour" / "chromophores" / "mua_wat_Segelstein.txt", skiprows=1
    )
    inside = (rows[:, 0] >= 401.0) & (rows[:, 0] <= 11999.0)
    nm, per_cm = rows[inside, 0], rows[inside, 1]
    ratio = np.log(10.0 * water_absorption_mm(nm) / per_cm)
    per_nm = np.log(water_absorption_mm(nm + 0.5) / water_absorption_mm(nm - 0.5))
    assert inside.sum() > 400
    assert (np.abs(ratio) < 0.005 + 0.5 * np.abs(per_nm)).all()
    assert np.abs(np.median(ratio)) < 1e-3


def test_straight_lines_in_logarithms_suffice():
    """A curve through the same rows differs between them by less than 1 % at nine of ten places."""
    from scipy.interpolate import PchipInterpolator

    table = evidence_table("water-segelstein")
    nm = table.column("wavelength_nm")
    curve = PchipInterpolator(np.log(nm), np.log(table.column("extinction_index")))
    middle = np.sqrt(nm[1:-2] * nm[2:-1])
    curved = 4.0 * np.pi * np.exp(curve(np.log(middle))) / (middle * 1e-6)
    error = np.abs(np.log(water_absorption_mm(middle) / curved))
    assert np.quantile(error, 0.90) < 0.01
    lasers = np.array([1064.0, 1440.0, 1540.0, 1550.0, 1565.0, 1927.0, 2790.0, 2940.0, 10600.0])
    curved = 4.0 * np.pi * np.exp(curve(np.log(lasers))) / (lasers * 1e-6)
    assert np.abs(np.log(water_absorption_mm(lasers) / curved)).max() < 0.01


@pytest.mark.parametrize(
    ("nm", "length_um", "tolerance"), [(2940, 1.2, 0.05), (10600, 17.0, 0.05), (1927, 120.0, 0.05)]
)
def test_absorption_lengths_in_soft_tissue(nm, length_um, tolerance):
    """In 70 % of water: about 1.2 and 17 µm where lasers ablate, 0.12 mm at 1927 nm."""
    length = 1000.0 / (0.7 * float(water_absorption_mm(nm)))
    assert length == pytest.approx(length_um, rel=tolerance)
