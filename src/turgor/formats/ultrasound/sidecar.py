"""The sidecar of a picture: a TOML file beside it, named like it with '.toml' added."""

import tomllib
from pathlib import Path

from turgor.errors import FormatError
from turgor.formats.opening import checked_size, read_bytes, replace_file
from turgor.formats.ultrasound.stated import Stated, from_file
from turgor.record.ultrasound import UNKNOWN, BModeImage

_LONGEST = 100_000
_NUMBERS = (
    "axial_um", "lateral_um", "frequency_mhz", "gain_db", "dynamic_range_db", "sound_speed_m_s",
)  # fmt: skip


def sidecar_of(path: Path) -> Path:
    """Where the sidecar of a picture stands: 'cheek.png' has 'cheek.png.toml'."""
    return path.with_name(path.name + ".toml")


def read_sidecar(path: Path) -> Stated:
    """What the sidecar of the picture ``path`` states; nothing where there is none.

    Errors: FormatError where it is no TOML, too long, or states what can't be.
    """
    side = sidecar_of(path)
    if not side.exists():
        return Stated()
    size = checked_size(side)
    if size > _LONGEST:
        raise FormatError(f"{side}: has {size} bytes; a sidecar has a dozen lines, mend it")
    try:
        entries = tomllib.loads(read_bytes(side, size).decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise FormatError(f"{side}: is no TOML ({type(error).__name__}); mend it") from None
    return from_file(side, entries, "the sidecar")


def write_sidecar(image: BModeImage, path: Path) -> None:
    """Write the sidecar of a picture that was written to ``path``.

    Errors: InputError where the disk refuses.
    """
    lines = [
        f"{name} = {float(value)!r}"
        for name in _NUMBERS
        if (value := getattr(image, name)) is not None
    ]
    texts = {"time_of_day": image.time_of_day, "device": image.device}
    texts["device_class"] = "" if image.device_class == UNKNOWN else image.device_class
    lines += [f"{name} = {_quoted(value)}" for name, value in texts.items() if value]
    replace_file(sidecar_of(path), ("\n".join(lines) + "\n").encode())


def _quoted(text: str) -> str:
    kept = "".join(c if c.isprintable() else " " for c in text)
    return '"' + kept.replace("\\", "\\\\").replace('"', '\\"') + '"'
