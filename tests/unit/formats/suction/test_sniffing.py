"""Suction curves are claimed; other tables are not, nor are suction curves claimed as spectra."""

import numpy as np
import pytest

from turgor.formats.spectrum import is_spectrum
from turgor.formats.suction import is_suction

CLAIMED = {
    "a.csv": "Time [s];Elevation [mm]\n0;0\n0,01;0,1\n",
    "b.tsv": "time_ms\televation_um\tpressure_mbar\n0\t0\t1\n10\t5\t2\n",
    "c.txt": "Zeit / s\tEindringtiefe / mm\n0\t0\n0,01\t0,1\n",
    "d.csv": "Time [s],Curve 1 [mm],Curve 2 [mm]\n0,0,0\n0.01,0.1,0.1\n",
    "e.crd": "0\t0\n0,01\t0,05\n0,02\t0,1\n0,03\t0,12\n",
    "f.cmf": "Elasticity\t4,2\nHydration\t51\n",
    "g.csv": "Measurement;R0;R2;R5;R7\ncheek;0,3;0,7;0,6;0,4\n",
}
LEFT = {
    "spectrum.csv": "Name,400nm,410nm,420nm,430nm,440nm\na,0.1,0.2,0.3,0.4,0.5\n",
    "wavelengths.csv": "Wavelength,R\n" + "\n".join(f"{nm},0.3" for nm in range(400, 710, 10)),
    "grid.csv": "\n".join(",".join("1.5" for _ in range(9)) for _ in range(9)),
    "grid_words.csv": "pitch_x_um = 10\nheight_unit = mm\n1,2,3\n4,5,6\n7,8,9\n",
    "xyz.txt": "x y z\n0 0 1\n1 0 2\n0 1 3\n1 1 4\n",
    "device.csv": "Subject;Visit;Site;R0;R2;R5;R7\n1;1;cheek;0,3;0,7;0,6;0,4\n",
    "hydration.csv": "Subject;Visit;Site;Side;Hydration\n1;1;cheek;L;51\n",
    "device_id.csv": "Subject ID;Visit no;R0;R2;R5;R7\n1;1;0,3;0,7;0,6;0,4\n",
    "readings.csv": "Sample;R1;R2;R3\na;0,3;0,7;0,6\n",
    "tewl.csv": "Time [s];TEWL [g/m2/h]\n0;11\n1;12\n2;12\n",
    "capacitance.csv": "Time;Hydration [a.u.]\n0;51\n1;52\n",
    "captures.csv": "path,subject,visit,site,side,region,replicate,reseated,device,operator\n"
                    "a.csv,1,1,cheek,left,,1,yes,x,y\n",
    "visits.csv": "subject,visit,date\n1,1,2026-01-01\n",
    "two.csv": "0,0\n0.01,0.05\n0.02,0.1\n",
    "bands.crd": "not a curve at all\n",
    "photo.png": "Time [s];Elevation [mm]\n0;0\n",
}  # fmt: skip


@pytest.mark.parametrize("name", CLAIMED)
def test_claimed(tmp_path, name):
    path = tmp_path / name
    path.write_text(CLAIMED[name], encoding="utf-8")
    assert is_suction(path)
    assert not is_spectrum(path)


@pytest.mark.parametrize("name", LEFT)
def test_left_alone(tmp_path, name):
    path = tmp_path / name
    path.write_text(LEFT[name], encoding="utf-8")
    assert not is_suction(path)


def test_never_raises(tmp_path):
    for name, content in (("a.csv", b"\x00\x01"), ("b.xlsx", b"PK\x03\x04"), ("c.crd", b"")):
        (tmp_path / name).write_bytes(content)
        assert is_suction(tmp_path / name) is False
    assert is_suction(tmp_path) is False
    assert is_suction(tmp_path / "none.crd") is False


def test_real_spectra_and_heights_are_left_alone(shared_data):
    for path in sorted(shared_data.rglob("*"))[:4000]:
        if path.suffix.lower() in (".csv", ".tsv", ".txt", ".dat", ".asc") and path.is_file():
            assert not is_suction(path), path


def test_a_long_series_is_no_spectrum(tmp_path):
    """Times of 400 to 700 s beside heights are no wavelengths."""
    time = np.arange(400.0, 700.0, 0.5)
    rows = ["Time [s];Elevation [mm]", *(f"{t};{0.1 + 0.001 * (t % 5):.4f}" for t in time)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(rows))
    assert is_suction(path)
    assert not is_spectrum(path)
