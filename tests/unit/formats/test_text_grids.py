"""Text: separators, decimal commas, gaps, headers of other programs, points on a grid."""

from pathlib import Path

import numpy as np
import pytest

from turgor.errors import FormatError, UnitError
from turgor.formats import ReadOptions, read_surface
from turgor.record.height_map import HeightMap

NAN = float("nan")


def read(tmp_path: Path, text: str, suffix: str = ".csv", **stated: object) -> HeightMap:
    path = tmp_path / f"made{suffix}"
    path.write_bytes(text.encode())
    return read_surface(path, ReadOptions(**stated))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "1.5,2.5,3\n-4,5e0,6\n",
        "1,5;2,5;3\n-4;5;6\n",
        "1.5;2.5;3\r\n-4;5;6\r\n",
        "1,5\t2,5\t3\n-4\t5\t6\n",
        "1,5 2,5 3,0\n-4,0 5,0 6,0\n",
        "  1.5   2.5 3\n -4 5 6",
        "1.5,2.5,3,\n-4,5,6,\n",
        "\ufeff1.5; 2.5; 3\n-4; 5; 6\n",
        "# made by hand\n1.5 2.5 3\n-4 5 6\n",
    ],
)
def test_separators_and_decimal_signs(tmp_path: Path, text: str) -> None:
    height_map = read(tmp_path, text, pitch_x_um=2.0, height_unit="mm")
    assert height_map.height_um == pytest.approx(
        np.array([[1500, 2500, 3000], [-4000, 5000, 6000]])
    )


@pytest.mark.parametrize(
    "text",
    [
        "1,,3\n4,5,\n",
        "1;;3\n4;5;\n",
        "1\tNaN\t3\n4\t5\tnan\n",
        "1 BAD 3\n4 5 BAD\n",
        "1, ***,3\n4,5,---\n",
        "1;#N/A;3\n4;5;null\n",
        "ncols 3\nnrows 2\nNODATA_value -9999\n1 -9999 3\n4 5 -9999\n",
    ],
)
def test_gaps(tmp_path: Path, text: str) -> None:
    height_map = read(tmp_path, text, pitch_x_um=2.0, height_unit="µm")
    assert np.array_equal(height_map.height_um, [[1, NAN, 3], [4, 5, NAN]], equal_nan=True)


def test_gwyddion_text_export(tmp_path: Path) -> None:
    head = "# Channel: Height\n# Width: 2.0 mm\n# Height: 3 mm\n# Value units: m\n"
    text = head + "1e-6\t2e-6\n3e-6\t4e-6\n"
    height_map = read(tmp_path, text, ".txt")
    assert height_map.height_um == pytest.approx(np.array([[1, 2], [3, 4]]))
    assert (height_map.pitch_x_um, height_map.pitch_y_um) == (1000.0, 1500.0)


def test_esri_grid(tmp_path: Path) -> None:
    text = "ncols 2\nnrows 2\nxllcorner 0\ncellsize 0.5\n1 2\n3 4\n"
    height_map = read(tmp_path, text, ".asc", lateral_unit="mm", height_unit="µm")
    assert height_map.pitch_x_um == 500.0
    with pytest.raises(FormatError, match="ncols"):
        read(tmp_path, text.replace("ncols 2", "ncols 3"), lateral_unit="mm", height_unit="µm")
    with pytest.raises(UnitError, match="lateral_unit"):
        read(tmp_path, text, ".asc", height_unit="µm")


@pytest.mark.parametrize("suffix", [".xyz", ".csv"])
def test_points_in_any_order_with_gaps(tmp_path: Path, suffix: str) -> None:
    text = "x [mm];y [mm];z [µm]\n0,1;0;2\n0;0;1\n0,2;0,3;6\n0;0,3;4\n0,1;0,3;5\n"
    height_map = read(tmp_path, text, suffix)
    assert np.array_equal(height_map.height_um, [[1, 2, NAN], [4, 5, 6]], equal_nan=True)
    assert (height_map.pitch_x_um, height_map.pitch_y_um) == pytest.approx((100.0, 300.0))


def test_rounded_coordinates_still_form_the_grid(tmp_path: Path) -> None:
    x, y = np.meshgrid(np.arange(200) * 0.0274581, np.arange(150) * 0.0274581)
    lines = [f"{a:.4f} {b:.4f} {a + 2 * b:.6f}" for a, b in zip(x.flat, y.flat, strict=True)]
    height_map = read(
        tmp_path, "\n".join(lines) + "\n", ".xyz", lateral_unit="mm", height_unit="mm"
    )
    assert height_map.shape == (150, 200)
    assert height_map.valid.all()
    assert height_map.pitch_x_um == pytest.approx(27.4581, rel=1e-5)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("0 0 1\n1 0 2\n0 1 3\n1 1 4\n1 1 5\n", "same place"),
        ("0 0 1\n1.3 0.4 2\n0.2 1.9 3\n3.7 1.1 4\n", "regular"),
        ("0 0 1\n0 1 2\n0 2 3\n", "share one x"),
        ("0 0 1 7\n1 1 1 7\n", "4 columns"),
        ("nan 0 1\n0 1 2\n1 0 2\n1 1 1\n", "lack x or y"),
        ("0 0 1\n1 0\n", "every line"),
    ],
)
def test_points_that_are_no_grid(tmp_path: Path, text: str, match: str) -> None:
    with pytest.raises(FormatError, match=match):
        read(tmp_path, text, ".xyz", lateral_unit="mm", height_unit="mm")


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("hello world\n", "no table"),
        ("1 2\n3 4 5\n", "columns changed"),
        ("1.234,5;2\n3;4\n", "thousands"),
        ("1 2\n3 four\n", "could not convert"),
        ("5\n", "at least 2 x 2"),
        ("nan nan\nnan nan\n", "no measured point"),
    ],
)
def test_refusals(tmp_path: Path, text: str, match: str) -> None:
    with pytest.raises(FormatError, match=match):
        read(tmp_path, text, ".txt", pitch_x_um=1.0, height_unit="µm")


def test_more_points_than_allowed(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="more than 50"):
        read(tmp_path, "1 2 3 4\n" * 40, ".txt", pitch_x_um=1.0, height_unit="µm", max_points=50)


def test_what_the_file_states_wins_and_is_said(tmp_path: Path) -> None:
    text = "pitch_x_um = 5\npitch_y_um = 6\nheight_unit = nm\n1000,2000\n3000,4000\n"
    height_map = read(tmp_path, text, pitch_x_um=99.0, height_unit="mm")
    assert (height_map.pitch_x_um, height_map.pitch_y_um) == (5.0, 6.0)
    assert height_map.height_um[1, 1] == pytest.approx(4.0)
    assert "stated-pitch-ignored-the-file-has-its-own" in height_map.flags
