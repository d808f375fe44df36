"""What a result kept on disk rests on: written beside it, held to the evidence when it is read."""

import json
from collections.abc import Set as AbstractSet

import numpy as np
from numpy.typing import NDArray

from turgor.evidence.citing import cite
from turgor.evidence.library import all_parameters, find_parameter

FloatArray = NDArray[np.float64]


def written(sources: AbstractSet[str], parameters: AbstractSet[str]) -> FloatArray:
    """Ids of sources and values with the values themselves, as text whose bytes are numbers."""
    known = all_parameters()
    values = {name: [known[name].value, known[name].spread] for name in sorted(parameters)}
    return as_numbers({"sources": sorted(sources), "parameters": values})


def still_holds(told: FloatArray) -> bool:
    """Whether every value is what it was then; if so, all is cited as if asked for anew."""
    try:
        rests_on = from_numbers(told)
        known = all_parameters()
        if any(
            name not in known or [known[name].value, known[name].spread] != value
            for name, value in rests_on["parameters"].items()
        ):
            return False
        sources = list(rests_on["sources"])
    except (KeyError, ValueError, TypeError, AttributeError):
        return False
    for name in rests_on["parameters"]:
        find_parameter(name)
    for source in sources:
        cite(source)
    return True


def as_numbers(told: object) -> FloatArray:
    """JSON as an array, for a file that holds arrays alone."""
    return np.frombuffer(json.dumps(told).encode(), dtype=np.uint8).astype(np.float64)


def from_numbers(told: FloatArray) -> dict[str, dict[str, list[float | None]]]:
    """The way back.

    Errors: ValueError, TypeError for what is none.
    """
    found: dict[str, dict[str, list[float | None]]] = json.loads(told.astype(np.uint8).tobytes())
    return found
