"""Workbooks as openpyxl writes them, and what openpyxl can't write put into their XML."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def with_cached(path: Path, values: Mapping[str, str]) -> Path:
    """The same workbook as a spreadsheet program saves it: formulas beside their results."""
    parts = {}
    with zipfile.ZipFile(path) as archive:
        for item in archive.infolist():
            parts[item.filename] = archive.read(item)
    name = "xl/worksheets/sheet1.xml"
    text = parts[name].decode()
    for cell, value in values.items():
        text, count = re.subn(
            rf'(<c r="{cell}"[^>]*>\s*<f>[^<]*</f>)\s*<v\s*/>', rf"\g<1><v>{value}</v>", text
        )
        if not count:
            text, count = re.subn(
                rf'(<c r="{cell}"[^>]*>\s*<f>[^<]*</f>)\s*<v></v>', rf"\g<1><v>{value}</v>", text
            )
        assert count == 1, cell
    parts[name] = text.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return path
