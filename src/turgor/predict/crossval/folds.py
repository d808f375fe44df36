"""Folds of cohorts: papers on the same people stay together."""

import hashlib
from collections.abc import Sequence

from turgor.predict.row import Row

FOLDS = 10


def cohort_folds(rows: Sequence[Row], folds: int = FOLDS) -> list[frozenset[str]]:
    """Cohorts of each fold.

    Cohorts are dealt out in the order of their number of rows, then of the hash of their id, so
    folds are alike in size, the same on every machine, and nobody can choose them.
    """
    rows_of: dict[str, int] = {}
    for row in rows:
        rows_of[row.group] = rows_of.get(row.group, 0) + 1
    order = sorted(rows_of, key=lambda name: (-rows_of[name], _hash(name)))
    dealt = [frozenset(order[start::folds]) for start in range(folds)]
    return [fold for fold in dealt if fold]


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8")).hexdigest()
