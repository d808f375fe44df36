"""Strain of phantom pairs that are written to files and read back."""

import pytest

from turgor.formats.oct import read_oct
from turgor.measure.elasticity.oct import measure_oct
from turgor.phantom.oct.files import write_oct_phantom
from turgor.phantom.oct.pair import OctSpec, StrainLayer


@pytest.mark.parametrize(
    "spec",
    [
        OctSpec(),
        OctSpec(axial_um=3.5, spread_axial_um=4.0, rows=220),
        OctSpec(shift_um=6.0, snr_db=20.0),
        OctSpec(
            layers=(StrainLayer(150, -0.01), StrainLayer(200, -0.004), StrainLayer(300, -0.0015)),
            rows=300,
        ),
        OctSpec(
            layers=(StrainLayer(300, -0.01, 1.0), StrainLayer(300, -0.003, 0.5)), fade_per_mm=1.5
        ),
    ],
)
@pytest.mark.parametrize("suffix", [".npz"])
def test_layer_strain_within_five_per_cent(spec, suffix, tmp_path):
    path = tmp_path / f"pair{suffix}"
    truth = write_oct_phantom(spec, path)
    (pair,) = read_oct(path)
    found = measure_oct(pair, capture_sha256="0" * 64)
    strain = [f.value for f in found.findings if f.metric == "oct.layer_strain"]
    assert strain == pytest.approx(list(truth.layer_strain), rel=0.05)


def test_decorrelated_speckle_is_noisier_and_says_so(tmp_path):
    found = []
    for share in (0.0, 0.4):
        path = tmp_path / f"{share}.mat"
        write_oct_phantom(OctSpec(decorrelation=share), path)
        (pair,) = read_oct(path)
        found.append(measure_oct(pair, capture_sha256="0" * 64))
    clean, noisy = ([layer.quality for layer in one.layers] for one in found)
    assert all(b < a for a, b in zip(clean, noisy, strict=True))
    assert found[1].layers[1].u > 2 * found[0].layers[1].u
