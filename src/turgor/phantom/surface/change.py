"""The same skin at another time: treated, aged, or swollen; places stay where they were."""

import math
from dataclasses import dataclass, replace

from turgor.errors import InputError
from turgor.phantom.surface.furrow import build_field
from turgor.phantom.surface.skin import Skin


@dataclass(frozen=True, slots=True)
class SkinChange:
    """What multiplies the relief: wrinkles, fine lines, and microrelief with pores; 1 = nothing."""

    wrinkle_factor: float = 1.0
    fine_line_factor: float = 1.0
    relief_factor: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a change of sign."""
        if min(self.wrinkle_factor, self.fine_line_factor, self.relief_factor) < 0:
            raise InputError("a change can't turn relief upside down; factors are 0 or more")

    def then(self, other: "SkinChange") -> "SkinChange":
        """Both changes together."""
        return SkinChange(
            self.wrinkle_factor * other.wrinkle_factor,
            self.fine_line_factor * other.fine_line_factor,
            self.relief_factor * other.relief_factor,
        )


def changed(skin: Skin, change: SkinChange) -> Skin:
    """The same skin with its relief scaled; every place, width and furrow stays."""
    factor = {"wrinkle": change.wrinkle_factor, "fine-line": change.fine_line_factor}
    wrinkles = tuple(
        replace(w, depth_um=w.depth_um * factor[w.object_class]) for w in skin.spec.wrinkles
    )
    return replace(
        skin,
        spec=replace(skin.spec, wrinkles=wrinkles),
        furrows=build_field(wrinkles, skin.phases),
        relief_factor=skin.relief_factor * change.relief_factor,
    )


def oedema(days_since_session: float, peak: float = 0.2, decay_days: float = 4.0) -> SkinChange:
    """Transient swelling after a session: all relief flatter by ``peak``, fading exponentially.

    An assumption for phantoms, not a measured law: it only has to move values inside the window.
    """
    left = 1.0 - peak * math.exp(-max(days_since_session, 0.0) / decay_days)
    return SkinChange(left, left, left)
