"""What the areal parameters hand back, and the conditions that belong to single ones."""

from collections.abc import Mapping
from dataclasses import dataclass

from turgor.measure.surface.areal.feature import WOLF_PRUNING_PCT
from turgor.measure.surface.areal.spatial import ACF_THRESHOLD
from turgor.measure.surface.areal.volume import DALE_RATIO_PCT, PEAK_RATIO_PCT

#: material ratios of the peak extreme height Sxp, %
SXP_RATIOS_PCT = (2.5, 50.0)
#: height above the mean at which Smr(c) is stated, µm
SMR_HEIGHT_UM = 0.0

_SPATIAL = ("sal", "str", "std", "ssw")
_CORE_VOLUME = ("sdc", "vmc", "vvc")
_PEAK_VOLUME = ("smc", "vm", "vv", "vmp")
_FEATURE = (
    "spd", "svd", "spc", "svc", "s5p", "s5v", "s10z", "sda", "sha", "sdv", "shv",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ArealResult:
    """Parameters by their id without the family (sq, sal, spd…) in the unit of the catalogue.

    ``values`` holds those that the map identifies, ``reasons`` why the others are not.
    """

    values: Mapping[str, float]
    reasons: Mapping[str, str]

    def get(self, name: str) -> float | None:
        """The value, or None where ``reasons`` says why there is none."""
        return self.values.get(name)


def own_conditions(name: str) -> dict[str, float]:
    """Conditions of one parameter beyond those of the whole map (empty for most)."""
    if name in _SPATIAL[:2]:
        return {"acf_threshold": ACF_THRESHOLD}
    if name in _FEATURE:
        return {"wolf_pruning_pct": WOLF_PRUNING_PCT}
    if name == "smr":
        return {"height_c_um": SMR_HEIGHT_UM}
    if name == "sxp":
        return {"ratio_p_pct": SXP_RATIOS_PCT[0], "ratio_q_pct": SXP_RATIOS_PCT[1]}
    if name in _CORE_VOLUME:
        return {"ratio_p_pct": PEAK_RATIO_PCT, "ratio_q_pct": DALE_RATIO_PCT}
    if name in _PEAK_VOLUME:
        return {"ratio_p_pct": PEAK_RATIO_PCT}
    if name == "vvv":
        return {"ratio_q_pct": DALE_RATIO_PCT}
    return {}
