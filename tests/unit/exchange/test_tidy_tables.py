"""Cells that come back as they went out, formulas that no spreadsheet runs."""

import datetime as dt
import io
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turgor.errors import FormatError
from turgor.exchange.parquet import ParquetTable, read_parquet
from turgor.exchange.tidy import Column, TidyTable, read_csv, same_rows, write_csv
from turgor.exchange.tidy.csv_file import csv_rows, escaped, unescaped
from turgor.exchange.tidy.json_file import JsonRows, json_text

COLUMNS = tuple(
    Column(kind, kind, f"a {kind}", unit="µm" if kind == "number" else "")
    for kind in ("text", "json", "integer", "number", "boolean", "date")
)
ODD = [
    ("=1+1", "{}", 0, 0.1, True, dt.date(2026, 2, 28)),
    ("-x", '{"a":"=2"}', -7, 5e-324, False, dt.date(1, 1, 1)),
    ("-1.5", "[]", 2**62, 1.7976931348623157e308, None, None),
    ("'=quoted", None, None, -0.0, None, dt.date(9999, 12, 31)),
    ("line\nbreak \"q\" ; , é 皮 \u2028", "{}", 1, 1 / 3, True, None),
    (None, None, None, None, None, None),
    ("@SUM(A1)", "{}", 1, math.inf, True, None),
    ("\tx", "{}", 1, -math.inf, True, None),
    ("'", "{}", 1, -1e-7, True, None),
]  # fmt: skip
TABLE = TidyTable("odd", "odd cells", COLUMNS, lambda: ODD)
texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"))


def test_csv_brings_every_cell_back(tmp_path):
    path = tmp_path / "odd.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        write_csv(stream, TABLE)
    assert same_rows(ODD, read_csv(path, COLUMNS)) == ""
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    text = path.read_text(encoding="utf-8-sig")
    assert "\n'=1+1," in text and "\n-1.5," in text and "\n'-x," in text and "'@SUM" in text


@given(st.lists(st.tuples(texts, st.floats(allow_nan=False))))
def test_csv_of_any_text_and_float(rows):
    columns = (Column("a", "text", ""), Column("b", "number", ""))
    stream = io.StringIO(newline="")
    write_csv(stream, TidyTable("t", "", columns, lambda: rows))
    back = csv_rows(io.StringIO(stream.getvalue(), newline=""), columns, "t")
    assert same_rows(rows, back) == ""


@given(texts)
def test_an_escape_is_undone_and_leaves_no_formula(text):
    safe = escaped(text)
    assert unescaped(safe) == text
    if safe.startswith(("=", "+", "@", "\t", "\r")):
        raise AssertionError(safe)
    if safe.startswith("-"):
        float(safe)


def test_same_rows_tells_where():
    changed = [*ODD[:3], (*ODD[3][:3], 0.0, *ODD[3][4:]), *ODD[4:]]
    assert same_rows(ODD, changed) == "row 4, cell 4: -0.0 against 0.0"
    assert "rows against" in same_rows(ODD, ODD[1:])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\n", "its header is"),
        ("text,integer\nx,1,2\n", "line 2 has 3 cells"),
        ("text,integer\nx,y\n", "column 'integer' holds 'y'"),
    ],
)
def test_a_wrong_csv_is_refused_with_line_and_column(tmp_path, text, told):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FormatError, match=told):
        read_csv(path, (COLUMNS[0], COLUMNS[2]))


def test_parquet_keeps_bits_types_units_and_facts(tmp_path):
    path = tmp_path / "odd.parquet"
    writer = ParquetTable(path, TABLE, {"study": "s", "head": "3:ab"})
    writer.add(ODD[:4])
    writer.add(ODD[4:])
    writer.close()
    read, facts = read_parquet(path)
    assert same_rows(ODD, read.rows) == ""
    assert read.columns == COLUMNS
    assert (facts["study"], facts["head"], facts["table"]) == ("s", "3:ab", "odd")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(FormatError, match="can't be read as Parquet"):
        read_parquet(path)


def test_json_row_by_row_is_the_text_of_the_whole():
    rows = [row for row in ODD if row[3] is None or math.isfinite(row[3])]
    stream = io.StringIO()
    writer = JsonRows(stream, {"schema": "x/1"}, "rows", COLUMNS)
    writer.add(rows[:2])
    writer.add(rows[2:])
    writer.close()
    whole = {
        "schema": "x/1",
        "rows": [
            {
                c.name: v.isoformat() if isinstance(v, dt.date) else v
                for c, v in zip(COLUMNS, row, strict=True)
            }
            for row in rows
        ],
    }
    assert stream.getvalue() == json_text(whole)
    empty = io.StringIO()
    JsonRows(empty, {"schema": "x/1"}, "rows", COLUMNS[:1]).close()
    assert json.loads(empty.getvalue()) == {"schema": "x/1", "rows": []}
