"""Whatever the bytes, an ultrasound recording comes back sound or one clear line does."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from turgor.errors import TurgorError
from turgor.formats.ultrasound import (
    UltrasoundOptions,
    is_ultrasound,
    read_ultrasound,
    write_ultrasound,
)
from turgor.record.ultrasound import BModeImage, UltrasoundLines

STATED = UltrasoundOptions(
    lines=4, samples=8, sample_type="int16-le", frame=1, max_pixels=10_000_000
)
calm = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def answers(suffix: str, content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"any{suffix}"
        path.write_bytes(content)
        assert is_ultrasound(path) in (True, False)
        try:
            found = read_ultrasound(path, STATED)
        except TurgorError as error:
            assert str(error).isprintable()
            return
    assert found
    for one in found:
        if isinstance(one, UltrasoundLines):
            assert one.rf.ndim == 2 and one.rf.dtype == np.float32
        else:
            assert one.echo.ndim == 2 and one.echo.dtype == np.float32
            assert np.nanmin(one.echo, initial=0) >= 0 and np.nanmax(one.echo, initial=0) <= 255
            assert one.axial_um is None or 0 < one.axial_um < 1e4
        assert one.device.isprintable() and one.device_class.isprintable()


def valid(suffix: str) -> bytes:
    rng = np.random.default_rng(3)
    levels = rng.integers(0, 256, (24, 20)).astype(np.uint8)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        if suffix in (".tif", ".bmp", ".jpg"):
            Image.fromarray(levels).save(path)
        elif suffix == ".npz":
            write_ultrasound(
                UltrasoundLines(rng.normal(size=(4, 9)).astype(np.float32), 90.0), path
            )
        elif suffix == ".mat":
            from scipy.io import savemat

            savemat(path, {"rf": rng.normal(size=(4, 9)), "sampling_mhz": 90.0})
        else:
            write_ultrasound(BModeImage(levels.astype(np.float32), "grey-level", 8.0, 50.0), path)
        content = path.read_bytes()
    if suffix == ".mat":  # its head holds the hour at which it was written
        content = b"MATLAB 5.0 MAT-file".ljust(116) + content[116:]
    return content


SUFFIXES = (".png", ".tif", ".bmp", ".jpg", ".dcm", ".npz", ".mat", ".crf")
VALID = {suffix: valid(suffix) for suffix in SUFFIXES[:-1]}


@pytest.mark.parametrize("suffix", SUFFIXES)
@calm
@given(st.binary(max_size=300), st.sampled_from([content[:140] for content in VALID.values()]))
def test_any_bytes(suffix, tail, start):
    answers(suffix, start + tail)
    answers(suffix, tail)


@pytest.mark.parametrize("suffix", VALID)
@calm
@given(st.data())
def test_bent_files(suffix, data):
    content = bytearray(VALID[suffix])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    answers(suffix, bytes(content[: data.draw(st.integers(1, len(content)))]))
    answers(suffix, bytes(content))


@calm
@given(st.text(max_size=80))
def test_any_sidecar(text):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.png"
        path.write_bytes(VALID[".png"])
        (Path(folder) / "a.png.toml").write_text("device = '" + text, encoding="utf-8")
        try:
            read_ultrasound(path)
        except TurgorError as error:
            assert str(error).isprintable()
