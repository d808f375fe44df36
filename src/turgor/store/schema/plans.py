"""Protocols, plans with the rules that they were made with, and what was decided against a rule."""

from sqlalchemy import CheckConstraint, Column, Date, Index, Table, Text
from sqlalchemy import String as Word
from sqlalchemy import text as sql

from turgor.record.rule_override import REASONS, SEVERITIES
from turgor.store.schema.base import ALIVE, kept_columns, metadata, subject_column


def _among(column: str, words: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(map(repr, words))})", name=column)


protocol = Table(
    "protocol",
    metadata,
    *kept_columns(),
    Column("name", Word, nullable=False),
    Column("sha256", Word, nullable=False),
    Column("document", Text, nullable=False),
    Index("uq_protocol_identity", "sha256", unique=True, sqlite_where=sql(ALIVE)),
    Index("ix_protocol_name", "name"),
)

rule_library = Table(
    "rule_library",
    metadata,
    *kept_columns(),
    Column("sha256", Word, nullable=False),
    Column("document", Text, nullable=False),
    Index("uq_rule_library_identity", "sha256", unique=True, sqlite_where=sql(ALIVE)),
)

treatment_plan = Table(
    "treatment_plan",
    metadata,
    *kept_columns(),
    subject_column(),
    Column("name", Word, nullable=False),
    Column("made", Date, nullable=False),
    Column("sha256", Word, nullable=False),
    Column("document", Text, nullable=False),
    Column("library_sha256", Word, nullable=False),
    Index("uq_treatment_plan_identity", "subject", "sha256", unique=True, sqlite_where=sql(ALIVE)),
    Index("ix_treatment_plan_subject", "subject"),
)

rule_override = Table(
    "rule_override",
    metadata,
    *kept_columns(),
    subject_column(),
    Column("plan_sha256", Word, nullable=False),
    Column("rule", Word, nullable=False),
    Column("severity", Word, _among("severity", SEVERITIES), nullable=False),
    Column("library_sha256", Word, nullable=False),
    Column("who", Word, nullable=False),
    Column("role", Word, nullable=False),
    Column("reason", Word, _among("reason", REASONS), nullable=False),
    Column("text", Text, nullable=False),
    Column("day", Date, nullable=False),
    Index(
        "uq_rule_override_identity",
        *("subject", "plan_sha256", "rule", "library_sha256", "who", "day"),
        unique=True,
        sqlite_where=sql(ALIVE),
    ),
    Index("ix_rule_override_subject", "subject"),
)
