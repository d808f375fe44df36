"""Whatever the bytes, elastograms come back sound or one clear line does, and nothing else."""

import io
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from turgor.errors import TurgorError
from turgor.formats.elastogram import ElastogramOptions, is_elastogram, read_elastogram
from turgor.phantom.elastogram import ElastogramSpec, write_elastogram_files

pytest.importorskip("pydicom")
calm = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def valid() -> tuple[dict[str, bytes], ElastogramOptions]:
    """A report, a map, an ultrasound image in DICOM, a PNG and a JPEG of one small skin."""
    from PIL import Image

    from turgor.formats.elastogram.dicom_write import described, file_bytes
    from turgor.record.elastogram import Elastogram

    with TemporaryDirectory() as folder:
        made = write_elastogram_files(ElastogramSpec(rows=24, cols=32), 1, Path(folder))
        kinds = {"report.dcm": made.report, "map.dcm": made.map, "screen.png": made.picture}
        found = {name: path.read_bytes() for name, path in kinds.items()}
        picture = Image.open(made.picture).convert("RGB")
        picture.load()
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=90)
    found["screen.jpg"] = jpeg.getvalue()
    rgb = np.asarray(picture)
    data = described("1.2.840.10008.5.1.4.1.1.6.1", "US", b"x", Elastogram("colour-bar"))
    data.Rows, data.Columns, data.SamplesPerPixel, data.PlanarConfiguration = *rgb.shape, 0
    data.PhotometricInterpretation = "RGB"
    data.BitsAllocated = data.BitsStored = 8
    data.HighBit, data.PixelRepresentation = 7, 0
    data.PixelData = rgb.tobytes()
    found["screen.dcm"] = file_bytes(data)
    return found, made.options


VALID, STATED = valid()


def answers(name: str, content: bytes, *, sound: bool = False) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        assert is_elastogram(path, STATED) in (True, False)
        refused: list[str] = []
        try:
            found = read_elastogram(path, STATED, refused)
        except TurgorError as error:
            assert not sound, error
            assert str(error).isprintable()
            return
    assert found
    assert all(line.isprintable() for line in refused)
    for one in found:
        assert one.stated or one.values is not None
        assert all(np.isfinite(item.value) for item in one.stated)
        assert one.values is None or one.values.ndim == 2
        assert one.u is None or one.u > 0
        assert one.device.isprintable()


@pytest.mark.parametrize("name", VALID)
def test_the_valid_files_are_valid(name: str) -> None:
    answers(name, VALID[name], sound=True)


@calm
@given(st.sampled_from(["a.dcm", "a.png", "a"]), st.binary(max_size=3000))
def test_random_bytes(name: str, content: bytes) -> None:
    answers(name, content)
    answers(name, bytes(128) + b"DICM" + content)
    answers(name, VALID["report.dcm"][:600] + content)


@calm
@given(st.sampled_from(sorted(VALID)), st.floats(0.0, 1.0))
def test_cut_short(name: str, share: float) -> None:
    answers(name, VALID[name][: int(share * len(VALID[name]))])


@calm
@given(
    st.sampled_from(sorted(VALID)),
    st.lists(st.tuples(st.floats(0.0, 0.999999), st.integers(0, 255)), min_size=1, max_size=6),
    st.booleans(),
)
def test_bytes_changed(name: str, changes: list[tuple[float, int]], early: bool) -> None:
    content = bytearray(VALID[name])
    within = min(len(content), 3000) if early else len(content)
    for place, value in changes:
        content[int(place * within)] = value
    answers(name, bytes(content))


@calm
@given(
    st.sampled_from(sorted(VALID)), st.sampled_from(sorted(VALID)), st.floats(0, 1), st.floats(0, 1)
)
def test_files_grown_together(first: str, second: str, a: float, b: float) -> None:
    head, tail = VALID[first], VALID[second]
    answers(first, head[: int(a * len(head))] + tail[int(b * len(tail)) :])
