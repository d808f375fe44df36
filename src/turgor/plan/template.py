"""Templates of courses: settings, numbers and intervals of published protocols, from a table."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from turgor.errors import InputError
from turgor.record.course import USES, SettingValue
from turgor.record.skin_place import PHOTOTYPES

LEVELS = ("low", "usual", "high", "")
#: always among the candidates
NOTHING = "nothing"
SUNSCREEN = "sunscreen"
_KEYS = {
    "id", "family", "title", "level", "modality", "use", "counts", "interval_days", "series",
    "weeks", "sites", "phototypes", "concerns", "settings", "source", "locator", "taken",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Template:
    """One way of treating, as it was published.

    family : of which a plan takes one at most. level : how strong it is among its family. modality
    : of its sessions, or ``use`` : what is put on at home. counts, interval_days : numbers of
    sessions and days between them, where every number was published at every interval; series :
    else the pairs that were. weeks : of a use. sites : words of the rules' vocabulary where
    it was studied, empty for any. phototypes : in which, empty where it was not said. concerns :
    for which alone it is thought of, empty for any. taken : what the source does not state and was
    chosen here.
    """

    id: str
    family: str
    title: str
    level: str
    modality: str
    use: str
    counts: tuple[int, ...]
    interval_days: tuple[float, ...]
    weeks: tuple[float, ...]
    sites: tuple[str, ...]
    phototypes: tuple[str, ...]
    source: str
    locator: str
    concerns: tuple[str, ...] = ()
    taken: str = ""
    settings: Mapping[str, SettingValue] = field(default_factory=dict)
    series: tuple[tuple[int, float], ...] = ()

    @property
    def every_series(self) -> tuple[tuple[int, float], ...]:
        """Each number of sessions with each interval at which it was published; 0 for one."""
        crossed = (
            (number, interval)
            for number in self.counts
            for interval in (self.interval_days if number > 1 else (0.0,))
        )
        return (*crossed, *self.series)


@cache
def standard_templates() -> tuple[Template, ...]:
    """The templates that ship with Turgor."""
    entry = files("turgor.plan") / "data" / "templates.toml"
    return read_templates(entry.read_text(encoding="utf-8"), entry.name)


def read_templates(text: str, where: str) -> tuple[Template, ...]:
    """Templates from TOML tables ``[[template]]``.

    Errors: InputError with the file, the template and what is allowed.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{where}: {error}") from error
    rows = document.get("template", [])
    if not isinstance(rows, list) or set(document) - {"template"}:
        raise InputError(f"{where}: holds tables [[template]] alone")
    found = tuple(_template(row, where) for row in rows)
    ids = [item.id for item in found]
    for name in ids:
        if ids.count(name) > 1:
            raise InputError(f"{where}: template '{name}' stands there twice")
    return found


def _template(row: Mapping[str, object], where: str) -> Template:
    here = f"{where}: template '{row.get('id', '?')}'"
    unknown = sorted(set(row) - _KEYS)
    if unknown:
        raise InputError(f"{here}: unknown keys {', '.join(unknown)}; allowed: {sorted(_KEYS)}")
    made = Template(
        id=_word(row, "id", here),
        family=_word(row, "family", here),
        title=_word(row, "title", here),
        level=str(row.get("level", "")),
        modality=str(row.get("modality", "")),
        use=str(row.get("use", "")),
        counts=tuple(int(one) for one in _numbers(row, "counts", here)),
        interval_days=_numbers(row, "interval_days", here),
        weeks=_numbers(row, "weeks", here),
        sites=_words(row, "sites", here),
        phototypes=_words(row, "phototypes", here),
        source=str(row.get("source", "")),
        locator=str(row.get("locator", "")),
        concerns=_words(row, "concerns", here),
        taken=str(row.get("taken", "")),
        settings=_settings(row, here),
        series=_series(row, here),
    )
    _hold(made, here)
    return made


def _hold(made: Template, here: str) -> None:
    if made.level not in LEVELS:
        raise InputError(f"{here}: level '{made.level}'; allowed: {', '.join(LEVELS[:-1])}")
    if made.use and made.use not in USES:
        raise InputError(f"{here}: '{made.use}' is no use; allowed: {', '.join(USES)}")
    for phototype in made.phototypes:
        if phototype not in PHOTOTYPES[:-1]:
            raise InputError(f"{here}: phototype '{phototype}'; allowed: I to VI")
    if made.id == NOTHING:
        return
    if not made.source and not made.taken:
        raise InputError(f"{here}: cites nothing; state 'source', or 'taken' for what is assumed")
    if bool(made.modality) == bool(made.use):
        raise InputError(f"{here}: has either a 'modality' or a 'use'")
    if made.use and not made.weeks:
        raise InputError(f"{here}: a use states its 'weeks'")
    if made.modality and not made.counts and not made.series:
        raise InputError(f"{here}: sessions state their 'counts', or 'series' of number and days")
    if any(count > 1 for count in made.counts) and not made.interval_days:
        raise InputError(f"{here}: several sessions state their 'interval_days'")
    if any(one != int(one) for _, one in made.every_series):
        raise InputError(f"{here}: intervals are whole days")


def _word(row: Mapping[str, object], key: str, here: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value:
        raise InputError(f"{here}: needs '{key}'")
    return value


def _words(row: Mapping[str, object], key: str, here: str) -> tuple[str, ...]:
    value = row.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise InputError(f"{here}: '{key}' is a list of words")
    return tuple(value)


def _numbers(row: Mapping[str, object], key: str, here: str) -> tuple[float, ...]:
    value = row.get(key, [])
    if not isinstance(value, list):
        raise InputError(f"{here}: '{key}' is a list of numbers")
    for one in value:
        if isinstance(one, bool) or not isinstance(one, int | float) or one <= 0:
            raise InputError(f"{here}: '{key}' holds numbers above 0")
    return tuple(float(one) for one in value)


def _series(row: Mapping[str, object], here: str) -> tuple[tuple[int, float], ...]:
    value = row.get("series", [])
    said = f"{here}: 'series' holds pairs of a number of sessions and the days between them"
    if not isinstance(value, list):
        raise InputError(said)
    found = []
    for pair in value:
        if not isinstance(pair, list) or len(pair) != 2:
            raise InputError(said)
        number, days = _numbers({"series": pair}, "series", here)
        if number != int(number) or number < 2:
            raise InputError(f"{said}; of 2 sessions or more")
        found.append((int(number), days))
    return tuple(found)


def _settings(row: Mapping[str, object], here: str) -> Mapping[str, SettingValue]:
    value = row.get("settings", {})
    if not isinstance(value, dict):
        raise InputError(f"{here}: 'settings' is a table")
    return {
        str(name): float(one) if isinstance(one, int) and not isinstance(one, bool) else one
        for name, one in value.items()
    }
