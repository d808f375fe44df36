"""Photographs of a colour chart before skin, drawn ray by ray; knows nothing of the finder."""

import math
from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True)
class Card:
    """A printed card: rows * cols patches of linear colour on a dark board, in pitches."""

    colours: np.ndarray  # (rows * cols, 3) linear 0..1
    rows: int = 4
    cols: int = 6
    share: float = 0.9
    rim: float = 0.35
    board: tuple = (0.028, 0.028, 0.029)
    covered: tuple = ()  # rectangles (x0, y0, x1, y1) in pitches, covered by a hand


@dataclass(frozen=True)
class View:
    """How the card is seen."""

    rows: int = 600
    cols: int = 800
    pitch_px: float = 40.0
    at: tuple = (0.5, 0.5)  # middle of the card, as shares of width and height
    turn_deg: float = 0.0
    tilt_deg: float = 0.0
    tilt_axis_deg: float = 30.0
    focal: float = 1.6  # over the picture's longest side
    mirrored: bool = False
    gain: tuple = (1.0, 1.0, 1.0)
    mix: float = 0.08  # cross-talk between the channels
    gradient: float = 0.0  # fall of light across the picture
    gradient_deg: float = 0.0
    shadow: float = 0.0  # share of light taken away behind a soft edge
    shadow_at: float = 0.5
    blur_px: float = 0.7
    noise: float = 0.006
    glare: tuple = ()  # (x, y, radius, strength) in pitches
    seed: int = 0


def homography(card: Card, view: View) -> np.ndarray:
    """(3, 3) from pitches (first patch's centre is 0, 0) to pixels."""
    focal = view.focal * max(view.rows, view.cols)
    distance = focal / view.pitch_px
    turn, tilt, axis = map(math.radians, (view.turn_deg, view.tilt_deg, view.tilt_axis_deg))

    def about_z(a):
        return np.array(
            [[math.cos(a), -math.sin(a), 0], [math.sin(a), math.cos(a), 0], [0, 0, 1.0]]
        )

    lean = np.array(
        [[1, 0, 0], [0, math.cos(tilt), -math.sin(tilt)], [0, math.sin(tilt), math.cos(tilt)]]
    )
    pose = about_z(axis) @ lean @ about_z(-axis) @ about_z(turn)
    if view.mirrored:
        pose = np.diag([-1.0, 1.0, 1.0]) @ pose
    centre = np.array([(card.cols - 1) / 2, (card.rows - 1) / 2])
    place = np.array([(view.at[0] - 0.5) * view.cols, (view.at[1] - 0.5) * view.rows])
    shift = np.array([*(place / focal * distance), distance])
    # a point x, y of the card lies at pose @ (x - cx, y - cy, 0) + shift
    plane = np.column_stack((pose[:, 0], pose[:, 1], shift - pose[:, :2] @ centre))
    camera = np.array(
        [[focal, 0, (view.cols - 1) / 2], [0, focal, (view.rows - 1) / 2], [0, 0, 1.0]]
    )
    return camera @ plane


def true_corners(card: Card, view: View) -> np.ndarray:
    """(4, 2) outer corners of the corner patches, from the card's top left, clockwise."""
    h = card.share / 2
    right, low = card.cols - 1 + h, card.rows - 1 + h
    points = np.array([[-h, -h, 1], [right, -h, 1], [right, low, 1], [-h, low, 1]]).T
    x, y, w = homography(card, view) @ points
    return np.stack((x / w, y / w), axis=1)


def photographed(card: Card | None, view: View, clutter: int = 0) -> np.ndarray:
    """(rows, cols, 3) uint8, sRGB coded."""
    rng = np.random.default_rng(view.seed)
    linear = skin(view.rows, view.cols, rng)
    for _ in range(clutter):
        draw_clutter(linear, rng)
    if card is not None:
        lay_card(linear, card, view)
    ys, xs = np.mgrid[0 : view.rows, 0 : view.cols]
    way = math.radians(view.gradient_deg)
    along = (xs / view.cols - 0.5) * math.cos(way) + (ys / view.rows - 0.5) * math.sin(way)
    light = 1.0 - view.gradient * along
    if view.shadow:
        edge = xs / view.cols * 0.8 + ys / view.rows * 0.6 - 1.4 * view.shadow_at
        light = light * (1 - view.shadow / (1 + np.exp(edge * 90)))
    linear = linear * light[..., None]
    mix = (1 - view.mix) * np.eye(3) + view.mix / 3
    linear = linear @ mix.T * np.array(view.gain)
    linear = blurred(linear, view.blur_px)
    sigma = view.noise * np.sqrt(np.maximum(linear, 0) + 0.01)
    linear = linear + sigma * rng.standard_normal(linear.shape)
    return np.rint(255 * encoded(linear)).astype(np.uint8)


def lay_card(linear, card, view):
    """Draw the card over the picture in place, nine rays for each pixel."""
    matrix = homography(card, view)
    back = np.linalg.inv(matrix)
    low, high = np.array([-0.5, -0.5]) - card.rim, np.array([card.cols, card.rows]) - 0.5 + card.rim
    edge = np.array([[low[0], low[1]], [high[0], low[1]], [high[0], high[1]], [low[0], high[1]]])
    x, y, w = matrix @ np.column_stack((edge, np.ones(4))).T
    x0, x1 = max(0, int((x / w).min()) - 1), min(view.cols, int((x / w).max()) + 3)
    y0, y1 = max(0, int((y / w).min()) - 1), min(view.rows, int((y / w).max()) + 3)
    if x0 >= x1 or y0 >= y1:
        return
    ys, xs = np.mgrid[y0:y1, x0:x1].astype(float)
    total = np.zeros((*xs.shape, 3))
    for dy in (-1 / 3, 0, 1 / 3):
        for dx in (-1 / 3, 0, 1 / 3):
            u, v, w = np.tensordot(back, np.stack((xs + dx, ys + dy, np.ones_like(xs))), axes=1)
            u, v = u / w, v / w
            value = linear[y0:y1, x0:x1].copy()
            on = (u > low[0]) & (u < high[0]) & (v > low[1]) & (v < high[1])
            value[on] = card.board
            i, j = np.rint(u).astype(int), np.rint(v).astype(int)
            patch = (
                (i >= 0) & (i < card.cols) & (j >= 0) & (j < card.rows)
                & (np.abs(u - i) < card.share / 2) & (np.abs(v - j) < card.share / 2)
            )  # fmt: skip
            value[patch] = card.colours[j[patch] * card.cols + i[patch]]
            for a, b, c, d in card.covered:
                value[(u > a) & (u < c) & (v > b) & (v < d)] = (0.42, 0.24, 0.17)
            for gx, gy, radius, strength in view.glare:
                spot = strength * np.exp(-((u - gx) ** 2 + (v - gy) ** 2) / (2 * radius**2))
                value = value + np.where(on, spot, 0)[..., None]
            total += value
    linear[y0:y1, x0:x1] = total / 9


def skin(rows, cols, rng):
    """Skin with blotches and pores, linear."""
    from scipy.ndimage import gaussian_filter, zoom

    def blotches(size, amount):
        small = rng.standard_normal((max(3, rows // size + 2), max(3, cols // size + 2)))
        big = zoom(small, (rows / small.shape[0], cols / small.shape[1]), order=1)
        return amount * big[:rows, :cols]

    depth = rng.uniform(0.35, 1.3)
    base = np.array([0.50, 0.29, 0.21]) ** (1 / depth)
    tone = blotches(max(rows, cols) // 7, 0.12) + blotches(25, 0.05)
    grain = gaussian_filter(rng.standard_normal((rows, cols)), 1.2) * 0.15
    return base * np.exp(tone + grain)[..., None] * np.ones(3)


def draw_clutter(linear, rng):
    """A grid of buttons, a keyboard, a window: rows and columns that are no chart."""
    rows, cols = linear.shape[:2]
    n, m = rng.integers(2, 8), rng.integers(2, 10)
    pitch = rng.uniform(0.03, 0.09) * min(rows, cols)
    x, y = rng.uniform(0, cols * 0.7), rng.uniform(0, rows * 0.7)
    one = rng.random() < 0.5
    colour = rng.uniform(0.02, 0.9, 3)
    for i in range(n):
        for j in range(m):
            a, b = int(y + i * pitch), int(x + j * pitch)
            c, d = int(a + 0.85 * pitch), int(b + 0.85 * pitch)
            linear[a:c, b:d] = colour if one else rng.uniform(0.02, 0.9, 3)


def blurred(linear, sigma):
    from scipy.ndimage import gaussian_filter

    return gaussian_filter(linear, (sigma, sigma, 0)) if sigma > 0 else linear


def encoded(linear):
    """The sRGB curve of IEC 61966-2-1, clipped to 0..1."""
    value = np.clip(linear, 0, 1)
    return np.where(value <= 0.0031308, 12.92 * value, 1.055 * np.power(value, 1 / 2.4) - 0.055)


def random_view(rng, rows=600, cols=800, pitch_px=(14.0, 60.0), most_tilt_deg=40.0) -> View:
    """Any way up, tilted, unevenly lit, in light of another colour, wholly inside the picture."""
    view = View(rows=rows, cols=cols, seed=int(rng.integers(1 << 31)))
    for _ in range(500):
        tried = replace(
            view,
            pitch_px=float(np.exp(rng.uniform(*np.log(pitch_px)))),
            at=(float(rng.uniform(0.15, 0.85)), float(rng.uniform(0.15, 0.85))),
            turn_deg=float(rng.uniform(0, 360)),
            tilt_deg=float(rng.uniform(0, most_tilt_deg)),
            tilt_axis_deg=float(rng.uniform(0, 360)),
            gain=tuple(float(g) for g in rng.uniform(0.7, 1.0, 3)),
            mix=float(rng.uniform(0, 0.3)),
            gradient=float(rng.uniform(0, 0.6)),
            gradient_deg=float(rng.uniform(0, 360)),
            shadow=float(rng.uniform(0.2, 0.5)) if rng.random() < 0.3 else 0.0,
            shadow_at=float(rng.uniform(0.3, 0.7)),
            blur_px=float(rng.uniform(0.4, 1.2)),
            noise=float(rng.uniform(0.002, 0.012)),
        )
        corners = true_corners(Card(np.zeros((24, 3))), tried)
        inside = (corners > 4).all() and (corners < (cols - 5, rows - 5)).all()
        if inside:
            return tried
    raise ValueError("no view fits")
