"""How findings of spectra are stamped: method, version, and why one reading has no doubt."""

from turgor.measure.stamp import Stamp

METHOD = "turgor.colour"

#: Raised whenever a value of any finding of this method may differ from before.
METHOD_VERSION = "1"

NO_U = "one reading: repeatability needs re-seated replicates"


def colour_stamp(
    capture: str, device: str, region: str, replicate: int, item: str, flags: tuple[str, ...]
) -> Stamp:
    """The stamp of one capture's findings. ``item`` is its name within its file."""
    return Stamp(METHOD, METHOD_VERSION, NO_U, capture, device, region, replicate, item, flags)
