"""What acts on the virtual skin: loads at the instant of a session, levels held between events.

Loads are what a stimulus does, gathered by layer; levels are what goes on day by day (agents,
sun, care). Traits are what one person's skin brings along.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError

FloatArray = NDArray[np.float64]

#: by layer, share of its volume that a session does this to
_KINDS = ("removed", "coagulated", "heat_shocked", "punctured")
_LAYERS = ("epidermis", "papillary", "reticular")

#: name -> what it is, with unit
LOADS: Mapping[str, str] = {
    **{
        f"{kind}_{layer}": f"share of the {layer} {'dermis ' * (layer != 'epidermis')}"
        f"that is {kind.replace('_', ' ')}"
        for layer in _LAYERS
        for kind in _KINDS
    },
    "epidermis_base_kept": "share of the epidermis lost under which its base lives",
    "barrier_opened": "share of the surface whose barrier is opened",
    "particles": "doses of particles; 1 is 150 mg of poly-L-lactic acid for a face",
    "carrier": "volume of an injected carrier, µl/cm²",
    "gel": "volume held by an injected hyaluronic gel, µl/cm²",
    "torn": "share of the dermis that needles and fluid tear and that is bled into",
    "water": "injected water in the dermis, share of its volume",
    "vessels_closed": "share of small vessels that light closes",
    "melanin_cleared": "share of epidermal melanin that light clears, beyond what is removed",
}

LEVELS: Mapping[str, str] = {
    "retinoid": "effect of a retinoid on the epidermis, 1 = the most that one does",
    "retinoid_dermal": "effect of a retinoid on the dermis, 1 = the most that one does",
    "irritation": "irritation, 1 = tretinoin 0.05 % daily at its worst",
    "exfoliation": "daily loosening of corneum, 1 = 10 % glycolic acid daily",
    "uv": "ultraviolet that reaches living skin, 1 = this person's habit",
    "antioxidant_supply": "topical antioxidants, 1 = 15 % ascorbic acid daily",
    "steroid": "topical corticosteroid, 1 = a potent one daily",
    "occlusion": "occlusive ointment or dressing, 1 = always",
    "lightening": "inhibition of melanin synthesis, 1 = hydroquinone 4 % daily",
    "moisturiser": "moisturiser or vehicle, 1 = daily",
}

#: without treatment and in its own habits, skin is at these levels
USUAL_LEVELS: Mapping[str, float] = {name: float(name == "uv") for name in LEVELS}

#: what one person's skin brings along, and its value where nothing is known
TRAITS: Mapping[str, float] = {
    "trait.repair": 1.0,  # gain of synthesis
    "trait.inflammation": 1.0,  # gain of inflammation
    "trait.pigment": 1.0,  # gain of pigment's reaction; by phototype
    "trait.barrier": 1.0,  # speed of the barrier's closure
    "trait.irritation": 1.0,  # sensitivity to irritants
    "trait.age_years": 50.0,
    "trait.particle_life_days": 270.0,  # of the product that is injected
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """What happens to a batch of skins, B side by side, at E events, and when to look, V times.

    event_days (E,) or (E, B), ascending, the first at 0. loads (E, len(LOADS), B) at each event,
    0 where it is no session. levels (E, len(LEVELS), B) held from each event on. visit_days (V,)
    or (V, B), ascending, 0 or more; a visit at an event sees the skin before it.
    """

    event_days: FloatArray
    loads: FloatArray
    levels: FloatArray
    visit_days: FloatArray

    def __post_init__(self) -> None:
        """Hold shapes, order and signs."""
        events, batch = self.event_days.shape[0], self.loads.shape[-1]
        if self.loads.shape != (events, len(LOADS), batch):
            raise InputError(f"loads are {self.loads.shape}; (E, {len(LOADS)}, B) is needed")
        if self.levels.shape != (events, len(LEVELS), batch):
            raise InputError(f"levels are {self.levels.shape}; (E, {len(LEVELS)}, B) is needed")
        for name, days in (("events", self.event_days), ("visits", self.visit_days)):
            if days.ndim == 2 and days.shape[1] != batch:
                raise InputError(f"{name} are stated for {days.shape[1]} of {batch} skins")
            if (np.diff(days, axis=0) < 0.0).any() or (days < 0.0).any():
                raise InputError(f"{name} must ascend from day 0 on")
        if events == 0 or (self.event_days[0] != 0.0).any():
            raise InputError("the first event states the levels at day 0")
        if (self.loads < 0.0).any() or (self.levels < 0.0).any():
            raise InputError("loads and levels are 0 or more")

    @property
    def batch(self) -> int:
        """Skins side by side."""
        return int(self.loads.shape[-1])
