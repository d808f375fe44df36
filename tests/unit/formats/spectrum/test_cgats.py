"""CGATS.17 text built line by line, as programs of print and colour write it."""

import numpy as np
import pytest

from turgor.errors import FormatError
from turgor.formats.spectrum import is_spectrum, read_spectra

NM = np.arange(380, 731, 10)
REFLECTANCE = 0.1 + 0.4 * (NM - 380) / 350.0


def text(title="SPECTRAL_NM{}", factor=1.0, sets=2, extra=""):
    fields = "SAMPLE_ID\tSAMPLE_NAME\t" + "\t".join(title.format(nm) for nm in NM)
    fields += "\tLAB_L\tLAB_A\tLAB_B"
    rows = "\n".join(
        f'{i}\t"inner arm {i}"\t' + "\t".join(f"{factor * r:.6f}" for r in REFLECTANCE)
        + "\t61.5\t9.1\t14.2"
        for i in (1, 2)
    )  # fmt: skip
    return (
        f'CGATS.17\nORIGINATOR "a program"\nINSTRUMENTATION "Handheld 7"\n'
        f'KEYWORD "SAMPLE_BACKING"\nMEASUREMENT_GEOMETRY "45/0"\n'
        f'WEIGHTING_FUNCTION "ILLUMINANT, D50"\nWEIGHTING_FUNCTION "OBSERVER, 2 degree"\n{extra}'
        f"NUMBER_OF_FIELDS 41\nBEGIN_DATA_FORMAT\n{fields}\nEND_DATA_FORMAT\n"
        f"NUMBER_OF_SETS {sets}\nBEGIN_DATA\n{rows}\nEND_DATA\n"
    )


@pytest.mark.parametrize("title", ["SPECTRAL_NM{}", "NM_{}", "SPEC_{}", "SPECTRAL_{}", "nm{}"])
def test_fields_words_and_stated_colour(tmp_path, title):
    path = tmp_path / "a.txt"
    path.write_text(text(title), encoding="utf-8")
    assert is_spectrum(path)
    first, second = read_spectra(path)
    np.testing.assert_allclose(first.reflectance, REFLECTANCE, atol=1e-6)
    assert (first.format_id, first.geometry, first.device) == ("cgats", "45:0", "Handheld 7")
    assert second.name == "inner arm 2"
    assert second.stated["LAB_L"] == 61.5
    assert second.settings["illuminant"] == "D50"
    assert second.settings["observer"] == "cie-1931-2deg"


def test_spectral_norm_is_the_scale(tmp_path):
    path = tmp_path / "a.cgats"
    path.write_text(text(factor=100.0, extra='SPECTRAL_NORM "100.000000"\n'), encoding="utf-8")
    read = read_spectra(path)[0]
    np.testing.assert_allclose(read.reflectance, REFLECTANCE, atol=1e-8)
    assert "percent-converted" in read.flags


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda t: t.replace("END_DATA\n", ""), "cut off"),
        (lambda t: t[: len(t) * 3 // 4], "cut off"),
        (lambda t: t.replace("SETS 2", "SETS 3"), "announces 3 sets and holds 2"),
        (lambda t: t.replace("\t61.5\t9.1\t14.2\n2", "\t61.5\n2"), "data row 1 has"),
    ],
)
def test_spoiled(tmp_path, spoil, said):
    path = tmp_path / "a.txt"
    path.write_text(spoil(text()), encoding="utf-8")
    with pytest.raises(FormatError, match=said):
        read_spectra(path)
