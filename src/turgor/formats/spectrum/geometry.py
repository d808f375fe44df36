"""The words that instruments use for geometry, illuminant and observer, in the project's own."""

import re

from turgor.record.spectrum import UNKNOWN

_SPHERE_IN = re.compile(r"\bd[ie]?\s*[:/]\s*8|diffuse\s*[:/]\s*8", re.IGNORECASE)
_SPHERE_OUT = re.compile(r"\b8\s*°?\s*[:/]\s*d|directional.hemispherical", re.IGNORECASE)
_RING = re.compile(r"\b45\s*°?\s*[acx]?\s*[:/]\s*0", re.IGNORECASE)
_RING_OUT = re.compile(r"\b0\s*°?\s*[:/]\s*45", re.IGNORECASE)
_IN = re.compile(
    r"\bSCI\b|\bSPIN\b|\bRSIN\b|specular[\s_-]*(component)?[\s_-]*incl|\bdi\s*[:/]\s*8", re.I
)
_EX = re.compile(
    r"\bSCE\b|\bSPEX\b|\bRSEX\b|specular[\s_-]*(component)?[\s_-]*excl|\bde\s*[:/]\s*8", re.I
)
_ILLUMINANT = re.compile(
    r"(?<![A-Za-z0-9])(D\s?50|D\s?55|D\s?65|D\s?75|F\d{1,2}|A|C|E)(?![A-Za-z0-9*'])"
)
_OBSERVER = re.compile(r"(?<!\d)(2|10)\s*(?:°|º|deg|-deg)", re.IGNORECASE)

_ARRANGEMENTS = (("45:0", _RING), ("0:45", _RING_OUT), ("8:d", _SPHERE_OUT), ("d:8", _SPHERE_IN))

FROM_SPECULAR_WORD = "geometry-taken-as-d8-from-specular-word"
SPECULAR_NOT_STATED = "specular-component-not-stated"


def geometry_from(text: str) -> tuple[str, str]:
    """(geometry, flag) of some words; (UNKNOWN, '') where they say nothing of it.

    'SCI' and 'SCE' alone are the words of sphere instruments that view at 8 degrees; they are
    read as d:8 and flagged. A sphere without its specular component stays unknown, flagged.
    """
    if _RING.search(text):
        return "45:0", ""
    if _RING_OUT.search(text):
        return "0:45", ""
    included, excluded = bool(_IN.search(text)), bool(_EX.search(text))
    specular = "sci" if included else "sce"
    one_way = included != excluded
    if _SPHERE_OUT.search(text):
        return (f"8:d-{specular}", "") if one_way else (UNKNOWN, SPECULAR_NOT_STATED)
    if _SPHERE_IN.search(text):
        return (f"d:8-{specular}", "") if one_way else (UNKNOWN, SPECULAR_NOT_STATED)
    return (f"d:8-{specular}", FROM_SPECULAR_WORD) if one_way else (UNKNOWN, "")


def combined_geometry(file_words: str, row_words: str) -> tuple[str, str]:
    """(geometry, flag) of what a file says of all its spectra and a row says of its own.

    The row's specular component counts, on the arrangement that either names.
    """
    row, flag = geometry_from(row_words)
    if row == UNKNOWN or flag == SPECULAR_NOT_STATED:
        return geometry_from(f"{file_words} {row_words}")
    if flag != FROM_SPECULAR_WORD:
        return row, flag
    arrangement = next((name for name, pattern in _ARRANGEMENTS if pattern.search(file_words)), "")
    return geometry_from(f"{arrangement} {row.rpartition('-')[2]}")


def illuminant_from(text: str) -> str:
    """The illuminant that some words name, such as 'D65'; '' where they name none or several."""
    found = {name.replace(" ", "") for name in _ILLUMINANT.findall(text)}
    return found.pop() if len(found) == 1 else ""


def observer_from(text: str) -> str:
    """The observer that some words name, by its angle; '' where they name none or both."""
    found = set(_OBSERVER.findall(text))
    if len(found) != 1:
        return ""
    return "cie-1931-2deg" if found == {"2"} else "cie-1964-10deg"
