"""Sessions that the stimulus rooms work out by physics, as loads."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from turgor.evidence import parameter
from turgor.record.stimulus import COURSE_DAYS, StimulusDraw, StimulusFlag
from turgor.record.tissue import TissueStack
from turgor.skin.loading.layers import layer_loads
from turgor.skin.loading.what import SessionLoads
from turgor.skin.stimulus.doors import session_model
from turgor.skin.stimulus.modality import SessionModel, SettingValue

#: what lets the skin be pierced, by agent of an injection: it lies in a carrier that goes, or is
#: a gel that stays
_STAYS = "hyaluronic"
#: day by which a diluent's water is gone and what is left of a carrier is its gel
_WATER_GONE_D = 14.0
_MM2_PER_CM2 = 100.0
#: a volume of 1 µl/cm² as the height of a layer
_UM_PER_UL_CM2 = 10.0


@dataclass(frozen=True, slots=True)
class PhysicalLoads:
    """A session of one of the stimulus rooms; the protocol of LoadModel."""

    model: SessionModel

    @property
    def flags(self) -> tuple[StimulusFlag, ...]:
        """As the room states them."""
        return self.model.flags

    def loads(self, stack: TissueStack) -> SessionLoads:
        """Profiles by layer, opened barrier, and what was injected."""
        draw = self.model.draw(stack)
        found = layer_loads(draw, stack)
        agent = str(self.model.settings.get("agent", ""))
        life = math.nan
        if "particle-surface" in draw.courses:
            found["particles"], life = _particles(draw, agent)
        found |= _volumes(draw, stays=self._stays(agent))
        if "volume" in draw.quantities:
            found |= entries() | _watered(draw, stack)
        return SessionLoads(found, life)

    def _stays(self, agent: str) -> bool:
        return agent == _STAYS and self.model.settings.get("crosslinked", True) is True


def physical_loads(
    modality: str, settings: Mapping[str, SettingValue], device: str, stack: TissueStack
) -> PhysicalLoads:
    """A session read and checked by its stimulus room.

    Errors: InputError as for the room's ``model``.
    """
    return PhysicalLoads(session_model(modality, settings, device, stack))


def entries() -> dict[str, float]:
    """What needles of an injection pierce, the same share of every layer, and what they tear."""
    share = parameter("loading.injection.punctured")
    found = {f"punctured_{layer}": share for layer in ("epidermis", "papillary", "reticular")}
    return found | {"torn": parameter("loading.injection.torn")}


def _watered(draw: StimulusDraw, stack: TissueStack) -> dict[str, float]:
    """Diluent in the dermis over the dermis, both as heights; what lies deeper swells no dermis."""
    if "carrier-volume" not in draw.courses:
        return {}
    first = float(draw.courses["carrier-volume"][0])
    slow = _carrier_at_first(draw)
    dermis_um = stack.skin_um - stack.bottom_um("epidermis")
    height_um = _UM_PER_UL_CM2 * max(first - slow, 0.0) * draw.quantities["share-dermis"]
    return {"water": height_um / dermis_um} if height_um > 0.0 else {}


def _particles(draw: StimulusDraw, agent: str) -> tuple[float, float]:
    """Doses, by surface against 150 mg of PLLA under a cheek, and mean life of that surface."""
    surface = draw.courses["particle-surface"]
    doses = surface[0] / _MM2_PER_CM2 / parameter("loading.particles.reference_surface")
    doses *= parameter(f"loading.particles.potency.{agent}")
    shares = surface / surface[0]
    widths = np.diff(COURSE_DAYS)
    return float(doses), float(np.sum(0.5 * (shares[1:] + shares[:-1]) * widths))


def _carrier_at_first(draw: StimulusDraw) -> float:
    """Volume of a carrier's gel at first, from what is left of it when its water has gone."""
    late = float(np.interp(_WATER_GONE_D, COURSE_DAYS, draw.courses["carrier-volume"]))
    return float(late * 2.0 ** (_WATER_GONE_D / parameter("particle.carrier.gel")))


def _volumes(draw: StimulusDraw, stays: bool) -> dict[str, float]:
    """Volume that a gel comes to hold, and that of a carrier when its water has gone.

    A gel that is not cross-linked is gone in weeks, so it counts as a carrier.
    """
    found = {}
    carrier = 0.0
    if "carrier-volume" in draw.courses:
        carrier += _carrier_at_first(draw)
    if "water-volume" in draw.courses:
        held = float(draw.courses["water-volume"].max())
        if stays:
            found["gel"] = held
        else:
            carrier += held
    if carrier > 0.0:
        found["carrier"] = carrier
    return found
