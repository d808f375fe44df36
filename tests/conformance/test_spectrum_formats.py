"""Every written form of spectra keeps the same promises."""

import os
from dataclasses import replace

import numpy as np
import pytest

from turgor.errors import FormatError, InputError, TurgorError
from turgor.formats.spectrum import is_spectrum, read_spectra, write_spectra
from turgor.record.spectrum import Spectrum

NM = np.arange(390.0, 731.0, 10.0)
every_suffix = pytest.mark.parametrize("suffix", [".csv", ".cgats", ".txt"])


def planted():
    """Two grids of bands, a gap, readings out of 0 to 1, names that need quoting."""
    base = 0.15 + 0.4 * (NM - 390.0) / 340.0
    first = Spectrum(
        NM,
        base.copy(),
        geometry="d:8-sci",
        aperture_mm=8.0,
        bandwidth_nm=10.0,
        name='inner arm, "left"; 1',
        device="Bench 7",
        device_class="sphere",
        stated={"L*(D65)": 61.25},
        settings={"sample": "inner arm", "reading": "1", "illuminant": "D65"},
    )
    gap = base[4:-2] / 3.0
    gap[7] = np.nan
    gap[0] = -0.012
    second = Spectrum(
        NM[4:-2], gap, geometry="45:0", name="éè # 2", device="B", device_class="ring"
    )
    fine = np.arange(400.0, 700.5, 0.5)
    third = Spectrum(fine, np.linspace(0.011234567891, 1.02, len(fine)), name="fine")
    return first, second, third


@every_suffix
def test_round_trip(tmp_path, suffix):
    path = tmp_path / f"planted{suffix}"
    write_spectra(planted()[:2], path)
    assert is_spectrum(path)
    back = read_spectra(path)
    assert len(back) == 2
    for read, truth in zip(back, planted(), strict=False):
        np.testing.assert_array_equal(read.wavelength_nm, truth.wavelength_nm)
        np.testing.assert_allclose(read.reflectance, truth.reflectance, rtol=1e-11)
        for word in ("geometry", "aperture_mm", "bandwidth_nm", "name", "device", "device_class"):
            assert getattr(read, word) == getattr(truth, word), word
        assert dict(read.stated) == dict(truth.stated)
        for word in truth.settings:
            assert read.settings[word] == truth.settings[word]
    assert "missing-bands" in back[1].flags
    assert "negative-reflectance" in back[1].flags


@every_suffix
def test_many_rows_with_a_bandwidth_are_rows(tmp_path, suffix):
    """A bandwidth in nm down a column, five times and more, is no column of wavelengths."""
    path = tmp_path / f"many{suffix}"
    many = [replace(planted()[0], name=f"n{i}") for i in range(12)]
    write_spectra(many, path)
    back = read_spectra(path)
    assert [one.name for one in back] == [one.name for one in many]
    assert {one.bandwidth_nm for one in back} == {10.0}
    np.testing.assert_array_equal(back[11].wavelength_nm, NM)


@every_suffix
def test_a_fine_grid_alone(tmp_path, suffix):
    path = tmp_path / f"fine{suffix}"
    write_spectra(planted()[2:], path)
    read = read_spectra(path)[0]
    np.testing.assert_array_equal(read.wavelength_nm, planted()[2].wavelength_nm)
    np.testing.assert_allclose(read.reflectance, planted()[2].reflectance, rtol=1e-11)
    assert read.geometry == "unknown"


@every_suffix
def test_the_same_spectra_give_the_same_bytes(tmp_path, suffix):
    a, b = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    write_spectra(planted(), a)
    write_spectra(planted(), b)
    assert a.read_bytes() == b.read_bytes()


@every_suffix
def test_cut_off_anywhere_it_refuses_or_reads_what_is_whole(tmp_path, suffix):
    path = tmp_path / f"planted{suffix}"
    write_spectra([replace(planted()[0], name=f"n{i}") for i in range(4)], path)
    content = path.read_bytes()
    for share in (0.05, 0.3, 0.6, 0.9):
        path.write_bytes(content[: int(len(content) * share)])
        try:
            read = read_spectra(path)
        except FormatError as error:
            assert "\n" not in str(error)
        else:
            assert all(np.nanmax(one.reflectance) <= 1.2 for one in read)


def test_what_can_not_be_written(tmp_path):
    with pytest.raises(FormatError, match="no spectra"):
        write_spectra([], tmp_path / "a.csv")
    with pytest.raises(FormatError, match=r"\.csv"):
        write_spectra(planted(), tmp_path / "a.xlsx")
    with pytest.raises(InputError):
        write_spectra(planted(), tmp_path / "none" / "a.csv")


@pytest.mark.parametrize("suffix", [".csv", ".txt", ".xlsx", ".cgats"])
def test_folders_pipes_empty_and_missing(tmp_path, suffix):
    folder = tmp_path / f"folder{suffix}"
    folder.mkdir()
    pipe = tmp_path / f"pipe{suffix}"
    os.mkfifo(pipe)
    empty = tmp_path / f"empty{suffix}"
    empty.touch()
    for path in (folder, pipe, empty, tmp_path / f"none{suffix}"):
        with pytest.raises(TurgorError):
            read_spectra(path)
        assert not is_spectrum(path)


def test_a_workbook(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    notes = book.active
    notes.append(["Codes", None, "anything"])
    sheet = book.create_sheet("Data")
    sheet.append(["Skin", None, None, "Spectral data"])
    sheet.append(["ID", "Site", "Mode", *(int(nm) for nm in NM), None, "L*"])
    truth = planted()[0].reflectance
    sheet.append([1, "arm", "SCE", *(float(r) * 100.0 for r in truth), None, 60.0])
    sheet.append([2, "leg", "SCE", *(float(r) * 90.0 for r in truth), None, 58.0])
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert is_spectrum(path)
    first, second = read_spectra(path)
    np.testing.assert_allclose(second.reflectance, 0.9 * truth, rtol=1e-12)
    assert (first.name, first.geometry) == ("1", "d:8-sce")
    assert first.settings["Site"] == "arm"
    assert second.stated["L*"] == 58.0


def test_a_workbook_without_openpyxl(tmp_path, monkeypatch):
    openpyxl = pytest.importorskip("openpyxl")
    from turgor.errors import MissingExtraError
    from turgor.formats.spectrum import sheet_grid

    path = tmp_path / "a.xlsx"
    openpyxl.Workbook().save(path)

    def missing(_):
        raise ImportError

    monkeypatch.setattr(sheet_grid.importlib, "import_module", missing)
    with pytest.raises(MissingExtraError, match=r"pip install 'turgor\[exchange\]'"):
        read_spectra(path)
    assert not is_spectrum(path)
