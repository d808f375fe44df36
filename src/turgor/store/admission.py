"""The one gate of every change: held against the lock and the roles before its link is written."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from turgor.errors import AdmissionError
from turgor.record.permissions import (
    BESIDE_DATA,
    COLUMN_ROLES,
    FORM_ROLES,
    FORM_TABLES,
    roles_for,
)
from turgor.store.audit.deed import Deed
from turgor.store.audit.rows import Value
from turgor.store.passphrase import given_passphrase, matches
from turgor.store.schema.base import metadata
from turgor.store.touched import Told, touched_rows

Changes = Mapping[str, Told]
_USERS, _LOCKS, _SIGNATURES = "study_user", "study_lock", "signature"
#: what a user may change of their own row
_OWN = frozenset({"passphrase_hash", "version"})


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    role: str
    passphrase_hash: str
    active: bool


def admit(connection: Connection, deed: Deed, changes: Changes) -> str:
    """The role in which whoever acts may do this; empty in a study that has no users.

    Lock, users and roles count as they stood before the transaction, so that nobody gives
    themselves a right in the same breath as they use it.

    Errors: AdmissionError, which takes the whole transaction back.
    """
    _hold_against_lock(connection, changes)
    people = _people_before(connection, changes)
    if _USERS in changes:
        _require_an_administrator(connection)
    if not people:
        return ""
    person = _known(people, deed.who)
    for table in changes:
        if not _own_passphrase(connection, person, table, changes[table]):
            _require_role(person, table)
    _hold_columns(connection, person, changes)
    if person.role in FORM_ROLES:
        _hold_to_forms(connection, person, changes)
    _require_proof(person, changes)
    return person.role


def require_may(connection: Connection, who: str, tables: Collection[str]) -> None:
    """Ask beforehand whether changes of these tables would be admitted; costly work asks first.

    Errors: AdmissionError.
    """
    _hold_against_lock(connection, {table: {} for table in tables})
    people = _people_before(connection, {})
    if people:
        person = _known(people, who)
        for table in tables:
            _require_role(person, table)


def _hold_against_lock(connection: Connection, changes: Changes) -> None:
    data = sorted(set(changes) - BESIDE_DATA)
    if not data:
        return
    told = changes.get(_LOCKS, {})
    standing = connection.exec_driver_sql(
        "SELECT id, who, at FROM study_lock WHERE unlocked_at = ''"
    ).first()
    if standing is None and told:
        # Unlocked in this very transaction: the data are free from the next one on.
        standing = connection.exec_driver_sql(
            "SELECT id, who, at FROM study_lock ORDER BY id DESC LIMIT 1"
        ).first()
    if standing is None:
        return
    link = _link_of_lock(connection, standing[0])
    raise AdmissionError(
        f"the study is locked by {standing[1]} on {standing[2][:10]}{link}, so {', '.join(data)} "
        "can't be changed; unlock it with a reason (`turgor study unlock`)"
    )


def _link_of_lock(connection: Connection, number: int) -> str:
    head = connection.exec_driver_sql(
        "SELECT head FROM study_lock WHERE id = ?", (number,)
    ).scalar()
    first = str(head).partition(":")[0]
    return f" (link {int(first) + 1})" if first.isdecimal() else ""


def _people_before(connection: Connection, changes: Changes) -> dict[str, _Person]:
    """The study's users as they stood when the transaction began."""
    rows = connection.exec_driver_sql(
        "SELECT name, role, passphrase_hash, active FROM study_user"
    ).all()
    people = {row[0]: _Person(row[0], row[1], row[2], bool(row[3])) for row in rows}
    told = changes.get(_USERS, {})
    for entry in told.get("added", ()):
        people.pop(str(_first(entry[0])), None)
    columns = [column.name for column in metadata.tables[_USERS].columns]
    for before in touched_rows(told).before:
        row = dict(zip(columns, before, strict=True))
        name = str(row["name"])
        people[name] = _Person(
            name, str(row["role"]), str(row["passphrase_hash"]), bool(row["active"])
        )
    return people


def _known(people: Mapping[str, _Person], who: str) -> _Person:
    person = people.get(who)
    if person is None:
        raise AdmissionError(
            f"'{who}' is no user of this study; say who is at work with `turgor --as NAME`, or "
            "let an administrator add them (`turgor study user add`)"
        )
    if not person.active:
        raise AdmissionError(
            f"'{who}' was retired as {person.role} of this study; an administrator can bring them "
            "back (`turgor study user restore`)"
        )
    return person


def _require_role(person: _Person, table: str) -> None:
    allowed = roles_for(table)
    if person.role not in allowed:
        raise AdmissionError(
            f"{person.name} ({person.role}) may not change {table}; that is for "
            f"{', '.join(sorted(allowed))}"
        )


def _own_passphrase(connection: Connection, person: _Person, table: str, told: Told) -> bool:
    """True where users change nothing but their own passphrase."""
    if table != _USERS or set(told) != {"changed"}:
        return False
    names = {str(_first(entry[0])) for entry in told["changed"]}
    return names == {person.name} and _changed_columns(connection, table, told) <= _OWN


def _hold_columns(connection: Connection, person: _Person, changes: Changes) -> None:
    for (table, column), allowed in COLUMN_ROLES.items():
        if table not in changes or person.role in allowed:
            continue
        if column in _changed_columns(connection, table, changes[table]):
            raise AdmissionError(
                f"{person.name} ({person.role}) may not change {table}.{column}; that is for "
                f"{', '.join(sorted(allowed))}"
            )


def _changed_columns(connection: Connection, table: str, told: Told) -> set[str]:
    """The columns in which rows that were there before differ now."""
    known = metadata.tables[table]
    columns = [column.name for column in known.columns]
    listed = ", ".join(f'"{name}"' for name in columns)
    where = " AND ".join(f'"{column.name}" = ?' for column in known.primary_key.columns)
    found: set[str] = set()
    for entry in told.get("changed", ()):
        key, before = entry[0], entry[1]
        if not isinstance(key, list) or not isinstance(before, list):
            continue
        now = connection.exec_driver_sql(
            f'SELECT {listed} FROM "{table}" WHERE {where}', tuple(key)
        ).one()
        found |= {name for name, a, b in zip(columns, before, now, strict=True) if a != b}
    return found


def _hold_to_forms(connection: Connection, person: _Person, changes: Changes) -> None:
    for table in sorted(FORM_TABLES & set(changes)):
        kinds = _capture_kinds(connection, table, changes[table]) - {"form"}
        if kinds:
            raise AdmissionError(
                f"{person.name} ({person.role}) may add forms and what follows from them, not "
                f"{', '.join(sorted(kinds))} captures; that is for admin, coordinator"
            )


#: a rater's blind scores follow from a sheet, as a form's do, though they are of photographs
_NOT_RATED = "m.method NOT LIKE 'blinded-rating:%'"
_KIND_OF = {
    "capture": "SELECT DISTINCT kind FROM capture AS c WHERE c.sha256",
    "refusal": "SELECT DISTINCT kind FROM capture AS c WHERE c.sha256",
    "measurement": (
        "SELECT DISTINCT c.kind FROM measurement AS m JOIN capture AS c ON c.sha256 = m.capture "
        f"WHERE {_NOT_RATED} AND m.id"
    ),
    "finding": (
        "SELECT DISTINCT c.kind FROM finding AS f JOIN measurement AS m ON m.id = f.measurement "
        f"JOIN capture AS c ON c.sha256 = m.capture WHERE {_NOT_RATED} AND f.id"
    ),
}


def _capture_kinds(connection: Connection, table: str, told: Told) -> set[str]:
    """The kinds of the captures that these rows belong to."""
    touched = touched_rows(told)
    found: set[str] = set()
    for first, last in touched.ranges:
        statement = f"{_KIND_OF[table]} BETWEEN ? AND ?"
        found |= set(connection.exec_driver_sql(statement, (first, last)).scalars())
    for key in touched.keys:
        found |= set(connection.exec_driver_sql(f"{_KIND_OF[table]} = ?", (key[0],)).scalars())
    return found


def _require_proof(person: _Person, changes: Changes) -> None:
    """Signing, unlocking and changing users need the passphrase of whoever has one."""
    proven = (
        _USERS in changes
        or bool(changes.get(_SIGNATURES))
        or bool(changes.get(_LOCKS, {}).get("changed"))
    )
    if not proven or not person.passphrase_hash:
        return
    given = given_passphrase()
    if not matches(given, person.passphrase_hash):
        told = "is not the right one" if given else "is needed for this (--passphrase-file)"
        raise AdmissionError(f"the passphrase of {person.name} {told}")


def _require_an_administrator(connection: Connection) -> None:
    found = connection.exec_driver_sql(
        "SELECT 1 FROM study_user WHERE role = 'admin' AND active LIMIT 1"
    ).first()
    if found is None:
        raise AdmissionError(
            "a study that has users needs an active administrator: the first user is one "
            "(--role admin), and the last one can't be retired or take another role"
        )


def _first(key: object) -> Value:
    return key[0] if isinstance(key, list | tuple) else None
