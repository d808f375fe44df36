"""What somebody who shares a study may choose; the defaults share least."""

from dataclasses import dataclass

from turgor.errors import InputError
from turgor.workflow.privacy.photographs import LARGEST_SHARE

DATES = ("relative", "keep-year", "drop")
PHOTOGRAPHS = ("none", "masked")
LEAST_K = 2


@dataclass(frozen=True, slots=True)
class ShareChoices:
    """What the user chose; the defaults share least.

    dates : one of DATES. photographs : one of PHOTOGRAPHS. k : persons that share each combination
    of age band, sex, phototype and centre. fresh_codes : codes that no other export shares.
    texts : the reviewed sheet's content, its name. zones, without_eyes, largest_share : see
    ``PhotographRules``.

    Errors: InputError for a word that is none, or a number out of range.
    """

    dates: str = "relative"
    photographs: str = "none"
    captures: bool = True
    k: int = 5
    fresh_codes: bool = False
    texts: tuple[bytes, str] | None = None
    zones: tuple[str, ...] = ()
    without_eyes: tuple[str, ...] = ()
    largest_share: float = LARGEST_SHARE

    def __post_init__(self) -> None:
        """Check the words and numbers."""
        for name, allowed in (("dates", DATES), ("photographs", PHOTOGRAPHS)):
            if getattr(self, name) not in allowed:
                raise InputError(
                    f"{name} is '{getattr(self, name)}'; allowed: {', '.join(allowed)}"
                )
        if self.k < LEAST_K:
            raise InputError(f"k is {self.k}; at least {LEAST_K} persons must share a combination")
        if not 0.0 < self.largest_share <= 0.5:
            raise InputError(
                f"largest share is {self.largest_share:g}; above 0, at most 0.5 of a picture"
            )
