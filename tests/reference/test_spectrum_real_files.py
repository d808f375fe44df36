"""Two archives of skin spectra read as they lie, with figures from outside."""

import csv

import numpy as np
import pytest

from turgor.formats.spectrum import is_spectrum, read_spectra


def issa(shared_data):
    pytest.importorskip("openpyxl")
    return shared_data / "colour" / "issa" / "ISSA_17_Jan_2025_Yan_Lu.xlsx"


@pytest.mark.data
def test_the_nist_table(shared_data):
    """cooksey-2017: 100 persons, three readings and their mean, 250 to 2500 nm in 3 nm."""
    path = shared_data / "colour" / "nist" / "M38597.csv"
    assert is_spectrum(path)
    found = read_spectra(path)
    assert len(found) == 400
    assert [one.name for one in found[:5]] == [
        "Subject 1 R1", "Subject 1 R2", "Subject 1 R3", "Subject 1 Average", "Subject 2 R1",
    ]  # fmt: skip
    with path.open(encoding="latin-1", newline="") as stream:
        rows = list(csv.reader(stream))[8:]
    numbers = np.array([[float(cell) for cell in row[:401]] for row in rows if row and row[0]])
    assert numbers.shape == (751, 401)
    for index, one in enumerate(found):
        np.testing.assert_array_equal(one.wavelength_nm, numbers[:, 0])
        np.testing.assert_array_equal(one.reflectance, numbers[:, index + 1])
    for start in range(0, 400, 4):
        mean = np.mean([one.reflectance for one in found[start : start + 3]], axis=0)
        np.testing.assert_allclose(found[start + 3].reflectance, mean, atol=1.01e-4)
        assert "mean-of-readings" in found[start + 3].flags
        assert found[start].settings["sample"] == f"Subject {start // 4 + 1}"


@pytest.mark.data
def test_the_issa_workbook(shared_data):
    """issa-2025: 15,256 numbered spectra, 5,297 of them from 360 to 740 nm."""
    path = issa(shared_data)
    assert is_spectrum(path)
    found = read_spectra(path)
    assert len(found) == 15_256
    assert [one.name for one in found] == [str(i + 1) for i in range(15_256)]
    assert max(int(one.settings["C"]) for one in found) == 2113, "the last subject's number"
    spans = [(one.wavelength_nm[0], one.wavelength_nm[-1]) for one in found]
    assert spans.count((360.0, 740.0)) == 5297
    assert spans.count((400.0, 700.0)) == 15_256 - 5297
    assert {one.geometry for one in found} == {"d:8-sci"}
    assert all("percent-converted" in one.flags for one in found)
    first = found[0]
    assert first.reflectance[0] == pytest.approx(0.0877, abs=1e-8)
    assert first.stated["L*"] == pytest.approx(64.60671275876419)
    assert "illuminant" not in first.settings, "the sheet does not name one beside its L*"
