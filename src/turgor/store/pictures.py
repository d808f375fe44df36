"""What was shown to raters under which code: the key of every blinded rating."""

from collections.abc import Sequence

from sqlalchemy import insert, select

from turgor.record.rating import ShownPicture
from turgor.store import schema
from turgor.store.codec import RecordCodec
from turgor.store.connect import Database


class ShownPictures:
    """The part of a store that can tell a code's capture; nothing of it is exported."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._codec = RecordCodec(ShownPicture)

    def add(self, pictures: Sequence[ShownPicture]) -> None:
        """Keep the key of one set; a repeat comes after what it repeats.

        Errors: StoreError.
        """
        with self._database.write() as connection:
            for picture in sorted(pictures, key=lambda item: item.repeat_of is not None):
                connection.execute(insert(schema.shown_picture).values(self._codec.row(picture)))

    def all(self) -> tuple[ShownPicture, ...]:
        """Every code that was ever given, in order of code."""
        table = schema.shown_picture
        with self._database.read() as connection:
            rows = connection.execute(select(table).order_by(table.c.code)).mappings().all()
        return tuple(self._codec.record({str(k): v for k, v in row.items()}) for row in rows)
