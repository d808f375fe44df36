"""15,256 archived skin spectra give back the colours that the archive states of them.

The archive's sheet (issa-2025) carries its own 10 nm tables of observer and D65, which name the
conditions: D65, 2 degrees.
"""

import numpy as np
import pytest

from turgor.formats.spectrum import read_spectra
from turgor.measure.colour.coverage import Recorded
from turgor.measure.colour.index import erythema_index, melanin_index
from turgor.physics.colour import (
    ITA_CLASSES,
    chroma,
    hue_deg,
    ita_class,
    ita_deg,
    lab_from_xyz,
    tristimulus,
    white_point,
)

pytestmark = pytest.mark.data
CONDITIONS = "D65", "cie-1931-2deg"


@pytest.fixture(scope="module")
def archive(shared_data):
    pytest.importorskip("openpyxl")
    return read_spectra(shared_data / "colour" / "issa" / "ISSA_17_Jan_2025_Yan_Lu.xlsx")


@pytest.fixture(scope="module")
def lab(archive):
    """Ours, (15256, 3), in two batches of equal bands."""
    result = np.empty((len(archive), 3))
    white = white_point(*CONDITIONS)
    for count in (31, 39):
        chosen = [i for i, one in enumerate(archive) if len(one.wavelength_nm) == count]
        spectra = np.array([archive[i].reflectance for i in chosen])
        xyz = tristimulus(archive[chosen[0]].wavelength_nm, spectra, *CONDITIONS)
        result[chosen] = lab_from_xyz(xyz, white)
    return result


def stated(archive, names):
    return np.array([[one.stated[name] for name in names] for one in archive])


def test_archived_lab(archive, lab):
    off = np.abs(lab - stated(archive, ("L*", "a*", "b*")))
    assert len(off) == 15_256
    within = (off <= [0.02, 0.15, 0.05]).all(axis=1)
    assert within.mean() >= 0.99
    assert off.max() < 0.2, "no spectrum is far off"


def test_archived_hue_and_chroma(archive, lab):
    told = stated(archive, ("C*", "h"))
    off_chroma = np.abs(chroma(lab[:, 1], lab[:, 2]) - told[:, 0])
    off_hue = np.abs(hue_deg(lab[:, 1], lab[:, 2]) - told[:, 1])
    assert np.quantile(off_chroma, 0.99) < 0.1
    assert np.quantile(off_hue, 0.99) < 0.5


@pytest.mark.parametrize(
    ("illuminant", "observer", "shift", "moved"),
    [("D65", "cie-1964-10deg", -1.3, 0.080), ("A", "cie-1931-2deg", None, 0.143)],
)
def test_conditions_are_no_footnote(archive, lab, illuminant, observer, shift, moved):
    """Median shift of ITA and share that changes class, found beforehand by another program."""
    here = ita_deg(lab[:, 0], lab[:, 2])
    white = white_point(illuminant, observer)
    there = np.empty(len(archive))
    for count in (31, 39):
        chosen = [i for i, one in enumerate(archive) if len(one.wavelength_nm) == count]
        spectra = np.array([archive[i].reflectance for i in chosen])
        xyz = tristimulus(archive[chosen[0]].wavelength_nm, spectra, illuminant, observer)
        other = lab_from_xyz(xyz, white)
        there[chosen] = ita_deg(other[:, 0], other[:, 2])
    if shift is not None:
        assert np.median(there - here) == pytest.approx(shift, abs=0.06)
    changed = np.mean([ita_class(a) != ita_class(b) for a, b in zip(here, there, strict=True)])
    assert changed == pytest.approx(moved, abs=0.003)


def test_share_of_classes(lab):
    """Against the plain formula arctan((L* - 50) / b*) and strict limits, written out here."""
    plain = np.degrees(np.arctan((lab[:, 0] - 50.0) / lab[:, 2]))
    ours = ita_deg(lab[:, 0], lab[:, 2])
    np.testing.assert_allclose(ours[lab[:, 2] > 0], plain[lab[:, 2] > 0], atol=1e-9)
    edges = np.array([-30.0, 10.0, 28.0, 41.0, 55.0])
    order = [name for name, _ in reversed(ITA_CLASSES)]
    by_edges = [order[i] for i in np.searchsorted(edges, ours, side="left")]
    assert [ita_class(value) for value in ours] == by_edges


def test_indices_restate_what_is_known(archive, lab):
    """The red index follows darkness, the other redness, and the two hardly one another.

    Correlations found beforehand by another program: -0.944, 0.921, 0.095.
    """
    bands = [Recorded(one.wavelength_nm, one.reflectance) for one in archive]
    mi = np.array([melanin_index(one) for one in bands])
    ei = np.array([erythema_index(one) for one in bands])
    ita = ita_deg(lab[:, 0], lab[:, 2])
    assert np.corrcoef(mi, ita)[0, 1] == pytest.approx(-0.944, abs=0.005)
    assert np.corrcoef(ei, lab[:, 1])[0, 1] == pytest.approx(0.921, abs=0.005)
    assert np.corrcoef(ei, mi)[0, 1] == pytest.approx(0.095, abs=0.01)
