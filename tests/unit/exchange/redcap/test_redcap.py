from pathlib import Path

import pytest
from redcap_files import DICTIONARY_HEADER, FIELDS, GOOD, HEADER, declared, project, write

from turgor.errors import InputError
from turgor.exchange.redcap import read_dictionary, read_export
from turgor.exchange.redcap.branching import shown


def test_a_dictionary(tmp_path: Path) -> None:
    _, path = project(tmp_path)
    dictionary = read_dictionary(path)
    fields = {item.name: item for item in dictionary.fields}
    assert dictionary.record_field == "record_id"
    assert dictionary.forms == ("enrolment", "visit")
    assert fields["sex"].choices == {"1": "Female", "2": "Male"}
    assert fields["sex"].required and not fields["birth_year"].required
    assert fields["email"].identifier and not fields["sex"].identifier
    assert list(fields["conditions"].columns()) == ["conditions___1", "conditions___2"]
    assert fields["conditions"].label == "Skin conditions"


def test_a_good_export_has_no_bad_cell_and_no_identity(tmp_path: Path) -> None:
    export = read_export(*project(tmp_path))
    assert export.bad == []
    assert export.identities == ("full_name", "email")
    (sheet,) = export.book.sheets
    text = repr(sheet)
    assert "Lovelace" not in text and "example.org" not in text and "full_name" not in text


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("sex", "3", "allows 1 (Female), 2 (Male)"),
        ("sex", "", "is empty; the dictionary requires it"),
        ("birth_year", "1970.5", "whole number"),
        ("birth_year", "1900", "least is 1920"),
        ("birth_year", "2009", "most is 2008"),
        ("conditions___2", "2", "give 1 or 0"),
        ("acne_since", "", "is empty; the dictionary requires it"),
        ("acne_since", "01-05-2010", "year-month-day"),
        ("acne_since", "2010-02-30", "year-month-day"),
        ("acne_since", "1999-12-31", "least is 2000-01-01"),
        ("visit_date", "", "is empty; the dictionary requires it"),
        ("room_temp", "21.55", "1 decimal places"),
        ("room_temp", "warm", "give a number"),
        ("room_temp", "30.5", "most is 30"),
        ("vas_pain", "much", "give a number"),
    ],
)
def test_a_planted_error_is_found_at_its_cell(
    tmp_path: Path, column: str, value: str, reason: str
) -> None:
    rows = [list(row) for row in GOOD]
    place = HEADER.index(column)
    rows[0][place] = value
    export = read_export(*project(tmp_path, rows))
    (cell,) = export.bad
    assert (cell.row, cell.column, cell.header) == (2, place + 1, column)
    assert reason in cell.reason


def test_codes_of_missing_data_are_no_errors(tmp_path: Path) -> None:
    rows = [list(row) for row in GOOD]
    rows[0][HEADER.index("room_temp")] = "-99"
    files = project(tmp_path, rows)
    assert len(read_export(*files).bad) == 1
    assert read_export(*files, missing=("-99",)).bad == []


def test_an_export_of_labels(tmp_path: Path) -> None:
    _, dictionary = project(tmp_path)
    header = ["Record ID", "Event Name", "Sex", "Skin conditions (choice=Acne)", "Date of visit"]
    path = write(tmp_path / "labels.csv", header, [["S01", "Baseline", "Female", "Unchecked", ""]])
    export = read_export(path, dictionary)
    assert export.bad == []
    names = [cell.shown for cell in export.book.sheets[0].rows[1].values()]
    assert names == ["record_id", "redcap_event_name", "sex", "conditions___1", "visit_date"]
    bad = write(tmp_path / "bad.csv", header, [["S01", "Baseline", "Other", "Maybe", ""]])
    assert [cell.column for cell in read_export(bad, dictionary).bad] == [3, 4]


def test_what_is_not_known_is_said(tmp_path: Path) -> None:
    fields = [*FIELDS, declared("zip", "visit", "text", "Zip", "", "postalcode_x")]
    dictionary = write(tmp_path / "d.csv", DICTIONARY_HEADER, fields)
    path = write(tmp_path / "e.csv", ["record_id", "zip", "foo"], [["S01", "1", "2"]])
    notes = "\n".join(read_export(path, dictionary).notes)
    assert "doesn't know: foo" in notes
    assert "not checked here: postalcode_x" in notes
    assert "not exported: sex, birth_year" in notes


def test_files_that_are_none(tmp_path: Path) -> None:
    path, dictionary = project(tmp_path)
    odd = [declared("a", "f", "radio", "", "1 | 2")]
    for bad, reason in (
        (write(tmp_path / "a.csv", ["a", "b"], []), "lacks column 'variable / field name'"),
        (write(tmp_path / "b.csv", DICTIONARY_HEADER, []), "declares no field"),
        (write(tmp_path / "c.csv", DICTIONARY_HEADER, [declared("a", "f", "odd", "")]), "unknown"),
        (
            write(tmp_path / "e.csv", DICTIONARY_HEADER, odd),
            "choices hold '1'",
        ),
    ):
        with pytest.raises(InputError, match=reason):
            read_export(path, bad)
    with pytest.raises(InputError, match="lacks 'record_id'"):
        read_export(write(tmp_path / "f.csv", ["sex"], [["1"]]), dictionary)


@pytest.mark.parametrize(
    ("logic", "answer"),
    [
        ("", True),
        ("[sex] = '1'", True),
        ("[sex] <> 1", False),
        ("[age] >= 50 and [sex] = '1'", False),
        ("[age] >= 50 or [sex] = '1'", True),
        ("([age] > 9) and ([box(2)] = '1')", False),
        ("[box(1)] = '1'", True),
        ("[other] = '1'", None),
        ("[other] = '1' or [sex] = '1'", True),
        ("[other] = '1' and [sex] = '2'", False),
        ("[event_1][sex] = '1'", None),
        ("datediff([a],[b],'d') > 3", None),
        ("[sex] = ", None),
        ("((((", None),
        ("(" * 500 + "[sex]=1" + ")" * 500, None),
        ("[empty] > 3", False),
    ],
)
def test_branching_logic(logic: str, answer: bool | None) -> None:
    row = {("sex", ""): "1", ("age", ""): "10", ("box", "1"): "1", ("box", "2"): "0",
           ("empty", ""): ""}  # fmt: skip
    assert shown(logic, lambda name, code: row.get((name, code))) is answer
