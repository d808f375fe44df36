"""Whatever the bytes, spectra come back sound or one clear line does, and nothing else."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from turgor.errors import TurgorError
from turgor.formats.spectrum import SpectrumOptions, is_spectrum, read_spectra, write_spectra
from turgor.record.spectrum import GEOMETRIES, Spectrum

STATED = SpectrumOptions(max_spectra=500)
calm = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
STARTS = (b"", b"Name,400nm,410nm,420nm,430nm,440nm\n", b"Wavelength\ta\n400\t", b"CGATS.17\n"
          b"BEGIN_DATA_FORMAT\nSAMPLE_ID SPECTRAL_NM400\nEND_DATA_FORMAT\nBEGIN_DATA\n",
          b"PK\x03\x04", b"\xff\xfe", b"sep=;\n")  # fmt: skip


def answers(suffix: str, content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"any{suffix}"
        path.write_bytes(content)
        assert is_spectrum(path) in (True, False)
        try:
            found = read_spectra(path, STATED)
        except TurgorError as error:
            assert str(error).isprintable()
            return
    assert found
    for one in found:
        assert np.all(np.diff(one.wavelength_nm) > 0)
        assert 200.0 <= one.wavelength_nm[0] <= one.wavelength_nm[-1] <= 3000.0
        assert -0.05 <= np.nanmin(one.reflectance) <= np.nanmax(one.reflectance) <= 1.2
        assert one.geometry in GEOMETRIES
        assert one.aperture_mm is None or one.aperture_mm > 0
        assert one.name.isprintable()


def valid(suffix: str) -> bytes:
    nm = np.arange(400.0, 701.0, 20.0)
    made = [
        Spectrum(nm, np.linspace(0.1, 0.6, len(nm)) + 0.01 * i, "45:0", 4.0, name=f"n{i}")
        for i in range(3)
    ]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        write_spectra(made, path)
        return path.read_bytes()


VALID = {suffix: valid(suffix) for suffix in (".csv", ".cgats")}


@pytest.mark.parametrize("suffix", [".csv", ".txt", ".cgats", ".xlsx"])
@pytest.mark.parametrize("start", STARTS)
@calm
@given(rest=st.binary(max_size=300))
def test_any_bytes(suffix: str, start: bytes, rest: bytes) -> None:
    answers(suffix, start + rest)


@pytest.mark.parametrize("suffix", VALID)
@calm
@given(data=st.data())
def test_spoiled_files(suffix: str, data: st.DataObject) -> None:
    content = bytearray(VALID[suffix])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(content)))
    answers(suffix, bytes(content[:cut]))


@calm
@given(
    cells=st.lists(
        st.lists(
            st.sampled_from(
                ["400", "410nm", "R[420]", "0.3", "30", "-0.2", "1e9", "nan", "", "x", "µm",
                 "Wavelength", "SCI", "d/8", "%", "L*", "Name", "1,5", "430", "440", "450", "460"]
            ),
            max_size=9,
        ),
        max_size=9,
    )
)  # fmt: skip
def test_tables_of_wild_cells(cells: list[list[str]]) -> None:
    answers(".csv", "\n".join(";".join(row) for row in cells).encode() or b" ")
