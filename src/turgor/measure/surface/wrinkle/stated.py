"""Wrinkles in the words of the catalogue: metric ids, values and the family's own conditions."""

from turgor.measure.surface.wrinkle.along import FollowedSummary
from turgor.measure.surface.wrinkle.found import Wrinkle
from turgor.measure.surface.wrinkle.options import WrinkleOptions
from turgor.measure.surface.wrinkle.region import RegionSummary


def wrinkle_conditions(options: WrinkleOptions, object_class: str) -> dict[str, str | float]:
    """The conditions that this family adds to those of the surface (device, form, S-filter)."""
    return {
        "lid": f"local-quadratic-{options.lid_sigma_um:g}um",
        "least_length_mm": float(options.least_length_mm),
        "least_depth_um": float(options.least_depth_um),
        "class_depth_um": float(options.wrinkle_depth_um),
        "object_class": object_class,
    }


def object_values(wrinkle: Wrinkle) -> dict[str, float]:
    """Metric id to value, in the catalogue's units, for one object."""
    return {
        "wrinkle_object.depth_mean": wrinkle.depth_mean_um,
        "wrinkle_object.depth_p95": wrinkle.depth_p95_um,
        "wrinkle_object.depth_max": wrinkle.depth_max_um,
        "wrinkle_object.length": wrinkle.length_mm,
        "wrinkle_object.width_half_depth": wrinkle.width_half_depth_um,
        "wrinkle_object.cross_section": wrinkle.cross_section_um2 / 1e6,
        "wrinkle_object.volume": wrinkle.volume_mm3,
        "wrinkle_object.area": wrinkle.area_mm2,
        "wrinkle_object.orientation": wrinkle.orientation_deg,
    }


def region_values(summary: RegionSummary) -> dict[str, float]:
    """Metric id to value for one region; NaN where a mean has no object to stand on."""
    return {
        "wrinkle.depth_mean": summary.depth_mean_um,
        "wrinkle.depth_p95": summary.depth_p95_um,
        "wrinkle.width_half_depth": summary.width_half_depth_um,
        "wrinkle.count": float(summary.count),
        "wrinkle.length_density": summary.length_density_mm_cm2,
        "wrinkle.area_share": summary.area_share_pct,
        "wrinkle.volume_density": summary.volume_density_mm3_cm2,
        "wrinkle.orientation": summary.orientation_deg,
    }


def followed_values(summary: FollowedSummary) -> dict[str, float]:
    """Metric id to value along the baseline's lines; NaN where none could be measured."""
    return {
        "wrinkle.followed_depth_mean": summary.depth_mean_um,
        "wrinkle.followed_volume_density": summary.volume_density_mm3_cm2,
    }
