"""What a stack of tissue had to take for want of better, as sentences."""

from collections.abc import Sequence

from turgor.record.stimulus import StimulusFlag

_SAID = {
    "age-not-given": "age is not stated, so that thickness is that of the studied ages; state it",
    "age-outside-studied-range": "age lies outside the studied range; its nearest end is taken",
    "sex-not-in-norms": "sex is not stated, or not in the norms, so that the mean of both is taken",
    "entry-echo-of-norms": "the entry echo was not measured; the norms' is added to the dermis",
    "melanin-from-colour": "melanin is worked back from the typology angle",
    "melanin-of-phototype": "melanin was not measured, so that the phototype's is taken",
    "melanin-not-known": "neither melanin nor phototype is stated; state one, melanin is anybody's",
}
_NEAREST = "-of-nearest-site"


def skin_flags(codes: Sequence[str]) -> tuple[StimulusFlag, ...]:
    """A stack's flags, each with a sentence; layers of the nearest site share one."""
    layers = [c.removesuffix(_NEAREST).replace("-", " ") for c in codes if c.endswith(_NEAREST)]
    flags = [
        StimulusFlag(code, _SAID.get(code, code.replace("-", " ")))
        for code in codes
        if not code.endswith(_NEAREST)
    ]
    if layers:
        said = (
            f"no thickness of the {' or '.join(layers)} is published for this site, so that the "
            "nearest site's is taken, with a wider spread"
        )
        flags.append(StimulusFlag("nearest-site", said))
    return tuple(flags)
