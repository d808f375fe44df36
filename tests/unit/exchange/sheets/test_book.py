"""Workbooks written by openpyxl, read by our own reader, and held against openpyxl's reading."""

import datetime as dt
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from sheet_books import with_cached, workbook
from turgor.errors import InputError
from turgor.exchange.spreadsheet import read_book
from turgor.exchange.spreadsheet.cell import Cell, address, column_letters, column_number, tidy
from turgor.exchange.spreadsheet.number_format import kind_of_format, moment_of_serial


def test_every_kind_of_cell(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "My sheet"
    sheet.append(["text ", 1.5, 3, True, dt.datetime(2026, 3, 31, 9, 30), dt.date(2026, 4, 3)])
    sheet["A2"], sheet["A2"].number_format = 0.45, "0.0%"
    sheet["B2"], sheet["B2"].number_format = dt.time(9, 30), "hh:mm"
    sheet["C2"] = "#N/A"
    sheet["D2"] = "=SUM(B1:C1)"
    sheet["E2"] = "=1/3"
    sheet["F2"] = "\u00a0 two\u2007 words \n"
    sheet["A3"] = "'0012"
    sheet["B3"] = "'left"
    book.save(path)
    with_cached(path, {"E2": "0.3333"})
    rows = read_book(path).sheets[0].rows
    assert list(rows[1].values()) == [
        Cell("text", "text"), Cell("number", 1.5), Cell("number", 3.0), Cell("flag", True),
        Cell("date", dt.datetime(2026, 3, 31, 9, 30)), Cell("date", dt.datetime(2026, 4, 3)),
    ]  # fmt: skip
    assert rows[2][1] == Cell("number", 0.45, True)
    assert rows[2][1].shown == "45 %"
    assert rows[2][2].kind == "time"
    assert rows[2][3] == Cell("error", "#N/A")
    assert rows[2][4] == Cell("formula", "")
    assert rows[2][5] == Cell("number", 0.3333)
    assert rows[2][6] == Cell("text", "two words")
    assert [cell.value for cell in rows[3].values()] == ["0012", "'left"]


def test_a_book_of_the_1904_system_and_hidden_things(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.append([dt.datetime(2026, 3, 31), 1, 2])
    sheet.append([1, 2, 3])
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    other = book.create_sheet("Aside")
    other["A1"] = 1
    other.sheet_state = "hidden"
    book.save(path)
    read = read_book(path)
    assert read.since_1904
    assert read.sheets[0].rows[1][1].value == dt.datetime(2026, 3, 31)
    assert read.sheets[0].hidden_rows == {2}
    assert read.sheets[0].hidden_columns == {3}
    assert read.sheets[1].hidden


def test_merged_cells_speak_downwards_and_sideways(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["C1"] = "S01", "x"
    sheet.merge_cells("A1:B2")
    book.save(path)
    rows = read_book(path).sheets[0].rows
    assert rows[1][2] == Cell("across", "S01")
    assert rows[2][1] == Cell("merged", "S01")
    assert rows[1][3] == Cell("text", "x")


def test_as_openpyxl_reads_it(tmp_path: Path) -> None:
    random.seed(5)
    kinds = [
        lambda: random.uniform(-1e6, 1e6), lambda: random.randint(-9, 9), lambda: "wörd",
        lambda: dt.datetime(1900, 3, 1) + dt.timedelta(seconds=random.randrange(10**9)),
        lambda: bool(random.getrandbits(1)), lambda: None,
    ]  # fmt: skip
    table = [[random.choice(kinds)() for _ in range(12)] for _ in range(200)]
    path = workbook(tmp_path / "b.xlsx", {"one": table, "two": table[::-1]})
    theirs = openpyxl.load_workbook(path, data_only=True)
    for sheet in read_book(path).sheets:
        for row in theirs[sheet.name].iter_rows():
            for cell in row:
                ours = sheet.rows.get(cell.row, {}).get(cell.column)
                if isinstance(cell.value, dt.datetime):
                    whole = (cell.value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
                    assert ours is not None and ours.value == whole
                else:
                    assert (ours.value if ours else None) == cell.value


@pytest.mark.parametrize(
    ("number", "code", "kind"),
    [
        (0, None, "plain"), (14, None, "date"), (22, None, "date"), (20, None, "time"),
        (9, None, "percent"), (164, "yyyy\\-mm\\-dd", "date"), (165, "[h]:mm", "time"),
        (166, '0.0" days"', "plain"), (167, "[Red]0.00", "plain"), (168, "0%;-0%", "percent"),
        (169, "[$-407]d. mmm yyyy", "date"), (170, "General", "plain"), (171, "mmm", "date"),
        (172, "h:mm AM/PM", "time"), (173, '#,##0 "mm"', "plain"),
    ],
)  # fmt: skip
def test_formats(number: int, code: str | None, kind: str) -> None:
    assert kind_of_format(number, code) == kind


def test_serial_numbers() -> None:
    assert moment_of_serial(1, False) == dt.datetime(1900, 1, 1)
    assert moment_of_serial(59, False) == dt.datetime(1900, 2, 28)
    assert moment_of_serial(60, False) is None
    assert moment_of_serial(61, False) == dt.datetime(1900, 3, 1)
    assert moment_of_serial(45292, False) == dt.datetime(2024, 1, 1)
    assert moment_of_serial(45292 - 1462, True) == dt.datetime(2024, 1, 1)
    assert moment_of_serial(-1, False) is None
    assert moment_of_serial(3e6, False) is None


def test_addresses() -> None:
    assert [column_letters(number) for number in (1, 26, 27, 703)] == ["A", "Z", "AA", "AAA"]
    assert all(column_number(column_letters(number)) == number for number in range(1, 16385, 7))
    assert address("Visits", 17, 3) == "Visits!C17"
    assert address("My 'own'", 1, 1) == "'My ''own'''!A1"
    assert tidy("'=cmd()") == "=cmd()"


def test_what_is_no_workbook(tmp_path: Path) -> None:
    def refused(name: str, data: bytes) -> str:
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(InputError) as error:
            read_book(path)
        assert "\n" not in str(error.value)
        return str(error.value)

    assert "old .xls" in refused("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "save it as .xlsx" in refused("a.xls", b"\xd0\xcf\x11\xe0")
    assert "no whole .xlsx" in refused("b.xlsx", b"PK\x03\x04 and so on")
    assert "empty" in refused("c.csv", b"")
    assert "UTF-8" in refused("d.csv", b"a,b\n\xff\xfe\xfa,1")
    whole = workbook(tmp_path / "whole.xlsx", {"one": [[1, 2]]}).read_bytes()
    for cut in (10, len(whole) // 2, len(whole) - 10):
        refused(f"cut{cut}.xlsx", whole[:cut])
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(InputError, match="damaged"):
        read_book(bomb)


def test_text_tables(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes('\ufeffa;b\r\n1;"two\nlines"\r\n\r\n3;4,5\r\n'.encode())
    sheet = read_book(path).sheets[0]
    assert {row: [c.value for c in cells.values()] for row, cells in sheet.rows.items()} == {
        1: ["a", "b"], 2: ["1", "two lines"], 4: ["3", "4,5"],
    }  # fmt: skip
    assert sheet.name == "a.csv"
