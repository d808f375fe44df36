"""Barrier function and hydration from readings over the seconds of a placement."""

from turgor.measure.barrier.conditions import barrier_conditions
from turgor.measure.barrier.settings import BarrierSettings
from turgor.measure.barrier.whole import BarrierMeasurement, measure_barrier

__all__ = ["BarrierMeasurement", "BarrierSettings", "barrier_conditions", "measure_barrier"]
