"""Several threads that all meet a DICOM file first: the library is whole for each."""

import subprocess
import sys

import pytest

RACE = """
import threading, sys
sys.setswitchinterval(1e-6)
from pathlib import Path
from turgor.formats.photo.dicom_read import pydicom
from turgor.formats.ultrasound.sniff import _ultrasound_dicom
path = Path(sys.argv[1])
go, errors = threading.Barrier(4), []
def one(job):
    go.wait()
    try:
        job()
    except BaseException as error:
        errors.append(error)
jobs = [lambda: pydicom("x"), lambda: _ultrasound_dicom(path)] * 2
threads = [threading.Thread(target=one, args=(job,)) for job in jobs]
for thread in threads: thread.start()
for thread in threads: thread.join()
from pydicom.pixels.utils import pixel_array
print(errors)
"""


def test_the_first_import_is_done_by_one_of_them(tmp_path):
    pytest.importorskip("pydicom")
    path = tmp_path / "x.dcm"
    path.write_bytes(b"\0" * 200)
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", RACE, str(path)], capture_output=True, text=True, timeout=120
        )
        assert done.stdout.strip() == "[]", done.stderr
