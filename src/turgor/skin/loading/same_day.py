"""Sessions on one day: what becomes of tissue that two of them treat."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from turgor.skin.load import LOADS

FloatArray = NDArray[np.float64]

_NAMES = tuple(LOADS)
_LAYERS = ("epidermis", "papillary", "reticular")
#: strongest first: a place counts as the strongest that befalls it
_KINDS = ("removed", "coagulated", "heat_shocked", "punctured")
#: other shares, which overlap by chance
_SHARES = ("barrier_opened", "torn", "vessels_closed", "melanin_cleared")


_KEPT = _NAMES.index("epidermis_base_kept")
_LOST = [_NAMES.index(f"{kind}_epidermis") for kind in ("removed", "coagulated")]


def _kept(sessions: Sequence[FloatArray]) -> FloatArray:
    """Share of the epidermis lost under which its base lives: the mean by what each loses."""
    lost = [loads[_LOST].sum(axis=0) for loads in sessions]
    kept = sum(loads[_KEPT] * part for loads, part in zip(sessions, lost, strict=True))
    return np.asarray(kept / np.maximum(sum(lost), 1e-12))


def together(sessions: Sequence[FloatArray]) -> FloatArray:
    """Loads (len(LOADS), B) of sessions on one day, each placed without regard to the others.

    Shares overlap by chance, so those of a layer add up to 1 at most; amounts add up.
    """
    if len(sessions) == 1:
        return sessions[0]
    found = np.sum(sessions, axis=0)
    for layer in _LAYERS:
        stronger = np.zeros(found.shape[1])
        for depth, kind in enumerate(_KINDS):
            names = [f"{one}_{layer}" for one in _KINDS[: depth + 1]]
            spared = np.ones(found.shape[1])
            for loads in sessions:
                spared *= 1.0 - np.minimum(sum(loads[_NAMES.index(name)] for name in names), 1.0)
            covered = np.maximum(1.0 - spared, stronger)
            found[_NAMES.index(f"{kind}_{layer}")] = covered - stronger
            stronger = covered
    found[_KEPT] = _kept(sessions)
    for name in _SHARES:
        row = _NAMES.index(name)
        found[row] = 1.0 - np.prod([1.0 - loads[row] for loads in sessions], axis=0)
    return np.asarray(found)
