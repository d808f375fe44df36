"""``turgor study instrument``: questionnaires and scales of a study, and their licences."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import emit_json, emit_line, emit_note, one_line_errors

if TYPE_CHECKING:
    from turgor.store import Store
    from turgor.workflow.forms.instrument_acts import Added
    from turgor.workflow.forms.listing import Listed

app = typer.Typer(
    help="Questionnaires and scales: take in, type a grade's words, licences, list.",
    no_args_is_help=True,
)
Folder = Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]
Why = Annotated[
    str,
    typer.Option("--why", help="The reason, where it takes the place of what is in the study."),
]


@app.command()
def add(
    folder: Folder,
    source: Annotated[
        str,
        typer.Argument(
            metavar="FILE|NAME",
            help="A FHIR Questionnaire (its sidecar NAME.scoring.toml beside it), or the name of "
            "a shipped instrument.",
        ),
    ],
    why: Why = "",
    as_json: AsJson = False,
) -> None:
    """Take an instrument in; several versions of one may stand side by side."""
    from turgor.workflow.forms.instrument_acts import add_instrument

    with one_line_errors(), _store(folder) as store:
        added = add_instrument(store, source, why)
        found = _document(store) if as_json else {}
    _tell(added, found)


@app.command("type")
def type_(
    folder: Folder,
    template: Annotated[
        str, typer.Argument(metavar="TEMPLATE", help="grade, or one of the study's.")
    ],
    name: Annotated[str, typer.Option("--name", help="Of the new scale, such as fine-lines.")],
    question: Annotated[str, typer.Option("--question", help="What is graded.")],
    anchor: Annotated[
        list[str],
        typer.Option("--anchor", metavar="GRADE=WORDS", help="Words of one grade; several times."),
    ],
    why: Why = "",
    as_json: AsJson = False,
) -> None:
    """Take in a grade whose words you type; other words are another version."""
    from turgor.workflow.forms.instrument_acts import type_instrument

    with one_line_errors(), _store(folder) as store:
        added = type_instrument(store, template, name, question, _anchors(anchor), why)
        found = _document(store) if as_json else {}
    _tell(added, found)


@app.command()
def licence(
    folder: Folder,
    name: Annotated[str, typer.Argument(metavar="ID", help="The instrument.")],
    reference: Annotated[str, typer.Option("--reference", help="Number or name of the agreement.")],
    date: Annotated[str, typer.Option("--date", help="Day from which it holds, 2026-01-31.")],
    holder: Annotated[str, typer.Option("--holder", help="Who gave it.")] = "",
    only: Annotated[
        bool,
        typer.Option("--instrument", help="It covers this instrument, not all of its holder."),
    ] = False,
    document: Annotated[
        Path | None, typer.Option("--document", help="The agreement, kept with the study.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Put on record that a licensed instrument may be used; its forms are scored from then on."""
    from turgor.workflow.forms.instrument_acts import add_licence, licence_for

    with one_line_errors(), _store(folder) as store:
        proof = licence_for(store, name, holder, reference, date, only)
        outcome = add_licence(store, proof, document)
        found = _document(store) if as_json else {}
    if found:
        emit_json(found)
        return
    what = "put on record" if outcome == "added" else "on record already"
    emit_line(f"licence of {proof.holder} ({proof.reference}) {what}; next: `turgor study measure`")


@app.command("list")
def list_(folder: Folder, as_json: AsJson = False) -> None:
    """Every instrument at hand: the study's own, then shipped ones."""
    from turgor.workflow.forms.listing import listed

    with one_line_errors(), _store(folder) as store:
        if as_json:
            emit_json(_document(store))
            return
        for item in listed(store):
            emit_line(_line(item))


def _store(folder: Path) -> "Store":
    """The store alone: a design may name an instrument that is only now taken in."""
    from turgor.errors import InputError
    from turgor.store import Store

    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; make a study with `turgor study init`")
    return Store(folder)


def _anchors(words: list[str]) -> dict[int, str]:
    from turgor.errors import InputError

    found: dict[int, str] = {}
    for word in words:
        grade, equals, told = word.partition("=")
        number = grade.strip().removeprefix("-")
        if not (equals and number.isascii() and number.isdecimal()):
            raise InputError(f"--anchor '{word}': write GRADE=WORDS, for example 0='no lines'")
        if int(grade) in found:
            raise InputError(f"--anchor: grade {int(grade)} has words twice")
        found[int(grade)] = told.strip()
    return found


def _tell(added: "Added", document: dict[str, object]) -> None:
    for note in added.notes:
        emit_note(f"note: {note}")
    if document:
        emit_json(document)
        return
    word = {"added": "added", "same": "known", "corrected": "corrected"}[added.outcome]
    own = added.instrument
    told = f": {own.title}" if own.title else ""
    emit_line(f"{word} instrument {added.kept.id}: {own.id} version {own.version}{told}")


def _line(item: "Listed") -> str:
    own = item.instrument
    number = "shipped" if item.number is None else f"{item.number}"
    name = f"{own.id} ({item.alias})" if item.alias else own.id
    scores = ", ".join(score.id for score in own.scores) or "no score"
    needs = {"open": "open", "on-record": "licence on record", "lacking": "needs a licence"}
    template = "; template: type its anchors" if own.untyped else ""
    return (
        f"{number:<8} {name:<36} version {own.version:<14} {own.rater}, {own.recall}, "
        f"{own.language}; {needs[item.licence]}; {item.forms} forms; scores {scores}{template}"
    )


def _document(store: "Store") -> dict[str, object]:
    from turgor.workflow.forms.listing import listed

    return {
        "schema": "turgor.study-instrument/1",
        "instruments": [_instrument(item) for item in listed(store)],
        "licences": [
            {
                "number": kept.id,
                "holder": kept.record.holder,
                "reference": kept.record.reference,
                "date": kept.record.date,
                "instrument": kept.record.instrument,
                "document": kept.record.document_name,
                "document_sha256": kept.record.document_sha256,
            }
            for kept in store.instruments.proofs.all()
        ],
    }


def _instrument(item: "Listed") -> dict[str, object]:
    own = item.instrument
    return {
        "number": item.number,
        "id": own.id,
        "alias": item.alias,
        "version": own.version,
        "title": own.title,
        "origin": item.origin,
        "rater": own.rater,
        "recall": own.recall,
        "language": own.language,
        "licence": item.licence,
        "holder": own.licence.holder,
        "terms": own.licence.terms,
        "template": bool(own.untyped),
        "forms": item.forms,
        "items": [i.link_id for i in own.items if i.kind != "display"],
        "scores": [
            {
                "id": score.id,
                "metric": score.metric,
                "lowest": score.lowest,
                "highest": score.highest,
                "better": score.better,
                "important_difference": score.mid,
                "important_source": score.mid_source,
                "sem": score.sem,
                "sem_source": score.sem_source,
            }
            for score in own.scores
        ],
    }
