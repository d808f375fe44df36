"""A zone cut through its axis: temperature on the left, what becomes of tissue on the right."""

import base64
import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from turgor.record.stimulus import CrossSection, Stimulus
from turgor.report.chart import Tick, nice_ticks, rounded
from turgor.report.picture import ramp
from turgor.report.stimulus_chart import LayerLine, layer_lines

FloatArray = NDArray[np.float64]

WIDTH, HEIGHT = 440.0, 400.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 118.0, 34.0, 34.0
#: skin's own warmth to boiling and beyond: pale to dark, even in lightness
_HEAT = np.array(
    [[252, 250, 244], [251, 222, 160], [240, 160, 86], [205, 82, 66], [128, 30, 74], [52, 12, 60]]
)
#: untouched, heat-shocked, coagulated, removed
_STATES = np.array([[238, 240, 242], [240, 196, 110], [166, 78, 60], [255, 255, 255]])
STATE_NAMES = ("untouched", "heat-shocked", "coagulated", "removed")
_COLDEST_C, _HOTTEST_C = 35.0, 110.0
#: what is warmer than this, or changed, must be in the picture
_WARM_C = 45.0
_PIXELS = 360


@dataclass(frozen=True, slots=True)
class SectionPicture:
    """The picture with its axes; both in the SVG's pixels."""

    title: str
    alt: str
    data: str
    x: float
    y: float
    width: float
    height: float
    axis_x: float
    depth_ticks: tuple[Tick, ...]
    radius_ticks: tuple[Tick, ...]
    layers: tuple[LayerLine, ...]
    heat_stops: tuple[tuple[str, str], ...]
    hottest_c: float
    size: tuple[float, float] = (WIDTH, HEIGHT)


def section_picture(item: Stimulus) -> SectionPicture | None:
    """The drawn zone, None where the session has none."""
    section = item.section
    if section is None:
        return None
    radius, depth = _window(section)
    room_x, room_y = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    # one µm is as long sideways as downwards
    per_um = min(room_x / (2.0 * radius), room_y / depth)
    width, height = 2.0 * radius * per_um, depth * per_um
    x, middle = LEFT, LEFT + width / 2.0
    hottest = float(section.peak_c.max())
    return SectionPicture(
        title="One zone through its axis",
        alt=(
            f"left: highest temperature, up to {hottest:.0f} °C; right: what is removed, "
            f"coagulated and heat-shocked, {2 * radius:.0f} µm wide and {depth:.0f} µm deep"
        ),
        data=_png(section, radius, depth),
        x=x,
        y=TOP,
        width=width,
        height=height,
        axis_x=middle,
        depth_ticks=tuple(
            Tick(TOP + v * per_um, rounded(v)) for v in nice_ticks(0.0, depth) if v <= depth
        ),
        radius_ticks=tuple(
            Tick(middle + sign * v * per_um, rounded(v))
            for v in _few(nice_ticks(0.0, radius), radius, per_um)
            for sign in ((-1, 1) if v else (1,))
        ),
        layers=layer_lines(item.stack.thickness_um, depth, TOP, TOP + height),
        heat_stops=tuple(
            (f"{100.0 * i / (len(_HEAT) - 1):.0f}%", f"rgb({c[0]},{c[1]},{c[2]})")
            for i, c in enumerate(_HEAT)
        ),
        hottest_c=hottest,
    )


def _few(ticks: list[float], most: float, per_um: float) -> list[float]:
    """Ticks of the radius whose texts don't touch."""
    kept: list[float] = []
    for value in ticks:
        if value <= most and (not kept or (value - kept[-1]) * per_um > 34.0):
            kept.append(value)
    return kept


def _window(section: CrossSection) -> tuple[float, float]:
    """Radius and depth that hold all that is warm or changed."""
    touched = (section.peak_c > _WARM_C) | (section.state > 0)
    if not touched.any():
        touched = np.ones_like(touched)
    columns, rows = touched.any(axis=0), touched.any(axis=1)
    radius = 1.25 * float(section.r_um[columns].max()) + 10.0
    depth = 1.12 * float(section.z_um[rows].max()) + 20.0
    return min(radius, float(section.r_um[-1])), min(depth, float(section.z_um[-1]))


def _png(section: CrossSection, radius: float, depth: float) -> str:
    """Both halves as one picture, cells drawn as they are."""
    pitch = max(2.0 * radius, depth) / _PIXELS
    r = (np.arange(max(1, round(radius / pitch))) + 0.5) * pitch
    z = (np.arange(max(1, round(depth / pitch))) + 0.5) * pitch
    rows, columns = _nearest(section.z_um, z), _nearest(section.r_um, r)
    at = np.ix_(rows, columns)
    share = (section.peak_c[at] - _COLDEST_C) / (_HOTTEST_C - _COLDEST_C)
    heat = ramp(_HEAT, np.clip(share, 0.0, 1.0))
    state = _STATES[section.state[at]].astype(np.float64)
    heat[section.state[at] == 3] = _STATES[3]
    pixels = np.concatenate([heat[:, ::-1], state], axis=1)
    image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8), "RGB")
    stream = io.BytesIO()
    image.quantize(128, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(stream.getvalue()).decode('ascii')}"


def _nearest(centres: NDArray[np.floating], wanted: NDArray[np.floating]) -> NDArray[np.intp]:
    """Index of the cell that each wanted place lies in or nearest to."""
    edges = np.asarray(0.5 * (centres[1:] + centres[:-1]), dtype=np.float64)
    return np.searchsorted(edges, wanted)
