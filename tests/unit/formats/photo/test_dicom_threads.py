"""Several threads that all meet a DICOM file first: one of them imports the library, whole."""

import importlib
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import pytest

from turgor.formats.photo import dicom_read
from turgor.formats.ultrasound import sniff


@pytest.fixture
def importing(monkeypatch):
    """Names that were imported, and how many threads were at it at once."""
    pytest.importorskip("pydicom")
    seen = {"now": 0, "most": 0, "names": set()}
    guard = Lock()

    def slow(name):
        with guard:
            seen["now"] += 1
            seen["most"] = max(seen["most"], seen["now"])
            seen["names"].add(name)
        time.sleep(0.01)
        with guard:
            seen["now"] -= 1
        return importlib.import_module(name)

    monkeypatch.setattr(dicom_read, "import_module", slow)
    return seen


def test_one_thread_imports_at_a_time_and_the_pixels_part_with_it(importing):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(dicom_read.pydicom, "abcd"))
    assert importing["most"] == 1
    assert importing["names"] == {"pydicom", "pydicom.pixels.utils"}


def test_whoever_looks_what_a_file_is_goes_the_same_way(importing, tmp_path):
    path = tmp_path / "x.dcm"
    path.write_bytes(b"\0" * 200)
    assert not sniff._ultrasound_dicom(path)
    assert "pydicom.pixels.utils" in importing["names"]
