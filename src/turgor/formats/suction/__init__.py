"""Files of suction curves: DermaLab .crd and .cmf, and mapped tables of time and elevation."""

from turgor.formats.suction.doorway import read_suction
from turgor.formats.suction.options import SuctionOptions
from turgor.formats.suction.sniff import is_suction
from turgor.formats.suction.write import write_suction

__all__ = ["SuctionOptions", "is_suction", "read_suction", "write_suction"]
