"""Needles without radiofrequency: channels by depth, and how long they stay open."""

from turgor.skin.stimulus.needle.door import model

__all__ = ["model"]
