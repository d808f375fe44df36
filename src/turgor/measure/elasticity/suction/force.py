"""What pressed the probe on and what was done before, as flags on every finding they reach."""

from turgor.evidence.library import parameter
from turgor.record.suction import UNKNOWN, SuctionProtocol, SuctionRecording

NOT_STATED = "contact-force-not-stated"
ALTERS_ALL = "contact-force-alters-all-but-r6"
ALTERS_UV = "contact-force-alters-uv"
PRECONDITIONING_OPEN = "preconditioning-not-stated"
REGIME_OPEN = "regime-not-stated"
#: Ue/Uf, the one ratio that added mass left alone, is 1 / (1 + R6)
_UNTOUCHED = "r6"


def series_flags(recording: SuctionRecording) -> tuple[str, ...]:
    """Flags of a whole series: what its protocol leaves open."""
    protocol = recording.protocol
    flags: tuple[str, ...] = (NOT_STATED,) if protocol.contact_force_n is None else ()
    if protocol.preconditioning == UNKNOWN:
        flags += (PRECONDITIONING_OPEN,)
    return (*flags, REGIME_OPEN) if protocol.regime == UNKNOWN else flags


def force_flags(protocol: SuctionProtocol) -> dict[str, tuple[str, ...]]:
    """By the short name of a value, and '' for all others: what the stated force does to it.

    An added mass of 50 g alters everything but Ue/Uf, and so but R6; 10 g to 20 g alter Uv. The
    record states the whole force and not what was added to the probe's own, so the limits are
    taken as of the whole and the flag is a warning.
    """
    force = protocol.contact_force_n
    if force is None:
        return {}
    if force >= parameter("suction.contact_force.all"):
        return {"": (ALTERS_ALL,), _UNTOUCHED: ()}
    if force >= parameter("suction.contact_force.uv"):
        return {"uv": (ALTERS_UV,)}
    return {}
