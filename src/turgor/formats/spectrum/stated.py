"""Columns of colour that stand beside the readings: the instrument's own L*a*b* and the like."""

import re

_LAB = re.compile(
    r"(?:SC[IE]\s*)?(?:L\*|a\*|b\*|C\*(?:ab)?|h(?:ab|°)?|[XYZxy]|[uv]'|LAB_[LAB]|LCH_[LCH]|XYZ_[XYZ]|ITA)"
    r"\s*°?\s*(?:[\[(].{0,40}[\])])?"
)


def is_colour(heading: str) -> bool:
    """True for a heading such as 'L*', 'a*(D65)', 'LAB_B', 'XYZ_X', \"u'\", 'ITA'."""
    return bool(_LAB.fullmatch(heading.strip()))


def colour_columns(titles: list[str]) -> list[int]:
    """Indices of the titles that head colour; a bare L, a, b counts only as a full set."""
    found = [index for index, title in enumerate(titles) if is_colour(title)]
    bare = {"L", "a", "b"}
    if bare <= set(titles):
        found += [index for index, title in enumerate(titles) if title in bare]
    return sorted(found)
