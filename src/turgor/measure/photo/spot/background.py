"""The skin around spots: a wide mean that leaves them out, and the noise of a contrast."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.register.opencv import opencv

FloatImage = NDArray[np.float32]
BoolMask = NDArray[np.bool_]

_ROUNDS = 4
_ABOVE_SD, _BELOW_SD = 1.8, 3.0


@dataclass(frozen=True, slots=True)
class NoiseCurve:
    """Standard deviation of inside-less-ring contrast on bare skin, by the square's side in px."""

    side_px: tuple[float, ...]
    sd: tuple[float, ...]

    def at(self, area_px2: float) -> float:
        """For a spot of an area, interpolated between logarithms."""
        side = np.log(np.sqrt(max(area_px2, 1.0)))
        return float(np.exp(np.interp(side, np.log(self.side_px), np.log(self.sd))))


def flattened(value: FloatImage, usable: BoolMask, radius_px: float) -> FloatImage:
    """The map less its background; 0 where not usable.

    The background is a Gaussian mean of 1.5 times the largest spot's radius over the usable points
    that don't stand out from it, found in four rounds.
    """
    cv2 = opencv()
    factor = max(1, int(radius_px // 6))
    small, weight = reduced(np.where(usable, value, np.float32(0.0)), usable, factor)
    seen = weight > 0.3
    kept = weight * seen
    sigma = 1.5 * radius_px / factor
    mean = small
    for _ in range(_ROUNDS):
        near = cv2.GaussianBlur(kept, (0, 0), sigma)
        wide = cv2.GaussianBlur(kept, (0, 0), 4.0 * sigma) + np.float32(1e-6)
        far = cv2.GaussianBlur(kept * small, (0, 0), 4.0 * sigma) / wide
        # Where spots or gaps leave little near, the wider mean stands in.
        pull = np.float32(0.02)
        mean = (cv2.GaussianBlur(kept * small, (0, 0), sigma) + pull * far) / (near + pull)
        apart = small - mean
        spread = 1.4826 * float(np.median(np.abs(apart[seen]))) if seen.any() else 0.0
        within = (apart < _ABOVE_SD * spread) & (apart > -_BELOW_SD * spread)
        kept = weight * (seen & within)
    rows, cols = value.shape
    cut = (small.shape[1] * factor, small.shape[0] * factor)
    whole = cv2.resize(mean, cut, interpolation=cv2.INTER_LINEAR)
    whole = cv2.copyMakeBorder(
        whole, 0, rows - cut[1], 0, cols - cut[0], cv2.BORDER_REPLICATE
    )  # fmt: skip
    return np.where(usable, value - whole, np.float32(0.0)).astype(np.float32)


def reduced(value: FloatImage, usable: BoolMask, factor: int) -> tuple[FloatImage, FloatImage]:
    """Mean over the usable points of squares of ``factor`` points, and their share."""
    cv2 = opencv()
    rows, cols = value.shape[0] // factor, value.shape[1] // factor
    cut = (slice(0, rows * factor), slice(0, cols * factor))
    weight = usable[cut].astype(np.float32)
    if factor > 1:
        size = (cols, rows)
        share = cv2.resize(weight, size, interpolation=cv2.INTER_AREA)
        total = cv2.resize(value[cut] * weight, size, interpolation=cv2.INTER_AREA)
    else:
        share, total = weight, value[cut] * weight
    return (total / np.maximum(share, np.float32(1e-6))).astype(np.float32), share


def noise_curve(flat: FloatImage, bare: BoolMask, radii_px: tuple[float, float]) -> NoiseCurve:
    """How far inside-less-ring means of ``flat`` scatter on bare skin, for squares of four sides.

    The ring is the square of 2.2 times the side less the inner one, so mottling of the skin counts
    as noise, as it does for a spot.
    """
    cv2 = opencv()
    least, largest = radii_px[0], max(radii_px[1], 1.5 * radii_px[0])
    sides, spreads = [], []
    for side in np.geomspace(1.5 * least, 1.8 * largest, 4):
        factor = max(1, int(side // 8))
        small, weight = reduced(flat, bare, factor)
        inner = max(1, round(side / factor))
        outer = max(inner + 2, round(2.2 * side / factor))

        def total(image: FloatImage, width: int) -> FloatImage:
            box: FloatImage = cv2.boxFilter(
                image, -1, (width, width), normalize=False, borderType=cv2.BORDER_CONSTANT
            )
            return box

        # Neighbouring squares say nearly the same: one in a quarter of a side is enough.
        step = max(1, inner // 4)
        some = (slice(None, None, step), slice(None, None, step))
        held = small * weight
        inside, share = total(held, inner)[some], total(weight, inner)[some]
        ring = total(held, outer)[some] - inside
        ring_share = total(weight, outer)[some] - share
        told = (share > 0.9 * inner**2) & (ring_share > 0.6 * (outer**2 - inner**2))
        if told.sum() < 50:
            continue
        contrast = inside[told] / share[told] - ring[told] / ring_share[told]
        sides.append(float(side))
        spreads.append(1.4826 * float(np.median(np.abs(contrast - np.median(contrast)))))
    if not sides:
        spread = float(np.std(flat[bare])) if bare.any() else 1.0
        return NoiseCurve((1.0, 1000.0), (max(spread, 1e-6), max(spread, 1e-6)))
    return NoiseCurve(tuple(sides), tuple(max(spread, 1e-6) for spread in spreads))
