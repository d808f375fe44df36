"""The room: whether it is as guidelines ask. Readings are flagged, never corrected for it.

No law that carries water loss from one room to another was found with its source, so none is used.
"""

from turgor.evidence import parameter
from turgor.record.barrier import BarrierSeries


def environment_flags(series: BarrierSeries) -> tuple[str, ...]:
    """Flags of a room that is not stated, or outside what guidelines ask (docs: barrier)."""
    flags: list[str] = []
    limits = (
        ("temperature", series.temperature_c, "barrier.room.least_c", "barrier.room.most_c"),
        (
            "humidity",
            series.relative_humidity_pct,
            "barrier.room.least_humidity",
            "barrier.room.most_humidity",
        ),
    )
    for word, value, least, most in limits:
        if value is None:
            flags.append(f"room-{word}-not-stated")
        elif not parameter(least) <= value <= parameter(most):
            flags.append(f"room-{word}-outside-guidance")
    return tuple(flags)
