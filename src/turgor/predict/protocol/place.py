"""Whose skin an arm is, and where: the virtual skin's place, with what had to be taken."""

from turgor.evidence.outcome import Outcome
from turgor.predict.protocol.words import meaning
from turgor.record.skin_place import PHOTOTYPES, SEXES, SkinPlace
from turgor.record.stimulus import StimulusFlag

_FACE = "face"
_TYPES = PHOTOTYPES[:6]


def place_of(outcome: Outcome) -> tuple[SkinPlace, tuple[StimulusFlag, ...]]:
    """Site, age, sex and phototype of an arm; a mean person, not each of them."""
    flags: list[StimulusFlag] = []
    site = _site(outcome.site, flags)
    age = outcome.age_years
    if age is not None and not 1.0 <= age <= 110.0:
        age = None
    sex = outcome.sex if outcome.sex in SEXES else ""
    return SkinPlace(site, age, sex, _phototype(outcome, flags)), tuple(flags)


def _site(said: str, flags: list[StimulusFlag]) -> str:
    found = meaning("site", said)
    if found.startswith(_FACE):
        return _FACE
    if found == "occlusive":
        flags.append(StimulusFlag("site-assumed", "a patch's site is not stated; an arm is taken"))
        return "volar forearm"
    if not found:
        text = f"site '{said}' names no skin that is known; the face is taken"
        flags.append(StimulusFlag("site-assumed", text))
        return _FACE
    return found


def _phototype(outcome: Outcome, flags: list[StimulusFlag]) -> str:
    """The middle of what is stated (the lighter of two middles), else of the population."""
    named = [part.strip() for part in outcome.phototype.split("-") if part.strip() in _TYPES]
    if named:
        low, high = _TYPES.index(named[0]), _TYPES.index(named[-1])
        if low != high:
            text = f"phototypes {outcome.phototype}: the middle is taken for all"
            flags.append(StimulusFlag("phototype-middle", text))
        return _TYPES[(low + high) // 2]
    prior = meaning("phototype", outcome.ancestry, outcome.phototype)
    if prior:
        text = f"phototype is not stated; {prior} is taken, common in '{outcome.ancestry}' people"
        flags.append(StimulusFlag("phototype-from-population", text))
    return prior
