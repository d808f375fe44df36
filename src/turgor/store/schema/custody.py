"""Who may work on the study, its locks, and what people signed."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from turgor.record.custody import ROLES
from turgor.store.schema.base import metadata, version_column

_ROLES = f"role IN ({', '.join(repr(role) for role in ROLES)})"

study_user = Table(
    "study_user",
    metadata,
    Column("name", String, primary_key=True),
    Column("role", String, CheckConstraint(_ROLES, name="role"), nullable=False),
    Column("passphrase_hash", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    version_column(),
)

study_lock = Table(
    "study_lock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("who", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("head", String, nullable=False),
    Column("design_sha256", String, nullable=False),
    Column("unlocked_at", String, nullable=False, server_default=""),
    Column("unlocked_by", String, nullable=False, server_default=""),
    Column("unlocked_why", Text, nullable=False, server_default=""),
    # At most one lock stands at a time.
    Index(
        "uq_study_lock_standing", "unlocked_at", unique=True, sqlite_where=text("unlocked_at = ''")
    ),
)

signature = Table(
    "signature",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("who", String, nullable=False),
    Column("role", String, nullable=False),
    Column("meaning", Text, nullable=False),
    Column("subject", String, ForeignKey("subject.id")),
    Column("head", String, nullable=False),
    Column("design_sha256", String, nullable=False),
)
