"""Is this the size of skin? What is not is measured all the same, and flagged."""

import numpy as np

from turgor.record.height_map import HeightMap

#: field side in mm and Sq in µm within which a map can be skin; our own choice, no source
FIELD_RANGE_MM = (1.0, 200.0)
SQ_RANGE_UM = (5.0, 500.0)
FLAG = "outside_skin_range"


def plausibility_flags(height_map: HeightMap, sq_um: float) -> tuple[str, ...]:
    """``outside_skin_range`` where a side of the field or Sq can't be that of skin, else nothing.

    sq_um : µm, root mean square height after the form was removed; NaN is flagged too.
    """
    sides = all(FIELD_RANGE_MM[0] <= side <= FIELD_RANGE_MM[1] for side in height_map.field_mm)
    height = bool(np.isfinite(sq_um)) and SQ_RANGE_UM[0] <= sq_um <= SQ_RANGE_UM[1]
    return () if sides and height else (FLAG,)
