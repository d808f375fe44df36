"""How a study is conducted: its design over time, lists, consent, queries, blinded rating."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from turgor.record.consent import SCOPES
from turgor.record.query import STATES
from turgor.store.schema.base import (
    ALIVE,
    capture_column,
    kept_columns,
    metadata,
    subject_column,
)

design_version = Table(
    "design_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String, nullable=False),
    Column("text", Text, nullable=False),
)

#: what a study knows of its list: sums, and the list itself only where it was sealed with a phrase
randomisation_list = Table(
    "randomisation_list",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan", Text, nullable=False),
    Column("seed_given", Boolean, nullable=False),
    Column("sha256", String, nullable=False),
    Column("design_sha256", String, nullable=False),
    Column("sealed", Text, nullable=False),
)

randomisation_entry = Table(
    "randomisation_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("list", Integer, ForeignKey("randomisation_list.id"), nullable=False),
    Column("stratum", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kit", String, nullable=False),
    Column("commitment", String, nullable=False),
    Column("subject", String, ForeignKey("subject.id")),
    Column("treatment", String, nullable=False, server_default=""),
    Column("block", Integer),
    Column("salt", String, nullable=False, server_default=""),
    UniqueConstraint("list", "stratum", "number"),
    UniqueConstraint("kit"),
    UniqueConstraint("list", "subject"),
)

unblinding = Table(
    "unblinding",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("list", Integer, ForeignKey("randomisation_list.id"), nullable=False),
    Column("entry", Integer, ForeignKey("randomisation_entry.id")),
    Column("reason", Text, nullable=False),
)

consent = Table(
    "consent",
    metadata,
    *kept_columns(),
    subject_column(),
    Column("form", String, nullable=False),
    Column("date", Date, nullable=False),
    Column(
        "scope",
        String,
        CheckConstraint(f"scope IN ({', '.join(map(repr, SCOPES))})", name="scope"),
        nullable=False,
    ),
    Column("withdrawn_on", Date),
    Index(
        "uq_consent_identity",
        *("subject", "form", "scope"),
        unique=True,
        sqlite_where=text(ALIVE),
    ),
)

query = Table(
    "query",
    metadata,
    *kept_columns(),
    subject_column(),
    Column("visit", String, nullable=False),
    Column("about", String, nullable=False),
    Column("question", Text, nullable=False),
    Column(
        "state",
        String,
        CheckConstraint(f"state IN ({', '.join(map(repr, STATES))})", name="state"),
        nullable=False,
    ),
    Column("raised_by", String, nullable=False),
    Column("raised_at", String, nullable=False),
    Column("answer", Text, nullable=False),
    Column("answered_by", String, nullable=False),
    Column("answered_at", String, nullable=False),
    Column("closed_by", String, nullable=False),
    Column("closed_at", String, nullable=False),
    Index(
        "uq_query_identity",
        *("subject", "visit", "about", "question"),
        unique=True,
        sqlite_where=text(ALIVE),
    ),
)

shown_picture = Table(
    "shown_picture",
    metadata,
    Column("code", String, primary_key=True),
    Column("scale", Text, nullable=False),
    Column("position", Integer, nullable=False),
    capture_column(),
    Column("baseline", String, ForeignKey("capture.sha256")),
    Column("baseline_left", Boolean, nullable=False),
    Column("repeat_of", String, ForeignKey("shown_picture.code")),
)

rating = Table(
    "rating",
    metadata,
    *kept_columns(),
    Column("code", String, ForeignKey("shown_picture.code"), nullable=False),
    Column("rater", String, nullable=False),
    Column("score", Integer, nullable=False),
    Column("comment", Text, nullable=False),
    Index("uq_rating_identity", "code", "rater", unique=True, sqlite_where=text(ALIVE)),
)
