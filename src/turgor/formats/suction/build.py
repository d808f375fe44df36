"""From raw series to recordings: units, protocol, order of time, curves put end to end."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.base import NEVER_TRIED
from turgor.formats.finishing import printable
from turgor.formats.spectrum.cells import number
from turgor.formats.suction.heading import factor_of
from turgor.formats.suction.options import SuctionOptions
from turgor.formats.suction.profile import Profile
from turgor.formats.suction.table import Floats, RawSeries
from turgor.record.suction import REGIMES, UNKNOWN, SuctionProtocol, SuctionRecording

OVERRULED = "stated-option-overruled-by-the-file"
NEGATIVE_TIMES = "negative-times"
REGIME_ASSUMED = "regime-assumed-constant-vacuum"
REQUIRED = ("aperture_mm", "pressure_mbar", "on_s", "off_s", "cycles", "first_curve")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What holds for every series of a file: its words in our terms, its pairs as written."""

    format_id: str
    facts: Mapping[str, str]
    pairs: Mapping[str, str]
    profile: Profile
    flags: tuple[str, ...] = ()


def recording_from(
    path: Path, raw: RawSeries, told: FileFacts, options: SuctionOptions
) -> SuctionRecording:
    """One series in s, mm and mbar with its protocol.

    Errors: FormatError where a unit or a word of the protocol is stated nowhere (all are named),
    time does not rise, or the heights cannot be those of skin in this aperture.
    """
    stated = Stated(told, options)
    numbered = None if raw.curve is None else int(raw.curve[0])
    protocol, first_curve = protocol_of(path, stated, numbered)
    time, elevation, pressure, more = _in_our_units(path, raw, stated)
    time, keep, starts, first = _end_to_end(path, raw, time, protocol, first_curve)
    elevation, pressure = elevation[keep], None if pressure is None else pressure[keep]
    _rising(path, raw, time)
    highest = np.nanmax(np.abs(elevation)) if np.isfinite(elevation).any() else np.nan
    if not np.isfinite(highest):
        raise FormatError(f"{path}: {raw.place} holds no height at all; export the curve again")
    if highest > 10.0 * protocol.aperture_mm:
        raise FormatError(
            f"{path}: {raw.place} rises to {highest:g} mm in an aperture of "
            f"{protocol.aperture_mm:g} mm; check the unit of the heights (elevation_unit)"
        )
    flags = (*told.flags, *raw.flags, *more, *stated.flags())
    flags += (NEGATIVE_TIMES,) if time[0] < 0.0 else ()
    if not told.profile.seen_in_real_export:
        flags += (NEVER_TRIED,)
    return SuctionRecording(
        time,
        elevation,
        protocol,
        cycle_start_s=starts,
        pressure_mbar=pressure,
        first_curve=first,
        name=printable(raw.name or stated.text("name"), 120),
        format_id=told.format_id,
        device=printable(stated.text("device"), 120),
        device_class=printable(stated.text("device_class"), 60) or UNKNOWN,
        settings=settings_of(told.pairs),
        flags=tuple(dict.fromkeys(flags)),
    )


def settings_of(pairs: Mapping[str, str]) -> dict[str, str]:
    """A file's pairs of key and value, made fit to be shown."""
    return {printable(key, 60): printable(value, _LONGEST) for key, value in pairs.items()}


class Stated:
    """Each word of the protocol from the file, else from the options, else from the profile."""

    def __init__(self, told: FileFacts, options: SuctionOptions) -> None:
        """Nothing is looked up yet."""
        self._facts, self._options, self._profile = told.facts, options, told.profile.protocol
        self._overruled = False
        self.format_id = told.format_id
        self.regime_assumed = False

    def text(self, word: str) -> str:
        """The word as text, '' where nobody states it."""
        option = getattr(self._options, word, None)
        file = self._facts.get(word, "")
        if file:
            same = number(file) == option if isinstance(option, int | float) else file == option
            self._overruled = self._overruled or (option is not None and not same)
            return file
        return str(option) if option is not None else self._profile.get(word, "")

    def value(self, path: Path, word: str) -> float | None:
        """The word as a number above zero, None where nobody states it.

        Errors: FormatError where it is no such number.
        """
        text = self.text(word)
        if not text:
            return None
        value = number(text)
        if value is None or not np.isfinite(value) or value <= 0.0:
            raise FormatError(
                f"{path}: {word} is '{printable(text)}'; it must be a number above zero"
            )
        return value

    def flags(self) -> tuple[str, ...]:
        """What the looking up showed so far."""
        found = (OVERRULED,) if self._overruled else ()
        return (*found, REGIME_ASSUMED) if self.regime_assumed else found


def protocol_of(
    path: Path, stated: Stated, numbered: int | None = None
) -> tuple[SuctionProtocol, int]:
    """The protocol and the number of the first curve.

    numbered : that number where a column of the file numbers the curves.

    Errors: FormatError that names everything that is missing and the option for each.
    """
    values = {word: stated.value(path, word) for word in REQUIRED}
    if values["first_curve"] is None:
        values["first_curve"] = numbered
    missing = [word for word, value in values.items() if value is None]
    if missing:
        raise FormatError(
            f"{path}: nothing is computed without its protocol; state {', '.join(missing)} as "
            "options of these names, in a mapping profile or in the file"
        )
    known = {word: value for word, value in values.items() if value is not None}
    for word in ("cycles", "first_curve"):
        if known[word] != round(known[word]) or known[word] > 10_000:
            raise FormatError(f"{path}: {word} is {known[word]:g}; it must be a whole number")
    if known["first_curve"] > known["cycles"]:
        raise FormatError(
            f"{path}: first_curve is {known['first_curve']:g} of {known['cycles']:g} cycles; "
            "cycles counts the whole series"
        )
    regime = stated.text("regime")
    if not regime:
        crd = stated.format_id in ("dermalab-crd", "dermalab-cmf")
        regime = UNKNOWN if crd else REGIMES[0]
        stated.regime_assumed = not crd
    if regime not in REGIMES:
        raise FormatError(f"{path}: regime '{printable(regime)}' is none of {', '.join(REGIMES)}")
    protocol = SuctionProtocol(
        aperture_mm=known["aperture_mm"],
        pressure_mbar=known["pressure_mbar"],
        on_s=known["on_s"],
        off_s=known["off_s"],
        cycles=int(known["cycles"]),
        preconditioning=printable(stated.text("preconditioning"), 60) or UNKNOWN,
        contact_force_n=stated.value(path, "contact_force_n"),
        regime=regime,
    )
    return protocol, int(known["first_curve"])


def open_protocol(path: Path, stated: Stated) -> SuctionProtocol:
    """The protocol of a recording without a curve: what is stated nowhere is 0 or unknown.

    Errors: FormatError where a stated word is no number above zero.
    """

    def value(word: str) -> float:
        return stated.value(path, word) or 0.0

    return SuctionProtocol(
        value("aperture_mm"),
        value("pressure_mbar"),
        value("on_s"),
        value("off_s"),
        int(value("cycles")),
        preconditioning=printable(stated.text("preconditioning"), 60) or UNKNOWN,
        contact_force_n=stated.value(path, "contact_force_n"),
        regime=stated.text("regime") if stated.text("regime") in REGIMES else UNKNOWN,
    )


def _in_our_units(
    path: Path, raw: RawSeries, stated: Stated
) -> tuple[Floats, Floats, Floats | None, tuple[str, ...]]:
    factors: dict[str, float] = {}
    flags: tuple[str, ...] = ()
    for word in ("time", "elevation"):
        own, option = raw.units.get(word, ""), stated.text(f"{word}_unit")
        if own and option and factor_of(word, own) != factor_of(word, option):
            flags = (OVERRULED,)
        factor = factor_of(word, own or option)
        if factor is None:
            told = f"'{printable(own)}', which is no unit of it" if own else "stated nowhere"
            example = "s or ms" if word == "time" else "mm or µm"
            raise FormatError(
                f"{path}: the unit of {word} is {told}; state it with {word}_unit, {example}"
            )
        factors[word] = factor
    if raw.pressure is None:
        return raw.time * factors["time"], raw.elevation * factors["elevation"], None, flags
    vacuum = factor_of("pressure", raw.units.get("pressure", ""))
    if vacuum is None:
        return (
            raw.time * factors["time"],
            raw.elevation * factors["elevation"],
            None,
            (*flags, "pressure-left-out-for-want-of-its-unit"),
        )
    pressure = raw.pressure * vacuum
    if np.isfinite(pressure).any() and np.nanmedian(pressure) < 0.0:
        pressure = -pressure  # written as pressure below the room's
    return raw.time * factors["time"], raw.elevation * factors["elevation"], pressure, flags


def _end_to_end(
    path: Path, raw: RawSeries, time: Floats, protocol: SuctionProtocol, first_curve: int
) -> tuple[Floats, NDArray[np.bool_], tuple[float, ...], int]:
    """Time that runs on where a file starts each curve anew; starts and first number of curves."""
    if raw.curve is None:
        return time, np.ones(len(time), dtype=bool), (), first_curve
    edges = [0, *(np.flatnonzero(np.diff(raw.curve)) + 1).tolist(), len(time)]
    numbers = [int(raw.curve[edge]) for edge in edges[:-1]]
    if numbers != sorted(set(numbers)):
        raise FormatError(f"{path}: {raw.place}: curves don't follow in order; sort the rows")
    restarts = all(
        time[start] <= time[edges[0]] + 1e-9 + 0.5 * protocol.on_s for start in edges[1:-1]
    )
    if len(numbers) > 1 and restarts:
        period = protocol.on_s + protocol.off_s
        time = time + (raw.curve - numbers[0]) * period
    keep = np.ones(len(time), dtype=bool)
    for start in edges[1:-1]:
        # a curve may end with the instant at which the next one starts
        keep[start] = time[start] > time[start - 1] + 1e-9
    starts = tuple(float(time[start]) for start in edges[:-1])
    return time[keep], keep, starts, numbers[0]


def _rising(path: Path, raw: RawSeries, time: Floats) -> None:
    if len(time) < 2:
        raise FormatError(f"{path}: {raw.place} holds {len(time)} sample; a curve needs more")
    steps = np.diff(time)
    if np.all(steps > 0.0):
        return
    at = int(np.flatnonzero(steps <= 0.0)[0])
    told = (
        "runs backwards throughout" if np.all(steps < 0.0) else f"stops or turns at sample {at + 2}"
    )
    raise FormatError(
        f"{path}: {raw.place}: time {told} ({time[at]:g} s, then {time[at + 1]:g} s); it must "
        "rise, and curves that each start anew need a column that numbers them"
    )
