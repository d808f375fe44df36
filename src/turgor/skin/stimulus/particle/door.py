"""The door of biostimulators and hyaluronic gels: an injection read, and one draw of its fate.

Needles and cannulas pierce some 0.2 mm² of skin at each entry, of which there are a few on an
area; that share of it is under a hundredth and is left out of the profiles.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import parameter
from turgor.record.stimulus import (
    COURSE_DAYS,
    CrossSection,
    QuantitySpec,
    StimulusDraw,
    StimulusFlag,
)
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.modality import SettingValue
from turgor.skin.stimulus.particle.contents import GELS, IN_GEL, POWDERS
from turgor.skin.stimulus.particle.erosion import mineral_erosion, polymer_erosion
from turgor.skin.stimulus.particle.gel import Gel, crosslinked_gel, linear_gel, nucleotide_gel
from turgor.skin.stimulus.particle.placing import Placing, placing
from turgor.skin.stimulus.particle.settings import Injection, check_thickness, read_injection
from turgor.skin.stimulus.particle.sizes import drawn_sizes

FloatArray = NDArray[np.float64]

_AREAS = (
    "forehead", "temple", "periorbital", "nose", "cheek", "perioral", "chin", "neck",
    "decolletage", "hand",
)  # fmt: skip
_MM2_PER_CM2, _UL_PER_ML = 100.0, 1e3

SPECS: Mapping[str, QuantitySpec] = {
    "injected-mass": QuantitySpec("mg", "solid or polymer injected at the site"),
    "area": QuantitySpec("cm²", "skin that it is spread under"),
    "load": QuantitySpec("mg/cm²", "solid or polymer under each cm² at first"),
    "volume": QuantitySpec("µl/cm²", "volume under each cm² as it is injected"),
    "particles": QuantitySpec("1/cm²", "particles under each cm² at first"),
    "surface": QuantitySpec("mm²/cm²", "surface of those particles at first"),
    "half-mass-day": QuantitySpec("d", "when half of the solid or polymer is left"),
    "share-dermis": QuantitySpec("1", "of it that lies in the dermis"),
    "share-papillary": QuantitySpec("1", "of it that lies in the papillary dermis"),
    "share-subcutis": QuantitySpec("1", "of it that lies in the subcutis"),
    "depth": QuantitySpec("µm", "above which half of it lies"),
    "swelling": QuantitySpec("1", "largest volume of a hyaluronic gel over the injected one"),
}


@dataclass(frozen=True, slots=True)
class ParticleSession:
    """An injection, ready to be worked out under any draw."""

    injection: Injection
    settings: Mapping[str, SettingValue]
    flags: tuple[StimulusFlag, ...]
    specs: Mapping[str, QuantitySpec] = field(default_factory=lambda: SPECS)

    def draw(self, stack: TissueStack) -> StimulusDraw:
        """What lies where, and how long, under the present draw.

        Errors: InputError where a stated depth lies outside this stack's dermis and subcutis.
        """
        injection = self.injection
        area = _area_cm2(injection, stack)
        volume = injection.volume_ml * _UL_PER_ML / area
        placed = placing(stack, injection.plane, injection.depth_um, volume)
        quantities = {"area": area, "volume": volume} | _shares(placed, stack)
        if injection.agent in GELS:
            courses, more = _gel(injection, area, quantities["share-dermis"])
        else:
            courses, more = _particles(injection, area)
        return StimulusDraw(courses=courses, quantities=quantities | more)

    def section(self, stack: TissueStack) -> CrossSection | None:
        """None: nothing of an injection is a zone."""
        return None


def model(settings: Mapping[str, SettingValue], device: str, stack: TissueStack) -> ParticleSession:
    """Read and check an injection's settings.

    Errors: InputError as for ``read_injection``, and as for a draw.
    """
    injection, flags = read_injection(settings)
    area = _area_cm2(injection, stack)
    volume = injection.volume_ml * _UL_PER_ML / area
    flags += check_thickness(volume)
    placing(stack, injection.plane, injection.depth_um, volume)
    used: dict[str, SettingValue] = {
        "agent": injection.agent,
        "vials": injection.vials,
        "dilution_ml": injection.dilution_ml,
        "volume_ml": injection.volume_ml,
        "plane": injection.plane,
        "area_cm2": area,
        "product_ml": 0.0 if injection.agent in POWDERS else injection.contents.volume_ml,
    }
    used |= _content_settings(injection)
    for name in ("gauge", "cannula", "depth_um"):
        if name in settings:
            used[name] = settings[name]
    return ParticleSession(injection, used, flags)


def _content_settings(injection: Injection) -> dict[str, SettingValue]:
    if injection.agent in GELS:
        found: dict[str, SettingValue] = {"mg_ml": injection.contents.polymer_mg_ml}
        if injection.agent == "hyaluronic":
            found["crosslinked"] = injection.crosslinked
        return found
    found = {"mg_per_vial": _solid_mg(injection)}
    if injection.agent == "pcl":
        found["grade"] = injection.grade
    return found


def _area_cm2(injection: Injection, stack: TissueStack) -> float:
    if injection.area_cm2 is not None:
        return injection.area_cm2
    site = stack.site if stack.site in _AREAS else "other"
    return parameter(f"particle.area.{site}") / _MM2_PER_CM2


def _solid_mg(injection: Injection) -> float:
    """Particles in one vial or syringe, under the present draw."""
    held, agent = injection.contents, injection.agent
    if held.solid_mg is not None:
        return held.solid_mg
    share, density = parameter(f"particle.{agent}.share"), parameter(f"particle.{agent}.density")
    return share * held.volume_ml * density


def _shares(placed: Placing, stack: TissueStack) -> dict[str, float]:
    top, below = stack.top_um("papillary-dermis"), stack.bottom_um("papillary-dermis")
    return {
        "share-dermis": placed.share_between(top, stack.skin_um),
        "share-papillary": placed.share_between(top, below),
        "share-subcutis": placed.share_between(stack.skin_um, stack.bottom_um("subcutis")),
        "depth": placed.median_um,
    }


def _particles(
    injection: Injection, area_cm2: float
) -> tuple[dict[str, FloatArray], dict[str, float]]:
    agent = injection.agent
    sizes = drawn_sizes(agent)
    mass = injection.injected_share * injection.vials * _solid_mg(injection)
    load = mass / area_cm2
    if agent == "caha":
        erosion = mineral_erosion(sizes)
    else:
        erosion = polymer_erosion(agent, sizes, injection.grade)
    surface = load * sizes.surface_mm2_mg
    courses = {
        "particle-load": load * erosion.mass_at(COURSE_DAYS),
        "particle-surface": surface * erosion.surface_at(COURSE_DAYS),
        "carrier-volume": _carrier(injection, area_cm2),
    }
    quantities = {
        "injected-mass": mass,
        "load": load,
        "particles": load / sizes.mean_mass_mg,
        "surface": surface,
        "half-mass-day": erosion.half_d,
    }
    return courses, quantities


def _carrier(injection: Injection, area_cm2: float) -> FloatArray:
    """Diluent, and the gel that spheres came in, that is still there."""
    per_cm2 = injection.injected_share * injection.vials * _UL_PER_ML / area_cm2
    gel = 0.0
    if injection.agent in IN_GEL:
        solid = _solid_mg(injection) / parameter(f"particle.{injection.agent}.density")
        gel = max(injection.contents.volume_ml - solid, 0.0)
    water = np.exp2(-COURSE_DAYS / parameter("particle.carrier.water"))
    slow = np.exp2(-COURSE_DAYS / parameter("particle.carrier.gel"))
    return np.asarray(per_cm2 * (injection.dilution_ml * water + gel * slow))


def _gel(
    injection: Injection, area_cm2: float, share_dermis: float
) -> tuple[dict[str, FloatArray], dict[str, float]]:
    held = injection.contents
    polymer = injection.injected_share * injection.vials * held.volume_ml * held.polymer_mg_ml
    gel = Gel(polymer / area_cm2, held.polymer_mg_ml)
    if injection.agent == "polynucleotide":
        mass, volume = nucleotide_gel(gel, COURSE_DAYS)
    elif injection.crosslinked:
        mass, volume = crosslinked_gel(gel, COURSE_DAYS, share_dermis)
    else:
        mass, volume = linear_gel(gel, COURSE_DAYS)
    courses = {"water-volume": volume, "carrier-volume": _carrier(injection, area_cm2)}
    quantities = {
        "injected-mass": polymer,
        "load": gel.mass_mg_cm2,
        "half-mass-day": float(np.interp(-0.5 * mass[0], -mass, COURSE_DAYS)),
        "swelling": float(volume.max() / gel.volume_ul_cm2),
    }
    return courses, quantities
