"""What every table shares: the naming of constraints, and columns that many tables have."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Text,
)

from turgor.record.capture import CAPTURE_KINDS

#: 'TRGR': how a study's database is told from any other SQLite file
APPLICATION_ID = 0x54524752
#: the newest revision in ``migrations/versions``; a test holds both together
HEAD = "0005"

metadata = MetaData(
    naming_convention={
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

KINDS = f"kind IN ({', '.join(repr(kind) for kind in CAPTURE_KINDS)})"
SIDES = "side IN ('left', 'right', 'midline', 'unstated')"
#: what is alive, for partial unique indexes: a withdrawn row gives its identity free
ALIVE = "withdrawn = ''"


def subject_column() -> Column[str]:
    """The subject that a row belongs to."""
    return Column("subject", String, ForeignKey("subject.id"), nullable=False)


def capture_column(name: str = "capture", **options: bool) -> Column[str]:
    """The capture that a row belongs to."""
    return Column(name, String, ForeignKey("capture.sha256"), nullable=False, **options)  # type: ignore[arg-type]


def side_column() -> Column[str]:
    """A side, held by the database itself."""
    return Column("side", String, CheckConstraint(SIDES, name="side"), nullable=False)


def version_column() -> Column[int]:
    """Counts changes of a row; a write names the one that it read, so that none is lost."""
    return Column("version", Integer, nullable=False, server_default="1")


def withdrawn_column() -> Column[str]:
    """Why a row no longer counts; empty while it does. Nothing is ever deleted."""
    return Column("withdrawn", Text, nullable=False, server_default="")


def kept_columns() -> tuple[Column[int], Column[int], Column[str]]:
    """The columns that every table of a ``Ledger`` begins with."""
    return (Column("id", Integer, primary_key=True), version_column(), withdrawn_column())


def finding_columns() -> list[Column[object]]:
    """What a finding is, wherever it is kept."""
    return [
        Column("metric", String, nullable=False),
        Column("conditions", Text, nullable=False),
        Column("value", Float),
        Column("unit", String, nullable=False),
        Column("u", Float),
        Column("u_kind", String),
        Column("u_reason", Text),
        Column("method", String, nullable=False),
        Column("method_version", String, nullable=False),
        Column("device", String, nullable=False),
        Column("captures", Text, nullable=False),
        Column("region", String, nullable=False),
        Column("item", String, nullable=False),
        Column("replicate", Integer, nullable=False),
        Column("flags", Text, nullable=False),
    ]
