"""Whose skin is treated, and where: what a stack of tissue is built from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from turgor.errors import InputError

SEXES = ("female", "male", "")
PHOTOTYPES = ("I", "II", "III", "IV", "V", "VI", "")


@dataclass(frozen=True, slots=True)
class SkinPlace:
    """A body site of a person of some age, sex and phototype; '' and None where not stated.

    findings : the person's own values by metric id, in the metric's unit.
    """

    site: str
    age_years: float | None = None
    sex: str = ""
    phototype: str = ""
    findings: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Hold what a person can be."""
        if self.age_years is not None and not 0.0 < self.age_years <= 120.0:
            raise InputError(f"age is {self.age_years:g} years; allowed: above 0, up to 120")
        if self.sex not in SEXES:
            raise InputError(f"sex is '{self.sex}'; allowed: female, male, or leave it out")
        if self.phototype not in PHOTOTYPES:
            raise InputError(f"phototype is '{self.phototype}'; allowed: I to VI, or leave it out")
