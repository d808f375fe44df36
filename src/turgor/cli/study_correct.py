"""``turgor study show``, ``correct``, ``withdraw`` and ``reinstate``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import emit_json, emit_line, emit_note, one_line_errors

if TYPE_CHECKING:
    from turgor.workflow.custody.kinds import Shown

_Study = Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")]
_Kind = Annotated[str, typer.Argument(metavar="KIND", help="subject, visit, session, capture, …")]
_Key = Annotated[str, typer.Argument(metavar="KEY", help="As `turgor study show` names it.")]
_Why = Annotated[str, typer.Option("--why", help="The reason; it stays on record.")]
_Version = Annotated[
    int | None, typer.Option("--version", help="The version that you read, where there is one.")
]
_Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


def show(
    folder: _Study,
    kind: _Kind,
    key: Annotated[str, typer.Argument(metavar="[KEY]", help="One record alone.")] = "",
    as_json: _Json = False,
) -> None:
    """Show records of a kind with their keys and versions, withdrawn ones too."""
    with one_line_errors():
        from turgor.store import Store
        from turgor.workflow.custody.correcting import show_records

        with Store(folder) as store:
            _tell(kind, show_records(store, kind, key), "", as_json)


def correct(
    folder: _Study,
    kind: _Kind,
    key: _Key,
    changes: Annotated[
        list[str], typer.Argument(metavar="FIELD=VALUE", help="e.g. phototype=IV side=left")
    ],
    why: _Why = "",
    version: _Version = None,
    as_json: _Json = False,
) -> None:
    """Correct fields of one record with a reason; the audit chain keeps what they were."""
    with one_line_errors():
        from turgor.store import Store
        from turgor.workflow.custody.correcting import correct_record, show_records

        with Store(folder) as store:
            advice = correct_record(store, kind, key, changes, version, why or _reason())
            _tell(kind, show_records(store, kind, key), advice, as_json)


def withdraw(
    folder: _Study,
    kind: _Kind,
    key: _Key,
    why: _Why = "",
    version: _Version = None,
    as_json: _Json = False,
) -> None:
    """Let one record no longer count; it stays, with the reason."""
    with one_line_errors():
        from turgor.store import Store
        from turgor.workflow.custody.correcting import show_records, withdraw_record

        with Store(folder) as store:
            withdraw_record(store, kind, key, version, why or _reason())
            _tell(kind, show_records(store, kind, key), "", as_json)


def reinstate(
    folder: _Study, kind: _Kind, key: _Key, why: _Why = "", as_json: _Json = False
) -> None:
    """Let a withdrawn capture or device reading count again."""
    with one_line_errors():
        from turgor.store import Store
        from turgor.workflow.custody.correcting import restore_record, show_records

        with Store(folder) as store:
            restore_record(store, kind, key, why or _reason())
            _tell(kind, show_records(store, kind, key), "", as_json)


def _reason() -> str:
    """The reason that ``turgor --why`` gave."""
    from turgor.store.audit import current_deed

    return current_deed().why


def _tell(kind: str, found: "tuple[Shown, ...]", advice: str, as_json: bool) -> None:
    if as_json:
        emit_json(
            {
                "schema": "turgor.study-records/1",
                "kind": kind,
                "records": [
                    {
                        "key": item.key,
                        "version": item.version,
                        "withdrawn": item.withdrawn,
                        "fields": dict(item.fields),
                    }
                    for item in found
                ],
            }
        )
    else:
        for item in found:
            version = "" if item.version is None else f" version {item.version}"
            gone = f" withdrawn ({item.withdrawn})" if item.withdrawn else ""
            fields = ", ".join(
                f"{name}={_told(value)}"
                for name, value in item.fields.items()
                if value not in ("", None)
            )
            emit_line(f"{kind} {item.key}{version}{gone}: {fields}")
        if not found:
            emit_line(f"no {kind} on record")
    if advice:
        emit_note(f"note: {advice}")


def _told(value: object) -> str:
    import json

    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
