"""A shared export: a study's tables and captures in a form that tells nobody who was studied.

Built up from allow lists, never cut down from the whole: a column, a setting, a file format that
nobody thought of stays at home.
"""

import datetime as dt
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from turgor.errors import InputError, StudyError
from turgor.exchange.deidentify.allow_list import allow_lists
from turgor.exchange.deidentify.cells import Context
from turgor.exchange.deidentify.codes import Codes
from turgor.exchange.deidentify.likeness import looks_like_identity
from turgor.exchange.deidentify.reviewed import review_sheet, reviewed_texts
from turgor.exchange.deidentify.small_cells import Characteristics, SmallCells, coarser
from turgor.exchange.deidentify.tables import SharedTable, shared_table
from turgor.exchange.deidentify.words import plain_word, vocabulary
from turgor.exchange.tidy.csv_file import csv_text
from turgor.exchange.tidy.json_file import json_text
from turgor.record.identity import Identity
from turgor.store.faults import file_faults
from turgor.store.store import DATABASE
from turgor.store.vault import Vault
from turgor.workflow.privacy.code_key import fresh_key, study_code_key
from turgor.workflow.privacy.rewriting import FORMS_STAY
from turgor.workflow.privacy.share_captures import share_captures
from turgor.workflow.privacy.share_choices import ShareChoices
from turgor.workflow.privacy.share_report import (
    SharedCapture,
    dictionary_rows,
    report_document,
)
from turgor.workflow.privacy.sources import (
    Leaving,
    Row,
    day_zero,
    leaving,
    source_rows,
    tables_left_out,
)
from turgor.workflow.progress import Progress, silent
from turgor.workflow.study import Study

REPORT, DICTIONARY = "deidentification.json", "dictionary.csv"


@dataclass(frozen=True, slots=True)
class Shared:
    """What was written and what stayed. likenesses : places in the shared tables where a text is
    like an identity of the vault; there are none in a folder that was kept."""

    folder: Path
    tables: tuple[SharedTable, ...]
    captures: tuple[SharedCapture, ...]
    cells: SmallCells
    leaving: Leaving
    report: Mapping[str, object]

    @property
    def left_out(self) -> tuple[SharedCapture, ...]:
        """The captures that stayed though their kind may leave, with their reasons."""
        return tuple(item for item in self.captures if item.reason not in ("", FORMS_STAY))

    @property
    def forms_stayed(self) -> int:
        """How many filled forms stayed, as all do."""
        return sum(item.reason == FORMS_STAY for item in self.captures)


def share_study(
    study: Study,
    folder: Path,
    choices: ShareChoices,
    vault: Vault | None = None,
    step: Progress = silent,
) -> Shared:
    """Write a shared export as a new folder, whole or not at all.

    vault : keeps the key of codes, and every text that would leave is held against it.

    Errors: InputError where the folder is there already or lies in the study; StudyError where a
    text that would leave tells an identity of the vault; StoreError where the disk refuses.
    """
    _need_new(folder, study.folder)
    identities = () if vault is None else vault.compared()
    reviewed = {} if choices.texts is None else reviewed_texts(*choices.texts, identities)
    codes = Codes(_key(study, choices, vault))
    who = leaving(study.store, dt.datetime.now(dt.UTC).date())
    zero = {} if choices.dates == "drop" else day_zero(study.store, study.design.baseline)
    cells = _cells(study, who, codes, choices.k)
    context = Context(
        codes=codes,
        day_of=lambda subject, date: (date - zero[subject]).days if subject in zero else None,
        cells=cells.cells,
        reviewed=reviewed,
        keep_years=choices.dates == "keep-year",
    )
    tables = _tables(source_rows(study.store, study.design), context, who)
    with file_faults(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        captures = share_captures(study, part, codes, choices, who, step)
        _name_files(tables, captures)
        report = report_document(
            str(study.store.head()),
            _settings(choices, vault is not None),
            who.consent,
            (len(who.subjects), who.left_out),
            cells,
            tables,
            tables_left_out(study.store, study.design),
            captures,
            vault is not None,
        )
        texts = _texts(tables, report)
        _need_unlike(tables, identities)
        with file_faults(part):
            for name, text in texts.items():
                (part / name).write_text(text, encoding="utf-8", newline="")
            part.chmod(0o755)
            part.rename(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return Shared(folder, tuple(tables), tuple(captures), cells, who, report)


def texts_for_review(study: Study) -> str:
    """A sheet of every text of the study that an allow list would drop as free text or as unknown.

    It holds what must not leave; keep it with the study.

    Errors: StoreError.
    """
    who = leaving(study.store, dt.datetime.now(dt.UTC).date())
    found: list[tuple[str, str, str]] = []
    for table, rows in source_rows(study.store, study.design).items():
        for rule in allow_lists()[table].columns:
            listed = rule.action == "listed" and rule.words
            if rule.action != "text" and not listed:
                continue
            words = vocabulary(rule.words) if listed else None
            for row in rows:
                text = row.get(rule.name)
                if not isinstance(text, str) or not text.strip():
                    continue
                if _subject(table, row) in who.subjects and not (words and words.holds(text)):
                    found.append((table, rule.name, text))
    return review_sheet(found)


def _need_new(folder: Path, study_folder: Path) -> None:
    place = folder.resolve()
    if any((parent / DATABASE).exists() for parent in (place, *place.parents)):
        raise InputError(
            f"{folder}: lies in the study {study_folder}; name a folder apart, so that nobody "
            "hands on the study with it"
        )
    if place.exists():
        raise InputError(f"{folder}: is there already; name a new folder for the shared export")


def _key(study: Study, choices: ShareChoices, vault: Vault | None) -> bytes:
    if choices.fresh_codes:
        return fresh_key()
    return study_code_key(study.folder) if vault is None else vault.code_key()


def _subject(table: str, row: Row) -> str:
    return str(row["id"] if table == "subject" else row.get("subject", ""))


def _cells(study: Study, who: Leaving, codes: Codes, k: int) -> SmallCells:
    """The age is that at baseline; it needs the baseline's date, whatever becomes of dates."""
    zero = day_zero(study.store, study.design.baseline)
    sexes, phototypes = vocabulary("sex"), vocabulary("phototype")
    persons = {}
    for subject in study.store.people.subjects():
        if subject.id not in who.subjects:
            continue
        known = subject.birth_year is not None and subject.id in zero
        age = zero[subject.id].year - subject.birth_year if known and subject.birth_year else None
        persons[subject.id] = Characteristics(
            age=age if age is not None and 0 <= age < 130 else None,
            sex=subject.sex.strip().lower() if sexes.holds(subject.sex) else "",
            phototype=subject.phototype.strip() if phototypes.holds(subject.phototype) else "",
            centre=codes.of("centre", subject.centre),
        )
    return coarser(persons, k)


def _tables(sources: Mapping[str, list[Row]], context: Context, who: Leaving) -> list[SharedTable]:
    rules = allow_lists()
    return [
        shared_table(rules[table], rows, context, who.subjects)
        for table, rows in sorted(sources.items())
    ]


def _name_files(tables: Iterable[SharedTable], captures: Iterable[SharedCapture]) -> None:
    """Beside each capture's row the names of its new files."""
    names = {item.code: ";".join(item.files) for item in captures}
    for table in tables:
        if table.rule.table == "capture":
            for row in table.rows:
                row["files"] = names.get(str(row["capture"]), "")


def _settings(choices: ShareChoices, vault: bool) -> dict[str, object]:
    return {
        "dates": choices.dates,
        "photographs": choices.photographs,
        "captures": choices.captures,
        "codes": "of this export alone"
        if choices.fresh_codes
        else f"by a key that stays in the {'vault' if vault else 'study'}",
        "texts_reviewed": choices.texts is not None,
        "largest_share_of_a_picture": choices.largest_share,
        "sites_said_to_show_no_eye": len(choices.without_eyes),
    }


def _texts(tables: Iterable[SharedTable], report: Mapping[str, object]) -> dict[str, str]:
    """Each text file's name and content."""
    tables = list(tables)
    texts: dict[str, str] = {}
    for table in tables:
        columns = list(dict.fromkeys(name for row in table.rows for name in row)) or [
            rule.title for rule in table.rule.leaving
        ]
        texts[f"{table.rule.file}.csv"] = csv_text(columns, table.rows)
    texts[DICTIONARY] = csv_text(("file", "column", "meaning"), dictionary_rows(tables))
    texts[REPORT] = json_text(report)
    return texts


def _need_unlike(tables: Iterable[SharedTable], identities: tuple[Identity, ...]) -> None:
    """The last net: no text that leaves by a pattern or a review is like an identity."""
    if not identities:
        return
    for table in tables:
        for rule in table.rule.leaving:
            if rule.action not in ("listed", "text"):
                continue
            words = vocabulary(rule.words).words if rule.words else frozenset()
            for value in {str(row[rule.title]) for row in table.rows}:
                # a word of a closed list tells nobody, even where somebody is called so
                told = () if plain_word(value) in words else looks_like_identity(value, identities)
                if told:
                    raise StudyError(
                        f"{table.rule.file}.csv, column '{rule.title}': a text tells a "
                        f"{', '.join(told)} of the vault; nothing was written. Rename it in the "
                        "study, or hold the text back"
                    )
