"""Triggers that note every change of every table, whoever makes it and by which way."""

from sqlalchemy import Connection

from turgor.store.audit.rows import TableShape, watched_tables

_APPEND_ONLY = (
    "CREATE TRIGGER audit_kept_{verb} BEFORE {verb} ON audit BEGIN "
    "SELECT RAISE(ABORT, 'the audit chain is append-only'); END"
)


def remove_triggers(connection: Connection) -> None:
    """Take the triggers away, so that a migration may rebuild tables."""
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'"
    ).scalars()
    for name in names.all():
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def install_triggers(connection: Connection) -> None:
    """Watch every table, and let the chain itself only grow."""
    for shape in watched_tables(connection).values():
        for statement in _watching(shape):
            connection.exec_driver_sql(statement)
    for verb in ("UPDATE", "DELETE"):
        connection.exec_driver_sql(_APPEND_ONLY.format(verb=verb))


def _watching(shape: TableShape) -> tuple[str, str, str]:
    # As short as can be, since SQLite reads them anew with each connection; that an update
    # changed nothing is seen as the notes are folded.
    table = shape.name

    def key(row: str) -> str:
        return f"json_array({', '.join(f'{row}.{_q(name)}' for name in shape.key)})"

    before = " || ',' || ".join(f"quote(OLD.{_q(name)})" for name in shape.columns)
    moved = " OR ".join(f"OLD.{_q(name)} IS NOT NEW.{_q(name)}" for name in shape.key)

    def note(op: str, row: str, old: str) -> str:
        return (
            "INSERT INTO audit_pending (entity, op, key, before) "
            f"VALUES ('{table}', '{op}', {key(row)}, {old});"
        )

    return (
        f"CREATE TRIGGER audit_{table}_insert AFTER INSERT ON {_q(table)} BEGIN "
        f"{note('I', 'NEW', 'NULL')} END",
        f"CREATE TRIGGER audit_{table}_update AFTER UPDATE ON {_q(table)} BEGIN "
        f"SELECT RAISE(ABORT, 'a key of {table} never changes') WHERE {moved}; "
        f"{note('U', 'OLD', before)} END",
        f"CREATE TRIGGER audit_{table}_delete AFTER DELETE ON {_q(table)} BEGIN "
        f"{note('D', 'OLD', before)} END",
    )


def _q(name: str) -> str:
    return f'"{name}"'
