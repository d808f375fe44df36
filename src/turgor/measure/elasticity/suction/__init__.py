"""Suction curves: cycles, R, F and Q under both split rules, creep and recovery."""

from turgor.measure.elasticity.suction.conditions import suction_conditions
from turgor.measure.elasticity.suction.whole import SuctionMeasurement, measure_suction

__all__ = ["SuctionMeasurement", "measure_suction", "suction_conditions"]
