"""The same skin at another time: spots fade, shrink or appear, redness and tan come and go."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from turgor.errors import InputError
from turgor.phantom.photo.skin import PhotoSkin, line_field, spot_tables
from turgor.phantom.photo.spec import SpotSpec


@dataclass(frozen=True, slots=True)
class PhotoChange:
    """What is planted against the skin it is applied to; places and textures stay.

    fade : spot id and share of its extra chromophore that is lost; 0.15 is 15 % less, 1 is gone,
        below 0 is darker. shrink : spot id and factor of its radii.
    appear : new spots. melanin_factor, blood_factor : of the whole skin, spots included.
    line_factor : of the density of every wrinkle line.
    """

    fade: Mapping[str, float] = field(default_factory=dict)
    shrink: Mapping[str, float] = field(default_factory=dict)
    appear: tuple[SpotSpec, ...] = ()
    melanin_factor: float = 1.0
    blood_factor: float = 1.0
    line_factor: float = 1.0

    def __post_init__(self) -> None:
        """Refuse amounts below nothing."""
        if min(self.melanin_factor, self.blood_factor) <= 0 or self.line_factor < 0:
            raise InputError("change: melanin and blood factors above 0, line_factor from 0")
        if any(f > 1 for f in self.fade.values()) or any(s <= 0 for s in self.shrink.values()):
            raise InputError("change: a spot fades by at most 1 and shrinks by a factor above 0")


def changed(skin: PhotoSkin, change: PhotoChange) -> PhotoSkin:
    """The changed skin.

    Errors: InputError where a named spot is not on the skin.
    """
    plan = skin.plan
    known = {s.id for s in plan.spots}
    for name in (*change.fade, *change.shrink):
        if name not in known:
            raise InputError(f"spot '{name}' is not on this skin; it has {len(known)} spots")
    spots = tuple(_spot(spot, change) for spot in plan.spots) + change.appear
    optics = replace(
        plan.optics,
        melanin=plan.optics.melanin * change.melanin_factor,
        blood_fraction=min(plan.optics.blood_fraction * change.blood_factor, 1.0),
    )
    lines = tuple(
        replace(line, light_lost=1.0 - (1.0 - line.light_lost) ** change.line_factor)
        for line in plan.lines
    )
    made = replace(plan, optics=optics, spots=spots, lines=lines)
    return replace(
        skin,
        plan=made,
        spots=spot_tables(made),
        lines=skin.lines if change.line_factor == 1.0 else line_field(lines),
    )


def _spot(spot: SpotSpec, change: PhotoChange) -> SpotSpec:
    factor = 1.0 + (spot.factor - 1.0) * (1.0 - change.fade.get(spot.id, 0.0))
    scale = change.shrink.get(spot.id, 1.0)
    rx, ry = spot.shape.radius_mm
    shape = replace(spot.shape, radius_mm=(rx * scale, ry * scale))
    return replace(spot, factor=factor, shape=shape)
