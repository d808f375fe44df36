"""What was planted, in the pixels of one photograph.

Pixels are (u, v) = (column, row), pixel centres at whole numbers. Colours are those of the skin's
own reflectance under D65 for the 2 degree observer: no shading, gloss or uneven light in them.

mi_rgb = 100 log10(1 / R) and ei_rgb = 100 log10(R / G) of the reflectance's linear sRGB.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.phantom.photo.chart import ChartSpec
from turgor.phantom.photo.contrast import ILLUMINANT, OBSERVER, indices, spot_contrast, xyz_table
from turgor.phantom.photo.light import LightSpec
from turgor.phantom.photo.lut import WAVELENGTH_NM, spectra_of
from turgor.phantom.photo.pore import pores_mm
from turgor.phantom.photo.pose import CameraPose, inverted, project
from turgor.phantom.photo.shape import outline_mm
from turgor.phantom.photo.skin import PhotoSkin
from turgor.phantom.surface.furrow import arc_length_um
from turgor.physics.colour.cielab import lab_from_xyz
from turgor.physics.colour.tristimulus import tristimulus, white_point

F = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PlantedSpot:
    """One spot: its outline (n, 2) in pixels, area in closed form, and contrasts (see contrast.py).

    kind : one of spec.KINDS. inside : share of the outline that lies in the picture.
    hidden : True where the chart lies over its middle.
    """

    id: str
    kind: str
    chromophore: str
    factor: float
    centre_px: tuple[float, float]
    outline_px: F
    area_mm2: float
    mi_rgb_contrast: float
    ei_rgb_contrast: float
    mi_rgb_to_ring: float
    ei_rgb_to_ring: float
    inside: float
    hidden: bool


@dataclass(frozen=True, slots=True)
class PlantedLine:
    """One wrinkle line: vertices (n, 2) in pixels, whole length on the skin, darkness, width."""

    id: str
    line_px: F
    length_mm: float
    light_lost: float
    width_mm: float
    inside: float


@dataclass(frozen=True, slots=True)
class PhotoTruth:
    """Everything planted in one photograph.

    um_per_px : µm of skin between pixel centres in the picture's middle. chart_corners_px :
    (4, 2) outer corners of the four corner patches from the chart's own top left clockwise, None
    without chart; frame_corners_px : of its dark frame; patch_corners_px : (patches, 4, 2).
    hand_points_px : places a person would click.
    """

    skin: PhotoSkin
    shape: tuple[int, int]
    pose: CameraPose
    light: LightSpec
    um_per_px: float
    chart_corners_px: F | None
    frame_corners_px: F | None
    patch_corners_px: F | None
    spots: tuple[PlantedSpot, ...]
    lines: tuple[PlantedLine, ...]
    hand_points_px: Mapping[str, tuple[float, float]]

    def to_plan(self, points_px: F) -> F:
        """(n, 2) material points in plan mm under pixels (n, 2)."""
        return self.pose.to_plan(np.asarray(points_px, dtype=np.float64), self.shape)

    def to_photo(self, points_mm: F) -> F:
        """(n, 2) pixels of material points (n, 2) of the plan."""
        return self.pose.to_photo(np.asarray(points_mm, dtype=np.float64), self.shape)

    def reflectance(self, points_px: F) -> F:
        """(n, wavelengths) spectra under pixels (n, 2), over lut.WAVELENGTH_NM, by the law."""
        mm = self.to_plan(points_px)
        amounts = np.column_stack(self.skin.chromophores(mm[:, 0].copy(), mm[:, 1].copy()))
        return spectra_of(self.skin.plan.optics, amounts)

    def lab(self, points_px: F) -> F:
        """(n, 3) L*, a*, b* under D65 for 2 degrees under pixels (n, 2)."""
        xyz = tristimulus(WAVELENGTH_NM, self.reflectance(points_px), ILLUMINANT, OBSERVER)
        return lab_from_xyz(xyz, white_point(ILLUMINANT, OBSERVER))

    def lab_map(self, step_px: int = 8) -> F:
        """(rows / step, cols / step, 3) L*, a*, b* at every step-th pixel, NaN where no skin is."""
        v, u = np.mgrid[0 : self.shape[0] : step_px, 0 : self.shape[1] : step_px]
        mm = self.to_plan(np.column_stack((u.ravel(), v.ravel())).astype(np.float64))
        x, y = mm[:, 0].copy(), mm[:, 1].copy()
        xyz = xyz_table(self.skin.plan).at(*self.skin.chromophores(x, y))
        lab = lab_from_xyz(xyz, white_point(ILLUMINANT, OBSERVER))
        lab[self.skin.inside(x, y) < 1.0] = np.nan
        return lab.reshape(*u.shape, 3)

    def mi_ei_rgb(self, points_px: F) -> F:
        """(n, 2) mi_rgb and ei_rgb under pixels (n, 2)."""
        spectra = self.reflectance(points_px)
        return np.column_stack(indices(tristimulus(WAVELENGTH_NM, spectra, ILLUMINANT, OBSERVER)))

    def pores(self) -> F:
        """(pores, 3) u, v and density of every pore in the picture that lies on skin.

        Those under the chart are left out. A pore is a dark dot of Gaussian section whose width at
        half density is the plan's.
        """
        half_x, half_y = 0.5 * self.skin.plan.size_mm[0], 0.5 * self.skin.plan.size_mm[1]
        found = pores_mm(self.skin, (-half_x, -half_y), (half_x, half_y))
        px = self.to_photo(found[:, :2])
        seen = (px.min(axis=1) >= 0) & (px[:, 0] < self.shape[1]) & (px[:, 1] < self.shape[0])
        seen &= self.skin.inside(found[:, 0].copy(), found[:, 1].copy()) >= 1.0
        if self.frame_corners_px is not None:
            seen &= ~inside_polygon(px, self.frame_corners_px)
        listed: F = np.column_stack((px, found[:, 2]))[seen]
        return listed

    def light_level(self, points_px: F) -> F:
        """(n,) light on pixels (n, 2) over an even light's."""
        return self.light.level(points_px, self.shape)


def true_map(baseline: PhotoTruth, follow_up: PhotoTruth, points_px: F) -> F:
    """(n, 2) pixels of the follow-up that show the same skin as baseline pixels (n, 2)."""
    return follow_up.to_photo(baseline.to_plan(points_px))


def inside_polygon(points: F, corners: F) -> NDArray[np.bool_]:
    """(n,) True for points (n, 2) inside a convex polygon (k, 2), corners in either sense."""
    edge = np.roll(corners, -1, axis=0) - corners
    off = points[:, None, :] - corners[None]
    side = edge[:, 0] * off[:, :, 1] - edge[:, 1] * off[:, :, 0]
    inside: NDArray[np.bool_] = np.all(side >= 0, axis=1) | np.all(side <= 0, axis=1)
    return inside


def planted(
    skin: PhotoSkin,
    shape: tuple[int, int],
    pose: CameraPose,
    light: LightSpec,
    chart: ChartSpec | None,
) -> PhotoTruth:
    """The truth of one photograph."""
    corners = frame = patch_corners = None
    if chart is not None:
        corners = chart.corners_px(pose, shape)
        frame = chart.corners_px(pose, shape, frame=True)
        flat = chart.patch_corners_mm().reshape(-1, 2)
        patch_corners = project(chart.homography(pose, shape), flat).reshape(-1, 4, 2)
    lines = []
    for line in skin.plan.lines:
        px = pose.to_photo(line.line_mm, shape)
        length = float(arc_length_um(line.line_mm)[-1])
        share = _inside(px, shape)
        lines.append(PlantedLine(line.id, px, length, line.light_lost, line.width_mm, share))
    hand: dict[str, tuple[float, float]] = {}
    for name, place in skin.plan.hand_points_mm.items():
        u, v = pose.to_photo(np.array([place], dtype=np.float64), shape)[0]
        hand[name] = (float(u), float(v))
    spots = _spots(skin, shape, pose, chart)
    return PhotoTruth(
        skin=skin,
        shape=shape,
        pose=pose,
        light=light,
        um_per_px=pose.um_per_px,
        chart_corners_px=corners,
        frame_corners_px=frame,
        patch_corners_px=patch_corners,
        spots=spots,
        lines=tuple(lines),
        hand_points_px=hand,
    )


def _spots(
    skin: PhotoSkin, shape: tuple[int, int], pose: CameraPose, chart: ChartSpec | None
) -> tuple[PlantedSpot, ...]:
    table = xyz_table(skin.plan)
    made: list[PlantedSpot] = []
    for spot in skin.plan.spots:
        outline = pose.to_photo(outline_mm(spot.shape), shape)
        centre = pose.to_photo(np.array([spot.shape.centre_mm]), shape)
        hidden = False
        if chart is not None:
            at = project(inverted(chart.homography(pose, shape)), centre)[0]
            hidden = bool(np.all(at > 0) and np.all(at < np.array(chart.size_mm)))
        own = spot_contrast(skin, spot, table)
        made.append(
            PlantedSpot(
                id=spot.id,
                kind=spot.kind,
                chromophore=spot.chromophore,
                factor=spot.factor,
                centre_px=(float(centre[0, 0]), float(centre[0, 1])),
                outline_px=outline,
                area_mm2=spot.shape.area_mm2,
                mi_rgb_contrast=own.mi_rgb,
                ei_rgb_contrast=own.ei_rgb,
                mi_rgb_to_ring=own.mi_rgb_to_ring,
                ei_rgb_to_ring=own.ei_rgb_to_ring,
                inside=_inside(outline, shape),
                hidden=hidden,
            )
        )
    return tuple(made)


def _inside(points_px: F, shape: tuple[int, int]) -> float:
    u, v = points_px[:, 0], points_px[:, 1]
    return float(np.mean((u >= 0) & (v >= 0) & (u <= shape[1] - 1) & (v <= shape[0] - 1)))
