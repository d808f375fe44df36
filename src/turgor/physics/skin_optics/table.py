"""The table of layered skin: reflectance of an epidermis over an endless dermis."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import cite, collect_citations, parameter
from turgor.physics.skin_optics.adding_doubling import (
    Stack,
    add,
    boundary,
    henyey_greenstein,
    layer,
)
from turgor.physics.skin_optics.streams import streams

FloatArray = NDArray[np.float64]

#: Geometries that are modelled, each good for its reverse: angle to the normal of the view, and
#: of the beam; None = diffuse light.
VIEWS: dict[str, tuple[float, float | None]] = {"d:8": (8.0, None), "45:0": (0.0, 45.0)}
_PER_SEGMENT = 8

#: Nodes, in natural logarithms: absorption depth and reduced scattering depth of the epidermis,
#: and absorption over reduced scattering of the dermis.
_ABSORPTION = np.linspace(np.log(1e-3), np.log(40.0), 76)
_SCATTERING = np.linspace(np.log(1e-2), np.log(4.0), 17)
_RATIO = np.linspace(np.log(3e-5), np.log(60.0), 76)


@dataclass(frozen=True, slots=True)
class SkinTable:
    """ln of the reflectance below the outer surface's own reflection, on a regular grid.

    log_reflectance : (a + 2, s + 2, r + 2), with one extrapolated node beyond each end. first,
    step : (3,) first inner node and spacing of each axis. surface : what the surface itself sends
    from the light into the view.
    """

    log_reflectance: FloatArray
    first: FloatArray
    step: FloatArray
    surface: float


def skin_table(anisotropy: float | None = None, view: str = "d:8") -> SkinTable:
    """The table, built on first use by adding-doubling (about a second), cited at every use.

    anisotropy : None = the model's. view : one of VIEWS.
    """
    found, sources, parameters = _built(anisotropy, view)
    for source in sources:
        cite(source)
    for name in parameters:
        cite("", name)
    return found


@cache
def _built(anisotropy: float | None, view: str) -> tuple[SkinTable, frozenset[str], frozenset[str]]:
    """The table and what it rests on; a run that did not build it names that as well."""
    with collect_citations() as (sources, parameters):
        found = _table(anisotropy, view)
    return found, frozenset(sources), frozenset(parameters)


def _table(anisotropy: float | None, view: str) -> SkinTable:
    reflectance, surface = layered_reflectance(
        np.exp(_ABSORPTION), np.exp(_SCATTERING), np.exp(_RATIO), anisotropy, view=view
    )
    axes = (_ABSORPTION, _SCATTERING, _RATIO)
    values = np.log(reflectance)
    for axis in range(3):
        values = _with_ends(values, axis)
    values = np.ascontiguousarray(values)
    values.setflags(write=False)
    return SkinTable(
        values,
        np.array([nodes[0] for nodes in axes]),
        np.array([nodes[1] - nodes[0] for nodes in axes]),
        surface,
    )


def layered_reflectance(
    absorption_depth: FloatArray,
    scattering_depth: FloatArray,
    ratio: FloatArray,
    anisotropy: float | None = None,
    per_segment: int = _PER_SEGMENT,
    view: str = "d:8",
) -> tuple[FloatArray, float]:
    """Reflectance (a, s, r) for every combination, without the surface's own reflection, and that.

    absorption_depth, scattering_depth : of the epidermis; scattering is the reduced one. ratio :
    absorption over reduced scattering of the dermis. view : one of VIEWS; diffuse light in, 8
    degrees out, or a ring of light at 45 degrees in and the normal out, or the reverse of either.
    """
    g = parameter("skin.anisotropy") if anisotropy is None else anisotropy
    view_deg, beam_deg = VIEWS[view]
    index = (parameter("skin.refractive_index"),)
    directions = streams(index, view_deg, per_segment, beam_deg=beam_deg)
    cosine, weight = directions.cosine[1], directions.weight[1]
    phase = henyey_greenstein(cosine, weight, g)
    dermis = layer(1.0 / (1.0 + ratio * (1.0 - g)), np.inf, phase, cosine, weight).from_above
    absorbed, scattered = np.meshgrid(absorption_depth, scattering_depth / (1.0 - g), indexing="ij")
    depth = absorbed + scattered
    skin = add(boundary(directions, 0), layer(scattered / depth, depth, phase, cosine, weight))
    light = np.ones(directions.cosine[0].size)
    surface = float(directions.reflectance(0)[0])
    if beam_deg is not None:
        light[:] = 0.0
        light[1] = 0.5 / (directions.cosine[0][1] * directions.weight[0][1])
        surface = 0.0
    return np.stack([_over(skin, one, light) for one in dermis], axis=-1) - surface, surface


def _over(skin: Stack, dermis: FloatArray, light: FloatArray) -> FloatArray:
    """Light towards the viewing direction, from every epidermis (a, s) over one dermis.

    light : radiance from every outside direction that makes an irradiance of pi.
    """
    arriving = (skin.down @ light)[..., None]
    caught = np.linalg.solve(np.eye(dermis.shape[0]) - skin.from_below @ dermis, arriving)
    risen = skin.up[..., :1, :] @ (dermis @ caught)
    seen: FloatArray = skin.from_above[..., 0, :] @ light + risen[..., 0, 0]
    return seen


def _with_ends(values: FloatArray, axis: int) -> FloatArray:
    """One more node at either end of an axis, on the line through the last two."""
    a = np.moveaxis(values, axis, 0)
    wide = np.concatenate([[2.0 * a[0] - a[1]], a, [2.0 * a[-1] - a[-2]]])
    return np.moveaxis(wide, 0, axis)
