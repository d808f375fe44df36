"""A table of answers: one response a row, one item a column."""

import csv
import io
from pathlib import Path

from turgor.errors import FormatError, TurgorError
from turgor.formats.finishing import printable
from turgor.formats.opening import checked_size, read_bytes
from turgor.formats.questionnaire.answer import answer_from_cell, same_form
from turgor.formats.questionnaire.node import LARGEST_BYTES, one_of
from turgor.record.questionnaire import RATERS, UNKNOWN, Instrument, Response

FACTS = ("subject", "authored", "rater", "language", "instrument", "version")


def response_rows(
    path: Path, instrument: Instrument, refused: list[str] | None
) -> tuple[Response, ...]:
    """Every good row; see ``read_answers``."""
    heads, rows = _grid(path)
    _check_heads(path, heads, instrument)
    good: list[Response] = []
    bad: list[TurgorError] = []
    for line, row in rows:
        where = f"{path}, line {line}"
        try:
            if len(row) != len(heads):
                raise FormatError(f"{where}: has {len(row)} cells, the head {len(heads)}")
            good.append(_response(dict(zip(heads, row, strict=True)), instrument, where))
        except TurgorError as error:
            bad.append(error)
    if bad and (refused is None or not good):
        raise bad[0]
    if refused is not None:
        refused.extend(printable(str(error), 600) for error in bad)
    if not good:
        raise FormatError(f"{path}: holds no answers below its head")
    return tuple(good)


def _grid(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    size = checked_size(path)
    if size > 4 * LARGEST_BYTES:
        raise FormatError(f"{path}: has {size} bytes; at most {4 * LARGEST_BYTES} are read")
    try:
        content = read_bytes(path, size).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FormatError(f"{path}: is not in UTF-8; save the table as CSV UTF-8") from None
    head = content.split("\n", 1)[0]
    mark = ";" if head.count(";") > head.count(",") else ","
    try:
        reader = csv.reader(io.StringIO(content, newline=""), delimiter=mark, strict=True)
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise FormatError(f"{path}: is no table ({printable(str(error), 80)})") from None
    if not rows:
        raise FormatError(f"{path}: is empty; a head of link ids is needed")
    return [cell.strip() for cell in rows[0][1]], rows[1:]


def _check_heads(path: Path, heads: list[str], instrument: Instrument) -> None:
    known = {item.link_id for item in instrument.items if item.kind != "display"}
    clash = sorted(known.intersection(FACTS))
    if clash:
        raise FormatError(
            f"{path}: '{instrument.id}' has an item called '{clash[0]}', as a fact of a table is; "
            "give its answers as FHIR"
        )
    for head in heads:
        if head not in FACTS and head not in known:
            raise FormatError(
                f"{path}: column '{printable(head)}' is no item of '{instrument.id}'; facts "
                f"allowed beside items: {', '.join(FACTS)}"
            )
        if heads.count(head) > 1:
            raise FormatError(f"{path}: column '{printable(head)}' stands twice")
    if not known.intersection(heads):
        raise FormatError(f"{path}: has no column for any item of '{instrument.id}'")


def _response(cells: dict[str, str], instrument: Instrument, where: str) -> Response:
    facts = {name: cells.get(name, "").strip() for name in FACTS}
    flags = list(same_form(instrument, facts["instrument"], facts["version"], where))
    rater = one_of(facts["rater"] or UNKNOWN, RATERS, f"{where}: rater")
    if rater == UNKNOWN:
        flags.append("rater-not-stated")
    if not facts["language"]:
        flags.append("language-not-stated")
    answers = {
        item.link_id: answer_from_cell(item, cells[item.link_id], f"{where}, item '{item.link_id}'")
        for item in instrument.items
        if cells.get(item.link_id, "").strip()
    }
    return Response(
        instrument=instrument.id,
        version=instrument.version,
        answers=answers,
        rater=rater,
        language=facts["language"] or instrument.language,
        authored=printable(facts["authored"]),
        subject=printable(facts["subject"], 120),
        flags=tuple(flags),
    )
