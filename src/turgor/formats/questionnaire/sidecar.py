"""The sidecar of an instrument: licence, who answers, and how its scores are made."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from turgor.errors import FormatError
from turgor.formats.finishing import printable
from turgor.formats.opening import checked_size, read_bytes
from turgor.formats.questionnaire.node import (
    LARGEST_BYTES,
    Tree,
    children,
    mapping,
    maybe_number,
    number,
    one_of,
    read_json,
    text,
    texts,
    values,
)
from turgor.record.questionnaire import (
    RATERS,
    UNKNOWN,
    Licence,
    RaschRow,
    ScoreDefinition,
    Term,
)

SUFFIXES = (".scoring.toml", ".scoring.json")
MISSING_RULES = ("none", "prorate", "refuse")
FORMULAS = ("sum", "mean", "weighted", "rasch")
_TOP = {"licence", "rater", "recall", "untyped", "score"}
_LICENCE = {"kind", "holder", "terms", "proof_needed"}
_SCORE = {
    *("id", "metric", "formula", "items", "lowest", "highest", "terms", "table"),
    *("reversed_items", "missing", "prorate_up_to", "better", "better_source"),
    *("mid", "mid_source", "sem", "sem_source"),
}


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What the sidecar adds to the questions."""

    licence: Licence
    scores: tuple[ScoreDefinition, ...]
    rater: str
    recall: str
    untyped: tuple[str, ...]


def beside(path: Path) -> Path:
    """The sidecar that lies beside a questionnaire, ``masi.json`` -> ``masi.scoring.toml``.

    Errors: FormatError where there is none: without it neither licence nor scoring is known.
    """
    for suffix in SUFFIXES:
        found = path.with_name(path.stem + suffix)
        if found.is_file():
            return found
    raise FormatError(
        f"{path}: its licence and scoring are not known; put '{path.stem}{SUFFIXES[0]}' beside it"
    )


def read_sidecar(path: Path) -> Sidecar:
    """Read a sidecar, TOML or JSON.

    Errors: FormatError for an unknown key, and for what is missing or of the wrong kind.
    """
    document = read_json(path) if path.suffix.lower() == ".json" else _read_toml(path)
    where = str(path)
    _known(document, _TOP, where)
    told = mapping(document.get("licence"), f"{where}, licence")
    _known(told, _LICENCE, f"{where}, licence")
    kind = one_of(text(told, "kind", where), ("open", "required"), f"{where}: the licence's kind")
    needed = None if kind == "required" else ""
    licence = Licence(
        kind=kind,
        holder=text(told, "holder", f"{where}, licence", needed),
        terms=text(told, "terms", f"{where}, licence", ""),
        proof_needed=text(told, "proof_needed", f"{where}, licence", needed),
    )
    return Sidecar(
        licence=licence,
        scores=tuple(_score(node, where) for node in children(document, "score", where)),
        rater=one_of(text(document, "rater", where, UNKNOWN), RATERS, f"{where}: rater"),
        recall=text(document, "recall", where, UNKNOWN),
        untyped=texts(document, "untyped", where),
    )


def _read_toml(path: Path) -> Tree:
    size = checked_size(path)
    if size > LARGEST_BYTES:
        raise FormatError(f"{path}: has {size} bytes; a sidecar has at most {LARGEST_BYTES}")
    try:
        return tomllib.loads(read_bytes(path, size).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{path}: is no TOML in UTF-8 ({printable(str(error), 120)})") from None


def _known(node: Tree, allowed: set[str], where: str) -> None:
    strange = sorted(set(node) - allowed)
    if strange:
        raise FormatError(
            f"{where}: '{printable(strange[0])}' is unknown; allowed: {', '.join(sorted(allowed))}"
        )


def _score(node: Tree, where: str) -> ScoreDefinition:
    score_id = text(node, "id", f"{where}, a score")
    here = f"{where}, score '{printable(score_id)}'"
    _known(node, _SCORE, here)
    formula = one_of(text(node, "formula", here), FORMULAS, f"{here}: its formula")
    terms = tuple(_term(term, here) for term in children(node, "terms", here))
    items = texts(node, "items", here)
    if formula == "weighted":
        items = items or tuple(dict.fromkeys(i for t in terms for f in t.factors for i in f))
    return ScoreDefinition(
        id=score_id,
        metric=text(node, "metric", here),
        formula=formula,
        items=items,
        lowest=number(node.get("lowest"), f"{here}, lowest"),
        highest=number(node.get("highest"), f"{here}, highest"),
        terms=terms,
        table=tuple(_row(row, here) for row in values(node, "table", here)),
        reversed_items=texts(node, "reversed_items", here),
        missing=one_of(text(node, "missing", here), MISSING_RULES, f"{here}: its missing rule"),
        prorate_up_to=maybe_number(node, "prorate_up_to", here) or 0.0,
        better=one_of(
            text(node, "better", here, UNKNOWN), ("higher", "lower", UNKNOWN), f"{here}: better"
        ),
        better_source=text(node, "better_source", here, ""),
        mid=maybe_number(node, "mid", here),
        mid_source=text(node, "mid_source", here, ""),
        sem=maybe_number(node, "sem", here),
        sem_source=text(node, "sem_source", here, ""),
    )


def _term(node: Tree, here: str) -> Term:
    _known(node, {"weight", "factors"}, f"{here}, terms")
    factors = tuple(texts({"factor": f}, "factor", here) for f in values(node, "factors", here))
    if not factors or not all(factors):
        raise FormatError(f"{here}: each term needs factors, each of at least one item")
    return Term(number(node.get("weight"), f"{here}, weight"), factors)


def _row(row: object, here: str) -> RaschRow:
    if not isinstance(row, list) or len(row) not in (2, 3):
        raise FormatError(f"{here}: each line of the table is [raw, measure] or [raw, measure, se]")
    numbers = [number(cell, f"{here}, table") for cell in row]
    se = numbers[2] if len(numbers) == 3 else None
    if se is not None and se <= 0.0:
        raise FormatError(f"{here}: a standard error of {se} is in the table; it must be above 0")
    return RaschRow(numbers[0], numbers[1], se)
