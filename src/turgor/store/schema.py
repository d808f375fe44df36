"""The relational schema: one table for each word, identities held by the database itself."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from turgor.record.capture import CAPTURE_KINDS

#: 'TRGR': how a study's database is told from any other SQLite file
APPLICATION_ID = 0x54524752
#: the newest revision in ``migrations/versions``; a test holds both together
HEAD = "0003"

metadata = MetaData(
    naming_convention={
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

_KINDS = f"kind IN ({', '.join(repr(kind) for kind in CAPTURE_KINDS)})"
_SIDES = "side IN ('left', 'right', 'midline', 'unstated')"


def _subject() -> Column[str]:
    return Column("subject", String, ForeignKey("subject.id"), nullable=False)


def _capture(name: str = "capture", **options: bool) -> Column[str]:
    return Column(name, String, ForeignKey("capture.sha256"), nullable=False, **options)  # type: ignore[arg-type]


subject = Table(
    "subject",
    metadata,
    Column("id", String, primary_key=True),
    Column("centre", String, nullable=False),
    Column("birth_year", Integer),
    Column("sex", String, nullable=False),
    Column("phototype", String, nullable=False),
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
    Column("side", String, CheckConstraint(_SIDES, name="side"), nullable=False),
    Column("region", String, nullable=False),
    Column("replicate", Integer, CheckConstraint("replicate > 0", name="count"), nullable=False),
    Column("reseated", Boolean, nullable=False),
    Column("device", String, nullable=False),
    Column("operator", String, nullable=False),
    Column("settings", Text, nullable=False),
    Column("kind", String, CheckConstraint(_KINDS, name="kind"), nullable=False),
    ForeignKeyConstraint(["subject", "visit"], ["visit.subject", "visit.label"]),
    Column("setup", String, nullable=False),
    UniqueConstraint("subject", "visit", "site", "side", "region", "replicate", "kind", "setup"),
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
    _subject(),
    Column("date", Date, nullable=False),
    Column("site", String, nullable=False),
    Column("side", String, CheckConstraint(_SIDES, name="side"), nullable=False),
    Column("modality", String, nullable=False),
    Column("delivered", Boolean, nullable=False),
    Column("device", String, nullable=False),
    Column("settings", Text, nullable=False),
    UniqueConstraint("subject", "date", "site", "side", "modality", "device"),
)

region = Table(
    "region",
    metadata,
    Column("id", Integer, primary_key=True),
    _subject(),
    Column("site", String, nullable=False),
    Column("side", String, CheckConstraint(_SIDES, name="side"), nullable=False),
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
    _subject(),
    Column("site", String, nullable=False),
    Column("side", String, CheckConstraint(_SIDES, name="side"), nullable=False),
    Column("region", String, nullable=False),
    Column("version", Integer, nullable=False),
    _capture(),
    Column("origin", String, nullable=False),
    Column("form", Text, nullable=False),
    UniqueConstraint("subject", "site", "side", "region", "version"),
)

blind_code = Table(
    "blind_code",
    metadata,
    Column("code", String, primary_key=True),
    _capture(),
)

registration = Table(
    "registration",
    metadata,
    _capture(primary_key=True),
    _capture("baseline"),
    Column("method_version", String, nullable=False),
    Column("shift_x_um", Float),
    Column("shift_y_um", Float),
    Column("rotation_deg", Float),
    Column("overlap_fraction", Float),
    Column("residual_um", Float),
    Column("form", Text, nullable=False),
    Column("refused", Text, nullable=False),
)

measurement = Table(
    "measurement",
    metadata,
    Column("id", Integer, primary_key=True),
    _capture(),
    Column("method", String, nullable=False),
    Column("method_version", String, nullable=False),
    Column("settings", String, nullable=False),
    Column("region_version", Integer, nullable=False),
    UniqueConstraint("capture", "method", "method_version", "settings", "region_version"),
)


def _finding_columns() -> list[Column[object]]:
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


finding = Table(
    "finding",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("measurement", Integer, ForeignKey("measurement.id"), nullable=False),
    *_finding_columns(),
    UniqueConstraint("measurement", "metric", "conditions", "region", "item"),
)

refusal = Table(
    "refusal",
    metadata,
    _capture(primary_key=True),
    Column("stage", String, nullable=False),
    Column("reason", Text, nullable=False),
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
    Column("side", String, CheckConstraint(_SIDES, name="side"), nullable=False),
    Column("date", Date),
    Column("table_sha256", String, ForeignKey("device_table.sha256"), nullable=False),
    Column("row", Integer, nullable=False),
    *_finding_columns(),
    ForeignKeyConstraint(["subject", "visit"], ["visit.subject", "visit.label"]),
    UniqueConstraint(
        "subject", "visit", "site", "side", "region", "metric", "conditions", "item", "replicate"
    ),
)
