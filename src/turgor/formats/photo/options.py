"""What the user states of a photograph where its file can't."""

import math
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.record.photograph import ENCODINGS


@dataclass(frozen=True, slots=True)
class PhotoOptions:
    """Statements about a photograph.

    pixel_um : µm of skin between pixel centres; where the file states its own, that wins.
    encoding : one of ENCODINGS, where the file's profile is missing or known to be wrong.
    max_pixels : a file that announces more pixels is refused before memory is taken for them.

    Errors: InputError where a number is not finite and positive or the encoding is unknown.
    """

    pixel_um: float | None = None
    encoding: str | None = None
    max_pixels: int = 200_000_000

    def __post_init__(self) -> None:
        if self.pixel_um is not None and not (math.isfinite(self.pixel_um) and self.pixel_um > 0):
            raise InputError(
                f"option pixel_um is {self.pixel_um:g}; it must be a finite number above zero"
            )
        if self.encoding is not None and self.encoding not in ENCODINGS:
            raise InputError(
                f"option encoding is '{self.encoding}'; allowed: {', '.join(ENCODINGS)}"
            )
        if self.max_pixels < 1:
            raise InputError(f"option max_pixels is {self.max_pixels}; it must be at least 1")
