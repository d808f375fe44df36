"""What a stack of tissue had to take for want of better, as sentences."""

from turgor.record.stimulus import StimulusFlag

_SAID = {
    "age-not-given": "age is not stated; thickness is that of the studied ages",
    "age-outside-studied-range": "age lies outside the studied range; its nearest end is taken",
    "sex-not-in-norms": "sex is not stated, or not in the norms; the mean of both is taken",
    "entry-echo-of-norms": "the entry echo was not measured; the norms' is added to the dermis",
    "melanin-from-colour": "melanin is worked back from the typology angle",
    "melanin-of-phototype": "melanin was not measured; the phototype's is taken",
    "melanin-not-known": "neither melanin nor phototype is stated; melanin is taken from anybody",
}
_NEAREST = "-of-nearest-site"


def skin_flag(code: str) -> StimulusFlag:
    """A stack's flag with a sentence of its own."""
    if code.endswith(_NEAREST):
        layer = code.removesuffix(_NEAREST).replace("-", " ")
        return StimulusFlag(code, f"no thickness of the {layer} is published for this site; "
                            "the nearest site's is taken, with a wider spread")  # fmt: skip
    return StimulusFlag(code, _SAID.get(code, code.replace("-", " ")))
