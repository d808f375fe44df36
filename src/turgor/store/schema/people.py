"""Who is studied, when they came, what they were allocated to and what was done."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from turgor.store.schema.base import (
    ALIVE,
    metadata,
    side_column,
    subject_column,
    version_column,
    withdrawn_column,
)

subject = Table(
    "subject",
    metadata,
    Column("id", String, primary_key=True),
    Column("centre", String, nullable=False),
    Column("birth_year", Integer),
    Column("sex", String, nullable=False),
    Column("phototype", String, nullable=False),
    version_column(),
)

visit = Table(
    "visit",
    metadata,
    Column("subject", String, ForeignKey("subject.id"), primary_key=True),
    Column("label", String, primary_key=True),
    Column("date", Date),
    Column("acclimatisation_min", Float),
    Column("temperature_c", Float),
    Column("relative_humidity_pct", Float),
    Column("hours_since_product", Float),
    Column("days_since_session", Float),
    version_column(),
)

allocation = Table(
    "allocation",
    metadata,
    Column("subject", String, ForeignKey("subject.id"), primary_key=True),
    Column("side", String, primary_key=True),
    Column("arm", String, nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("id", Integer, primary_key=True),
    subject_column(),
    Column("date", Date, nullable=False),
    Column("site", String, nullable=False),
    side_column(),
    Column("modality", String, nullable=False),
    Column("delivered", Boolean, nullable=False),
    Column("device", String, nullable=False),
    Column("settings", Text, nullable=False),
    version_column(),
    withdrawn_column(),
    Column("operator", String, nullable=False, server_default=""),
    Column("lots", Text, nullable=False, server_default="{}"),
    Column("deviation", Text, nullable=False, server_default=""),
    Index(
        "uq_session_identity",
        *("subject", "date", "site", "side", "modality", "device", "delivered"),
        unique=True,
        sqlite_where=text(ALIVE),
    ),
)
