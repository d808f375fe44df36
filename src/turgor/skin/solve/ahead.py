"""Loading the march while a case is still being read: most of both is waiting for the other."""

import contextlib
import threading
from functools import cache

import numpy as np

from turgor.skin.load import LEVELS, LOADS
from turgor.skin.solve.compiled import (
    Arguments,
    chunk_lanes,
    needs_jax,
    padded_events,
    padded_gaps,
    ready_march,
)
from turgor.skin.solve.dynamics import Dynamics, tissue_dynamics


@cache
def load_ahead() -> threading.Thread:
    """Begin to load the skin's march, once a process; whoever solves waits for it.

    What goes wrong here is said where something is solved. Not a daemon: an interpreter that ends
    must not pull compiled code from under it.
    """

    def load() -> None:
        with contextlib.suppress(Exception):
            needs_jax()
            dynamics = tissue_dynamics()
            ready_march(dynamics, usual_arguments(dynamics))

    thread = threading.Thread(target=load, name="turgor-march")
    thread.start()
    return thread


def usual_arguments(dynamics: Dynamics) -> Arguments:
    """Arguments of the sizes that a forecast's courses have, all zeros."""
    lanes, events, gaps = chunk_lanes(1), padded_events(1), padded_gaps(1)
    return (
        np.float64(0.0),
        np.int32(0),
        np.zeros((len(dynamics.states), lanes)),
        np.zeros((len(dynamics.parameters), lanes)),
        np.zeros((events, len(LOADS), lanes)),
        np.zeros((events, len(LEVELS), lanes)),
        np.zeros((gaps, lanes)),
        np.zeros((gaps, lanes)),
        np.zeros((gaps, lanes), dtype=np.int32),
        np.zeros((gaps, lanes), dtype=bool),
        np.zeros((gaps, lanes), dtype=np.int32),
    )
