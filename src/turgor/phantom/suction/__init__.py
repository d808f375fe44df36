"""Suction series of persons with planted skin, pump and faults, and the parameters they hide."""

from turgor.phantom.suction.series import suction_series
from turgor.phantom.suction.spec import FAULTS, SuctionProbe, SuctionSpec
from turgor.phantom.suction.subject import (
    changed,
    draw_subject,
    has_room,
    reference_spec,
    reseated,
)
from turgor.phantom.suction.truth import CurveTruth, SuctionTruth
from turgor.phantom.suction.write import write_suction_series

__all__ = [
    "FAULTS",
    "CurveTruth",
    "SuctionProbe",
    "SuctionSpec",
    "SuctionTruth",
    "changed",
    "draw_subject",
    "has_room",
    "reference_spec",
    "reseated",
    "suction_series",
    "write_suction_series",
]
