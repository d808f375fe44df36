"""Settings of a session as typed values: checked, in one unit each, with notes on what is odd."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from turgor.errors import StudyError
from turgor.record.session import Session
from turgor.record.setting_spec import (
    UNIT_ENDINGS,
    SettingSpec,
    modality_settings,
    split_unit,
)
from turgor.units import registry

SettingValue = float | str | bool

_YES, _NO = ("yes", "true", "1", "on"), ("no", "false", "0", "off")
#: a unit as a person writes one; nothing longer or with powers of powers reaches the parser
_UNIT = re.compile(r"(?:[A-Za-zµμ]{1,20}(?:2|3|²|³)?|%)(?:/[A-Za-zµμ]{1,6}(?:2|3|²|³)?)?")
_POWER = re.compile(r"(?<=[A-Za-z])(2|3|²|³)")
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(\S.*)?")


@dataclass(frozen=True, slots=True)
class SettingNote:
    """Something odd about a setting that is kept all the same.

    kind : unknown (no setting of this modality), no-number, no-unit, unknown-word, implausible,
    missing.
    """

    setting: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class CheckedSettings:
    """Settings as they are kept, as typed values, and what is odd about them.

    settings : text by canonical name; unknown ones under their own name, as they were given.
    values : the typed ones only; numbers in the unit of their specification.
    """

    settings: Mapping[str, str]
    values: Mapping[str, SettingValue]
    notes: tuple[SettingNote, ...]


def check_settings(modality: str, given: Mapping[str, str]) -> CheckedSettings:
    """Type and check a modality's settings; checking the result again changes nothing.

    Errors: StudyError for a value that can't be (a negative depth, 120 %), or one setting given
    under two names with different values.
    """
    known = modality_settings(modality)
    kept: dict[str, str] = {}
    values: dict[str, SettingValue] = {}
    notes: list[SettingNote] = []
    for name, text in given.items():
        found = _find(name, text, known.specs)
        if found is None:
            kept[name] = text
            if known.specs:
                notes.append(_unknown(name, text, modality, known.specs))
            continue
        spec, unit = found
        value, note = _value(spec, name, text, unit)
        if spec.name in values and values[spec.name] != value:
            raise StudyError(f"setting '{name}' contradicts another name of '{spec.name}'")
        if value is None:
            kept[name] = text
        else:
            kept[spec.name], values[spec.name] = _text(value), value
        notes += [note] if note is not None else []
    for spec in known.specs.values():
        if spec.needed and spec.name not in values:
            notes.append(SettingNote(spec.name, "missing", f"'{spec.name}' is not stated"))
    for group in known.either:
        if not any(name in values for name in group):
            said = " nor ".join(f"'{name}'" for name in group)
            notes.append(SettingNote(group[0], "missing", f"neither {said} is stated"))
    return CheckedSettings(kept, values, tuple(notes))


def typed_settings(session: Session) -> Mapping[str, SettingValue]:
    """A session's settings by canonical name: numbers in the name's unit, flags, words.

    What is not stated, or can't be read as its type, is not there.

    Errors: StudyError as for ``check_settings``.
    """
    return check_settings(session.modality, session.settings).values


def _find(name: str, text: str, specs: Mapping[str, SettingSpec]) -> tuple[SettingSpec, str] | None:
    """The setting that a name means, and the unit that name or text states, '' for its own."""
    plain = name.strip().lower().replace("-", "_").replace(" ", "_")
    if plain in specs:
        return specs[plain], ""
    stem, unit = split_unit(plain)
    if not unit:
        number = _NUMBER.fullmatch(text.strip())
        unit = (number.group(2) or "") if number else ""
    for spec in specs.values():
        if stem not in (spec.stem, *spec.aliases):
            continue
        if not spec.numeric or spec.unit == "1":
            return (spec, "") if not unit or not spec.numeric else None
        if unit and _converts(unit, spec.unit):
            return spec, unit
    return None


def _value(
    spec: SettingSpec, name: str, text: str, unit: str
) -> tuple[SettingValue | None, SettingNote | None]:
    plain = text.strip()
    if spec.type == "text":
        return plain, None
    if spec.type == "flag":
        if plain.lower() in (*_YES, *_NO):
            return plain.lower() in _YES, None
        return None, SettingNote(
            spec.name, "unknown-word", f"'{name}' is '{text}'; write yes or no"
        )
    if spec.type == "word":
        word = plain.lower()
        word = spec.synonyms.get(word, word)
        if word in spec.words:
            return word, None
        said = f"'{name}' is '{text}', none of {', '.join(spec.words)}; kept as it is"
        return word, SettingNote(spec.name, "unknown-word", said)
    return _number(spec, name, plain, unit)


def _number(
    spec: SettingSpec, name: str, text: str, unit: str
) -> tuple[float | None, SettingNote | None]:
    match = _NUMBER.fullmatch(text)
    if match is None:
        said = f"'{name}' is '{text}', which is no number; kept as text"
        return None, SettingNote(spec.name, "no-number", said)
    stated = (match.group(2) or "").strip()
    value = float(match.group(1))
    for written in dict.fromkeys(filter(None, (unit, stated))):
        if not _converts(written, spec.unit):
            raise StudyError(f"setting '{name}' is '{text}'; '{written}' is no unit of it")
    written = unit or stated
    if unit and stated and _factor(unit, spec.unit) != _factor(stated, spec.unit):
        raise StudyError(f"setting '{name}' is '{text}'; name and value state two units")
    if written:
        value = float(f"{value * _factor(written, spec.unit):.12g}")
    _check_bounds(spec, name, value, text)
    if spec.usual is not None and not spec.usual[0] <= value <= spec.usual[1]:
        low, high = spec.usual
        said = f"'{spec.name}' = {value:g} is unusual; {low:g} to {high:g} are met with"
        said += _slip(spec, value)
        return value, SettingNote(spec.name, "implausible", said)
    return value, None


def _check_bounds(spec: SettingSpec, name: str, value: float, text: str) -> None:
    low = spec.lowest if spec.lowest is not None else -math.inf
    high = spec.highest if spec.highest is not None else math.inf
    unit = "" if spec.unit == "1" else f" {'%' if spec.unit == 'percent' else spec.unit}"
    if not math.isfinite(value) or not low <= value <= high:
        raise StudyError(
            f"setting '{name}' is '{text}'; '{spec.name}' lies between {low:g} and {high:g}{unit}, "
            f"the project's own bounds of what can be{_slip(spec, value)}"
        )
    if spec.type == "whole" and value != int(value):
        raise StudyError(f"setting '{name}' is '{text}'; '{spec.name}' is a whole number")


def _slip(spec: SettingSpec, value: float) -> str:
    """A hint where the value would be usual in a unit a thousand times as large or as small."""
    for factor, said in ((1e3, "a thousand times as much"), (1e-3, "a thousandth")):
        if spec.usual is not None and spec.usual[0] <= value * factor <= spec.usual[1]:
            return f"; {said} would be usual: is the unit right?"
    return ""


def _unknown(name: str, text: str, modality: str, specs: Mapping[str, SettingSpec]) -> SettingNote:
    stem = split_unit(name.strip().lower())[0]
    near = [spec for spec in specs.values() if stem in (spec.stem, *spec.aliases) and spec.numeric]
    if near and _NUMBER.fullmatch(text.strip()):
        wanted = " or ".join(f"'{spec.name}'" for spec in near)
        said = f"setting '{name}' states no unit that fits; write {wanted}; kept as text"
        return SettingNote(name, "no-unit", said)
    said = f"setting '{name}' is no typed setting of {modality}; kept as text"
    return SettingNote(name, "unknown", said)


def _converts(unit: str, wanted: str) -> bool:
    try:
        _factor(unit, wanted)
    except Exception:  # pint raises many kinds, for a unit that it doesn't know or that doesn't fit
        return False
    return True


def _factor(unit: str, wanted: str) -> float:
    if unit == wanted:
        return 1.0
    written = {"%": "percent", "µm": "um", "μm": "um"}.get(unit, unit)
    if wanted == "1" or not (_UNIT.fullmatch(written) or written in UNIT_ENDINGS.values()):
        raise StudyError(f"'{unit}' is no unit that can stand here")
    registered = registry()
    if written not in UNIT_ENDINGS.values():
        written = _POWER.sub(
            lambda power: "**" + {"²": "2", "³": "3"}.get(power[1], power[1]), written
        )
    return float(registered.Quantity(1.0, written).to(wanted).magnitude)


def _text(value: SettingValue) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.12g}" if isinstance(value, float) else value
