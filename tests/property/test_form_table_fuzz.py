"""The doorway of tables of forms: whatever the bytes, one clear line or rows; nothing else."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from turgor.errors import TurgorError
from turgor.formats.questionnaire import is_questionnaire_response, told_by_response
from turgor.formats.questionnaire.form_table import answers_of_row, form_heads, read_form_table
from turgor.measure.scales import shipped_instrument, shipped_names

HEAD = "subject,visit,side,replicate,rater,date,instrument,stinging,pain,grade\n"
CALM = settings(
    deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
FORMS = tuple(shipped_instrument(name) for name in shipped_names())


def entered(path):
    """Rows and answers, or one line."""
    form_heads(path)
    try:
        table = read_form_table(path)
    except TurgorError as error:
        assert str(error).isprintable()
        return
    for row in table.rows:
        for form in FORMS:
            answers, bad = answers_of_row(form, row.cells)
            assert all(line.isprintable() for line in bad)
            assert set(answers) <= set(row.cells)
    assert all(reason.isprintable() for _, reason in table.refused)


@CALM
@given(content=st.binary(max_size=400), suffix=st.sampled_from([".csv", ".tsv", ".txt", ".xlsx"]))
def test_any_bytes(tmp_path, content, suffix):
    path = tmp_path / f"t{suffix}"
    path.write_bytes(content)
    entered(path)


@CALM
@given(text=st.text(max_size=400))
def test_any_text_below_a_head(tmp_path, text):
    path = tmp_path / "t.csv"
    path.write_text(HEAD + text, encoding="utf-8", errors="ignore", newline="")
    entered(path)


@CALM
@given(
    cells=st.lists(
        st.one_of(
            st.text(max_size=12), st.floats().map(repr), st.integers().map(str),
            st.sampled_from(["", "nan", "1e400", "-0", "٣", "=1+1", "true", "00", "1_0", "\x00"]),
        ),
        min_size=10, max_size=10,
    )
)  # fmt: skip
def test_any_cells(tmp_path, cells):
    import csv

    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    path = tmp_path / "t.csv"
    path.write_text(HEAD + text.getvalue(), encoding="utf-8", errors="ignore", newline="")
    entered(path)


@CALM
@given(where=st.integers(0, 4000), flip=st.integers(1, 255))
def test_a_damaged_workbook(tmp_path, where, flip):
    book = openpyxl.Workbook()
    book.active.append(HEAD.strip().split(","))
    book.active.append(["S1", "V0", "left", 1, "person", "2026-01-01", "comfort", 3, "", ""])
    kept = io.BytesIO()
    book.save(kept)
    content = bytearray(kept.getvalue())
    content[where % len(content)] ^= flip
    path = tmp_path / "t.xlsx"
    path.write_bytes(bytes(content))
    entered(path)


def test_a_workbook_that_would_unpack_to_too_much(tmp_path):
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    assert form_heads(path) == ()
    with pytest.raises(TurgorError, match="zip bomb"):
        read_form_table(path)


@CALM
@given(
    content=st.recursive(
        st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=9)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(
                    ["subject", "encounter", "author", "extension", "url", "reference",
                     "identifier", "value", "display", "valueString", "questionnaire"]
                ),
                inner, max_size=4,
            ),
        ),
        max_leaves=12,
    )
)  # fmt: skip
def test_any_response(tmp_path, content):
    import json

    path = tmp_path / "r.json"
    told = content if isinstance(content, dict) else {}
    path.write_text(json.dumps({"resourceType": "QuestionnaireResponse", **told}))
    is_questionnaire_response(path)
    try:
        words = told_by_response(path).words
    except TurgorError as error:
        assert str(error).isprintable()
    else:
        assert all(isinstance(word, str) for word in words.values())
