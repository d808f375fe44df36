"""Zones of the face: placed once by named points, carried from visit to visit with the skin."""

from turgor.measure.photo.zone.canonical import canonical_face
from turgor.measure.photo.zone.landmark import (
    LandmarkFinder,
    LandmarkSet,
    find_landmarks,
    landmark_finders,
)
from turgor.measure.photo.zone.place import FacePlacement, place_face
from turgor.measure.photo.zone.zone import (
    Zone,
    carry_zones,
    face_zones,
    free_zone,
    seen_fractions,
    zone_masks,
)

__all__ = [
    "FacePlacement",
    "LandmarkFinder",
    "LandmarkSet",
    "Zone",
    "canonical_face",
    "carry_zones",
    "face_zones",
    "find_landmarks",
    "free_zone",
    "landmark_finders",
    "place_face",
    "seen_fractions",
    "zone_masks",
]
