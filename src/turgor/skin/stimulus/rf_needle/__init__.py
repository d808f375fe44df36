"""Needles that carry radiofrequency: what current heats about each tip, and all tips together."""

from turgor.skin.stimulus.rf_needle.session import RfNeedleModel, model

__all__ = ["RfNeedleModel", "model"]
