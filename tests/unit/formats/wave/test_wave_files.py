"""Waves come back from .npz and .mat as they were written; what is missing is asked for at once."""

import io
import struct
import zipfile
import zlib

import numpy as np
import pytest

from turgor.errors import FormatError, InputError
from turgor.formats.oct import is_oct
from turgor.formats.wave import WaveOptions, is_wave, read_wave, write_wave
from turgor.record.wave_field import EchoEnsemble, WaveField

DEPTH, LATERAL, TIME = np.arange(4) * 0.1, np.arange(6) * 0.3 + 1.0, np.arange(9) * 1e-4


def field(**more):
    motion = np.random.default_rng(1).normal(size=(4, 6, 9))
    motion[1, 2, 3] = np.nan
    more = {"wave": "surface", "stretch": 1.1, "density_kg_m3": 1080.0, "device": "lab 1"} | more
    return WaveField(motion, DEPTH, LATERAL, TIME, settings={"push": "100 µs"}, **more)


def echoes(kind):
    rng = np.random.default_rng(2)
    samples = rng.normal(size=(4, 6, 9)).astype(np.float32)
    if kind == "iq":
        samples = (samples + 1j * rng.normal(size=samples.shape)).astype(np.complex64)
    return EchoEnsemble(samples, DEPTH, LATERAL, TIME, 20.0, 1580.0, wave="shear", name="a")


@pytest.mark.parametrize("suffix", [".npz", ".mat"])
@pytest.mark.parametrize("quantity", ["displacement_um", "velocity_mm_s"])
def test_a_field_comes_back(tmp_path, suffix, quantity):
    path, made = tmp_path / f"a{suffix}", field(quantity=quantity, flags=("odd",))
    write_wave(made, path)
    assert is_wave(path) and not is_oct(path)
    (found,) = read_wave(path)
    np.testing.assert_array_equal(found.motion, made.motion)
    for name in ("depth_mm", "lateral_mm", "time_s"):
        np.testing.assert_array_equal(getattr(found, name), getattr(made, name))
    for name in ("quantity", "wave", "stretch", "density_kg_m3", "device", "settings", "flags"):
        assert getattr(found, name) == getattr(made, name), name
    first = path.read_bytes()
    write_wave(made, path)
    assert path.read_bytes() == first


@pytest.mark.parametrize("suffix", [".npz", ".mat"])
@pytest.mark.parametrize("kind", ["iq", "rf"])
def test_echoes_come_back(tmp_path, suffix, kind):
    path, made = tmp_path / f"a{suffix}", echoes(kind)
    write_wave(made, path)
    (found,) = read_wave(path, WaveOptions(centre_mhz=15.0))
    np.testing.assert_array_equal(found.samples, made.samples)
    assert (found.centre_mhz, found.sound_speed_m_s, found.name) == (20.0, 1580.0, "a")
    assert found.flags == ("stated-centre-mhz-differs-from-file",)
    assert read_wave(path)[0].flags == ()


def test_missing_parts_are_asked_for_in_one_line(tmp_path):
    path = tmp_path / "a.npz"
    np.savez(path, iq=echoes("iq").samples, time=TIME)
    with pytest.raises(FormatError) as told:
        read_wave(path)
    for part in ("depth_step_mm", "lateral_step_mm", "unit of 'time'", "centre_mhz", "sound_speed"):
        assert part in str(told.value)
    stated = WaveOptions(depth_step_mm=0.1, lateral_step_mm=0.3, lateral_start_mm=1.0,
                         time_unit="s", centre_mhz=20.0, sound_speed_m_s=1540.0)  # fmt: skip
    (found,) = read_wave(path, stated)
    np.testing.assert_allclose(found.lateral_mm, LATERAL)


def test_another_program_s_names_units_and_order(tmp_path):
    from scipy.io import savemat

    path, made = tmp_path / "a.mat", field()
    savemat(path, {"dispEst": made.motion.transpose(1, 2, 0) / 1000.0, "lat_mm": LATERAL,
                   "t_ms": TIME * 1000.0, "axial_mm": DEPTH})  # fmt: skip
    assert not is_wave(path)
    stated = WaveOptions(samples_variable="dispEst", samples_are="displacement",
                         samples_unit="mm", axes="lateral, time, depth")  # fmt: skip
    (found,) = read_wave(path, stated)
    np.testing.assert_allclose(found.motion, made.motion, rtol=1e-12)
    np.testing.assert_allclose(found.time_s, TIME, rtol=1e-12)
    with pytest.raises(FormatError, match="samples_are"):
        read_wave(path, WaveOptions(samples_variable="dispEst"))
    with pytest.raises(FormatError, match="no variable 'none'"):
        read_wave(path, WaveOptions(samples_variable="none", samples_are="velocity"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"time_s": TIME[:-1]}, "time has 8 positions"),
        ({"lateral_mm": LATERAL[::-1]}, "lateral must hold finite numbers that rise"),
        ({"displacement_um": np.full((4, 6, 9), np.nan)}, "no measured value"),
        ({"displacement_um": np.zeros((4, 6, 9), complex)}, "no real numbers"),
        ({"displacement_um": np.zeros(9)}, "1 axes"),
        ({"density_kg_m3": -3.0}, "above zero"),
        ({"meta": np.array("{")}, "no JSON"),
        ({"meta": np.array('{"wave": "sideways"}')}, "wave is 'sideways'"),
    ],
)
def test_what_can_t_be_used_is_refused(tmp_path, change, told):
    path = tmp_path / "a.npz"
    good = {"displacement_um": field().motion, "depth_mm": DEPTH, "lateral_mm": LATERAL,
            "time_s": TIME}  # fmt: skip
    np.savez(path, **{**good, **change})
    with pytest.raises(FormatError, match=told):
        read_wave(path)


def test_objects_bombs_and_hdf5_are_refused(tmp_path):
    path = tmp_path / "a.npz"
    np.savez(path, displacement_um=np.array([{"a": 1}], dtype=object))
    with pytest.raises(FormatError, match="objects"):
        read_wave(path)

    entry = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        entry, {"descr": "<f8", "fortran_order": False, "shape": (100, 1000, 1000)}
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("displacement_um.npy", entry.getvalue() + bytes(100_000_000))
    with pytest.raises(FormatError, match="zip bomb"):
        read_wave(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("displacement_um.npy", entry.getvalue())
    with pytest.raises(FormatError, match="announces"):
        read_wave(path)

    path = tmp_path / "a.mat"
    head = b"MATLAB 5.0".ljust(124) + b"\x00\x01IM"
    packed = zlib.compress(struct.pack("<II", 14, 3_000_000_000) + bytes(1000))
    path.write_bytes(head + struct.pack("<II", 15, len(packed)) + packed)
    assert is_wave(path) is False
    with pytest.raises(FormatError, match="zip bomb"):
        read_wave(path)
    path.write_bytes(b"MATLAB 7.3 MAT-file".ljust(512) + b"\x89HDF\r\n\x1a\n" + bytes(100))
    assert is_wave(path)
    with pytest.raises(FormatError, match="-v7'"):
        read_wave(path)


def test_options_are_checked():
    with pytest.raises(InputError, match="wave is 'love'"):
        WaveOptions(wave="love")
    with pytest.raises(InputError, match="axes"):
        WaveOptions(axes="depth,time")
    with pytest.raises(InputError, match="above zero"):
        WaveOptions(centre_mhz=0.0)
