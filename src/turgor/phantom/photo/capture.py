"""Photograph a skin: every pixel from chromophores through light and camera to a code value."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit, map_strips
from turgor.errors import InputError
from turgor.phantom.photo.camera import CameraSpec, Sensor, encode, patch_reflectances, sensor
from turgor.phantom.photo.chart import ChartSpec, chart_at
from turgor.phantom.photo.light import LightSpec, light_at
from turgor.phantom.photo.lut import ChannelTable, channel_table
from turgor.phantom.photo.pose import CameraPose, inverted, look
from turgor.phantom.photo.sensing import blurred, coded
from turgor.phantom.photo.skin import PhotoSkin
from turgor.phantom.photo.truth import PhotoTruth, planted
from turgor.record.photograph import Photograph

F = NDArray[np.float64]
F32 = NDArray[np.float32]

#: rows that are made at once, so that scratch stays a few per cent of a photograph
CHUNK = 32

#: reflectance of a cloth that hides part of a chart
CLOTH = 0.5


@dataclass(frozen=True, slots=True)
class PhotoCaptureSpec:
    """One photograph: how large, from where, in what light, with which camera and chart.

    shape : rows and columns. background : reflectance of what lies beyond the skin.
    """

    shape: tuple[int, int] = (1000, 1400)
    pose: CameraPose = field(default_factory=CameraPose)
    light: LightSpec = field(default_factory=LightSpec)
    camera: CameraSpec = field(default_factory=CameraSpec)
    chart: ChartSpec | None = field(default_factory=ChartSpec)
    background: float = 0.22
    seed: int = 0
    device: str = "phantom camera"


def photograph(skin: PhotoSkin, spec: PhotoCaptureSpec) -> tuple[Photograph, PhotoTruth]:
    """Photograph a skin; every pixel is evaluated at its own place, never interpolated.

    Errors: InputError for a photograph of fewer than 16 x 16 pixels.
    """
    rows, cols = spec.shape
    if min(rows, cols) < 16:
        raise InputError(f"photograph: {cols} x {rows} pixels; at least 16 x 16 are needed")
    lens = sensor(spec.camera, spec.light.spectrum)
    raw = blurred(_scene(skin, spec, lens), spec.camera.psf_px)
    table = encode(np.linspace(0.0, 1.0, 1 << 15), spec.camera)
    rgb = coded(raw, lens.gains, lens.matrix, table, spec.camera, spec.seed)
    encoding = "linear" if spec.camera.linear else "srgb"
    photo = Photograph(rgb, encoding=encoding, format_id="phantom", device=spec.device)
    return photo, planted(skin, spec.shape, spec.pose, spec.light, spec.chart)


def _scene(skin: PhotoSkin, spec: PhotoCaptureSpec, lens: Sensor) -> F32:
    """(rows, cols, 3) balanced raw light before blur and noise, 1 = clipping of the least gain."""
    rows, cols = spec.shape
    table: ChannelTable = channel_table(skin.plan, lens.weights)
    inverse = inverted(spec.pose.homography(spec.shape))
    moving = spec.pose.expression
    waves = moving.waves() if moving.amplitude_mm else np.zeros((0, 5))
    white = lens.weights.sum(axis=0)
    numbers = spec.light.numbers(spec.shape)
    chart, chart_inverse, patches = _chart(spec, lens)
    corner = (table.span.melanin[0], table.span.blood[0])
    bare = np.array((spec.background, spec.camera.exposure))
    raw = np.empty((rows, cols, 3), np.float32)

    def work(first: int, end: int) -> None:
        for top in range(first, end, CHUNK):
            stop = min(end, top + CHUNK)
            places = np.empty((4, (stop - top) * cols))
            look(top, stop, cols, inverse, waves, places)
            f = skin.fields(places[2], places[3])
            skin_parts = (f.melanin, f.blood, f.density, f.cover, f.ink, f.skin)
            compose(
                top, skin_parts, table.values, corner, table.step, white, numbers, bare,
                chart, chart_inverse, patches, raw[top:stop],
            )  # fmt: skip

    map_strips(work, rows)
    return raw


def _chart(spec: PhotoCaptureSpec, lens: Sensor) -> tuple[F, F, F]:
    """Numbers of the chart, pixels to chart mm, and raw of its frame, patches and a cloth."""
    if spec.chart is None:
        return np.zeros(0), np.eye(3), np.zeros((1, 3))
    inverse = inverted(spec.chart.homography(spec.pose, spec.shape))
    frame = spec.chart.frame_reflectance * lens.weights.sum(axis=0)
    patches = patch_reflectances(spec.chart.patches) @ lens.weights
    cloth = CLOTH * lens.weights.sum(axis=0)
    return spec.chart.numbers(), inverse, np.vstack((frame, patches, cloth))


@jit
def compose(
    top: int,
    skin: tuple[F, F, F, F, F, F],
    values: F,
    corner: tuple[float, float],
    step: tuple[float, float],
    white: F,
    light: F,
    bare: F,
    chart: F,
    chart_inverse: F,
    patches: F,
    out: F32,
) -> None:
    """Fill some rows (rows, cols, 3) of raw light from what lies under each pixel."""
    melanin, blood, density, cover, ink, inside = skin
    last_m = values.shape[0] - 1
    last_b = values.shape[1] - 1
    k = 0
    for r in range(out.shape[0]):
        for col in range(out.shape[1]):
            v = float(top + r)
            u = float(col)
            x = min(max((math.log(melanin[k]) - corner[0]) / step[0], 0.0), last_m - 1e-9)
            y = min(max((math.log(blood[k]) - corner[1]) / step[1], 0.0), last_b - 1e-9)
            i = int(x)
            j = int(y)
            a = x - i
            b = y - j
            level, gloss = light_at(u, v, light)
            shade = 10.0 ** -density[k]
            on_chart = 0.0
            in_patch = 0.0
            n = -1
            if chart.size:
                w = chart_inverse[2, 0] * u + chart_inverse[2, 1] * v + chart_inverse[2, 2]
                cx = (chart_inverse[0, 0] * u + chart_inverse[0, 1] * v + chart_inverse[0, 2]) / w
                cy = (chart_inverse[1, 0] * u + chart_inverse[1, 1] * v + chart_inverse[1, 2]) / w
                ex = chart_inverse[0, 0] - cx * chart_inverse[2, 0]
                ey = chart_inverse[1, 0] - cy * chart_inverse[2, 0]
                px = math.hypot(ex, ey) / abs(w)
                on_chart, in_patch, n = chart_at(cx, cy, px, chart)
            for c in range(3):
                low = (1.0 - b) * values[i, j, c] + b * values[i, j + 1, c]
                high = (1.0 - b) * values[i + 1, j, c] + b * values[i + 1, j + 1, c]
                seen = ((1.0 - a) * low + a * high) * shade
                seen = (1.0 - cover[k]) * (seen + gloss * white[c]) + cover[k] * ink[k] * white[c]
                seen = inside[k] * seen + (1.0 - inside[k]) * bare[0] * white[c]
                if on_chart > 0.0:
                    lies = (1.0 - in_patch) * patches[0, c] + in_patch * patches[n + 1, c]
                    seen = (1.0 - on_chart) * seen + on_chart * lies
                out[r, col, c] = bare[1] * level * seen
            k += 1
