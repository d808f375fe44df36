"""Whatever the bytes, suction curves come back sound or one clear line does, and nothing else."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from turgor.errors import TurgorError
from turgor.formats.suction import SuctionOptions, is_suction, read_suction, write_suction
from turgor.measure.elasticity.suction import measure_suction
from turgor.record.suction import SuctionProtocol, SuctionRecording

STATED = SuctionOptions(
    aperture_mm=2.0, pressure_mbar=450.0, on_s=0.2, off_s=0.1, cycles=2, first_curve=1,
    time_unit="s", elevation_unit="mm", max_samples=5000, regime="constant-vacuum",
)  # fmt: skip
calm = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
STARTS = (b"", b"Time [s];Elevation [mm]\n0;0\n", b"time,curve 1 [mm],curve 2 [mm]\n0,",
          b"# turgor suction series 1\n", b"R0;R2;R5\n", b"PK\x03\x04", b"\xff\xfe")  # fmt: skip


def answers(suffix: str, content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"any{suffix}"
        path.write_bytes(content)
        assert is_suction(path) in (True, False)
        try:
            found = read_suction(path, STATED)
        except TurgorError as error:
            assert str(error).isprintable()
            return
    assert found
    for one in found:
        assert np.all(np.diff(one.time_s) > 0)
        assert len(one.time_s) or one.stated
        assert one.name.isprintable()
        try:
            measured = measure_suction(one, capture_sha256="a")
        except TurgorError as error:
            assert str(error).isprintable()
        else:
            assert all(item.value is None or np.isfinite(item.value) for item in measured.findings)


def valid(suffix: str) -> bytes:
    time = np.arange(0, 61) / 100.0
    height = np.where(np.mod(time, 0.3) <= 0.2, 0.3 * (1 - np.exp(-np.mod(time, 0.3) / 0.02)), 0.1)
    record = SuctionRecording(time, height, SuctionProtocol(2.0, 450.0, 0.2, 0.1, 2), name="n",
                              stated={"R2": 0.5})  # fmt: skip
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        write_suction(record, path)
        return path.read_bytes()


VALID = {suffix: valid(suffix) for suffix in (".csv", ".crd")}


@pytest.mark.parametrize("suffix", [".csv", ".txt", ".crd", ".cmf", ".xlsx"])
@pytest.mark.parametrize("start", STARTS)
@calm
@given(rest=st.binary(max_size=300))
def test_any_bytes(suffix: str, start: bytes, rest: bytes) -> None:
    answers(suffix, start + rest)


@pytest.mark.parametrize("suffix", VALID)
@calm
@given(data=st.data())
def test_spoiled_files(suffix: str, data: st.DataObject) -> None:
    content = bytearray(VALID[suffix])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(content)))
    answers(suffix, bytes(content[:cut]))


@calm
@given(
    cells=st.lists(
        st.lists(
            st.sampled_from(
                ["Time [s]", "Elevation [mm]", "Curve", "Curve 1", "Pressure [mbar]", "R2", "R5",
                 "0", "0,1", "0.2", "1e9", "nan", "", "x", "-1", "Name", "1", "2", "ms"]
            ),
            max_size=6,
        ),
        max_size=9,
    )
)  # fmt: skip
def test_tables_of_wild_cells(cells: list[list[str]]) -> None:
    answers(".csv", "\n".join(";".join(row) for row in cells).encode() or b" ")
