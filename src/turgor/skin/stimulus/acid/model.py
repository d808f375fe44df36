"""The chemical peel's door: settings read and checked, and one draw of what the peel does."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

from turgor.errors import InputError
from turgor.evidence import evidence_table, parameter
from turgor.record.stimulus import CrossSection, QuantitySpec, StimulusDraw, StimulusFlag
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.acid.agents import COAGULATING
from turgor.skin.stimulus.acid.asked import AskedPeel, asked_peel
from turgor.skin.stimulus.acid.closure import barrier_course, barrier_lost
from turgor.skin.stimulus.acid.exposure import expose
from turgor.skin.stimulus.acid.flags import refuse_impossible, studied_flags
from turgor.skin.stimulus.acid.layer_class import (
    CLASSES,
    Edges,
    believed_depth,
    class_shares,
    quantile_um,
)
from turgor.skin.stimulus.acid.profile import depth_profiles
from turgor.skin.stimulus.modality import SettingValue

#: agents on which white means coagulated protein
_FROSTING = (*COAGULATING, "jessner")
#: a stated depth is contradicted where its class is less likely than this
_UNLIKELY = 0.1

SPECS: Mapping[str, QuantitySpec] = {
    "layer-none": QuantitySpec("1", "probability that the peel does nothing", probability=True),
    "layer-very-superficial": QuantitySpec(
        "1", "probability that only corneum comes off", probability=True
    ),
    "layer-superficial": QuantitySpec(
        "1", "probability that the peel ends within the epidermis", probability=True
    ),
    "layer-medium": QuantitySpec(
        "1", "probability that the peel ends within the papillary dermis", probability=True
    ),
    "layer-deep": QuantitySpec(
        "1", "probability that the peel reaches the reticular dermis", probability=True
    ),
    "ph": QuantitySpec("1", "pH of the solution"),
    "free-acid-percent": QuantitySpec("%", "share of the acid that is free at that pH"),
    "absorbed-dose": QuantitySpec("µmol/cm²", "acid, free and as salt, that went into the skin"),
    "barrier-lost": QuantitySpec("1", "share of the corneum's barrier that is lost at once"),
}


@dataclass(frozen=True, slots=True)
class PeelModel:
    """One peel, read and checked."""

    peel: AskedPeel
    settings: Mapping[str, SettingValue]
    flags: tuple[StimulusFlag, ...]

    @property
    def specs(self) -> Mapping[str, QuantitySpec]:
        """Unit and meaning of each quantity of a draw."""
        return SPECS

    def draw(self, stack: TissueStack) -> StimulusDraw:
        """What the peel does under the present draw of the literature values.

        The layers' probabilities hold the error between physics and published layers; the profile
        takes one value of that error in each draw, the middle one outside draws.
        """
        done = expose(self.peel, stack)
        edges = Edges.of(stack)
        depth = believed_depth(
            done.loosened_um, done.killed_um, self.peel.agent, self.peel.croton_oil_pct
        )
        frost = self._frost()
        shares = class_shares(depth, edges, frost)
        place = NormalDist().cdf(parameter("peel.class.error") / depth.log_error)
        killed = quantile_um(depth, edges, place, frost)
        quantities = {f"layer-{name}": p for name, p in zip(CLASSES, shares, strict=True)}
        quantities |= {
            "ph": done.film.ph,
            "free-acid-percent": done.film.free_percent,
            "absorbed-dose": done.absorbed_umol_cm2,
            "barrier-lost": barrier_lost(shares),
        }
        return StimulusDraw(
            profiles=depth_profiles(
                stack.thickness_um[0],
                done.loosened_um,
                killed,
                coagulates=self.peel.agent in _FROSTING,
            ),
            courses={"barrier-open": barrier_course(shares)},
            quantities=quantities,
        )

    def section(self, stack: TissueStack) -> CrossSection | None:
        """None: a peel has no zones, its profile is the picture."""
        return None

    def _frost(self) -> tuple[float, ...]:
        if self.peel.frost is None or self.peel.agent not in _FROSTING:
            return ()
        return tuple(
            float(p) for p in evidence_table("peel-frost").column(f"level_{self.peel.frost}")
        )


def model(settings: Mapping[str, SettingValue], device: str, stack: TissueStack) -> PeelModel:
    """Read and check a peel's typed settings; ``device`` (a product's name) changes nothing.

    Errors: InputError with what was given, what is allowed, its source and what to do.
    """
    peel, used, taken = asked_peel(settings)
    refuse_impossible(peel, settings)
    flags = [*taken, *studied_flags(peel, settings)]
    made = PeelModel(peel, used, tuple(flags))
    stated = settings.get("depth")
    if isinstance(stated, str) and stated in CLASSES:
        likely = made.draw(stack).quantities
        share = likely[f"layer-{stated}"]
        if stated == "superficial":
            share += likely["layer-very-superficial"]
        if share < _UNLIKELY:
            text = f"called {stated}; by its settings that has a probability of {share:.2f}"
            made = PeelModel(peel, used, (*flags, StimulusFlag("depth-contradicted", text)))
    elif stated is not None:
        raise InputError(f"depth is '{stated}'; allowed: superficial, medium, deep")
    return made
