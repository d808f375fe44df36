"""Fractional lasers by name: wavelength, nominal spot, power, and how their spot comes out."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from turgor.errors import InputError
from turgor.evidence import all_parameters, parameter
from turgor.record.stimulus import StimulusFlag

#: a setting's wavelength may differ by this much from the device's, nm: makers round
_ROUNDED_NM = 25.0
_MARKS = str.maketrans(dict.fromkeys("®™©-_/.,;()[]", " ") | {":": "", "₂": "2", "+": " + "})


@dataclass(frozen=True, slots=True)
class LaserDevice:
    """A fractional laser, or what is taken for one that isn't known by name.

    beam : 'gaussian' or 'flat'. placement, order : as in ZoneField and Scan. Numbers are read
    from the evidence base each time, so they follow the present draw.
    """

    id: str
    words: tuple[str, ...]
    beam: str
    placement: str
    order: str
    ablative: bool
    range_nm: tuple[float, float] | None = None
    brands: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether it is a device by name."""
        return self.range_nm is None

    @property
    def wavelength_nm(self) -> float | None:
        """Of the device; None for what stands in for an unknown one."""
        return _number(f"laser.{self.id}.wavelength")

    @property
    def spot_um(self) -> float:
        """Nominal diameter of a microbeam on the skin."""
        return parameter(f"laser.{self.id}.spot")

    @property
    def power_w(self) -> float | None:
        """Peak power, which turns energy into a pulse's duration; None where nobody states it."""
        return _number(f"laser.{self.id}.power")

    @property
    def effective_ratio(self) -> float:
        """Effective over nominal diameter: calibrated, or drawn from what devices differ by."""
        own = _number(f"laser.{self.id}.spot.effective-ratio")
        return parameter("laser.spot.effective-ratio") if own is None else own

    @property
    def calibrated(self) -> bool:
        """Whether its effective spot was fitted to histology."""
        return f"laser.{self.id}.spot.effective-ratio" in all_parameters()


def find_laser(device: str, wavelength_nm: float) -> tuple[LaserDevice, tuple[StimulusFlag, ...]]:
    """The laser that a text means, at a wavelength.

    A text that names no known laser gives the generic one of the wavelength, with the flag
    ``device-unknown``.

    Errors: InputError where the device doesn't emit that wavelength, or no fractional laser does.
    """
    named = _named(device, {laser: laser.words for laser in _lasers().values()})
    branded = _named(device, {laser: laser.brands for laser in _lasers().values()})
    fitting = [laser for laser in named or branded if _emits(laser, wavelength_nm)]
    if fitting:
        return fitting[0], ()
    if named:
        raise _emits_another(device, named, wavelength_nm)
    for laser in _lasers().values():
        if laser.range_nm and laser.range_nm[0] <= wavelength_nm <= laser.range_nm[1]:
            # a brand may have lasers that aren't known here, but not of quite another kind
            if branded and not any(one.ablative == laser.ablative for one in branded):
                raise _emits_another(device, branded, wavelength_nm)
            at = f" at {wavelength_nm:g} nm" if branded else ""
            said = f"'{device}' is no laser known here{at}"
            said = said if device.strip() else "no device is named"
            text = f"{said}; spot and scan are what lasers of {wavelength_nm:g} nm mostly have"
            return laser, (StimulusFlag("device-unknown", text, "laser.spot.effective-ratio"),)
    ranges = ", ".join(f"{a:g} to {b:g}" for a, b in _generic_ranges())
    raise InputError(
        f"no fractional laser of {wavelength_nm:g} nm is known; allowed: {ranges} nm, about the "
        "lines of the lasers on record (field-choices); correct the wavelength"
    )


def _emits_another(device: str, named: Sequence[LaserDevice], wavelength_nm: float) -> InputError:
    emitted = ", ".join(sorted({f"{laser.wavelength_nm:g}" for laser in named}))
    return InputError(
        f"device '{device}' emits {emitted} nm, the session says {wavelength_nm:g} nm; "
        "correct one of the two"
    )


def _named(device: str, names: Mapping[LaserDevice, tuple[str, ...]]) -> list[LaserDevice]:
    """Lasers of which a text holds a name, those with the longest such name."""
    text = f" {_plain(device)} "
    found: list[tuple[int, LaserDevice]] = []
    for laser, words in names.items():
        held = [len(word) for word in map(_plain, words) if f" {word} " in text]
        if held:
            found.append((max(held), laser))
    return [laser for _, laser in sorted(found, key=lambda item: -item[0])]


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.lower().translate(_MARKS)).strip()


def _emits(laser: LaserDevice, wavelength_nm: float) -> bool:
    own = laser.wavelength_nm
    return own is not None and abs(own - wavelength_nm) <= _ROUNDED_NM


def _number(name: str) -> float | None:
    return parameter(name) if name in all_parameters() else None


def _generic_ranges() -> list[tuple[float, float]]:
    return sorted(laser.range_nm for laser in _lasers().values() if laser.range_nm is not None)


@cache
def _lasers() -> Mapping[str, LaserDevice]:
    """Every laser by its id; words only, no number that a draw could change."""
    entry = files("turgor.skin.stimulus.field") / "data" / "lasers.toml"
    table = tomllib.loads(entry.read_text(encoding="utf-8"))
    return {name: _laser(name, values) for name, values in table.items()}


def _laser(name: str, values: Mapping[str, object]) -> LaserDevice:
    between = values.get("range_nm")
    return LaserDevice(
        id=name,
        words=_texts(values.get("words")),
        brands=_texts(values.get("brands")),
        beam=str(values["beam"]),
        placement=str(values["placement"]),
        order=str(values["order"]),
        ablative=bool(values["ablative"]),
        range_nm=(float(between[0]), float(between[1])) if isinstance(between, list) else None,
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(word) for word in value) if isinstance(value, list) else ()
