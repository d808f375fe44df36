"""Rows as a model sees them: columns, level codes, weights, places; worked out once a row."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.predict.hierarchy.effect import FixedEffect, RandomEffect
from turgor.predict.row import Row

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

#: a row without a level of an effect; and one whose level these rows lack
_NONE, _OTHER = -1, -2


@dataclass(frozen=True, slots=True)
class EncodedRows:
    """n rows under k fixed and c random effects.

    columns (n, k). codes, weights, places (c, n) : of each random effect the level's code, how it
    acts, and where along its coordinate. books : by effect, level to code.
    """

    columns: FloatArray
    codes: IntArray
    weights: FloatArray
    places: FloatArray
    books: tuple[dict[object, int], ...]


def encode(
    fixed: Sequence[FixedEffect],
    random: Sequence[RandomEffect],
    rows: Sequence[Row],
    beside: EncodedRows | None = None,
) -> EncodedRows:
    """Rows in numbers. beside : rows whose codes are spoken; what they lack is other."""
    columns = np.array([[effect.column(row) for effect in fixed] for row in rows], dtype=np.float64)
    shape = (len(random), len(rows))
    codes, weights = np.full(shape, _NONE), np.ones(shape)
    places = np.zeros(shape)
    books = []
    for c, effect in enumerate(random):
        book: dict[object, int] = {} if beside is None else beside.books[c]
        for i, row in enumerate(rows):
            label = effect.label(row)
            if label is None:
                continue
            known = book.get(label, _OTHER)
            codes[c, i] = book.setdefault(label, len(book)) if beside is None else known
            weights[c, i] = effect.weight(row)
            if effect.coordinate is not None:
                places[c, i] = effect.coordinate(row)
        books.append(book)
    return EncodedRows(columns.reshape(len(rows), len(fixed)), codes, weights, places, tuple(books))


def effect_covariance(
    effect: RandomEffect, at: int, left: EncodedRows, right: EncodedRows
) -> FloatArray:
    """(n, m) prior covariance of one random effect, at place ``at`` of its model, at unit spread.

    Where ``left`` is not ``right`` itself it was encoded beside it.
    """
    a, b = left.codes[at], right.codes[at]
    same = (a[:, None] == b[None, :]) & (a[:, None] >= 0)
    found = np.where(same, left.weights[at][:, None] * right.weights[at][None, :], 0.0)
    if effect.coordinate is not None:
        gap = left.places[at][:, None] - right.places[at][None, :]
        found *= np.exp(-0.5 * gap**2)
    return found


def own_variance(
    fixed: Sequence[FixedEffect], rows: EncodedRows, spreads: FloatArray
) -> FloatArray:
    """(n,) prior variance of each row: of all effects, without residual."""
    slopes = np.array([effect.sd**2 for effect in fixed])
    has = rows.codes != _NONE
    levels = (spreads[: has.shape[0], None] ** 2 * np.where(has, rows.weights**2, 0.0)).sum(axis=0)
    return np.asarray(rows.columns**2 @ slopes + levels)
