"""A person's skin as a stack of layers, from norms and from the person's own findings."""

import math
from collections.abc import Mapping

from turgor.errors import InputError
from turgor.physics.tissue.pigment import (
    default_blood,
    melanin_of_anybody,
    melanin_of_ita,
    melanin_of_phototype,
)
from turgor.physics.tissue.site import TissueSite, find_site
from turgor.physics.tissue.thickness import (
    OLDEST,
    YOUNGEST,
    LayerThickness,
    layer_thickness,
    papillary_share,
)
from turgor.record.tissue import TissueStack

MELANIN, ITA = "chromophore.melanin_depth", "colour.ita"
BLOOD, OXYGENATION = "chromophore.blood_fraction", "chromophore.relative_oxygenation"
SKIN, DERMIS = "ultrasound.skin_thickness", "ultrasound.dermis_thickness"
ENTRY_ECHO = "ultrasound.entry_echo_thickness"

#: finding -> its unit, least and most; outside it is another unit's number, or no skin
_ALLOWED: dict[str, tuple[str, float, float]] = {
    MELANIN: ("optical depth at 500 nm", 0.0, 20.0),
    ITA: ("degrees", -90.0, 90.0),
    BLOOD: ("%", 0.0, 30.0),
    OXYGENATION: ("%", 0.0, 100.0),
    SKIN: ("µm", 300.0, 8000.0),
    DERMIS: ("µm", 200.0, 8000.0),
    ENTRY_ECHO: ("µm", 30.0, 1000.0),
}
_WOMEN = ("f", "female", "w", "woman", "women")
_MEN = ("m", "male", "man", "men")
#: oldest person whose age was proven
_OLDEST_EVER = 123.0


def tissue_stack(
    site: str,
    age_years: float | None = None,
    sex: str = "",
    phototype: str = "",
    findings: Mapping[str, float] | None = None,
) -> TissueStack:
    """The skin of a site, under the present draw of the literature values.

    findings : metric id -> value in the metric's own unit (blood and oxygenation in percent,
    ultrasound in µm). Melanin depth, typology angle, blood fraction, relative oxygenation and
    the three thicknesses of ultrasound take the place of norms; all else is left aside.

    ``flags`` of the stack say what had to be taken for want of better, ``measured`` which of its
    fields are the person's own.

    Errors: InputError for an unknown site, an impossible age, a finding outside its range.
    """
    place = find_site(site)
    own = _checked(findings or {})
    flags: list[str] = []
    if age_years is not None and not 0.0 <= age_years < _OLDEST_EVER:
        raise InputError(f"age is {age_years:g}; allowed: 0 to {_OLDEST_EVER:g} years")
    if age_years is None:
        flags.append("age-not-given")
    elif not YOUNGEST <= age_years <= OLDEST:
        flags.append("age-outside-studied-range")
    flags += [f"{layer}-of-nearest-site" for layer in place.nearest]
    measured: list[str] = []
    thickness = _thickness(place, age_years, _sex(sex, flags), own, measured, flags)
    blood, oxygenation = default_blood()
    if BLOOD in own:
        blood = own[BLOOD] / 100.0
        measured.append("blood_fraction")
    if OXYGENATION in own:
        oxygenation = own[OXYGENATION] / 100.0
        measured.append("oxygenation")
    return TissueStack(
        site=place.name,
        thickness_um=thickness,
        melanin=_melanin(own, phototype, blood, oxygenation, measured, flags),
        blood_fraction=blood,
        oxygenation=oxygenation,
        age_years=age_years,
        sex=sex,
        phototype=phototype,
        measured=tuple(measured),
        flags=tuple(flags),
    )


def _checked(findings: Mapping[str, float]) -> dict[str, float]:
    """The findings that a stack uses, each within its range."""
    own = {}
    for name, (unit, least, most) in _ALLOWED.items():
        if name not in findings:
            continue
        value = float(findings[name])
        if not (math.isfinite(value) and least <= value <= most):
            hint = "; is it in mm?" if unit == "µm" and 0.0 < value < least else ""
            raise InputError(
                f"{name} is {value:g}; allowed: {least:g} to {most:g} {unit} "
                f"(docs/science/tissue.md){hint}"
            )
        own[name] = value
    return own


def _sex(sex: str, flags: list[str]) -> str:
    word = sex.strip().lower()
    if word in _WOMEN:
        return "women"
    if word in _MEN:
        return "men"
    flags.append("sex-not-in-norms")
    return ""


def _thickness(
    site: TissueSite,
    age_years: float | None,
    sex: str,
    own: Mapping[str, float],
    measured: list[str],
    flags: list[str],
) -> tuple[float, float, float, float, float]:
    """Thickness of each layer; ultrasound's own dermis is what lies under its entry echo."""
    norm = layer_thickness(site, age_years, sex)
    skin = own.get(SKIN)
    if skin is None and DERMIS in own:
        if ENTRY_ECHO not in own:
            flags.append("entry-echo-of-norms")
        skin = own[DERMIS] + own.get(ENTRY_ECHO, norm.entry_echo)
    dermis = norm.dermis
    if skin is not None:
        dermis = _own_dermis(skin, norm)
        measured.append("thickness_um")
    papillary = papillary_share() * dermis
    return (norm.corneum, norm.epidermis, papillary, dermis - papillary, norm.subcutis)


def _own_dermis(skin_um: float, norm: LayerThickness) -> float:
    dermis = skin_um - norm.corneum - norm.epidermis
    if not dermis > 0.0:
        raise InputError(
            f"skin of {skin_um:.0f} µm leaves no dermis under {norm.corneum + norm.epidermis:.0f} "
            "µm of epidermis; check the finding"
        )
    return dermis


def _melanin(
    own: Mapping[str, float],
    phototype: str,
    blood: float,
    oxygenation: float,
    measured: list[str],
    flags: list[str],
) -> float:
    """Melanin depth: measured, from the measured colour, by phototype, or of anybody."""
    if MELANIN in own:
        measured.append("melanin")
        return own[MELANIN]
    if ITA in own:
        measured.append("melanin")
        flags.append("melanin-from-colour")
        return melanin_of_ita(own[ITA], blood, oxygenation)
    found = melanin_of_phototype(phototype)
    if found is not None:
        flags.append("melanin-of-phototype")
        return found
    flags.append("melanin-not-known")
    return melanin_of_anybody()
