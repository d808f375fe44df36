"""Whatever the bytes, a reader answers with a map or with one clear line, and nothing else."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from turgor.errors import TurgorError
from turgor.formats import ReadOptions, read_surface, write_surface
from turgor.formats.registry import FORMATS
from turgor.record.height_map import HeightMap

STATED = ReadOptions(
    pitch_x_um=10.0,
    height_unit="µm",
    lateral_unit="µm",
    mesh_unit="mm",
    mesh_pitch_um=1000.0,
    height_um_per_count=0.1,
    max_points=100_000,
)
MAGICS: dict[str, tuple[bytes, ...]] = {
    ".sur": (b"DIGITAL SURF", b"DSCOMPRESSED\x00\x00\x01\x00\x01\x00\x02\x00"),
    ".x3p": (b"PK\x03\x04",),
    ".sdf": (b"aISO-1.0\n", b"bISO-1.0"),
    ".tmd": (b"Binary TrueMap Data File v2.0\r\n\x00", b"Binary TrueMap Data File v3.0"),
    ".npy": (b"\x93NUMPY\x01\x00", b"\x93NUMPY\x01\x00\x10\x00", b"\x93NUMPY\x03\x00"),
    ".png": (b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
    ".tif": (b"II*\x00", b"MM\x00*"),
    ".stl": (b"solid x\n", bytes(80)),
    ".ply": (
        b"ply\nformat ascii 1.0\n",
        b"ply\nformat binary_little_endian 1.0\nelement vertex 3\nproperty float x\n"
        b"property float y\nproperty float z\nelement face 1\n"
        b"property list uchar int vertex_indices\nend_header\n",
    ),
    ".glb": (
        b"glTF\x02\x00\x00\x00",
        b'glTF\x02\x00\x00\x00\x30\x00\x00\x00\x10\x00\x00\x00JSON{"',
    ),
    ".al3d": (b"AliconaImaging\x00\r\n",),
    ".opd": (b"\x01\x00Directory\x00\x00\x00\x00\x00\x00\x00\x01\x00\x30\x00\x00\x00\xff\xff",),
    ".csv": (b"1,2\n", b"pitch_x_um = 1\n", b""),
    ".xyz": (b"0 0 1\n", b"x [mm] y [mm] z [um]\n"),
    ".vk4": (b"VK4_",),
    ".dat": (b"\x88\x1b\x03o",),
    ".nms": (b"",),
    ".zon": (b"KPK0",),
}
OWN = tuple(entry.suffixes[0] for entry in FORMATS if entry.write is not None)
calm = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def one_answer(suffix: str, content: bytes) -> None:
    """Read the bytes; any error must be the project's own and one printable line."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"fuzz{suffix}"
        path.write_bytes(content)
        try:
            height_map = read_surface(path, STATED)
        except TurgorError as error:
            text = str(error)
            assert text.isprintable() and 20 < len(text) < 700
            # the last net at the door must not be what a reader leans on
            assert "is malformed as" not in text
        else:
            assert height_map.valid.any()
            assert not np.isinf(height_map.height_um).any()
            assert 0 < height_map.pitch_x_um < np.inf and 0 < height_map.pitch_y_um < np.inf


@pytest.mark.parametrize("suffix", sorted(MAGICS))
@calm
@given(data=st.data())
def test_arbitrary_bytes_behind_each_magic(suffix: str, data: st.DataObject) -> None:
    magic = data.draw(st.sampled_from(MAGICS[suffix]))
    one_answer(suffix, magic + data.draw(st.binary(max_size=700)))


@pytest.mark.parametrize("suffix", [".csv", ".xyz", ".sdf", ".ply", ".stl"])
@calm
@given(text=st.text(alphabet="0123456789.,;-+eE \t\n#=xyzµnaBD*\"'[]", max_size=300))
def test_arbitrary_text(suffix: str, text: str) -> None:
    magic = {".sdf": "aISO-1.0\n", ".ply": "ply\n", ".stl": "solid\n"}.get(suffix, "")
    one_answer(suffix, (magic + text).encode())


@pytest.fixture(scope="module")
def good_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("good")
    height_um = np.cumsum(np.random.default_rng(3).normal(size=(12, 17)), axis=0)
    height_um[2, 3:5] = np.nan
    found = {}
    for suffix in OWN:
        path = folder / f"good{suffix}"
        write_surface(HeightMap(height_um, 10.0, 12.0), path)
        found[suffix] = path.read_bytes()
    return found


@pytest.mark.parametrize("suffix", OWN)
@calm
@given(
    flips=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=6),
    cut=st.floats(0.5, 1),
)
def test_bytes_changed_and_cut_in_our_own_files(
    suffix: str, good_files: dict[str, bytes], flips: list[tuple[float, int]], cut: float
) -> None:
    content = bytearray(good_files[suffix])
    for place, value in flips:
        # squared, because headers stand in front and hold the sizes
        content[int(place**2 * len(content))] = value
    one_answer(suffix, bytes(content[: int(cut * len(content))]))


REAL = ("al3d-1.al3d", "opd-1.opd", "sur-3.sur", "tmd-1.tmd", "x3p-2.x3p", "mnt-1.mnt")


@pytest.mark.parametrize("name", REAL)
def test_bytes_flipped_in_the_real_files(shared_data: Path, name: str) -> None:
    """Twelve damaged copies each; thousands are tried by benchmarks/fuzz_formats.py."""
    content = (shared_data / "surface/instrument_files" / name).read_bytes()
    rng = np.random.default_rng(11)
    for _ in range(12):
        damaged = bytearray(content)
        for place in rng.integers(0, 700, 4):
            damaged[int(place)] ^= 1 << int(rng.integers(0, 8))
        with TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(damaged)
            try:
                read_surface(path, ReadOptions(max_points=4_000_000))
            except TurgorError as error:
                assert str(error).isprintable()
