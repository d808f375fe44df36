"""A heading that names a wavelength: '400', 'R[400]', '400 nm', 'SPECTRAL_NM400', '0.40 µm'."""

import re
from dataclasses import dataclass

_HEADING = re.compile(r"(?P<before>\D*?)(?P<value>\d{1,4}(?:[.,]\d+)?)(?P<after>\D*)")
_WORD = re.compile(r"[A-Za-zλµμρ%]+")
_PLAIN = frozenset({
    "r", "rf", "refl", "reflectance", "reflection", "reflectivity", "reflectanz", "remission",
    "factor", "spectral", "spectrum", "spec", "nm", "wl", "w", "wavelength", "lambda", "λ", "rho",
    "ρ", "sci", "sce", "%", "%r", "r%", "x",
})  # fmt: skip
_MICRO = frozenset({"um", "µm", "μm", "micron", "microns"})

#: shortest and longest wavelength that is read, nm
SHORTEST_NM, LONGEST_NM = 200.0, 3000.0


@dataclass(frozen=True, slots=True)
class Band:
    """One heading: its wavelength in nm, whether words name it, and the words besides.

    words : what tells bands of one row apart, such as 'sci' and 'sce'.
    """

    wavelength_nm: float
    labelled: bool
    words: str
    from_um: bool = False


def band_from(cell: str) -> Band | None:
    """The wavelength that a heading names, or None where it names none.

    A bare number is a band only between 200 and 3000; which bare numbers really are headings is
    for the whole row to show.
    """
    match = _HEADING.fullmatch(cell.strip())
    if match is None:
        return None
    value = float(match["value"].replace(",", "."))
    words = [word.lower() for word in _WORD.findall(match["before"] + " " + match["after"])]
    if not words:
        bare = cell.strip() == match["value"] or bool(re.fullmatch(r"[\[(].*[\])]", cell.strip()))
        inside = SHORTEST_NM <= value <= LONGEST_NM
        return Band(value, False, "") if bare and inside else None
    if not set(words) <= _PLAIN | _MICRO:
        return None
    from_um = bool(set(words) & _MICRO)
    apart = " ".join(word for word in words if word in ("sci", "sce"))
    return Band(value * 1000.0 if from_um else value, True, apart, from_um)


def names_wavelength(cell: str) -> bool:
    """True for a heading that stands over or before wavelengths."""
    words = {word.lower() for word in _WORD.findall(cell)}
    told = {"wavelength", "wavelengths", "wellenlänge", "lambda", "λ", "wl", "longueur"}
    # the unit alone names none: a bandwidth is in nm too
    by_unit = "nm" in words and words <= _PLAIN
    return bool(words & told) or by_unit or cell.strip().lower().startswith("wellenl")


def in_micrometres(cell: str) -> bool:
    """True where a heading says that its wavelengths are in µm."""
    return bool({word.lower() for word in _WORD.findall(cell)} & _MICRO)
