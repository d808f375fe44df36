"""Random books with planted errors: each planted cell is named at its address, no other one is;
nothing is imported; the good rows alone are when they are asked for. And bytes that are no book.
"""

import datetime as dt
import random
import sys
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from turgor.errors import TurgorError
from turgor.exchange.redcap import read_export
from turgor.exchange.spreadsheet import parse_mapping, read_book
from turgor.exchange.spreadsheet.cell import address
from turgor.workflow.import_sheet import import_source, source_of
from turgor.workflow.import_sheet.registry import fields_of
from turgor.workflow.study import Study, init_study

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "sheet_books"))
from redcap_files import project

from sheet_books import workbook

DESIGN = """
[study]
id = "x"
kind = "single-arm"
baseline = "V0"
""" + "".join(f'[[visit]]\nlabel = "V{n}"\nday = {28 * n}\n' for n in range(4))

MAP = """
name = "fuzz"
decimal = "{decimal}"
missing = ["n.d.", "-"]
dates = "%d.%m.%Y"
[[table]]
sheet = "Data"
target = "subject"
[table.fields]
subject = "ID"
birth_year = "Born"
[[table]]
sheet = "Data"
target = "visit"
[table.fields]
subject = "ID"
visit = "Visit"
date = "Date"
temperature_c = "Room [°C]"
relative_humidity_pct = "RH"
[[table]]
sheet = "Data"
target = "reading"
fields = {{ subject = "ID", visit = "Visit", replicate = "No" }}
constants = {{ site = "cheek" }}
words.side = {{ Lt = "left", Rt = "right" }}
[[table.value]]
column = "{{side}} Ra [µm]"
metric = "primos.ra"
"""
HEADER = [
    "ID",
    "Born",
    "Visit",
    "Date",
    "Room [°C]",
    "RH",
    "No",
    "Lt Ra [µm]",
    "Rt Ra [µm]",
    "note",
]
#: column -> what can't stand in it
WRONG = {
    2: ["1850", "old", 1970.5, True, "#N/A", "=A1"],
    3: ["V9", "baseline", "", 3, "#REF!", "=A1"],
    4: ["03/04/2026", "2026-02-30", 45000, True, "tomorrow", "#VALUE!", "=TODAY()", dt.time(9, 30)],
    5: ["warm", "1;5", True, 99, dt.datetime(2026, 1, 2), "45 %", "#DIV/0!", "=1+1"],
    6: ["wet", 101, -1, "1e9", "=1+1", "1 000.5.2"],
    7: ["first", 1.5, 0, "=1+1"],
    8: ["12..5", True, "n/a?", dt.datetime(2026, 1, 2), "#NULL!", "inf", "nan", "=1"],
}


@dataclass
class Planted:
    rows: list[list[object]] = field(default_factory=list)
    bad: set[tuple[int, int]] = field(default_factory=set)


def planted(rng: random.Random, decimal: str, errors: int) -> Planted:
    made = Planted()

    def number(value: float) -> object:
        text = f"{value:.2f}".replace(".", decimal)
        return rng.choice([value, text, f"\u00a0{text} ", f" {text}"])

    for person in range(rng.randint(1, 6)):
        who, born = f"S{person:02}", rng.randint(1930, 2000)
        for visit in range(rng.randint(1, 4)):
            date = dt.date(2026, 1, 5) + dt.timedelta(days=28 * visit + person)
            for replicate in range(1, rng.randint(1, 2) + 1):
                made.rows.append([
                    rng.choice([who, f"{who} ", f"\u00a0{who}"]),
                    rng.choice([born, str(born), None]),
                    f"V{visit}",
                    rng.choice([date, dt.datetime.combine(date, dt.time()), date.isoformat(),
                                date.strftime("%d.%m.%Y"), "n.d.", None]),
                    rng.choice([None, 20.0 + visit]),
                    rng.choice([None, 40 + visit]),
                    replicate,
                    rng.choice([number(rng.uniform(1, 99)), None, "-"]),
                    number(rng.uniform(1, 99)),
                    rng.choice(["", "anything, 03/04", None, "#N/A"]),
                ])  # fmt: skip
    for _ in range(errors):
        row, column = rng.randrange(len(made.rows)), rng.choice(sorted(WRONG))
        made.rows[row][column - 1] = rng.choice(WRONG[column])
        made.bad.add((row, column))
    return made


def write(path: Path, rng: random.Random, made: Planted) -> dict[int, int]:
    """The book, with a title, empty rows and hidden ones; the row in the sheet of each row."""
    book = openpyxl.Workbook()
    book.active.title = "Cover"
    book.active["A1"] = "Study X"
    sheet = book.create_sheet("Data")
    line = rng.randint(1, 4)
    if line > 1:
        sheet.cell(row=1, column=2, value="master list")
    for column, name in enumerate(HEADER, start=1):
        sheet.cell(row=line, column=column, value=name)
    places: dict[int, int] = {}
    for number, row in enumerate(made.rows):
        line += 1 + (rng.random() < 0.2)
        places[number] = line
        for column, value in enumerate(row, start=1):
            sheet.cell(row=line, column=column, value=value)
        sheet.row_dimensions[line].hidden = rng.random() < 0.1
    book.save(path)
    return places


def state(study: Study) -> tuple[object, ...]:
    people = study.store.people
    return people.subjects(), people.visits(), study.store.readings.all()


@pytest.mark.parametrize("seed", range(25))
def test_every_planted_cell_is_named_and_no_good_one(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    decimal = rng.choice(".,")
    made = planted(rng, decimal, rng.choice([0, 1, 1, 3, 8]))
    path = tmp_path / "book.xlsx"
    places = write(path, rng, made)
    (tmp_path / "design.toml").write_text(DESIGN)
    with init_study(tmp_path / "study", tmp_path / "design.toml") as study:
        mapping = parse_mapping(MAP.format(decimal=decimal), "m", fields_of(study.design))
        head, empty = study.store.head(), state(study)
        shown = import_source(study, source_of(path, mapping), mapping, False)
        assert {cell.cell for cell in shown.bad_cells} == {
            address("Data", places[row], column) for row, column in made.bad
        }
        whole = import_source(study, source_of(path, mapping), mapping, True)
        assert whole.imported == (not made.bad)
        if made.bad:
            assert (study.store.head(), state(study)) == (head, empty)
        done = import_source(study, source_of(path, mapping), mapping, True, True)
        assert done.bad_cells == shown.bad_cells
        assert state(study) == expected(tmp_path, made, study)


def expected(tmp_path: Path, made: Planted, study: Study) -> tuple[object, ...]:
    """The study as the good rows alone make it, in a book without any error."""
    bad = {row for row, _ in made.bad}
    alone = Planted([row for number, row in enumerate(made.rows) if number not in bad])
    told = state(study)
    kept = {str(row[0]).strip() for row in alone.rows}
    visits = {(str(row[0]).strip(), str(row[2])) for row in alone.rows}
    numbers = sum(value not in (None, "-", "") for row in alone.rows for value in (row[7], row[8]))
    subjects, seen, readings = told
    assert {item.id for item in subjects} == kept
    assert {(item.subject, item.label) for item in seen} == visits
    assert len(readings) == numbers
    values = sorted(
        float(str(value).strip().replace(",", "."))
        for row in alone.rows
        for value in (row[7], row[8])
        if value not in (None, "-", "")
    )
    assert sorted(item.finding.value for item in readings) == pytest.approx(values)
    for person in subjects:
        stated = {int(str(r[1])) for r in alone.rows if str(r[0]).strip() == person.id and r[1]}
        assert stated == ({person.birth_year} if person.birth_year else set())
    for visit in seen:
        rows = [r for r in alone.rows if (str(r[0]).strip(), r[2]) == (visit.subject, visit.label)]
        rooms = {row[4] for row in rows} - {None}
        assert visit.conditions.temperature_c == next(iter(rooms), None)
        dated = any(row[3] not in (None, "n.d.") for row in rows)
        day = 28 * int(visit.label[1:]) + int(visit.subject[1:])
        assert visit.date == (dt.date(2026, 1, 5) + dt.timedelta(days=day) if dated else None)
    return told


@pytest.mark.parametrize("seed", range(8))
def test_a_book_with_flipped_bytes_gives_one_clear_line(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    path = workbook(tmp_path / "b.xlsx", {"one": [HEADER, *planted(rng, ".", 3).rows]})
    whole = bytearray(path.read_bytes())
    for _ in range(40):
        broken = bytearray(whole)
        for _ in range(rng.choice([1, 5, 40])):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        if rng.random() < 0.3:
            del broken[rng.randrange(len(broken)) :]
        path.write_bytes(bytes(broken) or b"x")
        try:
            read_book(path)
        except TurgorError as error:
            assert len(str(error).splitlines()) == 1


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=300), kind=st.sampled_from(["csv", "txt", "toml", "dictionary"]))
def test_strange_texts_give_one_clear_line(text: str, kind: str, tmp_path: Path) -> None:
    data, dictionary = project(tmp_path)
    path = tmp_path / f"strange.{kind}"
    path.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    try:
        if kind == "toml":
            parse_mapping(text, "m", {})
        elif kind == "dictionary":
            read_export(data, path)
        else:
            read_book(path)
            read_export(path, dictionary)
    except TurgorError as error:
        assert len(str(error).splitlines()) == 1
