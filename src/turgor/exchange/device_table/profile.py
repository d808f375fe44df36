"""A mapping profile: which column of an instrument's table is which metric, in which unit."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from turgor.errors import InputError, MetricError, StudyError, UnitError
from turgor.exchange.study_tables import side_of
from turgor.exchange.toml_table import TomlTable, read_toml_text
from turgor.metrics import find_metric
from turgor.units import factor_to_canonical

NOT_SEEN = "profile-columns-not-seen-in-a-real-export"
LAYOUTS = ("wide", "long")
IDENTITY = ("subject", "visit", "site", "side", "date", "replicate")
_KEYS = (
    "name", "title", "seen_in_real_export", "device", "delimiter", "encoding", "decimal",
    "layout", "columns_are_metric_ids", "count_replicates", "date_format", "site", "identity",
    "sides", "conditions", "condition_columns", "long", "column",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a wide table, or one name in a long one.

    header : may hold {visit} and {side}, as in 'Ra {visit} {side} [µm]', and then stands for every
    column of the table that fits. visit, side : where a sheet has a column for each visit or side,
    which this one is.
    """

    header: str
    metric: str
    unit: str
    visit: str = ""
    side: str = ""
    conditions: Mapping[str, str] = field(default_factory=dict)

    @property
    def names_visit(self) -> bool:
        """True where the column itself says which visit it is."""
        return bool(self.visit) or "{visit}" in self.header

    def fits(self, name: str) -> dict[str, str] | None:
        """What a table's header says by this column's pattern; None where it is another one."""
        parts = re.split(r"\{(visit|side)\}", self.header)
        pattern = "".join(
            f"(?P<{part}>\\S+)" if index % 2 else re.escape(part)
            for index, part in enumerate(parts)
        )
        match = re.fullmatch(pattern, name)
        return match.groupdict() if match else None


@dataclass(frozen=True, slots=True)
class Profile:
    """How to read one instrument's table.

    delimiter : ',', ';', 'tab' or 'auto' (the one that the header line holds most of).
    decimal : '.' or ','. layout : 'wide' (a column for each metric) or 'long' (a row for each).
    identity : our word -> their column. sides : their word -> ours. conditions : stated for every
    value. condition_columns : condition -> their column. long : 'name', 'value' and perhaps
    'unit' -> their column. columns_are_metric_ids : a header such as 'primos.ra [µm]' speaks for
    itself. count_replicates : rows of one identity are numbered in the table's order.
    """

    name: str
    title: str
    seen_in_real_export: bool
    device: str
    delimiter: str
    encoding: str
    decimal: str
    layout: str
    columns_are_metric_ids: bool
    count_replicates: bool
    date_format: str
    site: str
    identity: Mapping[str, str]
    sides: Mapping[str, str]
    conditions: Mapping[str, str]
    condition_columns: Mapping[str, str]
    long: Mapping[str, str]
    columns: tuple[Column, ...]

    @property
    def flags(self) -> tuple[str, ...]:
        """What every finding through this profile carries."""
        return () if self.seen_in_real_export else (NOT_SEEN,)

    def needed_headers(self) -> tuple[str, ...]:
        """The columns without which a table is not of this profile."""
        stated = [self.identity[name] for name in ("subject", "visit") if name in self.identity]
        return (*stated, *self.long.values())


def load_profile(name_or_path: str | Path) -> Profile:
    """A user's own profile by its path, or a saved one by its name.

    Errors: InputError naming the saved profiles; StudyError for a profile that breaks the schema.
    """
    path = Path(name_or_path)
    if path.suffix == ".toml" or path.exists():
        return parse_profile(read_toml_text(path), str(path))
    saved = saved_profiles()
    if str(name_or_path) not in saved:
        raise InputError(
            f"mapping profile '{name_or_path}' is neither a file nor a saved profile; saved are "
            f"{', '.join(saved)}"
        )
    return saved[str(name_or_path)]


@cache
def saved_profiles() -> dict[str, Profile]:
    """Every profile that comes with Turgor, by its name."""
    folder = files("turgor.exchange") / "data" / "profiles"
    found = [
        parse_profile(entry.read_text(encoding="utf-8"), entry.name)
        for entry in sorted(folder.iterdir(), key=lambda item: item.name)
        if entry.name.endswith(".toml")
    ]
    return {profile.name: profile for profile in found}


def parse_profile(text: str, where: str) -> Profile:
    """Read a profile and hold every metric, unit and condition against the catalogue.

    Errors: StudyError with what is allowed.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"{where}: is no valid TOML ({error})") from error
    root = TomlTable(document, where, _KEYS)
    layout = root.text("layout", "wide", LAYOUTS)
    long_keys = ("name", "value", "unit") if layout == "long" else ()
    profile = Profile(
        name=root.text("name"),
        title=root.text("title", ""),
        seen_in_real_export=root.flag("seen_in_real_export"),
        device=root.text("device", ""),
        delimiter=root.text("delimiter", "auto", (",", ";", "tab", "auto")),
        encoding=root.text("encoding", "utf-8"),
        decimal=root.text("decimal", ".", (".", ",")),
        layout=layout,
        columns_are_metric_ids=root.flag("columns_are_metric_ids"),
        count_replicates=root.flag("count_replicates"),
        date_format=root.text("date_format", "%Y-%m-%d"),
        site=root.text("site", ""),
        identity=_words(root, "identity", where, IDENTITY),
        sides=_words(root, "sides", where, None),
        conditions=_words(root, "conditions", where, None),
        condition_columns=_words(root, "condition_columns", where, None),
        long=_words(root, "long", where, long_keys),
        columns=tuple(_column(table, where) for table in root.tables("column")),
    )
    _complete(profile, root)
    return profile


def _words(root: TomlTable, key: str, where: str, known: tuple[str, ...] | None) -> dict[str, str]:
    table = root.table(key)
    entry = TomlTable(table, f"{where} [{key}]", known if known is not None else tuple(table))
    return {name: entry.text(name) for name in table}


def _column(table: Mapping[str, object], where: str) -> Column:
    known = ("header", "metric", "unit", "visit", "side", "conditions")
    entry = TomlTable(table, f"{where} [[column]]", known)
    conditions = entry.table("conditions")
    inner = TomlTable(conditions, f"{where} [column.conditions]", tuple(conditions))
    column = Column(
        header=entry.text("header"),
        metric=entry.text("metric"),
        unit=entry.text("unit"),
        visit=entry.text("visit", ""),
        side=side_of(entry.text("side")) if table.get("side") else "",
        conditions={name: inner.text(name) for name in conditions},
    )
    try:
        reported_metric(column.metric, column.unit)
    except (MetricError, UnitError, StudyError) as error:
        raise entry.refuse(f"column '{column.header}': {error}") from error
    return column


def reported_metric(metric_id: str, unit: str) -> float:
    """The factor from a unit to the canonical unit of a device-reported metric.

    Errors: MetricError where the metric is unknown, UnitError where the unit is of another
    dimension, StudyError where the metric is measured by Turgor itself.
    """
    metric = find_metric(metric_id)
    if not metric.device_reported:
        raise StudyError(
            f"'{metric_id}' is measured by Turgor; a device's number needs a device-reported metric"
        )
    return factor_to_canonical(unit, metric.kind)


def _complete(profile: Profile, root: TomlTable) -> None:
    if "subject" not in profile.identity:
        raise root.refuse("[identity] lacks subject; name its column")
    if "visit" not in profile.identity and not (
        profile.columns and all(column.names_visit for column in profile.columns)
    ):
        raise root.refuse("the visit is not known; name its column, or give each column's visit")
    if not profile.site and "site" not in profile.identity:
        raise root.refuse("the site is not known; give 'site', or its column in [identity]")
    if profile.layout == "long" and not {"name", "value"} <= set(profile.long):
        raise root.refuse("a long table needs [long] name and value")
    if not profile.columns and not profile.columns_are_metric_ids:
        raise root.refuse("no [[column]] is declared; name at least one")
    try:
        "".encode(profile.encoding)
    except LookupError:
        raise root.refuse(
            f"encoding '{profile.encoding}' is unknown; give utf-8, utf-16 or cp1252"
        ) from None
