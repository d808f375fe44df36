"""What each course over time means, as a phrase that stands alone."""

from collections.abc import Mapping

COURSE_MEANINGS: Mapping[str, str] = {
    "ligand-epidermis": "exposure of the living epidermis; 1 is tretinoin 0.05 % nightly",
    "ligand-dermis": "exposure of the upper dermis; 1 is tretinoin 0.05 % nightly",
    "retinoid-effect": "share of the most that any retinoid does",
    "irritation": "irritation; 1 is the worst of tretinoin 0.05 % nightly",
    "particle-load": "solid or polymer still there under each cm²",
    "particle-surface": "surface of the particles still there under each cm²",
    "carrier-volume": "gel or water of the carrier still there under each cm²",
    "water-volume": "volume that the hyaluronic gel takes up under each cm²",
    "channels-open": "channels through the stratum corneum that are still open",
    "barrier-open": "share of the stratum corneum's barrier that is lost",
}
