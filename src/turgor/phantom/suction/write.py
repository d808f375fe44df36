"""A series as a file of an instrument, with what it hides returned."""

from pathlib import Path

from turgor.formats.suction import write_suction
from turgor.phantom.suction.series import suction_series
from turgor.phantom.suction.spec import SuctionSpec
from turgor.phantom.suction.truth import SuctionTruth


def write_suction_series(
    spec: SuctionSpec, seed: int | tuple[int, ...], path: Path
) -> SuctionTruth:
    """Write one series (.csv with its protocol, .crd with time and elevation alone).

    Errors: FormatError for another suffix, MeasureError outside the suction law's range.
    """
    recording, truth = suction_series(spec, seed)
    write_suction(recording, path)
    return truth
