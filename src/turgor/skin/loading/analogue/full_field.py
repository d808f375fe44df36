"""Full-field resurfacing: the fractional laser's physics with every place hit, pass after pass.

What a pass kills of the epidermis is wiped off or comes off by itself, so it counts as removed.
Each further pass acts on what the ones before have bared: the profile of one pass, moved down by
what is gone. That holds where the light is stopped within what a pass kills.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import find_parameter
from turgor.record.stimulus import DEPTH_UM, StimulusDraw, StimulusFlag
from turgor.record.tissue import TissueStack
from turgor.skin.loading.layers import layer_loads
from turgor.skin.loading.what import SessionLoads
from turgor.skin.stimulus.doors import session_model
from turgor.skin.stimulus.modality import SessionModel, SettingValue
from turgor.skin.stimulus.stated import positive, whole

FloatArray = NDArray[np.float64]

_SPOT, _UM_PER_CM, _MJ_PER_J = "loading.full_field.spot", 1e4, 1e3
#: of the fractional laser's settings, what full fields have too
_SHARED = ("wavelength_nm", "pulse_ms", "cooling", "power_w")
#: wavelengths that ablate, nm: the shortest of their families and the two between which none is
_ABLATES_FROM_NM = 2600.0


@dataclass(frozen=True, slots=True)
class FullField:
    """One session, read and checked; the protocol of LoadModel."""

    model: SessionModel
    passes: int
    flags: tuple[StimulusFlag, ...]

    def loads(self, stack: TissueStack) -> SessionLoads:
        """Layers' shares after all passes."""
        draw = self.model.draw(stack)
        profiles = after_passes(draw.profiles, stack.bottom_um("epidermis"), self.passes)
        found = layer_loads(StimulusDraw(profiles=profiles), stack)
        return SessionLoads(found)


def model(
    modality: str, settings: Mapping[str, SettingValue], device: str, stack: TissueStack
) -> FullField:
    """Read and check a session: wavelength, fluence (or energy and spot), passes.

    Errors: InputError for a wavelength that doesn't ablate, no dose, and as for the laser.
    """
    wavelength = positive(settings, "wavelength_nm", "nm")
    if not wavelength >= _ABLATES_FROM_NM:
        raise InputError(
            f"wavelength_nm is {settings.get('wavelength_nm', 'not stated')}; 2790, 2940 and 10600 "
            "nm ablate; for the others write laser-nonablative"
        )
    passes = whole(settings, "passes", 1)
    spot = positive(settings, "spot_um", "µm")
    spot = find_parameter(_SPOT).value if math.isnan(spot) else spot
    energy = positive(settings, "energy_mj", "mJ")
    fluence = positive(settings, "fluence_j_cm2", "J/cm²")
    if math.isnan(energy):
        if math.isnan(fluence):
            raise InputError("laser-ablative-full: state 'fluence_j_cm2', or 'energy_mj'")
        energy = fluence * math.pi * (0.5 * spot / _UM_PER_CM) ** 2 * _MJ_PER_J
    laser: dict[str, SettingValue] = {name: settings[name] for name in _SHARED if name in settings}
    laser |= {"energy_mj": energy, "spot_um": spot, "coverage_pct": 100.0, "passes": 1.0}
    made = session_model("fractional-laser", laser, device, stack)
    return FullField(made, passes, made.flags)


def after_passes(
    profiles: Mapping[str, FloatArray], epidermis_um: float, passes: int
) -> dict[str, FloatArray]:
    """Profiles at DEPTH_UM after so many passes like the one given."""
    none = np.zeros(DEPTH_UM.size)
    removed, coagulated = profiles.get("removed", none), profiles.get("coagulated", none)
    shocked = profiles.get("heat-shocked", none)
    wiped = np.where(epidermis_um > DEPTH_UM, coagulated, 0.0)
    first = {"removed": removed + wiped, "coagulated": coagulated - wiped, "heat-shocked": shocked}
    if passes == 1:
        return first
    # the second pass meets what the first has bared, each later one what one more has ablated
    gone = _depth_um(first["removed"]) + (passes - 2) * _depth_um(removed)
    moved = {
        kind: np.interp(DEPTH_UM - gone, DEPTH_UM, shares)
        for kind, shares in (
            ("removed", removed),
            ("coagulated", coagulated),
            ("heat-shocked", shocked),
        )
    }
    bare = gone > DEPTH_UM
    late = {kind: np.where(bare, 0.0, shares) for kind, shares in moved.items()}
    late["removed"] = np.where(bare, 1.0, moved["removed"])
    return {kind: np.minimum(shares, 1.0) for kind, shares in late.items()}


def _depth_um(shares: FloatArray) -> float:
    return float(np.sum(0.5 * (shares[1:] + shares[:-1]) * np.diff(DEPTH_UM)))
