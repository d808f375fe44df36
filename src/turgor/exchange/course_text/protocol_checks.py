"""What a protocol can't be, whether it came as TOML or as text."""

from collections.abc import Mapping
from difflib import get_close_matches
from itertools import pairwise

from turgor.errors import StudyError
from turgor.exchange.course_text.timing import MOST_DAYS, MOST_SESSIONS
from turgor.exchange.course_text.words import course_words
from turgor.record.course import USES
from turgor.record.protocol import (
    ALLOCATIONS,
    SIDES,
    Protocol,
    ProtocolArm,
    ProtocolSession,
    ProtocolUse,
    SettingByClass,
    SettingChoice,
    SettingRange,
)

#: how many arms each way of coming by one has at least, and at most
_ARMS = {
    "single": (1, 1),
    "parallel": (2, 99),
    "split-side": (2, 2),
    "alternative": (2, 99),
    "by-measure": (1, 99),
}
_DRAWN = ("drawn", "other", "left", "right")


def check_protocol(protocol: Protocol, where: str) -> Protocol:
    """The protocol, where it can be followed.

    Errors: StudyError with the place, what is allowed and the nearest word.
    """
    if not protocol.name:
        raise StudyError(f"{where}: the protocol has no name; give one, such as p01-tretinoin")
    _one_of(protocol.allocation, ALLOCATIONS, "allocation", where)
    least, most = _ARMS[protocol.allocation]
    if not least <= len(protocol.arms) <= most:
        allowed = str(least) if least == most else f"{least} or more"
        raise StudyError(
            f"{where}: allocation '{protocol.allocation}' has {len(protocol.arms)} arms; allowed: "
            f"{allowed}"
        )
    names = [arm.name for arm in protocol.arms]
    for name in names:
        if not name or names.count(name) > 1:
            raise StudyError(f"{where}: arms need names of their own; '{name}' is not one")
    if protocol.people is not None and protocol.people < 1:
        raise StudyError(f"{where}: {protocol.people} people were studied; allowed: 1 or more")
    days = protocol.readout_days
    if any(not 0.0 <= day <= MOST_DAYS for day in days) or any(
        one >= other for one, other in pairwise(days)
    ):
        raise StudyError(
            f"{where}: readout days {', '.join(f'{day:g}' for day in days)}; allowed: 0 to "
            f"{MOST_DAYS:g}, each after the one before"
        )
    for arm in protocol.arms:
        _check_arm(arm, f"{where}: arm '{arm.name}'")
    _check_allocation(protocol, where)
    return protocol


def _check_allocation(protocol: Protocol, where: str) -> None:
    """Sides are drawn where a face is split, classes asked where they decide."""
    sides = [item.side for arm in protocol.arms for item in arm.sessions]
    sides += [item.side for arm in protocol.arms for item in arm.uses]
    if protocol.allocation == "split-side" and not any(side in _DRAWN for side in sides):
        raise StudyError(
            f"{where}: allocation 'split-side' and no session or use has a side; state 'drawn' "
            "and 'other', or left and right"
        )
    values = [
        value for arm in protocol.arms for item in arm.sessions for value in item.settings.values()
    ]
    values += [
        value for arm in protocol.arms for item in arm.uses for value in item.settings.values()
    ]
    if (
        protocol.allocation == "by-measure"
        and len(protocol.arms) == 1
        and not any(isinstance(value, SettingByClass) for value in values)
    ):
        raise StudyError(
            f"{where}: allocation 'by-measure' and no setting hangs on a class; state one, such as "
            "dilution 1:2 if normal, 1:4 if thin"
        )


def _check_arm(arm: ProtocolArm, where: str) -> None:
    for index, session in enumerate(arm.sessions, 1):
        _check_session(session, f"{where}, session {index}")
    for index, use in enumerate(arm.uses, 1):
        _check_use(use, f"{where}, use {index}")
        if use.of_session and not arm.sessions:
            raise StudyError(
                f"{where}, use {index}: it follows each session, and the arm has none; add the "
                "session, or count its days from day 0"
            )


def _check_session(item: ProtocolSession, where: str) -> None:
    known = {thing.kind for thing in course_words().things if not thing.is_use} | {"other"}
    _one_of(item.modality, tuple(sorted(known)), "modality", where)
    _one_of(item.side, SIDES, "side", where)
    if not 0.0 <= item.day <= MOST_DAYS:
        raise StudyError(f"{where}: day {item.day:g}; allowed: 0 to {MOST_DAYS:g}")
    if not 1 <= item.count <= MOST_SESSIONS:
        raise StudyError(f"{where}: {item.count} sessions; allowed: 1 to {MOST_SESSIONS}")
    ends = _ends(item.interval_days, "interval", where)
    if item.count > 1 and not ends[0] > 0.0:
        raise StudyError(f"{where}: {item.count} sessions need an interval above 0 days")
    if item.count == 1 and item.interval_days != 0.0:
        raise StudyError(f"{where}: one session has no interval; state how many there are")
    if item.day + (item.count - 1) * ends[1] > MOST_DAYS:
        raise StudyError(f"{where}: the last session lies after day {MOST_DAYS:g}")
    _check_settings(item.settings, where)


def _check_use(item: ProtocolUse, where: str) -> None:
    _one_of(item.kind, USES, "kind", where)
    _one_of(item.side, SIDES, "side", where)
    if not -MOST_DAYS <= item.from_day < item.to_day <= MOST_DAYS:
        raise StudyError(
            f"{where}: from day {item.from_day:g} to {item.to_day:g}; it ends after it begins, "
            f"within {MOST_DAYS:g} days"
        )
    if not 0.0 < item.per_week <= 70.0:
        raise StudyError(f"{where}: {item.per_week:g} times a week; allowed: above 0, up to 70")
    _check_settings(item.settings, where)


def _check_settings(settings: Mapping[str, SettingChoice], where: str) -> None:
    for name, value in settings.items():
        if isinstance(value, SettingRange):
            _ends(value, f"'{name}'", where)
        if isinstance(value, SettingByClass) and not (value.measured and value.values):
            raise StudyError(
                f"{where}: '{name}' hangs on a class; state what is measured and each value"
            )


def _ends(value: float | SettingRange, said: str, where: str) -> tuple[float, float]:
    if not isinstance(value, SettingRange):
        return value, value
    if not value.low < value.high:
        raise StudyError(
            f"{where}: {said} from {value.low:g} to {value.high:g} is no range; state the lower "
            "end first"
        )
    return value.low, value.high


def _one_of(word: str, allowed: tuple[str, ...], said: str, where: str) -> None:
    if word not in allowed:
        near = get_close_matches(word, allowed, n=1, cutoff=0.5)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        raise StudyError(f"{where}: {said} '{word}'; allowed: {', '.join(allowed)}{hint}")
