"""A book of 5,000 rows into a study: time and memory of each step, beside openpyxl's plain reading.

    python benchmarks/sheet_import.py [--rows 5000] [--bad 0] [--seed 1]

The book: one wide sheet of about 20 columns, a row for each subject and visit: the subject's own
fields, the visit's date and conditions, and ten numbers that instruments reported. Each step runs
in a process of its own, so that peak memory is its own. The roofline is openpyxl walking through
the same cells in its read-only mode.
"""

import argparse
import datetime as dt
import json
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

DAYS = {"V0": 0, "W4": 28, "W8": 56, "W12": 84, "W24": 168}
VISITS = tuple(DAYS)
METRICS = {
    "Ra [µm]": ("primos.ra", "µm"),
    "Rz [µm]": ("primos.rz", "µm"),
    "Melanin": ("mexameter.melanin", "a.u."),
    "Erythema": ("mexameter.erythema", "a.u."),
    "TEWL": ("tewameter.tewl", "g/(m²·h)"),
}
DESIGN = """
[study]
id = "bench"
kind = "single-arm"
baseline = "V0"
""" + "".join(f'[[visit]]\nlabel = "{v}"\nday = {d}\n' for v, d in DAYS.items())
MAP = """
name = "bench"
missing = ["n.d."]
[[table]]
target = "subject"
[table.fields]
subject = "ID"
centre = "Clinic"
birth_year = "Born"
phototype = "FST"
sex = { column = "Sex", words = { f = "female", m = "male" } }
[[table]]
target = "visit"
[table.fields]
subject = "ID"
visit = "Visit"
date = "Date"
temperature_c = "Room [°F]"
relative_humidity_pct = "RH"
acclimatisation_min = "Rest [min]"
hours_since_product = "Hours since product"
[[table]]
target = "reading"
fields = { subject = "ID", visit = "Visit" }
constants = { site = "cheek" }
words.side = { Lt = "left", Rt = "right" }
"""


def reported():
    from turgor.metrics import all_metrics

    known = all_metrics()
    return {name: pair for name, pair in METRICS.items() if pair[0] in known}


def mapping():
    text = MAP
    for name, (metric, unit) in reported().items():
        text += (
            f'[[table.value]]\ncolumn = "{{side}} {name}"\nmetric = "{metric}"\nunit = "{unit}"\n'
        )
    return text


def write_book(path: Path, rows: int, bad: int, seed: int) -> None:
    import openpyxl

    rng = random.Random(seed)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Master")
    values = [f"{side} {name}" for name in reported() for side in ("Lt", "Rt")]
    sheet.append(
        ["ID", "Clinic", "Born", "Sex", "FST", "Visit", "Date", "Room [°F]", "RH", "Rest [min]",
         "Hours since product", *values]
    )  # fmt: skip
    planted = set(rng.sample(range(rows), bad)) if bad else set()
    for number in range(rows):
        person, visit = divmod(number, len(VISITS))
        who = random.Random(f"{seed}-{person}")
        date = dt.datetime(2025, 1, 6) + dt.timedelta(days=28 * visit + person % 90)
        row = [
            f"S{person:05}", f"C{person % 4}", who.randint(1940, 2000), who.choice("fm"),
            who.choice(["I", "II", "III"]), VISITS[visit], date, round(rng.uniform(68, 74), 1),
            round(rng.uniform(40, 55)), 20, round(rng.uniform(10, 14), 1),
            *(round(rng.uniform(5, 300), 2) if rng.random() > 0.03 else "n.d." for _ in values),
        ]  # fmt: skip
        if number in planted:
            row[rng.randrange(7, len(row))] = "twenty"
        sheet.append(row)
    book.save(path)


def step_write(folder: Path) -> dict:
    begun = time.perf_counter()
    asked = json.loads((folder / "asked.json").read_text())
    write_book(folder / "book.xlsx", **asked)
    return {"seconds": time.perf_counter() - begun}


def step_openpyxl(folder: Path) -> dict:
    import openpyxl

    begun = time.perf_counter()
    book = openpyxl.load_workbook(folder / "book.xlsx", read_only=True, data_only=True)
    cells = sum(len(row) for row in book.worksheets[0].iter_rows(values_only=True))
    return {"seconds": time.perf_counter() - begun, "cells": cells}


def step_read(folder: Path) -> dict:
    from turgor.exchange.spreadsheet import read_book

    begun = time.perf_counter()
    book = read_book(folder / "book.xlsx")
    cells = sum(len(row) for row in book.sheets[0].rows.values())
    return {"seconds": time.perf_counter() - begun, "cells": cells}


def step_check(folder: Path) -> dict:
    from turgor.exchange.spreadsheet import parse_mapping, read_book, read_table
    from turgor.workflow.import_sheet.registry import fields_of, targets
    from turgor.workflow.study import open_study

    with open_study(folder / "study") as study:
        book = read_book(folder / "book.xlsx")
        fields = fields_of(study.design)
        begun = time.perf_counter()
        tables = [
            read_table(book, book.sheets[0], rule, fields[rule.target], targets()[rule.target].bare)
            for rule in parse_mapping(mapping(), "bench", fields).tables
        ]
        return {
            "seconds": time.perf_counter() - begun,
            "records": sum(len(table.records) for table in tables),
            "bad": sum(len(table.bad) for table in tables),
        }


def whole(folder: Path, do_it: bool) -> dict:
    from turgor.workflow.import_sheet.use import import_file
    from turgor.workflow.study import open_study

    begun = time.perf_counter()
    with open_study(folder / "study") as study:
        report = import_file(
            study, folder / "book.xlsx", folder / "map.toml", do_it=do_it, good_rows=True
        )
    return {
        "seconds": time.perf_counter() - begun,
        "imported": report.imported,
        "bad": len(report.bad_cells),
        "counts": report.counts(),
    }


def step_dry_run(folder: Path) -> dict:
    return whole(folder, False)


def step_import(folder: Path) -> dict:
    return whole(folder, True)


def step_again(folder: Path) -> dict:
    return whole(folder, True)


STEPS = ("write", "openpyxl", "read", "check", "dry_run", "import", "again")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--bad", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--step", choices=STEPS)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    if asked.step:
        told = globals()[f"step_{asked.step}"](asked.folder)
        told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(told))
        return
    from turgor.workflow.study import init_study

    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "design.toml").write_text(DESIGN)
        init_study(folder / "study", folder / "design.toml").__exit__()
        (folder / "map.toml").write_text(mapping())
        book = {"rows": asked.rows, "bad": asked.bad, "seed": asked.seed}
        (folder / "asked.json").write_text(json.dumps(book))
        print(f"{asked.rows} rows, {asked.bad} planted bad cells, seed {asked.seed}")
        for step in STEPS:
            command = [sys.executable, __file__, "--step", step, "--folder", place]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            told = json.loads(done.stdout)
            seconds, peak = told.pop("seconds"), told.pop("peak_mb")
            print(f"{step:9} {seconds:7.2f} s {peak:7.0f} MB  {told}")


if __name__ == "__main__":
    main()
