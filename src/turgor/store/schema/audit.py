"""The audit chain: one link for each transaction, and the changes of the one that is under way."""

from sqlalchemy import Column, Integer, String, Table, Text

from turgor.store.schema.base import metadata

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("who", String, nullable=False),
    Column("role", String, nullable=False),
    Column("act", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("changes", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("previous", String, nullable=False),
    Column("sha256", String, nullable=False, unique=True),
)

#: written by triggers as rows change, emptied into one link before the transaction ends
audit_pending = Table(
    "audit_pending",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entity", String, nullable=False),
    Column("op", String, nullable=False),
    Column("key", Text, nullable=False),
    Column("before", Text),
)
