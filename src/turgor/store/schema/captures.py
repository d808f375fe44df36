"""Captures, the patches of them that are measured, and how they lie on one another."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from turgor.store.schema.base import (
    ALIVE,
    KINDS,
    capture_column,
    metadata,
    side_column,
    subject_column,
    withdrawn_column,
)

capture = Table(
    "capture",
    metadata,
    Column("sha256", String, CheckConstraint("length(sha256) = 64", name="sha"), primary_key=True),
    Column("filename", String, nullable=False),
    Column("suffix", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("visit", String, nullable=False),
    Column("site", String, nullable=False),
    side_column(),
    Column("region", String, nullable=False),
    Column("replicate", Integer, CheckConstraint("replicate > 0", name="count"), nullable=False),
    Column("reseated", Boolean, nullable=False),
    Column("device", String, nullable=False),
    Column("operator", String, nullable=False),
    Column("settings", Text, nullable=False),
    Column("kind", String, CheckConstraint(KINDS, name="kind"), nullable=False),
    ForeignKeyConstraint(["subject", "visit"], ["visit.subject", "visit.label"]),
    Column("setup", String, nullable=False),
    withdrawn_column(),
    Column("erased", Text, nullable=False, server_default=""),
    Index(
        "uq_capture_identity",
        *("subject", "visit", "site", "side", "region", "replicate", "kind", "setup"),
        unique=True,
        sqlite_where=text(ALIVE),
    ),
)

region = Table(
    "region",
    metadata,
    Column("id", Integer, primary_key=True),
    subject_column(),
    Column("site", String, nullable=False),
    side_column(),
    Column("name", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("polygon_um", Text, nullable=False),
    Column("placed_blind", Boolean, nullable=False),
    Column("origin", String, nullable=False),
    UniqueConstraint("subject", "site", "side", "name", "version"),
)

zone_set = Table(
    "zone_set",
    metadata,
    Column("id", Integer, primary_key=True),
    subject_column(),
    Column("site", String, nullable=False),
    side_column(),
    Column("region", String, nullable=False),
    Column("version", Integer, nullable=False),
    capture_column(),
    Column("origin", String, nullable=False),
    Column("form", Text, nullable=False),
    UniqueConstraint("subject", "site", "side", "region", "version"),
)

blind_code = Table(
    "blind_code",
    metadata,
    Column("code", String, primary_key=True),
    capture_column(),
)

registration = Table(
    "registration",
    metadata,
    capture_column(primary_key=True),
    capture_column("baseline"),
    Column("method_version", String, nullable=False),
    Column("shift_x_um", Float),
    Column("shift_y_um", Float),
    Column("rotation_deg", Float),
    Column("overlap_fraction", Float),
    Column("residual_um", Float),
    Column("form", Text, nullable=False),
    Column("refused", Text, nullable=False),
)

refusal = Table(
    "refusal",
    metadata,
    capture_column(primary_key=True),
    Column("stage", String, nullable=False),
    Column("reason", Text, nullable=False),
)
