"""A published table is refused without its source."""

import numpy as np
import pytest

from turgor.errors import EvidenceError
from turgor.evidence import evidence_table
from turgor.evidence import table as module


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "data" / "tables").mkdir(parents=True)
    monkeypatch.setattr(module, "files", lambda _: tmp_path)
    module._read.cache_clear()
    yield tmp_path / "data" / "tables"
    module._read.cache_clear()


HEAD = "# source: bland-altman-1996\n# locator: table 1\n# basis: measured\n"


def test_columns_by_name(folder):
    (folder / "t.csv").write_text(HEAD + "wavelength_nm,mua_mm\n400,1.5\n410,2.5\n")
    read = evidence_table("t")
    assert read.column("wavelength_nm").tolist() == [400.0, 410.0]
    with pytest.raises(EvidenceError, match="no column 'x'"):
        read.column("x")
    with pytest.raises(ValueError, match="read-only"):
        read.column("mua_mm")[0] = 0.0
    assert read.columns["mua_mm"].dtype == np.float64


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\n1,2\n", "lacks source"),
        (HEAD.replace("bland-altman-1996", "nobody") + "a\n1\n", "unknown"),
        (HEAD.replace("measured", "guessed") + "a\n1\n", "basis"),
        (HEAD + "a,b\n1,x\n", "malformed"),
    ],
)
def test_refused(folder, text, told):
    (folder / "t.csv").write_text(text)
    with pytest.raises(EvidenceError, match=told):
        evidence_table("t")


def test_unknown_table(folder):
    with pytest.raises(EvidenceError, match="not in the evidence base"):
        evidence_table("t")
