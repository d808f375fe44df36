"""Where each row moved to, so that the same tissue is compared and not the same pixel.

At a strain of 1 % a point 1 mm deep moves by 10 µm, more than the point-spread function is wide:
the pixel then shows other scatterers and its phase says nothing. Shifts are found where
neighbouring rows' products agree best, which a gradient of phase doesn't spoil.
"""

import numpy as np
from numpy.typing import NDArray

from turgor.measure.elasticity.oct.vector import C, F, interframe, lagged

_BLOCK_ROWS, _COLUMN_BLOCKS, _FARTHEST = 24, 4, 12
#: agreement must rise by this much before a shift is believed
_BETTER, _SEEN = 1.03, 0.5


def followed(before: C, after: C, most_strain: float = 0.03) -> tuple[C, F]:
    """``after`` brought back to where its tissue was, and by how many rows, (rows, cols).

    most_strain : that is looked for, over the depth of the scan.
    """
    rows, cols = before.shape
    reach = int(min(_FARTHEST, 2 + np.ceil(most_strain * rows)))
    shifts = np.arange(-reach, reach + 1)
    centres_z, centres_x, agreement = _agreements(before, after, shifts)
    found = _smooth(_best(agreement, shifts))
    if not np.abs(found).max() > 0.25:
        return after, np.zeros((rows, cols))
    moved = _spread(found, centres_z, centres_x, rows, cols)
    return _sampled(after, moved), moved


def refollowed(after: C, moved: F, profile: F) -> tuple[C, F]:
    """``after`` brought back by the integral of a strain profile, which is finer than shifts.

    moved : (rows, cols) of the first pass: it keeps the offset of each column. profile : (rows,)
    strain, NaN = none.
    """
    known = np.isfinite(profile)
    rows = np.arange(len(profile))
    if not known.any():
        return _sampled(after, moved), moved
    whole = np.interp(rows, rows[known], profile[known])
    own = np.cumsum(whole) - 0.5 * whole
    seen = np.abs(moved) > _SEEN  # where no shift was seen there may be one, too small to see
    gaps = np.where(seen, moved - own[:, None], np.nan)
    enough = seen.mean(axis=0) > 0.2
    offset = np.zeros(moved.shape[1])
    offset[enough] = np.nanmedian(gaps[:, enough], axis=0)
    finer = own[:, None] + offset[None, :]
    return _sampled(after, finer), np.asarray(finer)


def _agreements(before: C, after: C, shifts: NDArray[np.intp]) -> tuple[F, F, NDArray[np.float64]]:
    """Agreement of neighbouring rows' products: (row blocks, column blocks, shifts)."""
    rows, cols = before.shape
    block = min(_BLOCK_ROWS, rows - 1)
    starts = np.unique(np.linspace(0, rows - 1 - block, max(2, 2 * rows // block)).astype(int))
    edges = np.linspace(0, cols, min(_COLUMN_BLOCKS, cols) + 1).astype(int)
    values = np.zeros((len(starts), len(edges) - 1, len(shifts)))
    for s, shift in enumerate(shifts):
        moved = np.zeros_like(after)
        if shift >= 0:
            moved[: rows - shift] = after[shift:]
        else:
            moved[-shift:] = after[:shift]
        product = interframe(before, moved)
        pairs = lagged(product, 1)
        power = np.abs(product) ** 2
        for b in range(len(edges) - 1):
            columns = slice(edges[b], edges[b + 1])
            sums = np.concatenate([[0.0], np.cumsum(pairs[:, columns].sum(axis=1))])
            sizes = np.concatenate([[0.0], np.cumsum(power[:, columns].sum(axis=1))])
            total = np.maximum(sizes[starts + block] - sizes[starts], 1e-30)
            values[:, b, s] = np.abs(sums[starts + block] - sums[starts]) / total
    return starts + block / 2.0, 0.5 * (edges[1:] + edges[:-1]).astype(np.float64), values


def _best(agreement: NDArray[np.float64], shifts: NDArray[np.intp]) -> F:
    """The best shift between whole rows, 0 where it isn't clearly better than none."""
    none = int(np.flatnonzero(shifts == 0)[0])
    top = np.clip(np.argmax(agreement, axis=2), 1, len(shifts) - 2)
    i, j = np.indices(top.shape)
    a, b, c = agreement[i, j, top - 1], agreement[i, j, top], agreement[i, j, top + 1]
    bend = a - 2.0 * b + c
    offset = np.where(bend < 0, 0.5 * (a - c) / np.where(bend < 0, bend, -1.0), 0.0)
    found = shifts[top] + np.clip(offset, -0.5, 0.5)
    return np.asarray(np.where(b > _BETTER * agreement[:, :, none], found, 0.0))


def _smooth(found: F) -> F:
    """Median over three neighbours in depth: a lone block is mistaken."""
    padded = np.pad(found, ((1, 1), (0, 0)), mode="edge")
    return np.asarray(np.median(np.stack([padded[:-2], padded[1:-1], padded[2:]]), axis=0))


def _spread(found: F, centres_z: F, centres_x: F, rows: int, cols: int) -> F:
    """Shifts of blocks to shifts of pixels, straight between centres."""
    z, x = np.arange(rows, dtype=np.float64), np.arange(cols, dtype=np.float64)
    down = np.stack([np.interp(z, centres_z, column) for column in found.T], axis=1)
    return np.stack([np.interp(x, centres_x, row) for row in down])


def _sampled(after: C, moved: F) -> C:
    """``after`` at rows + moved, straight between rows, 0 outside."""
    rows = len(after)
    where = np.arange(rows)[:, None] + moved
    low = np.floor(where).astype(int)
    part = (where - low).astype(np.float32)
    inside = (low >= 0) & (low + 1 < rows)
    low = np.clip(low, 0, rows - 2)
    value = np.take_along_axis(after, low, axis=0) * (1 - part)
    value += np.take_along_axis(after, low + 1, axis=0) * part
    return np.where(inside, value, np.complex64(0)).astype(np.complex64)
