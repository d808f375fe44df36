"""Fields of zones: from one zone and how zones are placed to shares of the skin by depth."""

from turgor.skin.stimulus.field.coverage import lateral_fractions
from turgor.skin.stimulus.field.shape import ZoneField, ZoneShape

__all__ = ["ZoneField", "ZoneShape", "lateral_fractions"]
