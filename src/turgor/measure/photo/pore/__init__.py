"""Pore texture of a photograph as relative metrics: count, area share, contrast; never a depth."""

from turgor.measure.photo.pore.find import Pores, find_pores
from turgor.measure.photo.pore.options import PoreOptions

__all__ = ["PoreOptions", "Pores", "find_pores"]
