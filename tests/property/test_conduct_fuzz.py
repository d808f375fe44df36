"""Tables and lists of a study's conduct: whatever the bytes, a clear line or rows, nothing else."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from turgor.errors import TurgorError
from turgor.exchange.cells import has_header, read_cells
from turgor.exchange.consent_table import HEADER, is_consent_table, read_consents
from turgor.workflow.conduct.list_file import entries_of, read_list

SETTINGS = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
CELL = st.text(alphabet="aS1,;\"'=\n\r\0ä20-6", max_size=12)
LINE = st.lists(CELL, min_size=1, max_size=7).map(",".join)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "x.csv"


@SETTINGS
@given(content=st.binary(max_size=300))
def test_any_bytes(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    has_header(file, HEADER)
    for read in (read_consents, read_list, lambda path: read_cells(path, HEADER)):
        try:
            read(file)
        except TurgorError as error:
            assert "\n" not in str(error)


@SETTINGS
@given(lines=st.lists(LINE, max_size=6))
def test_any_rows_under_the_header(file: Path, lines: list[str]) -> None:
    text = ",".join(HEADER) + "\n" + "\n".join(lines)
    file.write_bytes(text.encode())
    assert is_consent_table(file)
    rows = read_consents(file)
    assert all(item.subject and item.form for _, item in rows.read)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=7) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=20,
)


@SETTINGS
@given(entries=JSON)
def test_any_json_as_a_list(entries: object) -> None:
    text = json.dumps({"schema": "turgor.randomisation-list/1", "entries": entries})
    try:
        found = entries_of(text, "x")
    except TurgorError:
        return
    assert found
