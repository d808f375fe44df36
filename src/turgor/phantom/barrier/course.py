"""Readings before a session and over the days after it."""

from collections.abc import Sequence
from dataclasses import replace

from turgor.phantom.barrier.series import barrier_series
from turgor.phantom.barrier.spec import BarrierSpec, BarrierTruth
from turgor.record.barrier import BarrierSeries


def barrier_course(
    spec: BarrierSpec, hours: Sequence[float], seed: int
) -> tuple[tuple[BarrierSeries, BarrierTruth], ...]:
    """One reading before the session, then one at each of ``hours`` after it."""
    specs = [replace(spec, hours_since_session=None)]
    specs += [replace(spec, hours_since_session=float(h)) for h in hours]
    return tuple(barrier_series(one, seed + 1000 * i) for i, one in enumerate(specs))
