"""One person's course of a protocol: arm, side, measured classes and ranges settled."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from turgor.errors import InputError
from turgor.record.course import Course, CourseSession, CourseUse, SettingValue
from turgor.record.protocol import (
    Protocol,
    ProtocolArm,
    ProtocolSession,
    ProtocolUse,
    SettingByClass,
    SettingChoice,
    SettingRange,
)
from turgor.record.setting_spec import modality_settings

_OTHER = {"left": "right", "right": "left"}
_RETINOID = "topical-retinoid"
_DAYS_A_WEEK = 7.0


def protocol_course(
    protocol: Protocol,
    arm: str = "",
    measured: Mapping[str, str] | None = None,
    side: str = "",
    *,
    share: float = 0.5,
) -> Course:
    """The course of one arm (or of one side of a face, where sides are arms) for one person.

    arm : by name; empty where there is but one. measured : class of each thing that a setting
    hangs on, such as {"skin_thickness": "thin"}. side : left or right, as it was drawn. share : how
    far into every range, 0 the lower end and 1 the upper; whole numbers and whole days stay whole.
    Where something is used before day 0, day 0 becomes its first day.

    Errors: InputError for an arm that isn't there, a class or side that isn't stated, or a share
    outside 0 to 1.
    """
    if not 0.0 <= share <= 1.0:
        raise InputError(
            f"share is {share:g}; allowed: 0, the lower end of ranges, to 1, the upper"
        )
    chosen = find_arm(protocol, arm)
    classes = measured or {}
    sessions = [
        one for item in chosen.sessions for one in _sessions(protocol, item, classes, side, share)
    ]
    sessions.sort(key=lambda session: session.day)
    uses = [one for item in chosen.uses for one in _uses(item, sessions)]
    first = min([one.day for one in sessions] + [start for start, _, _ in uses], default=0.0)
    shift = float(-int(first // 1.0)) if first < 0.0 else 0.0
    return Course(
        f"{protocol.name}, {chosen.name}" if len(protocol.arms) > 1 else protocol.name,
        tuple(replace(one, day=one.day + shift) for one in sessions),
        tuple(
            CourseUse(
                use.kind, start + shift, stop + shift, _use_settings(protocol, use, classes, share)
            )
            for start, stop, use in uses
        ),
    )


def find_arm(protocol: Protocol, name: str) -> ProtocolArm:
    """An arm by its name, the only one where none is named.

    Errors: InputError with the arms that there are.
    """
    names = [arm.name for arm in protocol.arms]
    if not name and len(protocol.arms) == 1:
        return protocol.arms[0]
    if name not in names:
        near = get_close_matches(name, names, n=1, cutoff=0.5)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        said = f"has no arm '{name}'" if name else "has several arms; name one"
        raise InputError(f"protocol {protocol.name} {said}; there are {', '.join(names)}{hint}")
    return protocol.arms[names.index(name)]


def rhythm_setting(kind: str, per_week: float) -> tuple[str, float]:
    """How often, as the settings of a use state it: nights a week of a retinoid, else a day."""
    if kind == _RETINOID:
        return "nights_per_week", per_week
    return "per_day", per_week / _DAYS_A_WEEK


def _sessions(
    protocol: Protocol,
    item: ProtocolSession,
    measured: Mapping[str, str],
    side: str,
    share: float,
) -> list[CourseSession]:
    interval = item.interval_days
    if isinstance(interval, SettingRange):
        days = _within(interval, share)
        whole = interval.low.is_integer() and interval.high.is_integer()
        interval = float(round(days)) if whole else days
    settings = {
        name: _settled(protocol, item.modality, name, value, measured, share)
        for name, value in item.settings.items()
    }
    return [
        CourseSession(
            item.day + k * interval,
            item.modality,
            item.device,
            settings,
            item.site,
            _side(protocol, item.side, side),
        )
        for k in range(item.count)
    ]


def _uses(
    item: ProtocolUse, sessions: Sequence[CourseSession]
) -> list[tuple[float, float, ProtocolUse]]:
    """Stretches of one use, those after each session joined where they meet."""
    starts = [one.day for one in sessions] if item.of_session else [0.0]
    found: list[tuple[float, float, ProtocolUse]] = []
    for day in dict.fromkeys(starts):
        start, stop = day + item.from_day, day + item.to_day
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(stop, found[-1][1]), item)
        else:
            found.append((start, stop, item))
    return found


def _use_settings(
    protocol: Protocol, use: ProtocolUse, measured: Mapping[str, str], share: float
) -> dict[str, SettingValue]:
    settings = {
        name: _settled(protocol, use.kind, name, value, measured, share)
        for name, value in use.settings.items()
    }
    rhythm, value = rhythm_setting(use.kind, use.per_week)
    return {**settings, rhythm: settings.get(rhythm, value)}


def _settled(
    protocol: Protocol,
    modality: str,
    name: str,
    value: SettingChoice,
    measured: Mapping[str, str],
    share: float,
) -> SettingValue:
    if isinstance(value, SettingRange):
        spec = modality_settings(modality).specs.get(name)
        found = _within(value, share)
        return float(round(found)) if spec is not None and spec.type == "whole" else found
    if isinstance(value, SettingByClass):
        said = measured.get(value.measured, "")
        if said not in value.values:
            given = f"is '{said}'" if said else "was not measured"
            raise InputError(
                f"'{name}' of protocol {protocol.name} hangs on {value.measured}, which {given}; "
                f"allowed: {', '.join(value.values)}"
            )
        return value.values[said]
    return value


def _within(value: SettingRange, share: float) -> float:
    return value.low + share * (value.high - value.low)


def _side(protocol: Protocol, said: str, drawn: str) -> str:
    """The person's side of a protocol's; '' for both.

    Errors: InputError where a side was drawn and none is stated.
    """
    if said == "both":
        return ""
    if said not in ("drawn", "other"):
        return said
    if drawn not in _OTHER:
        given = f"'{drawn}' is none" if drawn else "none is stated"
        raise InputError(
            f"protocol {protocol.name} treats a side that was drawn, and {given}; state left or "
            "right"
        )
    return drawn if said == "drawn" else _OTHER[drawn]
