"""MI_rgb and EI_rgb of a made-up photograph, straight from their definition."""

import numpy as np


def index_maps(rgb):
    """100 log10(1/R) and 100 log10(R/G) of 8-bit sRGB in linear light."""
    code = rgb.astype(np.float64) / 255.0
    linear = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    linear = np.maximum(linear, 1e-4)
    mi = 100.0 * np.log10(1.0 / linear[..., 0])
    ei = 100.0 * np.log10(linear[..., 0] / linear[..., 1])
    return mi.astype(np.float32), ei.astype(np.float32)
