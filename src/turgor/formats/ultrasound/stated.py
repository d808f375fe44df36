"""What a file and its user state of one recording, brought together: the file wins."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from turgor.errors import FormatError
from turgor.formats.finishing import printable
from turgor.formats.ultrasound.options import (
    LIMITS,
    UltrasoundOptions,
    is_time_of_day,
    wrong_number,
)

TEXTS = ("time_of_day", "device", "device_class")
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Stated:
    """Numbers and words by their name in UltrasoundOptions, and what was odd about them."""

    numbers: Mapping[str, float] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()

    def number(self, name: str) -> float | None:
        """The number, None where nobody stated it."""
        return self.numbers.get(name)

    def text(self, name: str, default: str = "") -> str:
        """The word, ``default`` where nobody stated it."""
        return self.texts.get(name, "") or default


def from_file(path: Path, entries: Mapping[str, object], where: str) -> Stated:
    """What a file's own entries say; ``where`` names them in a message.

    Errors: FormatError for an unknown name, a wrong type or a number that can't be.
    """
    numbers: dict[str, float] = {}
    texts: dict[str, str] = {}
    for name, value in entries.items():
        if name in LIMITS:
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise FormatError(f"{path}: {where} states no number for {name}")
            if why := wrong_number(name, float(value)):
                raise FormatError(f"{path}: {where}: {name} {why}; correct it")
            numbers[name] = float(value)
        elif name in TEXTS:
            texts[name] = printable(str(value).strip(), _LONGEST)
        else:
            raise FormatError(
                f"{path}: {where} states '{printable(str(name))}', which is not known; allowed: "
                f"{', '.join((*LIMITS, *TEXTS))}"
            )
    if texts.get("time_of_day") and not is_time_of_day(texts["time_of_day"]):
        raise FormatError(
            f"{path}: {where}: time_of_day is '{texts['time_of_day']}'; write hours and minutes "
            "as 'HH:MM'"
        )
    return Stated(numbers, texts)


def filled(own: Stated, side: Stated) -> Stated:
    """The file's own statements, filled up by its sidecar; a flag where the two differ."""
    twice = [
        name
        for name, value in side.numbers.items()
        if abs(own.numbers.get(name, value) - value) > 1e-6 * abs(value)
    ]
    return Stated(
        {**side.numbers, **own.numbers},
        {**side.texts, **own.texts},
        (*own.flags, *side.flags, *(_ignored(name) for name in twice)),
    )


def merged(own: Stated, options: UltrasoundOptions) -> Stated:
    """The file's own statements, filled up by the user's; a flag where the two differ."""
    numbers, texts, flags = dict(own.numbers), dict(own.texts), list(own.flags)
    for name in LIMITS:
        told = getattr(options, name)
        if told is None:
            continue
        if name not in numbers:
            numbers[name] = float(told)
        elif abs(numbers[name] - told) > 1e-6 * max(abs(told), 1e-9):
            flags.append(_ignored(name))
    for name in TEXTS:
        told = getattr(options, name)
        if not told:
            continue
        if not texts.get(name):
            texts[name] = printable(str(told).strip(), _LONGEST)
        elif texts[name] != told:
            flags.append(_ignored(name))
    return Stated(numbers, texts, tuple(flags))


def _ignored(name: str) -> str:
    return f"stated-{name.replace('_', '-')}-ignored-the-file-has-its-own"
