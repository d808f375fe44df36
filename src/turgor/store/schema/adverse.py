"""What goes wrong, what subjects write down between visits, and what the rules said of it."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Float, Index, Integer, Table, Text
from sqlalchemy import String as Word
from sqlalchemy import text as sql

from turgor.record.escalation import SOURCES
from turgor.store.schema.base import (
    ALIVE,
    kept_columns,
    metadata,
    side_column,
    subject_column,
)

_SOURCE = f"source IN ({', '.join(repr(word) for word in SOURCES)})"

adverse_event = Table(
    "adverse_event",
    metadata,
    *kept_columns(),
    subject_column(),
    Column("kind", Word, nullable=False),
    Column("onset", Date, nullable=False),
    Column("site", Word, nullable=False),
    side_column(),
    Column("words", Text, nullable=False),
    Column("reference", Word, nullable=False),
    Column("modality", Word, nullable=False),
    Column("session", Date),
    Column("course", Text, nullable=False),
    Column("peak_grade", Integer, CheckConstraint("peak_grade BETWEEN 1 AND 4", name="peak")),
    Column("relatedness", Word, nullable=False),
    Column("serious", Boolean),
    Column("criterion", Word, nullable=False),
    Column("action", Text, nullable=False),
    Column("outcome", Word, nullable=False),
    Column("outcome_date", Date),
    Column("signs", Text, nullable=False),
    Column("temperature_c", Float),
    Column("history", Text, nullable=False),
    Column("expected", Boolean),
    Column("reporter", Word, nullable=False),
    Column("external", Text, nullable=False),
    Index(
        "uq_adverse_event_identity",
        *("subject", "reference", "kind", "words", "site", "side", "onset"),
        unique=True,
        sqlite_where=sql(ALIVE),
    ),
    Index(
        "uq_adverse_event_reference",
        *("subject", "reference"),
        unique=True,
        sqlite_where=sql(f"{ALIVE} AND reference <> ''"),
    ),
)

diary_entry = Table(
    "diary_entry",
    metadata,
    *kept_columns(),
    subject_column(),
    Column("date", Date, nullable=False),
    Column("site", Word, nullable=False),
    side_column(),
    Column("symptoms", Text, nullable=False),
    Column("scale", Integer, CheckConstraint("scale IN (4, 10)", name="scale"), nullable=False),
    Column("signs", Text, nullable=False),
    Column("temperature_c", Float),
    Column("care", Text, nullable=False),
    Column("note", Text, nullable=False),
    Index(
        "uq_diary_entry_identity",
        *("subject", "date", "site", "side"),
        unique=True,
        sqlite_where=sql(ALIVE),
    ),
)

escalation = Table(
    "escalation",
    metadata,
    *kept_columns(),
    subject_column(),
    Column("source", Word, CheckConstraint(_SOURCE, name="source"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("rule", Word, nullable=False),
    Column("rule_version", Integer, nullable=False),
    Column("severity", Word, nullable=False),
    Column("status", Word, nullable=False),
    Column("action", Word, nullable=False),
    Column("text", Text, nullable=False),
    Column("citation", Text, nullable=False),
    Column("limit_h", Float),
    Column("pack", Word, nullable=False),
    Column("pack_sha256", Word, nullable=False),
    Column("answered", Date),
    Column("answered_by", Word, nullable=False),
    Column("answer", Text, nullable=False),
    Index(
        "uq_escalation_identity",
        *("source", "number", "day", "rule", "rule_version"),
        unique=True,
        sqlite_where=sql(ALIVE),
    ),
    Index("ix_escalation_subject", "subject"),
)
