"""Barrier readings with planted truth: water loss and capacitance over one placement."""

from turgor.phantom.barrier.course import barrier_course
from turgor.phantom.barrier.recovery import recovered_share
from turgor.phantom.barrier.series import barrier_series
from turgor.phantom.barrier.spec import BarrierSpec, BarrierTruth, SweatBurst

__all__ = [
    "BarrierSpec",
    "BarrierTruth",
    "SweatBurst",
    "barrier_course",
    "barrier_series",
    "recovered_share",
]
