"""What is no table of spectra is not taken for one."""

import numpy as np
import pytest

from turgor.formats import write_surface
from turgor.formats.spectrum import is_spectrum
from turgor.record.height_map import HeightMap

RISING = np.tile(np.arange(400.0, 720.0, 10.0), (40, 1)) + np.arange(40.0)[:, None]


@pytest.mark.parametrize("suffix", [".csv", ".xyz", ".npy", ".sur"])
def test_height_maps(tmp_path, suffix):
    path = tmp_path / f"map{suffix}"
    write_surface(HeightMap(RISING, 10.0, 10.0), path)
    assert not is_spectrum(path)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(",".join(f"{v:g}" for v in row) for row in RISING),
        "\n".join(";".join(f"{v:g}" for v in row) for row in RISING.T),
        "400,410,420,430,440,450,460,470,480,490,500,510\n" + "3.5,3.4,3.6,3.1" * 3 + "\n",
        "\n".join(f"{v:g},{v % 7:g},{v % 11:g}" for v in RISING[0]),
        "x [mm] y [mm] z [um]\n" + "\n".join(f"{x} {y} 3.5" for x in range(9) for y in range(9)),
        "path,subject,visit,region,side\na.sur,1,2,cheek,left\n",
        "Patient;Visit;Side;Melanin;Erythema\n1;1;li;230,5;269,1\n",
        "subject,visit,site,side,primos.ra [nm]\n1,1,cheek,left,12345\n",
        "subject,L*,a*,b*\n1,60,12,18\n",
        "subject,R400,R410\n1,0.2,0.3\n",
        "year,2001,2002,2003,2004,2005,2006\ncases,1,2,3,4,5,6\n",
        "pitch_x_um = 10\npitch_y_um = 10\nheight_unit = µm\n400,410,420,430,440\n1,2,3,4,5\n",
        "",
        "\x00\x01\x02",
    ],
)
def test_other_tables(tmp_path, text):
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode("utf-8"))
    assert not is_spectrum(path)


def test_folders_missing_files_and_images(tmp_path):
    assert not is_spectrum(tmp_path)
    assert not is_spectrum(tmp_path / "none.csv")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert not is_spectrum(tmp_path / "a.png")
