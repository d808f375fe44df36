"""What the user states of an elastogram where its file can't."""

import math
import re
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.formats.elastogram.codes import bar_unit_meaning
from turgor.record.elastogram import STATED_QUANTITIES

#: column and row where a rectangle begins and, past its last pixel, where it ends
Rectangle = tuple[int, int, int, int]
_FOUR = re.compile(r"\s*(\d{1,6})[\s,;]+(\d{1,6})[\s,;]+(\d{1,6})[\s,;]+(\d{1,6})\s*")


@dataclass(frozen=True, slots=True)
class ElastogramOptions:
    """Statements about a picture with a colour bar, or about a map that leaves its quantity open.

    bar : rectangle of the bar as 'x0 y0 x1 y1' in pixels, x1 and y1 just past its last column and
        row; None = looked for. bar_low, bar_high : value at the bottom and the top of the bar, or
        at the left and the right of a lying one. bar_unit : 'kPa', 'm/s' and so on.
    overlay_alpha : share of colour where it lies over grey, 1 = opaque, None = found out.
    roi : rectangle of the map, written as the bar's; None = the whole picture.
    quantity : one of STATED_QUANTITIES, for a parametric map that codes none.
    pixel_um : distance between pixels of a picture; where the file states its own, that wins.
    max_pixels : a file that announces more is refused before memory is taken for it.

    Errors: InputError where a statement makes no sense.
    """

    bar: str | None = None
    bar_low: float | None = None
    bar_high: float | None = None
    bar_unit: str | None = None
    overlay_alpha: float | None = None
    roi: str | None = None
    quantity: str | None = None
    pixel_um: float | None = None
    max_pixels: int = 100_000_000

    def __post_init__(self) -> None:
        for name in ("bar", "roi"):
            rectangle(getattr(self, name), name)
        for name in ("bar_low", "bar_high"):
            value = getattr(self, name)
            if value is not None and not (math.isfinite(value) and value >= 0):
                raise InputError(f"option {name} is {value:g}; it must be finite and not negative")
        if self.bar_low is not None and self.bar_low == self.bar_high:
            raise InputError(f"options bar_low and bar_high are both {self.bar_low:g}")
        if self.bar_unit is not None:
            bar_unit_meaning(self.bar_unit)
        if self.overlay_alpha is not None and not 0.1 <= self.overlay_alpha <= 1.0:
            raise InputError(
                f"option overlay_alpha is {self.overlay_alpha:g}; it is the colour's share, from "
                "0.1 to 1"
            )
        if self.quantity is not None and self.quantity not in STATED_QUANTITIES:
            raise InputError(
                f"option quantity is '{self.quantity}'; allowed: {', '.join(STATED_QUANTITIES)}"
            )
        if self.pixel_um is not None and not (math.isfinite(self.pixel_um) and self.pixel_um > 0):
            raise InputError(
                f"option pixel_um is {self.pixel_um:g}; it must be a finite number above zero"
            )
        if self.max_pixels < 1:
            raise InputError(f"option max_pixels is {self.max_pixels}; it must be at least 1")

    @property
    def states_bar(self) -> bool:
        """True where the end values and the unit of a colour bar are stated."""
        return None not in (self.bar_low, self.bar_high, self.bar_unit)


def rectangle(text: str | None, name: str) -> Rectangle | None:
    """'x0 y0 x1 y1' as numbers; None for None.

    Errors: InputError for other text and for a rectangle without a pixel.
    """
    if text is None:
        return None
    match = _FOUR.fullmatch(text)
    found = tuple(int(part) for part in match.groups()) if match else (0, 0, 0, 0)
    x0, y0, x1, y1 = found
    if x1 <= x0 or y1 <= y0:
        raise InputError(
            f"option {name} is '{text[:40]}'; write 'x0 y0 x1 y1' in pixels with x1 > x0, y1 > y0"
        )
    return x0, y0, x1, y1
