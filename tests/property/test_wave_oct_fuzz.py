"""Whatever the bytes, a wave or a pair of scans comes back sound or one clear line does."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from turgor.errors import TurgorError
from turgor.formats.oct import OctOptions, is_oct, read_oct, write_oct
from turgor.formats.wave import WaveOptions, is_wave, read_wave, write_wave
from turgor.record.oct_pair import OctPair
from turgor.record.wave_field import WaveField

calm = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
WAVE = WaveOptions(max_bytes=50_000_000)
OCT = OctOptions(max_bytes=50_000_000)


def answers(suffix: str, content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"any{suffix}"
        path.write_bytes(content)
        for sniff, read in (
            (is_wave, lambda p: read_wave(p, WAVE)),
            (is_oct, lambda p: read_oct(p, OCT)),
        ):
            assert sniff(path) in (True, False)
            try:
                (found,) = read(path)
            except TurgorError as error:
                assert str(error).isprintable()
                continue
            assert found.name.isprintable()


def valid(kind: str, suffix: str) -> bytes:
    rng = np.random.default_rng(0)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        if kind == "wave":
            axes = (np.arange(2.0), np.arange(3.0), np.arange(5.0))
            write_wave(WaveField(rng.normal(size=(2, 3, 5)), *axes), path)
        else:
            scan = np.ones((4, 4), np.complex64)
            write_oct(OctPair(scan, scan, 1.0, 1.0, 1300.0, 1.4), path)
        return path.read_bytes()


VALID = {(k, s): valid(k, s) for k in ("wave", "oct") for s in (".npz", ".mat")}


@pytest.mark.parametrize("suffix", [".npz", ".mat"])
@calm
@given(content=st.binary(min_size=1, max_size=600), start=st.sampled_from(
    [b"", b"PK\x03\x04", b"MATLAB 5.0".ljust(124) + b"\x00\x01IM", b"MATLAB 7.3".ljust(512)]
))  # fmt: skip
def test_random_bytes(suffix, content, start):
    answers(suffix, start + content)


@pytest.mark.parametrize("key", list(VALID), ids=lambda k: k[0] + k[1])
@calm
@given(data=st.data())
def test_damaged_files(key, data):
    content = bytearray(VALID[key])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    answers(key[1], bytes(content[: data.draw(st.integers(1, len(content)))]))
    answers(key[1], bytes(content))
