"""The questionnaires and scales of a study, and the proofs that licensed ones may be used."""

from sqlalchemy import CheckConstraint, Column, Index, String, Table, Text, text

from turgor.record.study_instrument import ORIGINS
from turgor.store.schema.base import ALIVE, kept_columns, metadata

_ORIGINS = f"origin IN ({', '.join(repr(origin) for origin in ORIGINS)})"

instrument = Table(
    "instrument",
    metadata,
    *kept_columns(),
    Column("name", String, nullable=False),
    Column("edition", String, nullable=False),
    Column("title", String, nullable=False),
    Column("form_sha256", String, nullable=False),
    Column("scoring_sha256", String, nullable=False),
    Column("scoring_suffix", String, nullable=False),
    Column("origin", String, CheckConstraint(_ORIGINS, name="origin"), nullable=False),
    Column("alias", String, nullable=False),
    Index("uq_instrument_identity", "name", "edition", unique=True, sqlite_where=text(ALIVE)),
)

licence_proof = Table(
    "licence_proof",
    metadata,
    *kept_columns(),
    Column("holder", String, nullable=False),
    Column("reference", String, nullable=False),
    Column("date", String, nullable=False),
    Column("instrument", String, nullable=False),
    Column("document_sha256", String, nullable=False),
    Column("document_name", Text, nullable=False),
    Index(
        "uq_licence_proof_identity",
        *("holder", "instrument", "reference"),
        unique=True,
        sqlite_where=text(ALIVE),
    ),
)
