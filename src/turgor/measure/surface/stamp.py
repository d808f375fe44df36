"""How findings of height maps are stamped: method, version, and why one capture has no doubt."""

from turgor.measure.stamp import Stamp

METHOD = "turgor.surface"

#: Raised whenever a value of any finding of this method may differ from before.
METHOD_VERSION = "1"

NO_U = "one capture: repeatability needs re-seated replicates"


def surface_stamp(
    capture: str, device: str, region: str, replicate: int, flags: tuple[str, ...]
) -> Stamp:
    """The stamp of one capture's findings."""
    return Stamp(METHOD, METHOD_VERSION, NO_U, capture, device, region, replicate, "", flags)
