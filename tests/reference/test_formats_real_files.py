"""Real instrument files against figures and readers from outside the project."""

import hashlib
import struct
import warnings
from pathlib import Path

import numpy as np
import pytest

from turgor.errors import FormatError, UnitError
from turgor.formats import ReadOptions, read_surface, write_surface
from turgor.formats.base import NEVER_TRIED, SCALE_UNCHECKED
from turgor.formats.light_images import read_light_images
from turgor.record.height_map import FloatMap

FILES = (
    "al3d-1.al3d",
    "mnt-1.mnt",
    "opd-1.opd",
    "sdf-1.sdf",
    "sur-3.sur",
    "tmd-1.tmd",
    "x3p-2.x3p",
)


def rms_um(height_um: FloatMap) -> float:
    return float(np.sqrt(np.nanmean((height_um - np.nanmean(height_um)) ** 2)))


def test_al3d_rms(shared_data: Path) -> None:
    """SurfaceTopography's test_al3d.py gives 7.688266102603082 µm, from 32-bit sums.

    The last digits are those of float32; in float64 the same heights give 7.688265843 µm.
    """
    height_map = read_surface(shared_data / "surface/instrument_files/al3d-1.al3d")
    assert rms_um(height_map.height_um) == pytest.approx(7.688266102603082, rel=1e-7)
    in_32_bit = (height_map.height_um * 1e-6).astype(np.float32).std() * 1e6
    assert float(in_32_bit) == pytest.approx(7.688266102603082, rel=2e-7)
    assert height_map.device_class == "focus-variation"
    assert height_map.pitch_x_um == pytest.approx(0.438027)


def test_x3p_rms_and_gradient(shared_data: Path) -> None:
    """SurfaceTopography's test_x3p.py: rms 7.728033e-08 m, rms gradient 0.0620701.

    Its rms gradient is the root mean square of forward differences on the grid less its last row
    and column. It is not Sdq: central differences on the same map give 0.05957.
    """
    height_map = read_surface(shared_data / "surface/instrument_files/x3p-2.x3p")
    z = height_map.height_um
    assert rms_um(z) * 1000.0 == pytest.approx(77.28033, rel=1e-6)
    slope_x = np.diff(z, axis=1)[:-1] / height_map.pitch_x_um
    slope_y = np.diff(z, axis=0)[:, :-1] / height_map.pitch_y_um
    assert np.sqrt(np.mean(slope_x**2 + slope_y**2)) == pytest.approx(0.0620701, rel=1e-6)


@pytest.mark.parametrize("name", FILES)
def test_heights_field_and_gaps_agree_with_surfacetopography(shared_data: Path, name: str) -> None:
    """A second implementation reads the same heights, the same field and the same gaps.

    It leaves out the constant offset of sur-3 (-3414.33 µm in its header), which we add.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        library = pytest.importorskip("SurfaceTopography")
        path = shared_data / "surface/instrument_files" / name
        other = library.open_topography(str(path)).channels[0].topography().to_unit("µm")
        theirs = np.ma.filled(np.ma.asarray(other.heights(), dtype=float), np.nan).T
        field_um = other.physical_sizes
    ours = read_surface(path)
    if name.startswith("sur"):
        theirs = theirs - 3414.33
    assert np.array_equal(np.isnan(ours.height_um), np.isnan(theirs))
    span = np.nanmax(theirs) - np.nanmin(theirs)
    assert np.nanmax(np.abs(ours.height_um - theirs)) < 2e-6 * span
    assert ours.field_mm[0] * 1000 == pytest.approx(field_um[0], rel=1e-6)
    assert ours.field_mm[1] * 1000 == pytest.approx(field_um[1], rel=1e-6)


def test_sdf_softgauge_values(shared_data: Path) -> None:
    """The text file's own numbers: 1 µm scales, first profile 1.00000, 0.99874, ..."""
    height_map = read_surface(shared_data / "surface/instrument_files/sdf-1.sdf")
    assert height_map.shape == (4, 7)
    assert height_map.height_um[0, :3] == pytest.approx([1.0, 0.99874, 0.99495])
    assert height_map.height_um[3, 5] == pytest.approx(0.94907)
    assert (height_map.pitch_x_um, height_map.pitch_y_um) == (1.0, 1.0)


def test_groove_pitch_is_that_of_its_own_description(shared_data: Path) -> None:
    """scan.yaml says 0.0274581135 mm a pixel; the tmd says 16.914 mm over 616 points."""
    folder = shared_data / "surface/gelsight_groove"
    height_map = read_surface(folder / "heightmap.tmd")
    images = read_light_images(folder / "scan.yaml")
    assert height_map.shape == (514, 616)
    assert height_map.pitch_x_um == pytest.approx(27.458113509339, rel=1e-7)
    assert height_map.pitch_y_um == pytest.approx(images.pitch_um, rel=1e-6)
    assert images.grey.shape == (6, 514, 616)
    assert images.names == tuple(f"image0{n}.png" for n in range(1, 7))
    assert 0.0 <= images.grey.min() < images.grey.max() <= 1.0
    assert height_map.device_class == "elastomer-photometric-stereo"


def test_opd_scale_is_confirmed_by_the_file_itself(shared_data: Path) -> None:
    """The file gives its pixel twice, once in mm without a word, once with 'Micrometer'."""
    path = shared_data / "surface/instrument_files/opd-1.opd"
    height_map = read_surface(path)
    content = path.read_bytes()
    at = content.rindex(b"\x13\x011\xe6\xa3{H") + 3
    assert height_map.pitch_x_um == pytest.approx(struct.unpack_from("<d", content, at)[0])
    assert SCALE_UNCHECKED not in height_map.flags


def test_opd_that_contradicts_itself_is_refused(shared_data: Path, tmp_path: Path) -> None:
    content = bytearray((shared_data / "surface/instrument_files/opd-1.opd").read_bytes())
    at = content.rindex(b"\x13\x011\xe6\xa3{H") + 3
    struct.pack_into("<d", content, at, 1.967)
    path = tmp_path / "wrong.opd"
    path.write_bytes(content)
    with pytest.raises(FormatError, match="contradicts itself"):
        read_surface(path)


def test_unchecked_scale_is_said(shared_data: Path) -> None:
    height_map = read_surface(shared_data / "surface/instrument_files/mnt-1.mnt")
    assert SCALE_UNCHECKED in height_map.flags
    assert NEVER_TRIED not in height_map.flags


def test_head_scan_needs_a_unit_and_a_pitch(shared_data: Path) -> None:
    path = shared_data / "surface/head_scan/LeePerrySmith.glb"
    with pytest.raises(UnitError, match="mesh_unit"):
        read_surface(path)
    with pytest.raises(UnitError, match="mesh_pitch_um"):
        read_surface(path, ReadOptions(mesh_unit="cm"))
    options = ReadOptions(mesh_unit="cm", mesh_pitch_um=500.0, mesh_axis="z")
    height_map = read_surface(path, options)
    # the nose is nearer to the viewer than what stands 30 mm beside it at the same height
    rows, cols = np.unravel_index(np.nanargmax(height_map.height_um), height_map.shape)
    assert abs(cols - height_map.shape[1] / 2) < 4
    assert height_map.height_um[rows, cols] > np.nanmedian(height_map.height_um) + 10_000


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("suffix", [".x3p", ".sur", ".sdf", ".tmd"])
def test_real_maps_survive_our_own_formats(
    shared_data: Path, tmp_path: Path, name: str, suffix: str
) -> None:
    original = read_surface(shared_data / "surface/instrument_files" / name)
    copy = tmp_path / f"copy{suffix}"
    write_surface(original, copy)
    digest = hashlib.sha256(copy.read_bytes()).hexdigest()
    back = read_surface(copy)
    assert np.array_equal(np.isnan(back.height_um), np.isnan(original.height_um))
    span = np.nanmax(np.abs(original.height_um))
    assert np.nanmax(np.abs(back.height_um - original.height_um)) <= 1e-7 * span
    assert back.pitch_y_um == pytest.approx(original.pitch_y_um, rel=1e-6)
    write_surface(original, copy)
    assert hashlib.sha256(copy.read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("suffix", [".x3p", ".sur", ".sdf", ".tmd"])
def test_what_we_write_a_second_reader_reads(
    shared_data: Path, tmp_path: Path, suffix: str
) -> None:
    """SurfaceTopography reads our files with the same heights, gaps and field.

    For .tmd it needs its own 24-byte comment, so that length is given.
    """
    original = read_surface(shared_data / "surface/instrument_files/sur-3.sur")
    if suffix == ".tmd":
        tmd = read_surface(shared_data / "surface/instrument_files/tmd-1.tmd")
        original = tmd.with_heights(tmd.height_um)
    copy = tmp_path / f"copy{suffix}"
    write_surface(original, copy)
    if suffix == ".tmd":
        content = copy.read_bytes()
        copy.write_bytes(content.replace(b"TrueMap v6\x00", b"TrueMap v6\r\n\x00", 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        library = pytest.importorskip("SurfaceTopography")
        other = library.open_topography(str(copy)).channels[0].topography().to_unit("µm")
        theirs = np.ma.filled(np.ma.asarray(other.heights(), dtype=float), np.nan).T
    assert np.array_equal(np.isnan(theirs), np.isnan(original.height_um))
    span = np.nanmax(np.abs(original.height_um))
    assert np.nanmax(np.abs(theirs - original.height_um)) < 1e-6 * span
    assert other.physical_sizes[0] == pytest.approx(original.field_mm[0] * 1000, rel=1e-6)
