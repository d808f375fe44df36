"""Files that were imported: where the numbers of a study came from, and by which mapping."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, Text

from turgor.store.schema.base import metadata

imported_file = Table(
    "imported_file",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String, CheckConstraint("length(sha256) = 64", name="sha"), nullable=False),
    Column("filename", String, nullable=False),
    Column("kept_sha256", String, nullable=False),
    Column("kept_suffix", String, nullable=False),
    Column("kept_as", String, nullable=False),
    Column("mapping_name", String, nullable=False),
    Column("mapping", Text, nullable=False),
    Column("counts", Text, nullable=False),
    Index("ix_imported_file_sha256", "sha256"),
)
