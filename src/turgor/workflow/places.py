"""A place is one patch of one person's skin over all visits; one capture of it is its baseline."""

from collections.abc import Iterable
from dataclasses import dataclass

from turgor.record.capture import Capture
from turgor.record.site import BodySite


@dataclass(frozen=True, slots=True)
class Place:
    """All captures of one kind and setup, subject, site, side and region, by visit and replicate.

    baseline : the capture that all others are laid upon, None where the baseline visit has none.
    """

    subject: str
    site: BodySite
    region: str
    captures: tuple[Capture, ...]
    baseline: Capture | None
    kind: str = "surface"
    setup: str = ""

    @property
    def label(self) -> str:
        """The place in words."""
        region = f" {self.region}" if self.region else ""
        kind = "" if self.kind == "surface" else f" {self.kind}"
        kind += f" ({self.setup})" if self.setup else ""
        return f"{self.subject} {self.site.name} {self.site.side}{region}{kind}"


def surface_places(captures: Iterable[Capture], baseline_visit: str) -> tuple[Place, ...]:
    """The places of height maps alone; see ``places``."""
    return places((item for item in captures if item.kind == "surface"), baseline_visit)


def places(captures: Iterable[Capture], baseline_visit: str) -> tuple[Place, ...]:
    """Captures by place, in a fixed order.

    The baseline is the lowest replicate of the baseline visit.
    """
    groups: dict[tuple[str, str, str, str, str, str], list[Capture]] = {}
    for capture in captures:
        place = (capture.subject, capture.site.name, capture.site.side, capture.region)
        key = (*place, capture.kind, capture.setup)
        groups.setdefault(key, []).append(capture)
    found: list[Place] = []
    for key in sorted(groups):
        group = sorted(groups[key], key=lambda item: (item.visit, item.replicate))
        first = [item for item in group if item.visit == baseline_visit]
        baseline = min(first, key=lambda item: item.replicate, default=None)
        site = BodySite(key[1], key[2])
        found.append(Place(key[0], site, key[3], tuple(group), baseline, *key[4:]))
    return tuple(found)
