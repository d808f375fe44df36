"""What is kept of a camera's notes: make, model and a closed list of settings."""

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Exif

#: the tags of Exif 2.32 that are read at all; everything else stays in the file
_MAKE, _MODEL = 0x010F, 0x0110
_EXIF_PAGE, _INTEROP_PAGE = 0x8769, 0xA005
_COLOUR_SPACE, _INTEROP_INDEX = 0xA001, 0x0001
_LONGEST_NAME = 64
_WHITE_BALANCE = {0: "auto", 1: "manual"}
_PROGRAM = {
    1: "manual", 2: "normal", 3: "aperture-priority", 4: "shutter-priority", 5: "creative",
    6: "action", 7: "portrait", 8: "landscape",
}  # fmt: skip


def exif_encoding(exif: "Exif") -> str:
    """'srgb' or 'adobe-rgb' where the camera's notes say so, else 'unknown'."""
    space = _page(exif, _EXIF_PAGE).get(_COLOUR_SPACE)
    index = str(_page(exif, _INTEROP_PAGE).get(_INTEROP_INDEX, "")).strip("\0 ")
    if index == "R03":
        return "adobe-rgb"
    return "srgb" if space == 1 else "unknown"


def exif_settings(exif: "Exif") -> dict[str, str]:
    """The camera settings on the list, as text."""
    page = _page(exif, _EXIF_PAGE)
    found = {name: text(page.get(tag)) for tag, (name, text) in _LISTED.items()}
    return {name: value for name, value in found.items() if value}


def exif_device(exif: "Exif") -> str:
    """Make and model; '' where they are not stated."""
    return device_name(exif.get(_MAKE, ""), exif.get(_MODEL, ""))


def device_name(make: object, model: object) -> str:
    """Make and model as one printable line of bounded length."""
    words = [
        "".join(c for c in str(item or "").strip("\0 ") if c.isprintable())[:_LONGEST_NAME]
        for item in (make, model)
    ]
    if words[0] and words[1].lower().startswith(words[0].lower()):
        return words[1]
    return " ".join(word for word in words if word)


def _page(exif: "Exif", tag: int) -> Mapping[int, object]:
    try:
        page = exif.get_ifd(tag)
    except Exception:  # a damaged page of notes is no reason to refuse the picture
        return {}
    return page if isinstance(page, Mapping) else {}


def number_of(value: object) -> float | None:
    """A finite number of a rational, a number or text; None otherwise."""
    try:
        number = float(str(value)) if isinstance(value, str) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def exposure_text(value: object) -> str:
    """'1/125 s' or '0.5 s'."""
    seconds = number_of(value)
    if seconds is None or seconds <= 0:
        return ""
    return f"1/{round(1 / seconds)} s" if seconds <= 0.25 else f"{seconds:g} s"


def with_unit(unit: str, before: str = "") -> Callable[[object], str]:
    """A function that prints a positive number between a prefix and a unit."""

    def text(value: object) -> str:
        if isinstance(value, tuple) and value:
            value = value[0]
        number = number_of(value)
        return f"{before}{number:g}{unit}" if number is not None and number > 0 else ""

    return text


def signed_ev(value: object) -> str:
    """'+0.7 EV'."""
    number = number_of(value)
    return f"{number:+g} EV" if number is not None else ""


def flash_text(value: object) -> str:
    """'fired' or 'not fired'."""
    return "" if not isinstance(value, int) else "fired" if value & 1 else "not fired"


def one_of(words: Mapping[int, str]) -> Callable[[object], str]:
    """A function that prints a code's word; '' for other codes."""
    return lambda value: words.get(value, "") if isinstance(value, int) else ""


_LISTED: dict[int, tuple[str, Callable[[object], str]]] = {
    0x829A: ("exposure_time", exposure_text),
    0x829D: ("aperture", with_unit("", "f/")),
    0x8827: ("sensitivity", with_unit("", "ISO ")),
    0x9204: ("exposure_bias", signed_ev),
    0x920A: ("focal_length", with_unit(" mm")),
    0xA405: ("focal_length_35mm", with_unit(" mm")),
    0x8822: ("exposure_program", one_of(_PROGRAM)),
    0xA403: ("white_balance", one_of(_WHITE_BALANCE)),
    0x9209: ("flash", flash_text),
}
