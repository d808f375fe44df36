"""What was measured, and what closed instruments reported."""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from turgor.store.schema.base import (
    ALIVE,
    capture_column,
    finding_columns,
    metadata,
    side_column,
    withdrawn_column,
)

measurement = Table(
    "measurement",
    metadata,
    Column("id", Integer, primary_key=True),
    capture_column(),
    Column("method", String, nullable=False),
    Column("method_version", String, nullable=False),
    Column("settings", String, nullable=False),
    Column("region_version", Integer, nullable=False),
    UniqueConstraint("capture", "method", "method_version", "settings", "region_version"),
)

finding = Table(
    "finding",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("measurement", Integer, ForeignKey("measurement.id"), nullable=False),
    *finding_columns(),
    UniqueConstraint("measurement", "metric", "conditions", "region", "item"),
    # A cohort is asked one metric at a time, and answered from this index alone.
    Index("ix_finding_metric", "metric", "measurement", "conditions", "region", "item", "value"),
)

device_table = Table(
    "device_table",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("filename", String, nullable=False),
    Column("suffix", String, nullable=False),
    Column("profile", String, nullable=False),
)

device_reading = Table(
    "device_reading",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", String, nullable=False),
    Column("visit", String, nullable=False),
    Column("site", String, nullable=False),
    side_column(),
    Column("date", Date),
    Column("table_sha256", String, ForeignKey("device_table.sha256"), nullable=False),
    Column("row", Integer, nullable=False),
    *finding_columns(),
    ForeignKeyConstraint(["subject", "visit"], ["visit.subject", "visit.label"]),
    withdrawn_column(),
    Index(
        "uq_device_reading_identity",
        *("subject", "visit", "site", "side", "region", "metric", "conditions", "item"),
        "replicate",
        unique=True,
        sqlite_where=text(ALIVE),
    ),
)
