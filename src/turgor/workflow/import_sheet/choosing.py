"""Which mapping reads a file: the user's own, or the sheets' own headers."""

from dataclasses import replace
from pathlib import Path

from turgor.errors import StudyError
from turgor.exchange.spreadsheet import ImportMap, load_mapping, read_book
from turgor.exchange.spreadsheet.own_headers import own_mapping
from turgor.workflow.import_sheet.registry import fields_of, targets
from turgor.workflow.study import Study


def choose_mapping(
    study: Study, path: Path, map_file: Path | None = None, sheet: str = ""
) -> ImportMap:
    """The mapping of a file. sheet : the only one to be read, empty for all.

    Errors: StudyError where it can't be used, or there is none and the headers don't speak for
    themselves; InputError where the file can't be read.
    """
    fields = fields_of(study.design)
    if map_file is not None:
        mapping = load_mapping(map_file, fields)
    else:
        titles = {name: target.title for name, target in targets().items()}
        found = own_mapping(read_book(path), fields, titles)
        if found is None:
            raise StudyError(
                f"{path}: no sheet has our own headers; draft a mapping with `turgor study import "
                f"STUDY {path.name} --guess --save MAP.toml`, read it, and give it with --map"
            )
        mapping = found
    return only_sheet(mapping, sheet) if sheet else mapping


def only_sheet(mapping: ImportMap, sheet: str) -> ImportMap:
    """A mapping with the tables of one sheet; those that name none are of it.

    Errors: StudyError where none is.
    """
    wanted = sheet.casefold()
    tables = [item for item in mapping.tables if item.sheet.casefold() in ("", wanted)]
    if not tables:
        raise StudyError(
            f"mapping '{mapping.name}' has no [[table]] for sheet '{sheet}'; it has "
            f"{', '.join(dict.fromkeys(item.sheet for item in mapping.tables))}"
        )
    return replace(mapping, tables=tuple(replace(item, sheet=sheet) for item in tables))
