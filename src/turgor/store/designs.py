"""The texts of study.toml over time, so that what was declared when can be shown."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import insert, select

from turgor.store import schema
from turgor.store.audit import doing
from turgor.store.connect import Database


@dataclass(frozen=True, slots=True)
class KeptDesign:
    """One version: its number, the sum of its text, and the text."""

    number: int
    sha256: str
    text: str


class Designs:
    """The part of a store that knows how study.toml stood."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, text: str) -> bool:
        """Keep a text that is not the newest; False where it is.

        Errors: StoreError.
        """
        digest = design_sha256(text)
        table = schema.design_version
        newest = select(table.c.sha256).order_by(table.c.id.desc()).limit(1)
        with self._database.read() as connection:
            if connection.execute(newest).scalar() == digest:
                return False
        with doing("design recorded"), self._database.write() as connection:
            if connection.execute(newest).scalar() == digest:
                return False
            connection.execute(insert(table).values(sha256=digest, text=text))
        return True

    def all(self) -> tuple[KeptDesign, ...]:
        """Every version, oldest first."""
        table = schema.design_version
        with self._database.read() as connection:
            rows = connection.execute(select(table).order_by(table.c.id)).all()
        return tuple(KeptDesign(row.id, row.sha256, row.text) for row in rows)

    def newest(self) -> KeptDesign | None:
        """The newest version, None where none was recorded yet."""
        table = schema.design_version
        with self._database.read() as connection:
            row = connection.execute(select(table).order_by(table.c.id.desc()).limit(1)).first()
        return None if row is None else KeptDesign(row.id, row.sha256, row.text)


def design_sha256(text: str) -> str:
    """The sum of a design's text."""
    return hashlib.sha256(text.encode()).hexdigest()
