"""The inversion on real skin: persons whom the priors never saw, and NIST's repeated forearms."""

import numpy as np
import pytest
from archive_gates import correlation, inverted, outer_minus_inner, part, repeated
from archives import WAVELENGTH_NM, issa, melanin_index, nist

from turgor.measure.colour.chromophore import measure_chromophores
from turgor.record.spectrum import Spectrum

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def unseen(shared_data):
    archive = issa(shared_data)
    held_out = part(archive, ~archive.training)
    return held_out, inverted(held_out)


def test_the_model_describes_real_skin(unseen):
    _, found = unseen
    assert (found.rms <= 0.01).mean() >= 0.95


def test_blood_follows_redness(unseen):
    archive, found = unseen
    assert correlation(found.coordinates[:, 1], archive.lab[:, 1]) >= 0.82


def test_outer_arm_holds_more_melanin_than_inner(unseen):
    archive, found = unseen
    effect, share, persons = outer_minus_inner(found.coordinates[:, 0], archive)
    index = melanin_index(WAVELENGTH_NM, archive.reflectance)
    assert persons > 700
    assert effect >= 1.3
    assert effect > outer_minus_inner(index, archive)[0], "sharper than the melanin index"
    assert share > 0.9


def test_very_dark_skin_is_described_or_flagged(unseen):
    archive, found = unseen
    dark = archive.ita_deg <= -30.0
    spectra = [Spectrum(WAVELENGTH_NM, row, "d:8-sci") for row in archive.reflectance[dark]]
    findings = measure_chromophores(spectra, capture_sha256="0" * 64)
    flagged = np.array(["skin-model-fits-poorly" in one[0].flags for one in findings])
    relative = found.relative_rms[dark]
    assert (flagged | (relative <= 0.06)).all()
    assert flagged.mean() < 0.02
    assert np.sqrt((relative[~flagged] ** 2).mean()) < 0.03


def test_melanin_repeats_better_than_the_melanin_index(shared_data):
    told = repeated(*nist(shared_data))
    assert told.ratio < 1.0
    assert told.high < 1.0, "and so for resampled persons"


def test_from_the_file_to_the_finding(shared_data):
    """The product's own reader, on NIST's file, gives what this test's reader gives."""
    from turgor.formats.spectrum import read_spectra

    file = shared_data / "colour" / "nist" / "M38597.csv"
    spectra = read_spectra(file)
    findings = measure_chromophores(spectra, capture_sha256="0" * 64)
    assert len(findings) == 400
    wavelength, readings = nist(shared_data)
    ours = measure_chromophores(
        [Spectrum(wavelength, row) for row in readings[:10, 0]], capture_sha256="0" * 64
    )
    for theirs, mine in zip(findings[:40:4], ours, strict=True):
        assert [one.value for one in theirs] == [one.value for one in mine]
