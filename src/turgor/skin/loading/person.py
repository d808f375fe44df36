"""Traits that follow from whose skin it is: age, and how strongly pigment reacts."""

from turgor.evidence import parameter
from turgor.record.skin_place import PHOTOTYPES, SkinPlace
from turgor.record.stimulus import StimulusFlag
from turgor.skin.load import TRAITS

AGE, PIGMENT, PARTICLE_LIFE = "trait.age_years", "trait.pigment", "trait.particle_life_days"


def person_traits(place: SkinPlace) -> tuple[dict[str, float], tuple[StimulusFlag, ...]]:
    """Age and pigment's gain, and what was taken where the person says nothing."""
    flags = []
    age, phototype = place.age_years, place.phototype
    if age is None:
        age = TRAITS[AGE]
        flags.append(StimulusFlag("age-not-given", f"age is not stated; {age:g} years are taken"))
    gain = TRAITS[PIGMENT]
    if phototype:
        gain = parameter(f"loading.pigment.phototype_{PHOTOTYPES.index(phototype) + 1}")
    else:
        text = "phototype is not stated; pigment is taken to react as in type III"
        flags.append(StimulusFlag("phototype-not-given", text))
    return {AGE: age, PIGMENT: gain}, tuple(flags)
