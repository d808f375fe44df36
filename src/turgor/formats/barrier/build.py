"""From a placement's raw numbers to a checked series: units, order, gaps, the room."""

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError, UnitError
from turgor.formats.barrier.options import LIMITS, BarrierOptions
from turgor.formats.barrier.table import Placement
from turgor.formats.barrier.unit import (
    QUANTITY_OF,
    TIME_UNITS,
    VALUE_UNITS,
    is_celsius,
    is_percent,
    time_unit,
    value_unit,
)
from turgor.formats.finishing import printable
from turgor.record.barrier import BarrierSeries

F = NDArray[np.float64]
#: readings beyond which no skin lies, noise about zero before contact aside; kept and flagged
_SKIN = {"tewl": (-2.0, 400.0), "capacitance": (-2.0, 1000.0)}
_SWING = {"temperature": 1.0, "humidity": 5.0}


class Told:
    """What the file and the user say, the file first, with flags where they differ."""

    def __init__(self, facts: Mapping[str, str], options: BarrierOptions) -> None:
        self.flags: list[str] = []
        self._facts, self._options = facts, options

    def text(self, word: str, default: str = "") -> str:
        """The file's word, else the user's, else ``default``."""
        said = self._facts.get(word, "")
        own = getattr(self._options, word)
        if said and own is not None and said != own:
            self.flag(f"{word.replace('_', '-')}-differs-from-statement")
        return said or own or default

    def number(self, word: str, measured: float | None = None) -> float | None:
        """A column's mean, else the file's number, else the user's."""
        said = float(self._facts[word]) if word in self._facts else None
        own = getattr(self._options, word)
        found = next((v for v in (measured, said) if v is not None), None)
        least, most = LIMITS[word]
        if found is not None and not least <= found <= most:
            self.flag(f"{word.rsplit('_', 1)[0].replace('_', '-')}-implausible")
            found = None
        if found is not None and own is not None and abs(found - own) > 1e-6:
            self.flag(f"{word.rsplit('_', 1)[0].replace('_', '-')}-differs-from-statement")
        return own if found is None else found

    def flag(self, word: str) -> None:
        """Add one flag, once."""
        if word not in self.flags:
            self.flags.append(word)


def series_from(
    path: Path,
    placement: Placement,
    units: Mapping[str, str],
    facts: Mapping[str, str],
    options: BarrierOptions,
    known: tuple[str, tuple[str, ...], Mapping[str, str]],
) -> BarrierSeries:
    """One checked series. units : word of a column -> its unit. known : format id, flags, settings.

    Errors: FormatError for reversed, repeated or negative times or hardly any readings; UnitError
    where time or value has no unit.
    """
    where = f"{path}" + (f": placement '{placement.name}'" if placement.name else "")
    told = Told(facts, options)
    quantity, factor = _value(where, placement, told)
    seconds = _time_factor(where, placement, units.get("time", ""), told)
    time = np.array(placement.time) * seconds
    value = np.array(placement.value) * factor
    time, value, kept = _ordered(where, placement, time, value, told)
    beside = {
        word: np.array(column)[kept] for word, column in _with_units(placement, units, told).items()
    }
    chamber = told.text("chamber", "contact" if quantity == "capacitance" else "unknown")
    low, high = _SKIN[quantity]
    if np.any((value < low) | (value > high)):
        told.flag("outside-skin-range")
    depth = told.number("chamber_depth_mm")
    return BarrierSeries(
        time,
        value,
        quantity,
        chamber=chamber,
        temperature_c=told.number("temperature_c", _room(beside, "temperature", told)),
        relative_humidity_pct=told.number("relative_humidity_pct", _room(beside, "humidity", told)),
        probe_temperature_c=beside.get("probe_temperature"),
        probe_humidity_pct=beside.get("probe_humidity"),
        name=printable(placement.name or facts.get("name", ""), 80),
        format_id=known[0],
        device=printable(told.text("device"), 80),
        device_class=printable(told.text("device_class", "unknown"), 80),
        stated={} if depth is None else {"chamber_depth_mm": depth},
        settings={printable(k, 80): printable(v, 200) for k, v in known[2].items()},
        flags=(*known[1], *told.flags),
    )


def _value(where: str, placement: Placement, told: Told) -> tuple[str, float]:
    """Quantity and factor of a value column."""
    said = placement.heading.unit
    own_unit = told.text("value_unit")
    unit = value_unit(said) if said else (own_unit if own_unit in VALUE_UNITS else "")
    unit = unit or (value_unit(own_unit) if not said else "")
    if not unit:
        what = f"'{said[:30]}' is no unit of a barrier reading" if said else "no unit is stated"
        raise UnitError(
            f"{where}: '{placement.heading.text[:30]}': {what}; write it in the heading, as in "
            f"'TEWL [g/m²h]', or state value_unit, one of {', '.join(VALUE_UNITS)}"
        )
    word = placement.heading.word
    quantity = word if word != "value" else told.text("quantity", QUANTITY_OF[unit])
    if QUANTITY_OF[unit] != quantity:
        raise UnitError(f"{where}: {quantity} in '{unit}': that is no unit of it")
    return quantity, VALUE_UNITS[unit]


def _time_factor(where: str, placement: Placement, said: str, told: Told) -> float:
    if placement.clock:
        return 1.0
    own = told.text("time_unit")
    unit = time_unit(said) if said else time_unit(own)
    if not unit:
        what = f"'{said[:30]}' is no unit of time" if said else "the time column has no unit"
        raise UnitError(
            f"{where}: {what}; write it in the heading, as in 'Time [s]', or state time_unit, one "
            f"of {', '.join(TIME_UNITS)}"
        )
    return TIME_UNITS[unit]


def _ordered(
    where: str, placement: Placement, time: F, value: F, told: Told
) -> tuple[F, F, NDArray[np.bool_]]:
    """Rising times from 0 on; rows without a time are left out, gaps of the value are kept."""
    kept = np.isfinite(time)
    if not kept.all():
        told.flag("rows-without-time")
    time, value = time[kept], value[kept]
    rows = np.array(placement.rows)[kept]
    if time.size == 0 or not np.isfinite(value).any():
        raise FormatError(f"{where}: holds no reading; export it again")
    if placement.clock:
        time = time - time[0]
    if time[0] < 0:
        raise FormatError(
            f"{where}: row {rows[0]}: time {time[0]:g} s is before contact; count from contact on"
        )
    step = np.diff(time)
    if np.any(step <= 0):
        at = int(np.argmax(step <= 0)) + 1
        raise FormatError(
            f"{where}: row {rows[at]}: time {time[at]:g} s comes after {time[at - 1]:g} s; times "
            "must rise: give each placement a name of its own, or sort the rows"
        )
    gaps = int(np.count_nonzero(~np.isfinite(value)))
    if 2 * gaps > value.size:
        raise FormatError(f"{where}: {gaps} of {value.size} readings are missing; measure again")
    if gaps:
        told.flag("missing-points")
    if step.size > 2 and step.max() > 3.0 * np.median(step):
        told.flag("time-gap")
    return time, value, kept


def _with_units(
    placement: Placement, units: Mapping[str, str], told: Told
) -> dict[str, list[float]]:
    """Columns beside the value whose place and unit are stated; flags for the others."""
    used: dict[str, list[float]] = {}
    for word, column in placement.beside.items():
        if not any(math.isfinite(v) for v in column):
            continue
        if word.startswith("unplaced_"):
            told.flag(f"{word.removeprefix('unplaced_')}-place-not-stated")
            continue
        kind = word.removeprefix("probe_")
        good = is_celsius if kind == "temperature" else is_percent
        if not good(units.get(word, "")):
            told.flag(f"{word.replace('_', '-')}-unit-not-stated")
            continue
        used[word] = column
    return used


def _room(beside: Mapping[str, F], word: str, told: Told) -> float | None:
    """Mean of the room's column, with a flag where the room changed meanwhile."""
    column = beside.get(word)
    if column is None:
        return None
    if np.nanmax(column) - np.nanmin(column) > _SWING[word]:
        told.flag(f"room-{word}-changed")
    return float(np.nanmean(column))
