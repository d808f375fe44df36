"""The people who may work on a study; a study without any is open to whoever has its folder."""

from sqlalchemy import Connection, insert, select, update

from turgor.errors import ConflictError, StudyError
from turgor.record.custody import ROLES, StudyUser
from turgor.store.connect import Database
from turgor.store.passphrase import hashed
from turgor.store.schema.custody import study_user as table

_MOST_CHARACTERS = 100


class Users:
    """The part of a store that knows who may work on it; names stay a person's for good."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[StudyUser, ...]:
        """Every user in order of name, retired ones too."""
        with self._database.read() as connection:
            rows = connection.execute(select(table).order_by(table.c.name)).all()
        return tuple(StudyUser(r.name, r.role, r.passphrase_hash, r.active) for r in rows)

    def named(self, name: str) -> StudyUser | None:
        """A user by name, None where there is none."""
        return next((user for user in self.all() if user.name == name), None)

    def add(self, name: str, role: str, passphrase: str = "") -> StudyUser:
        """Add a user; the first one of a study must be an administrator.

        Errors: StudyError for a name that is taken or a role that is none; AdmissionError.
        """
        _require_role(role)
        if not name.strip() or name != name.strip() or len(name) > _MOST_CHARACTERS:
            raise StudyError(
                f"user name '{name}' must have 1 to {_MOST_CHARACTERS} characters and no spaces "
                "at its ends"
            )
        if not name.isprintable():
            raise StudyError("a user's name must be of printable characters")
        user = StudyUser(name, role, hashed(passphrase) if passphrase else "")
        with self._database.write() as connection:
            if self._row(connection, name) is not None:
                raise StudyError(
                    f"user '{name}' is there already; a name is one person's for good. Give "
                    "another name, or bring a retired user back (`turgor study user restore`)"
                )
            connection.execute(
                insert(table).values(
                    name=name, role=role, passphrase_hash=user.passphrase_hash, active=True
                )
            )
        return user

    def set_active(self, name: str, active: bool) -> StudyUser:
        """Retire a user, or bring one back; what they did stays signed with their name.

        Errors: StudyError for an unknown name; AdmissionError, for the last administrator too.
        """
        return self._change(name, {"active": active})

    def set_role(self, name: str, role: str) -> StudyUser:
        """Give a user another role from now on.

        Errors: StudyError for an unknown name or role; AdmissionError as for ``set_active``.
        """
        _require_role(role)
        return self._change(name, {"role": role})

    def set_passphrase(self, name: str, passphrase: str) -> StudyUser:
        """Set a user's passphrase, in place of an earlier one.

        Errors: StudyError for an unknown name or a short passphrase; AdmissionError.
        """
        return self._change(name, {"passphrase_hash": hashed(passphrase)})

    def needs_passphrase(self, name: str) -> bool:
        """True where this person signs, unlocks and changes users with a passphrase."""
        user = self.named(name)
        return user is not None and bool(user.passphrase_hash)

    def _change(self, name: str, values: dict[str, object]) -> StudyUser:
        with self._database.write() as connection:
            user = self._row(connection, name)
            if user is None:
                raise StudyError(f"'{name}' is no user of this study; see `turgor study user list`")
            held = table.c.version == user[1]
            done = connection.execute(
                update(table)
                .where(table.c.name == name, held)
                .values(**values, version=user[1] + 1)
            )
            if done.rowcount != 1:
                raise ConflictError(f"user '{name}' was changed meanwhile; try again")
            changed = self._row(connection, name)
        return changed[0] if changed is not None else user[0]

    @staticmethod
    def _row(connection: Connection, name: str) -> tuple[StudyUser, int] | None:
        row = connection.execute(select(table).where(table.c.name == name)).first()
        if row is None:
            return None
        return StudyUser(row.name, row.role, row.passphrase_hash, row.active), row.version


def _require_role(role: str) -> None:
    if role not in ROLES:
        raise StudyError(f"role is '{role}'; allowed: {', '.join(ROLES)}")
