"""Pairs of OCT scans come back as they were written; what is missing is asked for at once."""

from dataclasses import replace

import numpy as np
import pytest

from turgor.errors import FormatError, InputError
from turgor.formats.oct import OctOptions, is_oct, read_oct, write_oct
from turgor.formats.wave import is_wave
from turgor.record.oct_pair import OctPair


def pair():
    rng = np.random.default_rng(3)
    scans = [(rng.normal(size=(9, 7)) + 1j * rng.normal(size=(9, 7))).astype(np.complex64)
             for _ in range(2)]  # fmt: skip
    return OctPair(*scans, 4.0, 8.0, 1300.0, 1.4, (12.0, 24.0), load="glass, 20 g", name="p")


@pytest.mark.parametrize("suffix", [".npz", ".mat"])
def test_a_pair_comes_back(tmp_path, suffix):
    path, made = tmp_path / f"a{suffix}", pair()
    write_oct(made, path)
    assert is_oct(path) and not is_wave(path)
    (found,) = read_oct(path)
    np.testing.assert_array_equal(found.before, made.before)
    np.testing.assert_array_equal(found.after, made.after)
    assert replace(found, before=made.before, after=made.after) == replace(
        made, format_id=f"oct-{suffix[1:]}"
    )


def test_missing_parts_and_differences(tmp_path):
    path, made = tmp_path / "a.npz", pair()
    np.savez(path, before=made.before.T, after=made.after.T)
    with pytest.raises(FormatError, match="axial_um; lateral_um; wavelength_nm; refractive_index"):
        read_oct(path)
    (found,) = read_oct(path, OctOptions(axial_um=4.0, lateral_um=8.0, wavelength_nm=1300.0,
                                         refractive_index=1.4, transposed=True,
                                         layer_edges_um="12; 24"))  # fmt: skip
    np.testing.assert_array_equal(found.before, made.before)
    assert found.layer_edges_um == (12.0, 24.0)
    write_oct(made, path)
    (found,) = read_oct(path, OctOptions(axial_um=5.0, layer_edges_um="10"))
    assert found.axial_um == 4.0
    assert set(found.flags) == {
        "stated-axial-um-differs-from-file", "stated-layer-edges-differ-from-file"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"after": np.ones((9, 7))}, "is real"),
        ({"after": np.ones((9, 6), np.complex64)}, "one shape"),
        ({"after": np.zeros((9, 7), np.complex64)}, "empty"),
        ({"axial_um": 0.0}, "above zero"),
        ({"layer_edges_um": np.array([5.0, 4.0])}, "must rise"),
    ],
)
def test_what_can_t_be_used_is_refused(tmp_path, change, told):
    path, made = tmp_path / "a.npz", pair()
    good = {n: getattr(made, n) for n in ("before", "after", "axial_um", "lateral_um",
                                          "wavelength_nm", "refractive_index")}  # fmt: skip
    np.savez(path, **{**good, **change})
    with pytest.raises(FormatError, match=told):
        read_oct(path)


def test_options_are_checked():
    with pytest.raises(InputError, match="rising"):
        OctOptions(layer_edges_um="100, 50")
    with pytest.raises(InputError, match="rising"):
        OctOptions(layer_edges_um="deep")
