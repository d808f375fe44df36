"""``turgor study user``: who may work on a study, and as what."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import emit_json, emit_line, one_line_errors
from turgor.cli.passphrase import new_passphrase, passphrase_of_actor

if TYPE_CHECKING:
    from turgor.record.custody import StudyUser
    from turgor.store import Store

app = typer.Typer(
    help="Who may work on a study. Without users a study is open; the first is an admin.",
    no_args_is_help=True,
)

_Study = Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")]
_Name = Annotated[str, typer.Argument(metavar="NAME", help="The name the study knows them by.")]
_Role = Annotated[str, typer.Option(help="coordinator, rater, clinician, monitor or admin.")]
_Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
_File = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="Holds your passphrase; else you are asked."),
]


@app.command()
def add(
    folder: _Study, name: _Name, role: _Role, passphrase_file: _File = None, as_json: _Json = False
) -> None:
    """Add a user; administrators alone may."""
    _change(
        folder, passphrase_file, as_json, lambda store: store.users.add(name, role), "user added"
    )


@app.command()
def retire(
    folder: _Study, name: _Name, passphrase_file: _File = None, as_json: _Json = False
) -> None:
    """Let a user no longer work on the study; what they did stays theirs."""
    _change(
        folder,
        passphrase_file,
        as_json,
        lambda store: store.users.set_active(name, False),
        "user retired",
    )


@app.command()
def restore(
    folder: _Study, name: _Name, passphrase_file: _File = None, as_json: _Json = False
) -> None:
    """Bring a retired user back."""
    _change(
        folder,
        passphrase_file,
        as_json,
        lambda store: store.users.set_active(name, True),
        "user restored",
    )


@app.command("role")
def set_role(
    folder: _Study, name: _Name, role: _Role, passphrase_file: _File = None, as_json: _Json = False
) -> None:
    """Give a user another role from now on."""
    _change(
        folder,
        passphrase_file,
        as_json,
        lambda store: store.users.set_role(name, role),
        "role given",
    )


@app.command()
def passphrase(
    folder: _Study,
    name: _Name,
    new_file: Annotated[
        Path | None,
        typer.Option("--new-file", help="Holds the new passphrase; else you are asked."),
    ] = None,
    passphrase_file: _File = None,
    as_json: _Json = False,
) -> None:
    """Set your own passphrase, or as an administrator anybody's."""

    def change(store: "Store") -> "StudyUser":
        return store.users.set_passphrase(name, new_passphrase(name, new_file))

    _change(folder, passphrase_file, as_json, change, "passphrase set")


@app.command("list")
def list_users(folder: _Study, as_json: _Json = False) -> None:
    """List every user, retired ones too."""
    with one_line_errors():
        from turgor.store import Store

        with Store(folder) as store:
            _tell(store, as_json)


def _change(
    folder: Path,
    file: Path | None,
    as_json: bool,
    change: Callable[["Store"], "StudyUser"],
    act: str,
) -> None:
    with one_line_errors():
        from turgor.store import Store
        from turgor.store.audit import doing
        from turgor.store.passphrase import proving

        with Store(folder) as store:
            with proving(passphrase_of_actor(store, file)), doing(act):
                change(store)
            _tell(store, as_json)


def _tell(store: "Store", as_json: bool) -> None:
    users = store.users.all()
    if as_json:
        emit_json(
            {
                "schema": "turgor.study-user/1",
                "users": [
                    {
                        "name": user.name,
                        "role": user.role,
                        "active": user.active,
                        "passphrase": bool(user.passphrase_hash),
                    }
                    for user in users
                ],
            }
        )
        return
    for user in users:
        state = "" if user.active else ", retired"
        guard = "passphrase set" if user.passphrase_hash else "no passphrase"
        emit_line(f"{user.name}: {user.role}{state}, {guard}")
    if not users:
        emit_line("no users: the study is open to whoever has its folder")
