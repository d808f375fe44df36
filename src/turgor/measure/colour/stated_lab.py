"""The instrument's own L*a*b* beside ours: compared only under the same illuminant and observer."""

import re
from collections import defaultdict

import numpy as np

from turgor.formats.spectrum.geometry import illuminant_from, observer_from
from turgor.physics.colour import delta_e_2000
from turgor.record.spectrum import Spectrum

DIFFERS = "stated-lab-differs"
OTHER_CONDITIONS = "stated-lab-for-other-conditions"
CONDITIONS_UNKNOWN = "stated-lab-conditions-unknown"

#: ΔE2000 from which the instrument's own colour is called another than ours
_FAR = 1.0
_HEADING = re.compile(r"(?:SC[IE]\s*)?(?:LAB_)?([LAab])\*?\s*(.*)")


def stated_lab_flags(
    spectrum: Spectrum, lab: tuple[float, float, float], illuminant: str, observer: str
) -> tuple[str, ...]:
    """What the L*a*b* that a file states say about ours; () where it states none."""
    sets: dict[str, dict[str, float]] = defaultdict(dict)
    for heading, value in spectrum.stated.items():
        match = _HEADING.fullmatch(heading.strip())
        if match is not None:
            sets[match[2]][match[1].upper()] = value
    whole = {words: values for words, values in sets.items() if set("LAB") <= set(values)}
    if not whole:
        return ()
    verdicts = set()
    for words, values in whole.items():
        theirs = illuminant_from(words) or spectrum.settings.get("illuminant", "")
        eye = observer_from(words) or spectrum.settings.get("observer", "")
        if not theirs or not eye:
            verdicts.add(CONDITIONS_UNKNOWN)
        elif (theirs, eye) != (illuminant, observer):
            verdicts.add(OTHER_CONDITIONS)
        else:
            stated = np.array([values["L"], values["A"], values["B"]])
            verdicts.add(DIFFERS if delta_e_2000(stated, np.array(lab)) > _FAR else "")
    if verdicts & {DIFFERS, ""}:
        return (DIFFERS,) if DIFFERS in verdicts else ()
    return (OTHER_CONDITIONS if OTHER_CONDITIONS in verdicts else CONDITIONS_UNKNOWN,)
