"""Barrier readings over time, water loss and capacitance: tables and spreadsheets, in and out."""

from turgor.formats.barrier.doorway import read_barrier
from turgor.formats.barrier.options import BarrierOptions
from turgor.formats.barrier.sniff import is_barrier
from turgor.formats.barrier.write import write_barrier

__all__ = ["BarrierOptions", "is_barrier", "read_barrier", "write_barrier"]
