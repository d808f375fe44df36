"""How findings of photographs are stamped: method, version, and why one has no doubt."""

from turgor.measure.stamp import Stamp

METHOD = "turgor.photo"

#: Raised whenever a value of any finding of this method may differ from before.
METHOD_VERSION = "1"

NO_U = "one photograph: repeatability needs photographs taken anew"


def photo_stamp(
    capture: str, device: str, region: str, replicate: int, flags: tuple[str, ...]
) -> Stamp:
    """The stamp of one capture's findings."""
    return Stamp(METHOD, METHOD_VERSION, NO_U, capture, device, region, replicate, "", flags)
